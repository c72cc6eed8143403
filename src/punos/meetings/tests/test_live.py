"""S4.10 · S1.7 · Open pages of a meeting: who hears what, and who hears no more."""

from uuid import uuid4

import pytest

from punos.access import actions as access
from punos.access.tests.acts import seat_guardian
from punos.live.contract import Message
from punos.meetings import actions, live
from punos.meetings.models import Entry, Meeting
from punos.meetings.rules import CLIENT, OTHERS, RECORDER
from punos.meetings.tests import scene
from punos.network import actions as network
from punos.people.actor import Level
from punos.trace.models import UseLog
from punos.trace.refusal import Refused
from tests.world import World, a

pytestmark = pytest.mark.django_db
ALL = (CLIENT, RECORDER, OTHERS)


def words(messages: list[Message]) -> str:
    return "".join(message.html for message in messages)


def strike(world: World, meeting: Meeting, entry: Entry) -> Entry:
    return actions.strike_entry(by=a(world.aino), **scene.where(meeting), entry_id=entry.pk)


def test_each_hears_as_who_they_are_in_the_room(world: World) -> None:
    meeting = scene.opened(world)
    people = dict.fromkeys(("leena", "omar", "veikko", "helmi"), OTHERS)
    people |= {"aino": CLIENT, "kirsi": RECORDER}
    actors = {name: a(getattr(world, name)) for name in world.cast}
    hearings = live.audience(actors.values(), meeting.pk)
    assert {n: hearings[x].audience for n, x in actors.items() if x in hearings} == people


def test_stranger_ended_one_absent_one_and_light_guest_are_not_let_in(world: World) -> None:
    meeting = scene.opened(world)
    for actor in (a(world.outi), a(world.eero), a(world.riitta), a(world.veikko, Level.LIGHT)):
        with pytest.raises(Refused):
            live.admit(actor, meeting.pk)
    with pytest.raises(Refused):
        live.admit(a(world.aino), uuid4())


def test_an_opening_is_traced_once_and_messages_are_not(world: World) -> None:
    meeting = scene.opened(world)
    before = UseLog.objects.filter(actor_id=str(world.omar.pk)).count()
    assert live.admit(a(world.omar), meeting.pk) is not None
    scene.write(world, meeting)
    live.audience([a(world.omar)], meeting.pk)
    assert UseLog.objects.filter(actor_id=str(world.omar.pk)).count() == before + 1


def test_a_withdrawn_consent_hears_nothing_more(world: World) -> None:
    meeting = scene.opened(world)
    network.withdraw_seat(by=a(world.aino), case_id=world.case.pk, seat_id=world.seats["omar"].pk)
    assert a(world.omar) not in live.audience([a(world.omar)], meeting.pk)


def test_closing_cuts_those_without_the_topic(world: World) -> None:
    meeting = scene.opened(world)
    actor = a(world.helmi)
    assert actor in live.audience([actor], meeting.pk)
    scene.close(world, meeting)
    assert actor not in live.audience([actor], meeting.pk)
    assert a(world.kirsi) in live.audience([a(world.kirsi)], meeting.pk)


def test_a_struck_entry_is_taken_from_others_and_shown_struck_to_two(world: World) -> None:
    meeting = scene.opened(world)
    entry = scene.write(world, meeting, "arka asia")
    number = strike(world, meeting, entry).news
    said = live.render(meeting.pk, f"{number:08d}", ALL)
    assert "arka asia" in said[CLIENT]
    assert "arka asia" in said[RECORDER]
    assert "arka asia" not in said[OTHERS]
    assert f"kirjaus-{entry.pk}" in said[OTHERS]


def test_a_message_that_is_late_says_nothing_of_what_was_struck_meanwhile(world: World) -> None:
    meeting = scene.opened(world)
    entry = scene.write(world, meeting, "arka asia")
    first = f"{entry.first_news:08d}"
    strike(world, meeting, entry)
    assert live.render(meeting.pk, first, ALL) == {}


def test_who_comes_later_hears_not_even_that_something_was_struck(world: World) -> None:
    meeting = scene.opened(world)
    scene.write(world, meeting, "pysyy")
    entry = scene.write(world, meeting, "arka asia")
    strike(world, meeting, entry)
    found = words(list(live.since(meeting.pk, "", OTHERS)))
    assert "pysyy" in found
    assert str(entry.pk) not in found


def test_who_was_away_gets_what_was_missed_in_order(world: World) -> None:
    meeting = scene.opened(world)
    seen = scene.write(world, meeting, "nähty")
    last = f"{seen.news:08d}"
    scene.write(world, meeting, "toinen")
    never_seen = scene.write(world, meeting, "käväisi")
    strike(world, meeting, never_seen)
    strike(world, meeting, seen)
    messages = list(live.since(meeting.pk, last, OTHERS))
    assert [message.id for message in messages] == sorted(message.id for message in messages)
    found = words(messages)
    assert "toinen" in found
    assert f"kirjaus-{seen.pk}" in found
    assert str(never_seen.pk) not in found


def test_where_the_chair_is_goes_to_all(world: World) -> None:
    meeting = scene.opened(world)
    actions.next_item(by=a(world.helmi), **scene.where(meeting))
    meeting.refresh_from_db()
    said = live.render(meeting.pk, f"{meeting.stage_news:08d}", ALL)
    assert set(said) == set(ALL)
    assert "Nuoren asia" in said[OTHERS]


def test_a_hearing_ends_with_its_consent(world: World) -> None:
    meeting = scene.opened(world)
    hearing = live.audience([a(world.omar)], meeting.pk)[a(world.omar)]
    assert hearing.ends_at is not None
    assert hearing.ends_at <= meeting.begins_at + scene.timedelta(hours=13)


def test_a_guardian_hears_nothing_before_a_decision(world: World) -> None:
    seat = seat_guardian(world)
    meeting = scene.opened(world)
    actions.call_roll(by=a(world.helmi), **scene.where(meeting), roll=scene.present(seat.person))
    assert live.audience([a(seat.person)], meeting.pk) == {}
    scene.close(world, meeting)
    assert live.audience([a(seat.person)], meeting.pk) == {}


def test_no_message_tells_the_place(world: World) -> None:
    meeting = scene.opened(world)
    access.protect_address(by=a(world.leena), case_id=world.case.pk)
    actions.next_item(by=a(world.helmi), **scene.where(meeting))
    meeting.refresh_from_db()
    said = live.render(meeting.pk, f"{meeting.stage_news:08d}", ALL)
    assert all(meeting.place not in html for html in said.values())

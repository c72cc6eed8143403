"""S4.4 S4.5 · A notice shows only while its because holds, and each thing is told once."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine

from punos import clock
from punos.access.tests.acts import let_record
from punos.meetings.tests import scene
from punos.network import actions as network
from punos.notices.actions import see, settle, tell
from punos.notices.models import Notice
from punos.notices.queries import mine, owed
from punos.notices.words import WORDS
from punos.people.actor import Actor, Level
from punos.people.models import Person
from tests.world import World, a, agree, make_person, seat_worker


def told(world: World, person: Person, kind: str = "step_new", key: str = "") -> Notice:
    return tell(to=person, kind=kind, case=world.case, subject_id=uuid4(), key=key or str(uuid4()))


def shown(person: Person) -> set[str]:
    return {notice.kind for notice in owed(a(person))}


def test_what_one_may_know_of_is_shown_in_words(world: World) -> None:
    told(world, world.omar)
    assert str(WORDS["step_new"]) in [line.words for line in mine(a(world.omar))]


def test_when_the_consent_is_taken_back_what_was_unseen_is_never_shown(world: World) -> None:
    told(world, world.omar)
    network.withdraw_seat(by=a(world.aino), case_id=world.case.pk, seat_id=world.seats["omar"].pk)
    assert shown(world.omar) == set()


def test_not_even_under_a_newer_consent(world: World) -> None:
    told(world, world.omar)
    network.withdraw_seat(by=a(world.aino), case_id=world.case.pk, seat_id=world.seats["omar"].pk)
    with time_machine.travel(clock.now() + timedelta(days=1), tick=False):
        seat_worker(world, world.jobs["omar"])
        assert "step_new" not in shown(world.omar)
        told(world, world.omar, "step_stuck")
        assert "step_stuck" in shown(world.omar)


def test_a_changed_consent_keeps_what_was_unseen(world: World) -> None:
    told(world, world.omar)
    agree(world, world.seats["omar"], ("times", "plan"))
    assert "step_new" in shown(world.omar)


@pytest.mark.parametrize("ended", ["consent", "employment", "recusal", "leaving", "work"])
def test_whatever_ends_the_because_ends_the_notice(world: World, ended: str) -> None:
    told(world, world.omar)
    later = None
    if ended == "consent":
        later = clock.now() + timedelta(days=181)
    elif ended == "employment":
        world.jobs["omar"].until_on = clock.today() - timedelta(days=1)
        world.jobs["omar"].save()
    elif ended == "recusal":
        network.recuse(by=a(world.omar), case_id=world.case.pk)
    elif ended == "leaving":
        network.leave(by=a(world.omar), case_id=world.case.pk)
    else:
        network.end_work(by=a(world.aino), case_id=world.case.pk)
    with time_machine.travel(later or clock.now(), tick=False):
        assert shown(world.omar) == set()


def invited(world: World, *, days: int = 30) -> None:
    """Ask Outi along; she has not answered."""
    seat = network.propose_seat(
        by=a(world.leena), case_id=world.case.pk, employment=world.jobs["outi"], why="", topics=()
    )
    world.seats["outi"] = seat
    agree(world, seat, ("plan",), days)


def test_one_who_is_asked_along_is_told_before_any_grant(world: World) -> None:
    assert shown(world.outi) == set()
    invited(world)
    assert shown(world.outi) == {"seat_invited"}


@pytest.mark.parametrize("ended", ["withdrawn", "lapsed", "answered", "refused", "work"])
def test_an_invitation_that_is_over_is_not_shown(world: World, ended: str) -> None:
    invited(world, days=2)
    seat, later = world.seats["outi"], None
    if ended == "withdrawn":
        network.withdraw_seat(by=a(world.aino), case_id=world.case.pk, seat_id=seat.pk)
    elif ended == "lapsed":
        later = clock.now() + timedelta(days=4)
    elif ended in ("answered", "refused"):
        network.answer_seat(by=a(world.outi), seat_id=seat.pk, is_yes=ended == "answered")
    else:
        network.end_work(by=a(world.aino), case_id=world.case.pk)
    with time_machine.travel(later or clock.now(), tick=False):
        assert "seat_invited" not in shown(world.outi)


def test_before_a_grant_nothing_else_is_told(world: World) -> None:
    invited(world)
    told(world, world.outi, "minutes_ready")
    assert shown(world.outi) == {"seat_invited"}


def test_a_recorder_is_told_while_the_own_time_is_still_to_come(world: World) -> None:
    soon = clock.now() + timedelta(days=5)
    let_record(world, world.jobs["kirsi"], from_at=soon, until_at=soon + timedelta(days=30))
    told(world, world.kirsi, "meeting_called")
    assert shown(world.kirsi) == {"meeting_called"}


def test_a_stranger_is_shown_nothing_even_if_somebody_told_by_mistake(world: World) -> None:
    for person in (world.outi, world.eero, world.pekka):
        told(world, person)
        assert shown(person) == set()


def test_what_has_no_case_shows_to_the_person_alone(world: World) -> None:
    tell(to=world.outi, kind="consent_ending", case=None, subject_id=uuid4(), key="tili")
    assert shown(world.outi) == {"consent_ending"}
    assert "consent_ending" not in shown(world.leena)


def test_the_same_key_tells_once_each_person(world: World) -> None:
    first, second = told(world, world.omar, key="x"), told(world, world.omar, key="x")
    assert first == second
    assert told(world, world.riitta, key="x") != first
    assert told(world, world.omar, "step_stuck", key="x") != first


def test_however_long_the_key_no_two_persons_share_a_notice(world: World) -> None:
    key = "avain" * 50
    assert told(world, world.omar, key=key).to == world.omar
    assert told(world, world.riitta, key=key).to == world.riitta


def test_a_kind_without_a_sentence_cannot_be_told(world: World) -> None:
    with pytest.raises(KeyError):
        told(world, world.omar, "hupsista")


def test_seeing_ends_it_for_its_own_person_only(world: World) -> None:
    notice = told(world, world.omar)
    assert see(by=a(world.outi), notice_id=notice.pk) == ""
    assert "step_new" in shown(world.omar)
    see(by=a(world.omar), notice_id=notice.pk)
    assert "step_new" not in shown(world.omar)


def test_what_was_settled_is_asked_no_more(world: World) -> None:
    notice = told(world, world.omar)
    other = told(world, world.omar, "step_stuck")
    settle(kind=notice.kind, subject_id=notice.subject_id)
    assert shown(world.omar) == {other.kind}


def test_the_clients_answer_settles_the_question(world: World) -> None:
    seat = network.propose_seat(
        by=a(world.leena), case_id=world.case.pk, employment=world.jobs["outi"], why="", topics=()
    )
    assert Notice.objects.get(kind="seat_proposed", subject_id=seat.pk, seen_at=None)
    network.decline_seat(by=a(world.aino), case_id=world.case.pk, seat_id=seat.pk)
    assert not Notice.objects.filter(kind="seat_proposed", subject_id=seat.pk, seen_at=None)


@pytest.mark.parametrize("level", [Level.NONE, Level.LIGHT])
def test_a_light_session_shows_no_notice(world: World, level: Level) -> None:
    told(world, world.aino)
    assert mine(a(world.aino, level)) == []
    assert mine(Actor(None)) == []


def test_no_sentence_carries_a_name_or_a_place_for_one(world: World) -> None:
    names = {person.first_name for person in world.cast.values()}
    for words in map(str, WORDS.values()):
        assert "%" not in words
        assert "{" not in words
        assert not any(name in words for name in names)


def test_the_newest_come_first_and_nobody_is_buried(world: World) -> None:
    guest = make_person("Vieras")
    for number in range(40):
        tell(to=guest, kind="step_new", case=None, subject_id=uuid4(), key=str(number))
    lines = mine(a(guest))
    assert len(lines) == 30
    assert lines == sorted(lines, key=lambda line: line.at, reverse=True)


def test_a_notice_whose_because_is_over_leads_nowhere(world: World) -> None:
    page = "/asiat/tunnus/askeleet/toinen/"
    facts = {"kind": "step_new", "case": world.case, "subject_id": uuid4(), "link": page}
    notice = tell(to=world.omar, key="askel", **facts)
    assert see(by=a(world.omar, Level.LIGHT), notice_id=notice.pk) == ""
    assert see(by=a(world.omar), notice_id=notice.pk) == page
    assert see(by=a(world.omar), notice_id=notice.pk) == page, "a second press leads there too"
    network.withdraw_seat(by=a(world.aino), case_id=world.case.pk, seat_id=world.seats["omar"].pk)
    assert see(by=a(world.omar), notice_id=notice.pk) == ""


def test_what_is_told_at_work_is_told_to_a_work_sign_in_alone(world: World) -> None:
    told(world, world.omar)
    told(world, world.veikko)
    invited(world)
    for person in (world.omar, world.outi):
        assert owed(a(person))
        assert not owed(a(person, Level.DEVICE))
    assert owed(a(world.veikko, Level.DEVICE)), "a close one's phone is enough"


@pytest.mark.parametrize(
    ("kind", "left"), [("meeting_called", "plan"), ("meeting_moved", "plan"), ("step_new", "times")]
)
def test_a_consent_without_the_topic_hides_what_tells_of_it(
    world: World, kind: str, left: str
) -> None:
    told(world, world.omar, kind)
    told(world, world.omar, "own_worker_named")
    assert kind in shown(world.omar)
    agree(world, world.seats["omar"], (left,))
    assert shown(world.omar) == {"own_worker_named"}
    agree(world, world.seats["omar"], ("times", "plan"))
    assert kind in shown(world.omar), "the client let it be read again"


def test_who_chairs_one_meeting_is_told_that_it_moved(world: World) -> None:
    scene.agree(world, scene.call(world))
    told(world, world.helmi, "meeting_moved")
    assert "meeting_moved" in shown(world.helmi)

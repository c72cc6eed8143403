"""S4.10 · S4.15 · Minutes: closed, read, accepted or corrected, taken along on paper."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from punos import clock
from punos.access import actions as access
from punos.access.actions import Given
from punos.access.facts import Fact
from punos.access.models import Grant
from punos.access.rights import Capacity, Right
from punos.config.worker import tick
from punos.meetings import actions, queries
from punos.meetings.models import Entry, Meeting, Minutes
from punos.meetings.queries import minutes_page
from punos.meetings.tests import scene
from punos.network import actions as network
from punos.notices import queries as notices
from punos.people.actor import Level
from punos.people.models import Person
from punos.plan import actions as plan
from punos.trace.models import UseLog
from punos.trace.refusal import Refused
from tests.world import World, a, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def closed(world: World) -> Meeting:
    meeting = scene.opened(world)
    scene.write(world, meeting, "Pajalla sujuu.")
    scene.close(world, meeting)
    return Meeting.objects.get(pk=meeting.pk)


def reads(world: World, meeting: Meeting, reader: Person) -> bool:
    try:
        minutes_page(a(reader), world.case.pk, meeting.pk)
    except Refused:
        return False
    return True


def test_a_look_at_the_minutes_is_noted_in_the_register_of_each_who_wrote(
    world: World, closed: Meeting
) -> None:
    own = Entry.objects.get(meeting=closed)
    own.owner = world.workshop.organisation
    own.save(update_fields=["owner"])
    minutes_page(a(world.aino), world.case.pk, closed.pk)
    looks = UseLog.objects.filter(actor_id=str(world.aino.pk), what=Right.MINUTES_READ)
    assert {look.provider_name for look in looks} == {"Vaskiniemen Ohjaamo", "Työpaja Tuuma"}


def test_reading_by_presence_ends_at_once_and_the_topic_goes_on(world: World) -> None:
    access.give_consent(
        by=a(world.aino),
        case_id=world.case.pk,
        to=world.omar,
        topics=["times", "plan"],
        until_on=clock.today() + timedelta(days=30),
    )
    meeting = scene.opened(world)
    scene.write(world, meeting)
    assert queries.meeting_page(a(world.omar), world.case.pk, meeting.pk).fields
    scene.close(world, meeting)
    assert queries.meeting_page(a(world.omar), world.case.pk, meeting.pk).fields == ()
    readers = {name for name, person in world.cast.items() if reads(world, meeting, person)}
    assert readers == {"aino", "leena", "riitta", "veikko", "kirsi"}


def test_chair_or_recorder_closes_and_nobody_else(world: World) -> None:
    meeting = scene.opened(world)
    for name in ("aino", "leena", "omar", "veikko", "outi", "eero"):
        with pytest.raises(Refused):
            actions.close_meeting(by=a(getattr(world, name)), **scene.where(meeting))
    first = actions.close_meeting(by=a(world.kirsi), **scene.where(meeting))
    assert actions.close_meeting(by=a(world.kirsi), **scene.where(meeting)) == first


def test_the_client_is_told_that_the_minutes_are_ready(world: World, closed: Meeting) -> None:
    link = reverse("meeting-minutes", args=[world.case.pk, closed.pk])
    assert link in [line.link for line in notices.mine(a(world.aino))]


def test_only_the_client_accepts_or_a_worker_who_heard_it_with_a_witness(
    world: World, closed: Meeting
) -> None:
    for name in ("leena", "veikko", "kirsi", "helmi", "outi", "eero"):
        with pytest.raises(Refused):
            actions.accept_minutes(by=a(getattr(world, name)), **scene.where(closed))
    with pytest.raises(ValidationError, match="todistajana"):
        actions.accept_minutes(by=a(world.leena), **scene.where(closed), given=Given("oral"))
    minutes = actions.accept_minutes(
        by=a(world.leena), **scene.where(closed), given=Given("oral", "Veikko")
    )
    assert minutes.answer is not None
    assert (minutes.answer.given_by, minutes.answer.recorded_by) == (world.aino, world.leena)
    page = minutes_page(a(world.aino), world.case.pk, closed.pk)
    assert "suullisesti" in page.accepted


def test_the_recorder_in_the_room_writes_down_the_yes(world: World, closed: Meeting) -> None:
    given = Given("oral", "Helmi")
    assert actions.accept_minutes(by=a(world.kirsi), **scene.where(closed), given=given).answer


def test_what_came_after_the_reading_must_be_read_first(world: World, closed: Meeting) -> None:
    seen = closed.news
    scene.write(world, closed, "tuli myöhemmin")
    with pytest.raises(ValidationError, match="uutta"):
        actions.accept_minutes(by=a(world.aino), **scene.where(closed), seen=seen)
    assert Minutes.objects.get().answer is None


def test_a_correction_is_seen_and_the_original_stays(world: World, closed: Meeting) -> None:
    entry = closed.entries.get()
    key = uuid4()
    said = {**scene.where(closed), "entry_id": entry.pk, "words": "Vain aamulla.", "key": key}
    wish = actions.ask_correction(by=a(world.aino), **said)
    assert actions.ask_correction(by=a(world.aino), **said) == wish
    for name in ("leena", "omar", "outi"):
        with pytest.raises(Refused):
            actions.ask_correction(by=a(getattr(world, name)), **said | {"key": uuid4()})
    answer = {**scene.where(closed), "correction_id": wish.pk, "text": "Pajalla sujuu aamulla."}
    with pytest.raises(Refused):
        actions.answer_correction(by=a(world.omar), **answer, key=uuid4())
    actions.answer_correction(by=a(world.kirsi), **answer, key=uuid4())
    page = minutes_page(a(world.leena), world.case.pk, closed.pk)
    (line,) = [x for part in page.parts if part.written for x in part.written.entries]
    assert line.text == "Pajalla sujuu."
    assert [(w.words, w.answer) for w in line.wishes] == [
        ("Vain aamulla.", "Pajalla sujuu aamulla.")
    ]
    told = [line.words for line in notices.mine(a(world.aino))]
    assert "Muistioon tehtiin pyytämäsi korjaus." in told


def test_the_own_worker_corrects_after_the_recorders_right_has_ended(
    world: World, closed: Meeting
) -> None:
    actions.accept_minutes(by=a(world.aino), **scene.where(closed))
    wish = actions.ask_correction(
        by=a(world.aino),
        **scene.where(closed),
        entry_id=closed.entries.get().pk,
        words="Vielä yksi asia.",
        key=uuid4(),
    )
    answer = {**scene.where(closed), "correction_id": wish.pk, "text": "Korjattu", "key": uuid4()}
    with pytest.raises(Refused):
        actions.answer_correction(by=a(world.kirsi), **answer)
    assert actions.answer_correction(by=a(world.leena), **answer).corrects == wish.entry


def test_the_programs_own_fields_are_put_together(world: World) -> None:
    meeting = scene.opened(world)
    for who, what in ((world.aino, "Kysyy ajan"), (world.omar, "Pitää vuorot")):
        actions.record_step(
            by=a(world.kirsi), **scene.where(meeting), what=what, responsible_id=who.pk, key=uuid4()
        )
    actions.mark_read_aloud(by=a(world.kirsi), **scene.where(meeting), key=uuid4())
    scene.close(world, meeting)
    scene.call(world, begins_at=scene.soon(24 * 30))
    page = minutes_page(a(world.leena), world.case.pk, meeting.pk)
    parts = {part.code: part for part in page.parts}
    assert len(page.parts) == 13
    assert parts["client_part"].lines == ("Aino – Kysyy ajan",)
    assert parts["network_part"].lines == ("Omar – Pitää vuorot",)
    assert parts["own_worker"].lines == ("omatyöntekijä: Leena",)
    assert len(parts["next"].lines) == 1
    assert parts["read_aloud"].lines[0].startswith("Luettu ääneen klo")
    assert "Veikko, veli: etänä (kuulolla myös: kissa)" in parts["present"].lines


def test_the_paper_is_made_and_dies_with_the_consent(world: World, closed: Meeting) -> None:
    address = reverse("meeting-pdf", args=[world.case.pk, closed.pk])
    browser = signed_in(world.omar, Level.STRONG)
    answer = browser.get(address)
    assert answer.status_code == 200
    assert answer.content.startswith(b"%PDF")
    assert "no-store" in answer["Cache-Control"]
    network.withdraw_seat(by=a(world.aino), case_id=world.case.pk, seat_id=world.seats["omar"].pk)
    assert browser.get(address).status_code == 404


def test_the_page_says_that_a_copy_cannot_be_called_back(world: World, closed: Meeting) -> None:
    address = reverse("meeting-minutes", args=[world.case.pk, closed.pk])
    page = signed_in(world.aino).get(address).content.decode()
    assert "Ladattua kopiota ei voi perua." in page


def facts(world: World) -> dict[str, Fact]:
    return {fact.code: fact for fact in queries.facts(world.case)}


def test_a_meeting_reports_its_facts(world: World) -> None:
    meeting = scene.call(world)
    assert set(facts(world)) == {"meeting"}
    meeting = scene.agree(world, meeting)
    assert set(facts(world)) == {"meeting", "recorder_agreed"}
    actions.open_meeting(by=a(world.helmi), **scene.where(meeting), roll=scene.present(world.aino))
    entry = actions.record_step(
        by=a(world.kirsi),
        **scene.where(meeting),
        what="Soittaa",
        responsible_id=world.omar.pk,
        key=uuid4(),
    )
    actions.mark_read_aloud(by=a(world.kirsi), **scene.where(meeting), key=uuid4())
    scene.close(world, meeting)
    assert {"close", "minutes_read"} <= set(facts(world))
    assert not {"plan", "minutes_accepted", "steps_reported"} & set(facts(world))
    actions.accept_minutes(by=a(world.aino), **scene.where(meeting))
    assert {"plan", "minutes_accepted"} <= set(facts(world))
    plan.complete_step(by=a(world.omar), case_id=world.case.pk, step_id=entry.step_id)
    scene.call(world, begins_at=scene.soon(24 * 40))
    found = facts(world)
    assert {"steps_reported", "next_agreed"} <= set(found)
    assert found["steps_reported"].occasion == meeting.pk


def test_the_clients_own_open_step_does_not_hold_the_way_back(world: World) -> None:
    """A step of the model that waits for it would tell everybody that the client is late."""
    meeting = scene.opened(world)
    for person in (world.aino, world.veikko, world.omar):
        entry = actions.record_step(
            by=a(world.kirsi),
            **scene.where(meeting),
            what="Soittaa",
            responsible_id=person.pk,
            key=uuid4(),
        )
    scene.close(world, meeting)
    assert "steps_reported" not in facts(world)
    plan.complete_step(by=a(world.omar), case_id=world.case.pk, step_id=entry.step_id)
    assert facts(world)["steps_reported"].occasion == meeting.pk


def test_a_wish_of_correction_counts_as_the_clients_word(world: World, closed: Meeting) -> None:
    actions.ask_correction(
        by=a(world.aino),
        **scene.where(closed),
        entry_id=closed.entries.get().pk,
        words="Ei.",
        key=uuid4(),
    )
    assert "minutes_accepted" in facts(world)
    assert "plan" not in facts(world)


def test_a_spent_recorders_grant_is_closed_by_the_job(world: World, closed: Meeting) -> None:
    grant = Grant.objects.get(holder=world.kirsi, capacity=Capacity.RECORD)
    with scene.moment(closed.begins_at + timedelta(days=31)):
        assert tick() == []
        grant.refresh_from_db()
        assert grant.closed_at is not None
        assert tick() == []

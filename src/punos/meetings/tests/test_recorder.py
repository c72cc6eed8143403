"""S4.10 · S4.12 · The recorder does not work with the client, and the right ends by itself."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from punos import clock
from punos.access import policy
from punos.access.actions import Given
from punos.access.models import Acceptance, Grant
from punos.access.rights import Right
from punos.config.worker import tick
from punos.meetings import actions, queries
from punos.meetings.models import Meeting, Task, Veto
from punos.meetings.tests import scene
from punos.network.models import CaseModel
from punos.people.models import Qualification
from punos.practice.queries import newest
from punos.trace.refusal import Refused
from tests.world import World, a, seat_worker

pytestmark = pytest.mark.django_db


def may_record(world: World, meeting: Meeting) -> bool:
    return policy.may(a(world.kirsi), Right.MEETING_RECORD, world.case, occasion=meeting.pk)


def test_a_recorder_may_not_work_with_the_client_and_the_program_says_why(world: World) -> None:
    meeting = scene.call(world)
    Qualification.objects.create(person=world.omar, kind="recorder", from_on=clock.today())
    with pytest.raises(ValidationError) as refusal:
        actions.choose_recorder(by=a(world.leena), **scene.where(meeting), person_id=world.omar.pk)
    assert refusal.value.code == "recorder_works"
    assert "työskentelee asiakkaan kanssa" in refusal.value.messages[0]
    assert world.omar not in [c.person for c in queries.candidates(meeting, Task.RECORDER)]


def test_the_database_refuses_a_recorder_who_works_with_the_client(world: World) -> None:
    meeting = scene.agree(world, scene.call(world))
    with pytest.raises(IntegrityError, match=r"work_and_record|UNIQUE"), transaction.atomic():
        Grant.objects.create(
            case=world.case,
            holder=world.omar,
            capacity="record",
            basis="acceptance",
            acceptance=meeting.recorder_answer,
            occasion=meeting.pk,
            from_at=clock.now(),
        )


def test_who_records_cannot_be_taken_to_work_before_the_minutes_are_accepted(world: World) -> None:
    meeting = scene.opened(world)
    job = world.jobs["kirsi"]
    with pytest.raises(ValidationError), transaction.atomic():
        seat_worker(world, job)
    scene.close(world, meeting)
    actions.accept_minutes(by=a(world.aino), **scene.where(meeting))
    assert seat_worker(world, job).answer is not None


def test_the_recorder_comes_from_the_pool_of_any_organisation(world: World) -> None:
    names = {c.person.first_name for c in queries.candidates(scene.call(world), Task.RECORDER)}
    assert names == {"Kirsi", "Outi"}


def test_the_client_sees_the_name_beforehand_and_a_no_is_kept(world: World) -> None:
    meeting = scene.call(world)
    actions.choose_recorder(by=a(world.leena), **scene.where(meeting), person_id=world.kirsi.pk)
    page = queries.meeting_page(a(world.aino), world.case.pk, meeting.pk)
    assert [(each.name, each.waits) for each in page.asked] == [("Kirsi", True)]
    assert not scene.grants_of(meeting, world.kirsi)
    actions.answer_recorder(by=a(world.aino), **scene.where(meeting), is_yes=False, words="Ei hän.")
    meeting.refresh_from_db()
    assert meeting.recorder is None
    assert not Acceptance.objects.get(pk=Veto.objects.get().answer_id).is_yes
    assert not scene.grants_of(meeting, world.kirsi)
    assert "Kirsi" not in {c.person.first_name for c in queries.candidates(meeting, Task.RECORDER)}
    with pytest.raises(ValidationError, match="toivoo"):
        actions.choose_recorder(by=a(world.leena), **scene.where(meeting), person_id=world.kirsi.pk)


def test_only_the_client_answers_or_a_worker_who_says_how_it_was_given(world: World) -> None:
    meeting = scene.call(world)
    actions.choose_recorder(by=a(world.leena), **scene.where(meeting), person_id=world.kirsi.pk)
    for person in (world.leena, world.omar, world.veikko, world.outi, world.eero, world.kirsi):
        with pytest.raises(Refused):
            actions.answer_recorder(by=a(person), **scene.where(meeting), is_yes=True)
    with pytest.raises(ValidationError, match="todistajana"):
        actions.answer_recorder(
            by=a(world.leena), **scene.where(meeting), is_yes=True, given=Given("oral")
        )
    actions.answer_recorder(
        by=a(world.leena), **scene.where(meeting), is_yes=True, given=Given("oral", "Omar")
    )
    meeting.refresh_from_db()
    assert (meeting.recorder_answer.witness, meeting.recorder_answer.recorded_by) == (
        "Omar",
        world.leena,
    )


def test_the_right_begins_two_days_before_and_ends_with_the_acceptance(world: World) -> None:
    meeting = scene.agree(world, scene.call(world, begins_at=scene.soon(24 * 10)))
    begins = meeting.begins_at
    assert not may_record(world, meeting)
    with scene.moment(begins - timedelta(days=2, minutes=1)):
        assert not may_record(world, meeting)
    with scene.moment(begins - timedelta(days=2)):
        assert may_record(world, meeting)
    with scene.moment(begins):
        actions.open_meeting(
            by=a(world.helmi), **scene.where(meeting), roll=scene.present(world.aino)
        )
        entry = scene.write(world, meeting)
        scene.close(world, meeting)
        assert may_record(world, meeting)
        actions.ask_correction(
            by=a(world.aino),
            **scene.where(meeting),
            entry_id=entry.pk,
            words="En minä niin sanonut.",
            key=scene.uuid4(),
        )
        assert may_record(world, meeting), "a wish of correction does not end the right"
        actions.accept_minutes(by=a(world.aino), **scene.where(meeting))
        assert not may_record(world, meeting)
        with pytest.raises(Refused):
            queries.recorder_page(a(world.kirsi), world.case.pk, meeting.pk)


def test_the_right_ends_thirty_days_after_even_if_nobody_accepts(world: World) -> None:
    meeting = scene.opened(world)
    scene.close(world, meeting)
    with scene.moment(meeting.begins_at + timedelta(days=30) - clock.MOMENT * 10**6):
        assert may_record(world, meeting)
    with scene.moment(meeting.begins_at + timedelta(days=30)):
        assert not may_record(world, meeting)


def test_moving_the_meeting_moves_the_right_with_it(world: World) -> None:
    meeting = scene.agree(world, scene.call(world, begins_at=scene.soon(24)))
    assert may_record(world, meeting)
    later = scene.soon(24 * 20)
    actions.move_meeting(
        by=a(world.leena),
        **scene.where(meeting),
        version=meeting.version,
        topic=meeting.topic,
        begins_at=later,
        minutes=75,
        place="Kirjasto",
    )
    assert not may_record(world, meeting)
    with scene.moment(later - timedelta(days=1)):
        assert may_record(world, meeting)


def test_the_client_takes_another_recorder_in_the_room_by_one_tap(world: World) -> None:
    meeting = scene.opened(world)
    scene.write(world, meeting, "Kirsin kirjaama")
    actions.replace_recorder(by=a(world.aino), **scene.where(meeting), person_id=world.outi.pk)
    assert not may_record(world, meeting)
    with pytest.raises(Refused):
        scene.write(world, meeting, "enää ei")
    actions.say_unknown(by=a(world.outi), **scene.where(meeting))
    page = queries.recorder_page(a(world.outi), world.case.pk, meeting.pk)
    assert [line.text for field in page.fields for line in field.entries] == ["Kirsin kirjaama"]
    with pytest.raises(Refused):
        actions.replace_recorder(
            by=a(world.leena), **scene.where(meeting), person_id=world.kirsi.pk
        )


def test_who_says_i_do_not_know_them_after_the_meeting_opens_nothing(world: World) -> None:
    meeting = scene.opened(world)
    actions.replace_recorder(by=a(world.aino), **scene.where(meeting), person_id=world.outi.pk)
    scene.close(world, meeting)
    with pytest.raises(ValidationError, match="ohi"):
        actions.say_unknown(by=a(world.outi), **scene.where(meeting))
    assert not may_record(world, meeting)


def test_a_first_name_and_a_unit_are_all_before_i_do_not_know_them(world: World) -> None:
    meeting = scene.call(world)
    actions.choose_recorder(by=a(world.leena), **scene.where(meeting), person_id=world.kirsi.pk)
    with pytest.raises(Refused):
        queries.recorder_page(a(world.kirsi), world.case.pk, meeting.pk)
    actions.answer_recorder(by=a(world.aino), **scene.where(meeting), is_yes=True)
    page = queries.recorder_page(a(world.kirsi), world.case.pk, meeting.pk)
    assert page.template == "meetings/threshold.html"
    assert (page.first_name, page.unit) == ("Aino", "Vaskiniemen Ohjaamo")
    with pytest.raises(Refused):
        queries.enter(a(world.kirsi), world.case.pk, meeting.pk)


def test_who_knows_the_client_steps_aside_in_one_tap_and_sees_nothing(world: World) -> None:
    meeting = scene.call(world)
    actions.choose_recorder(by=a(world.leena), **scene.where(meeting), person_id=world.kirsi.pk)
    actions.answer_recorder(by=a(world.aino), **scene.where(meeting), is_yes=True)
    actions.step_aside(by=a(world.kirsi), **scene.where(meeting))
    meeting.refresh_from_db()
    assert meeting.recorder is None
    for page in (queries.recorder_page, queries.meeting_page):
        with pytest.raises(Refused):
            page(a(world.kirsi), world.case.pk, meeting.pk)
    assert not queries.my_meetings(a(world.kirsi))
    assert "Kirsi" not in {c.person.first_name for c in queries.candidates(meeting, Task.RECORDER)}


def test_the_own_worker_does_not_chair(world: World) -> None:
    meeting = scene.call(world)
    with pytest.raises(ValidationError, match="Omatyöntekijä"):
        actions.choose_chair(by=a(world.leena), **scene.where(meeting), person_id=world.leena.pk)


def test_one_person_does_not_both_chair_and_record(world: World) -> None:
    meeting = scene.agree(world, scene.call(world))
    Qualification.objects.create(person=world.helmi, kind="recorder", from_on=clock.today())
    with pytest.raises(ValidationError, match="Sama ihminen"):
        actions.choose_recorder(by=a(world.leena), **scene.where(meeting), person_id=world.helmi.pk)


def test_the_same_recorder_writes_the_next_meeting_one_right_at_a_time(world: World) -> None:
    first = scene.opened(world)
    scene.close(world, first)
    second = scene.agree(world, scene.call(world, begins_at=scene.soon(24 * 9)))
    assert may_record(world, first)
    assert not scene.grants_of(second, world.kirsi)
    actions.accept_minutes(by=a(world.aino), **scene.where(first))
    assert not may_record(world, first)
    with scene.moment(second.begins_at - timedelta(days=1)):
        assert may_record(world, second)


def test_a_meeting_at_hand_goes_before_minutes_that_nobody_accepts(world: World) -> None:
    first = scene.opened(world)
    scene.close(world, first)
    second = scene.agree(world, scene.call(world, begins_at=scene.soon(24 * 9)))
    with scene.moment(second.begins_at - timedelta(days=1)):
        assert not may_record(world, second)
        assert tick() == []
        assert tick() == []
        assert may_record(world, second)
        assert not may_record(world, first)


def test_a_working_pair_may_record_where_the_model_says_so(world: World) -> None:
    CaseModel.objects.create(
        case=world.case, model=newest("varsinais-suomi-tyopari-tiimi"), level=""
    )
    meeting = scene.call(world, variant="pair")
    actions.choose_recorder(by=a(world.leena), **scene.where(meeting), person_id=world.riitta.pk)
    actions.answer_recorder(by=a(world.aino), **scene.where(meeting), is_yes=True)
    assert policy.may(a(world.riitta), Right.MEETING_RECORD, world.case, occasion=meeting.pk)
    (grant,) = scene.grants_of(meeting, world.riitta)
    assert grant.exception is not None
    team = scene.call(world, variant="team", begins_at=scene.soon(5))
    with pytest.raises(ValidationError):
        actions.choose_recorder(by=a(world.leena), **scene.where(team), person_id=world.riitta.pk)

"""S4.10 · S4.12 · S4.15 · Calling, moving and leading a meeting by the model's agenda."""

from datetime import UTC, date, datetime, time, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError

from punos import clock
from punos.access.rights import Capacity
from punos.meetings import actions, queries, rules
from punos.meetings.forms import CallForm
from punos.meetings.models import Attendance, Meeting
from punos.meetings.tests import scene
from punos.notices import queries as notices
from punos.trace.refusal import Refused
from tests.world import World, a

pytestmark = pytest.mark.django_db


def told(world: World, name: str) -> list[str]:
    return [line.words for line in notices.mine(a(getattr(world, name)))]


def test_a_meeting_follows_the_cases_own_model(world: World) -> None:
    meeting = scene.call(world)
    page = queries.meeting_page(a(world.leena), world.case.pk, meeting.pk)
    assert [part.title for part in page.parts][:2] == ["Alku ja pelisäännöt", "Nuoren asia"]
    assert meeting.minutes == 75


def test_those_who_see_the_times_are_told_and_nobody_else(world: World) -> None:
    scene.call(world)
    for name in ("aino", "omar", "riitta"):
        assert "Uusi tapaaminen on sovittu." in told(world, name), name
    for name in ("eero", "outi", "pekka", "leena"):
        assert "Uusi tapaaminen on sovittu." not in told(world, name), name


def test_only_those_who_work_or_the_client_call(world: World) -> None:
    for name in ("veikko", "outi", "eero", "pekka", "kirsi", "helmi"):
        with pytest.raises(Refused):
            actions.call_meeting(
                by=a(getattr(world, name)), case_id=world.case.pk, topic="x", begins_at=scene.soon()
            )
    made = actions.call_meeting(
        by=a(world.aino), case_id=world.case.pk, topic="Oma asia", begins_at=scene.soon()
    )
    assert made.author == world.aino


def test_a_call_sent_twice_is_one_meeting(world: World) -> None:
    key = uuid4()
    assert scene.call(world, key=key) == scene.call(world, key=key)
    assert Meeting.objects.count() == 1


def test_the_next_meeting_takes_chair_and_recorder_from_the_one_before(world: World) -> None:
    before = scene.opened(world)
    scene.close(world, before)
    after = scene.call(world, begins_at=scene.soon(24 * 14), after_id=before.pk)
    assert (after.chair, after.recorder) == (world.helmi, world.kirsi)
    assert after.recorder_answer is None, "the client is asked anew"


def test_a_meeting_in_the_past_is_not_called(world: World) -> None:
    with pytest.raises(ValidationError, match="tuleva aika"):
        scene.call(world, begins_at=clock.now() - timedelta(days=1))


def test_the_second_saver_overwrites_nothing(world: World) -> None:
    meeting = scene.call(world)
    said = {
        **scene.where(meeting),
        "version": meeting.version,
        "topic": meeting.topic,
        "minutes": 75,
    }
    actions.move_meeting(by=a(world.leena), **said, begins_at=meeting.begins_at, place="Kirjasto")
    with pytest.raises(actions.ChangedError):
        actions.move_meeting(by=a(world.omar), **said, begins_at=meeting.begins_at, place="Paja")
    meeting.refresh_from_db()
    assert meeting.place == "Kirjasto"


def test_cancelling_ends_what_was_held_for_the_meeting_and_tells(world: World) -> None:
    meeting = scene.agree(world, scene.call(world))
    actions.cancel_meeting(by=a(world.aino), **scene.where(meeting))
    with pytest.raises(Refused):
        queries.recorder_page(a(world.kirsi), world.case.pk, meeting.pk)
    assert "Tapaaminen on peruttu." in told(world, "leena")
    with pytest.raises(ValidationError, match="peruttu"):
        actions.move_meeting(
            by=a(world.leena),
            **scene.where(meeting),
            version=meeting.version,
            topic="x",
            begins_at=scene.soon(3),
            minutes=60,
        )


class TestClocks:
    """Clock change in Helsinki: no such time in March, the same time twice in October."""

    def test_there_is_no_half_past_three_in_spring(self) -> None:
        assert rules.instants(date(2027, 3, 28), time(3, 30)) == ()

    def test_half_past_three_comes_twice_in_autumn(self) -> None:
        first, second = rules.instants(date(2027, 10, 31), time(3, 30))
        assert first == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)
        assert second - first == timedelta(hours=1)

    def test_every_other_time_is_once(self) -> None:
        assert len(rules.instants(date(2028, 2, 29), time(0, 0))) == 1

    def test_the_form_says_what_is_wrong_and_asks_which(self, world: World) -> None:
        page = queries.call_page(a(world.leena), world.case.pk)
        said = {"topic": "Arki", "place": "", "minutes": "75"}
        with scene.moment(datetime(2027, 3, 20, tzinfo=UTC)):
            form = CallForm(said | {"day": "28.3.2027", "time": "3.30"}, page=page)
            assert "time" in form.errors
            form = CallForm(said | {"day": "31.10.2027", "time": "3:30"}, page=page)
            assert "which" in form.errors
            form = CallForm(said | {"day": "31.10.2027", "time": "3:30", "which": "2"}, page=page)
            assert form.is_valid(), form.errors
            assert form.cleaned_data["begins_at"] == datetime(2027, 10, 31, 1, 30, tzinfo=UTC)


class TestInTheRoom:
    """The chair leads by agenda, question and order; a tap on an old page changes nothing."""

    def test_the_client_speaks_first_and_has_the_last_word(self, world: World) -> None:
        stage = queries.stage_of(scene.opened(world))
        assert stage.order[0].name == stage.order[-1].name == "Aino"
        assert stage.order[-1].state == "last"
        assert [place.name for place in stage.order][-2] == "Helmi"

    def test_the_turn_goes_round_and_may_be_passed(self, world: World) -> None:
        meeting = scene.opened(world)
        where = scene.where(meeting)
        actions.next_speaker(by=a(world.helmi), **where)
        actions.pass_turn(by=a(world.helmi), **where)
        actions.next_speaker(by=a(world.helmi), **where)
        meeting.refresh_from_db()
        states = [place.state for place in queries.stage_of(meeting).order]
        assert states[:4] == ["spoke", "passed", "speaking", "next"]

    def test_one_tap_sent_twice_moves_one_step(self, world: World) -> None:
        meeting = scene.opened(world)
        for _ in range(2):
            actions.next_speaker(by=a(world.helmi), **scene.where(meeting), seen=meeting.stage_news)
        meeting.refresh_from_db()
        assert queries.stage_of(meeting).order[0].state == "speaking"
        for _ in range(2):
            actions.next_item(by=a(world.helmi), **scene.where(meeting), seen=meeting.stage_news)
        meeting.refresh_from_db()
        assert meeting.item == 1

    def test_a_question_to_all_begins_the_round_anew(self, world: World) -> None:
        meeting = scene.opened(world)
        actions.next_speaker(by=a(world.helmi), **scene.where(meeting))
        actions.next_question(by=a(world.helmi), **scene.where(meeting))
        meeting.refresh_from_db()
        stage = queries.stage_of(meeting)
        assert stage.order[0].state == "next"
        assert stage.to == "Kysy kaikilta"

    def test_the_clock_stands_still_in_a_pause_and_five_minutes_can_be_added(
        self, world: World
    ) -> None:
        meeting = scene.opened(world)
        begun = meeting.item_began_at
        assert begun is not None
        with scene.moment(begun + timedelta(minutes=3, seconds=1)):
            actions.pause(by=a(world.helmi), **scene.where(meeting))
        with scene.moment(begun + timedelta(minutes=10)):
            meeting.refresh_from_db()
            assert queries.stage_of(meeting).clock.left == 5
            actions.pause(by=a(world.helmi), **scene.where(meeting))
            actions.add_minutes(by=a(world.helmi), **scene.where(meeting))
            meeting.refresh_from_db()
            assert queries.stage_of(meeting).clock.left == 10

    def test_only_the_chair_leads(self, world: World) -> None:
        meeting = scene.opened(world)
        for name in ("leena", "aino", "kirsi", "omar", "outi", "eero"):
            with pytest.raises(Refused):
                actions.next_item(by=a(getattr(world, name)), **scene.where(meeting))

    def test_who_else_hears_is_written_down(self, world: World) -> None:
        meeting = scene.opened(world)
        row = Attendance.objects.get(meeting=meeting, person=world.veikko)
        assert (row.presence, row.who_else_hears) == ("remote", "kissa")

    def test_a_meeting_nobody_closes_is_not_open_to_its_readers_tomorrow(
        self, world: World
    ) -> None:
        meeting = scene.opened(world)
        scene.write(world, meeting)
        with scene.moment(clock.now() + timedelta(hours=12, minutes=1)):
            page = queries.meeting_page(a(world.omar), world.case.pk, meeting.pk)
            assert page.fields == ()

    def test_attending_is_a_grant_by_the_seats_own_consent(self, world: World) -> None:
        meeting = scene.opened(world)
        (grant,) = scene.grants_of(meeting, world.omar)
        assert (grant.capacity, grant.consent) == (Capacity.ATTEND, world.seats["omar"].consent)
        scene.close(world, meeting)
        (grant,) = scene.grants_of(meeting, world.omar)
        assert grant.until_at is not None
        assert grant.until_at <= clock.now()

    def test_a_meeting_is_not_opened_days_before(self, world: World) -> None:
        meeting = scene.agree(world, scene.call(world, begins_at=scene.soon(24 * 3)))
        with pytest.raises(ValidationError, match="tuntia ennen"):
            actions.open_meeting(by=a(world.helmi), **scene.where(meeting))

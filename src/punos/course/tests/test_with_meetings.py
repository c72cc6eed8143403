"""S4.2 · S4.3 · S4.10 · Steps that come with each meeting follow the meetings that are called."""

from datetime import timedelta

import pytest

from punos import clock
from punos.course import actions, queries
from punos.meetings import queries as meetings
from punos.meetings.actions.calling import call_meeting, cancel_meeting
from punos.meetings.models import Meeting
from punos.people.actor import Actor
from punos.practice.rules import State, StepState
from tests.world import World, a, agree

pytestmark = pytest.mark.django_db
REHEARSE = "a7"


def call(world: World, days: int) -> Meeting:
    begins_at = clock.now() + timedelta(days=days)
    return call_meeting(
        by=a(world.leena), case_id=world.case.pk, topic="Muutto", begins_at=begins_at
    )


def rehearsal(world: World) -> StepState:
    states = queries.case_course(a(world.leena), world.case)
    return next(each for each in states if each.step_id == REHEARSE)


def test_calling_a_meeting_brings_its_preparations_and_cancelling_takes_them_away(
    world: World,
) -> None:
    assert rehearsal(world).state == State.WAITING
    meeting = call(world, 14)
    assert rehearsal(world).occasion == meeting.pk
    assert rehearsal(world).due_at == clock.after(
        clock.day_of(meeting.begins_at) - timedelta(days=3)
    )
    cancel_meeting(by=a(world.leena), case_id=world.case.pk, meeting_id=meeting.pk)
    assert rehearsal(world).state == State.WAITING


def test_a_mark_is_for_its_meeting(world: World) -> None:
    meeting = call(world, 14)
    actions.mark_step(
        by=a(world.leena),
        case_id=world.case.pk,
        step_id=REHEARSE,
        turn=0,
        occasion=meeting.pk,
    )
    assert rehearsal(world).state == State.DONE
    cancel_meeting(by=a(world.leena), case_id=world.case.pk, meeting_id=meeting.pk)
    other = call(world, 28)
    assert (rehearsal(world).state, rehearsal(world).occasion) == (State.OPEN, other.pk)


def test_rooms_report_only_what_they_say_they_report(world: World) -> None:
    call(world, 14)
    for room in (queries.access, queries.network, queries.plan, meetings):
        codes = {fact.code for fact in room.facts(world.case)}
        assert codes <= room.FACTS_IN_USE, room.__name__
        assert room.facts_of([world.case]).get(world.case.pk, []) == room.facts(world.case)


def way_of(actor: Actor, world: World) -> list[tuple[str, str, str]]:
    course = queries.course_page(actor, world.case.pk)
    rows = [row for part in course.parts for row in part.steps]
    return [(row.step_id, str(row.state), row.state_words) for row in rows]


def test_the_way_tells_no_time_to_one_who_may_not_know_when_meetings_are(world: World) -> None:
    agree(world, world.seats["riitta"], topics=("plan",))
    agree(world, world.seats["omar"], topics=("times",))
    read = {}
    for days in (1, 14):
        meeting = call(world, days)
        read[days] = way_of(a(world.riitta), world), way_of(a(world.omar), world)
        cancel_meeting(by=a(world.leena), case_id=world.case.pk, meeting_id=meeting.pk)
    assert read[1][0] == read[14][0]
    assert read[1][1] != read[14][1]


def test_the_desk_names_the_step_without_its_day_to_one_who_may_not_know_it(world: World) -> None:
    call(world, 4)
    told = {each.step_id: each.state_words for each in queries.desk_steps(a(world.leena))}
    assert told[REHEARSE].startswith("viimeistään ")
    agree(world, world.seats["leena"], topics=("plan",))
    told = {each.step_id: each.state_words for each in queries.desk_steps(a(world.leena))}
    assert told[REHEARSE] == "ei vielä tehty"

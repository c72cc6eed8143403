"""S4.5 · The way tells on nobody: a promise that is late shows to who leads, and to its own worker."""

from datetime import timedelta
from uuid import uuid4

import pytest

from punos import clock
from punos.course import queries
from punos.meetings import actions as meetings
from punos.meetings.models import Meeting
from punos.meetings.tests import scene
from punos.people.models import Person
from punos.plan import actions as plan
from tests.world import World, a

pytestmark = pytest.mark.django_db
# "Jokainen merkitsee oman askeleensa tehdyksi tai kertoo esteen", two weeks after the meeting.
REPORTED = "c2"
NOT_YET = ("open", "ei vielä tehty")


def closed_with_steps(world: World, *promises: tuple[Person, int | None]) -> Meeting:
    """Return a closed and accepted meeting with a step for each: whose, and in how many days."""
    meeting = scene.opened(world)
    for person, days in promises:
        meetings.record_step(
            by=a(world.kirsi),
            **scene.where(meeting),
            what="Soittaa",
            responsible_id=person.pk,
            due_on=clock.today() + timedelta(days) if days else None,
            key=uuid4(),
        )
    scene.close(world, meeting)
    meetings.accept_minutes(by=a(world.aino), **scene.where(meeting))
    return meeting


def told(world: World, reader: Person) -> tuple[str, str]:
    course = queries.course_page(a(reader), world.case.pk)
    rows = [row for part in course.parts for row in part.steps]
    row = next(each for each in rows if each.step_id == REPORTED)
    return str(row.state), row.state_words


def on_desk(world: World, worker: Person) -> bool:
    return REPORTED in {each.step_id for each in queries.desk_steps(a(worker))}


def test_when_ones_promise_is_late_the_others_see_what_they_saw_before(world: World) -> None:
    closed_with_steps(world, (world.omar, 3), (world.riitta, 3))
    others = (world.aino, world.veikko, world.omar, world.riitta)
    seen = [told(world, reader) for reader in others]
    assert seen == [NOT_YET] * 4
    with scene.moment(clock.now() + timedelta(days=30)):
        assert [told(world, reader) for reader in others] == seen
        assert told(world, world.leena)[0] == "late"
        assert told(world, world.leena)[1].startswith("sovittu päivä oli ")


def test_a_late_step_of_the_way_is_not_told_to_client_or_close_one_by_its_day_either(
    world: World,
) -> None:
    with scene.moment(clock.now() + timedelta(days=60)):
        for reader in (world.aino, world.veikko):
            course = queries.course_page(a(reader), world.case.pk)
            rows = [row for part in course.parts for row in part.steps]
            assert "late" not in {row.state for row in rows}
            gone = clock.today() - timedelta(days=1)
            assert not [row for row in rows if f"{gone.day}.{gone.month}." in row.state_words]
            assert not [row for row in rows if row.state_words.startswith("sovittu päivä oli")]
            assert not [row for row in rows if row.state_words.startswith("viimeistään")]
        works = queries.course_page(a(world.omar), world.case.pk)
        assert "late" in {row.state for part in works.parts for row in part.steps}


def test_a_promise_for_a_later_day_is_not_late_before_it(world: World) -> None:
    closed_with_steps(world, (world.omar, 40), (world.riitta, 50))
    with scene.moment(clock.now() + timedelta(days=30)):
        assert told(world, world.leena)[0] == "open"
        assert not on_desk(world, world.leena)
    with scene.moment(clock.now() + timedelta(days=42)):
        assert told(world, world.leena)[0] == "late"
        assert on_desk(world, world.leena)


def test_the_desk_asks_who_leads_and_whoever_promised_for_no_day(world: World) -> None:
    meeting = closed_with_steps(world, (world.omar, None), (world.riitta, 3))
    with scene.moment(clock.now() + timedelta(days=30)):
        asked = {
            name: on_desk(world, world.cast[name]) for name in ("leena", "omar", "riitta", "helmi")
        }
        assert asked == {"leena": True, "omar": True, "riitta": False, "helmi": False}
        step = meeting.entries.filter(step__responsible=world.omar).get().step
        plan.complete_step(by=a(world.omar), case_id=world.case.pk, step_id=step.pk)
        assert not on_desk(world, world.omar)


def test_when_all_have_said_the_day_is_told_to_everybody(world: World) -> None:
    meeting = closed_with_steps(world, (world.omar, 3))
    step = meeting.entries.get().step
    plan.complete_step(by=a(world.omar), case_id=world.case.pk, step_id=step.pk)
    for reader in (world.aino, world.veikko, world.riitta, world.leena):
        assert told(world, reader)[0] == "done"

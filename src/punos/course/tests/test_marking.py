"""S4.2 · S4.3 · S2.6 · A step done by hand is marked by a worker, once, and can be taken back."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from punos import clock
from punos.course import actions, queries
from punos.course.models import StepMark
from punos.network.actions import start_work
from punos.network.models import CaseModel
from punos.people.actor import Level
from punos.practice.queries import newest
from punos.practice.rules import State
from punos.trace.models import AuditEvent
from punos.trace.refusal import Refused
from tests.world import World, a, signed_in

pytestmark = pytest.mark.django_db
# "Annetaan heti se ohjaus, joka ei vaadi tiimiä": by hand, five working days after the talk.
BY_HAND, BY_FACT = "b4", "b0"


@pytest.fixture
def world(world: World) -> World:
    posote = newest("posote20-monialainen-tiimi")
    CaseModel.objects.create(case=world.case, model=posote, from_at=clock.now())
    return world


def mark(world: World, by=None, step_id: str = BY_HAND, turn: int = 0, **more) -> StepMark:
    by = by or a(world.leena)
    return actions.mark_step(by=by, case_id=world.case.pk, step_id=step_id, turn=turn, **more)


def state(world: World, step_id: str = BY_HAND) -> State:
    states = queries.case_course(a(world.leena), world.case)
    return next(each.state for each in states if each.step_id == step_id)


def test_a_worker_marks_a_step_done_and_takes_it_back(world: World) -> None:
    assert state(world) == State.OPEN
    mark(world)
    assert state(world) == State.DONE
    actions.unmark_step(by=a(world.leena), case_id=world.case.pk, step_id=BY_HAND)
    assert state(world) == State.OPEN


def test_the_same_mark_sent_twice_is_one_mark(world: World) -> None:
    assert mark(world) == mark(world)
    assert StepMark.objects.count() == 1


def test_marking_and_taking_back_are_traced(world: World) -> None:
    made = mark(world)
    actions.unmark_step(by=a(world.leena), case_id=world.case.pk, step_id=BY_HAND)
    events = AuditEvent.objects.filter(subject_id=str(made.pk)).order_by("number")
    assert [each.event for each in events] == ["course.step.marked", "course.step.unmarked"]
    assert {each.case_id for each in events} == {str(world.case.pk)}


def test_taking_back_what_was_never_marked_does_nothing(world: World) -> None:
    actions.unmark_step(by=a(world.leena), case_id=world.case.pk, step_id=BY_HAND)
    assert not AuditEvent.objects.filter(event="course.step.unmarked").exists()


def test_the_mark_belongs_to_the_workers_own_employer(world: World) -> None:
    assert mark(world, by=a(world.omar)).owner == world.workshop.organisation


@pytest.mark.parametrize("step_id", [BY_FACT, "c1", "d3"])
def test_a_step_that_its_fact_completes_or_that_waits_cannot_be_marked(
    world: World, step_id: str
) -> None:
    with pytest.raises(ValidationError):
        mark(world, step_id=step_id)


def test_a_turn_that_is_not_at_hand_cannot_be_marked(world: World) -> None:
    with pytest.raises(ValidationError):
        mark(world, turn=1)
    with pytest.raises(ValidationError):
        mark(world, occasion=uuid4())


def test_a_step_of_another_model_or_of_none_is_not_there(world: World) -> None:
    with pytest.raises(Refused):
        mark(world, step_id="zz")


@pytest.mark.parametrize("name", ["outi", "eero", "pekka", "helmi", "kirsi", "veikko", "aino"])
def test_nobody_but_the_workers_of_the_case_marks_its_steps(world: World, name: str) -> None:
    person = world.cast[name]
    with pytest.raises(Refused):
        mark(world, by=a(person))
    with pytest.raises(Refused):
        actions.unmark_step(by=a(person), case_id=world.case.pk, step_id=BY_HAND)


@pytest.mark.parametrize("name", ["outi", "eero", "pekka", "helmi", "kirsi"])
def test_a_stranger_and_one_whose_consent_has_ended_see_no_way(world: World, name: str) -> None:
    browser = signed_in(world.cast[name], Level.STRONG)
    assert browser.get(reverse("course", args=[world.case.pk])).status_code == 404
    assert queries.case_course(a(world.cast[name]), world.case) == []
    assert queries.desk_steps(a(world.cast[name])) == []


def test_the_client_sees_the_way_without_buttons_and_without_lateness(world: World) -> None:
    with time_machine.travel(clock.now() + timedelta(days=40)):
        page = queries.course_page(a(world.aino, Level.DEVICE), world.case.pk)
        steps = [step for part in page.parts for step in part.steps]
        assert State.LATE not in {step.state for step in steps}
        assert not any(step.may_be_marked or step.may_be_unmarked for step in steps)
        seen = queries.course_page(a(world.leena), world.case.pk)
    assert State.LATE in {step.state for part in seen.parts for step in part.steps}


def test_the_page_shows_the_way_and_its_buttons_work_without_scripts(world: World) -> None:
    browser = signed_in(world.leena, Level.STRONG)
    page = browser.get(reverse("course", args=[world.case.pk]))
    assert "Merkitse tehdyksi" in page.content.decode()
    address = reverse("course-mark", args=[world.case.pk, BY_HAND])
    answer = browser.post(address, {"turn": "0"})
    assert answer.status_code == 302
    assert state(world) == State.DONE
    assert "Peru merkintä" in browser.get(answer.url).content.decode()
    browser.post(reverse("course-unmark", args=[world.case.pk, BY_HAND]))
    assert state(world) == State.OPEN


@pytest.mark.parametrize("sent", [{}, {"turn": "x"}, {"turn": "-1"}, {"turn": "7"}])
def test_a_mark_that_does_not_fit_is_told_and_changes_nothing(world: World, sent: dict) -> None:
    browser = signed_in(world.leena, Level.STRONG)
    address = reverse("course-mark", args=[world.case.pk, BY_HAND])
    told = browser.post(address, sent, follow=True)
    assert "Tätä askelta ei voi nyt merkitä." in told.content.decode()
    assert not StepMark.objects.exists()


def test_a_step_of_a_room_that_is_not_there_yet_says_so(world: World) -> None:
    assert state(world, "b1") == State.NOT_IN_USE
    page = queries.course_page(a(world.leena), world.case.pk)
    rows = {step.step_id: step for part in page.parts for step in part.steps}
    assert rows["b1"].state_words == "ei vielä käytössä"
    assert not rows["b1"].may_be_marked


def test_the_desk_shows_what_waits_for_me_and_for_nobody_else(world: World) -> None:
    with time_machine.travel(clock.now() + timedelta(days=40)):
        mine = queries.desk_steps(a(world.leena))
        others = queries.desk_steps(a(world.omar))
    assert BY_HAND in {each.step_id for each in mine}
    assert {each.case for each in mine} == {world.case}
    assert BY_HAND not in {each.step_id for each in others}
    assert [each.due_at for each in mine] == sorted(each.due_at for each in mine)


def test_the_desk_asks_as_little_of_20_matters_as_of_2(
    world: World, django_assert_num_queries
) -> None:
    def open_more(number: int) -> None:
        for _ in range(number):
            start_work(
                by=a(world.leena),
                employment=world.jobs["leena"],
                first_name="Satu",
                model=newest("posote20-monialainen-tiimi"),
            )

    open_more(1)
    queries.desk_steps(a(world.leena))
    with CaptureQueriesContext(connection) as few:
        queries.desk_steps(a(world.leena))
    open_more(18)
    with django_assert_num_queries(len(few)):
        queries.desk_steps(a(world.leena))

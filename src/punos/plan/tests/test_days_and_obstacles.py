"""S4.7 S4.14 S4.5 · A day that goes by, an obstacle said aloud, a promise told to the client first."""

import pytest
from django.core.exceptions import ValidationError

from punos.access import actions as access
from punos.notices.models import Notice
from punos.plan import actions, queries
from punos.plan.models import NewDay, Obstacle
from punos.plan.tests.plans import agree_step, days_later, in_days, row_of, whats
from punos.trace.refusal import Refused
from tests.world import World, a

OTHERS = ("leena", "omar", "riitta", "veikko")


def test_a_clients_own_step_is_never_late_to_anybody_else(world: World) -> None:
    dated = agree_step(world, world.aino, "Soitan", due_on=in_days(1))
    undated = agree_step(world, world.aino, "Nukun")
    with days_later(5):
        own = row_of(world, world.aino, dated)
        assert own.state == "passed"
        assert own.state_words.startswith("sovittu päivä oli ")
        assert (own.tone, own.asks_new_day) == ("", False)
        for name in OTHERS:
            gone, never = (row_of(world, world.cast[name], step) for step in (dated, undated))
            assert (gone.day, gone.state, gone.state_words, gone.tone) == (
                (never.day, never.state, never.state_words, never.tone)
            )
            assert whats(world, world.cast[name]) == ["Soitan", "Nukun"]


def test_a_close_ones_step_is_as_gentle_as_the_clients(world: World) -> None:
    step = agree_step(world, world.veikko, "Tulen mukaan", due_on=in_days(1))
    with days_later(5):
        assert row_of(world, world.veikko, step).state == "passed"
        for name in ("aino", "leena", "omar"):
            assert row_of(world, world.cast[name], step).state == ""


def test_a_hidden_day_is_not_read_from_the_form_and_not_lost_by_saving_it(world: World) -> None:
    step = agree_step(world, world.aino, "Soitan", due_on=in_days(1))
    with days_later(5):
        row = queries.step_page(a(world.leena), world.case.pk, step.pk).step
        assert (row.day_value, row.may_change) == ("", True)
        actions.change_step(
            by=a(world.leena),
            case_id=world.case.pk,
            step_id=step.pk,
            version=row.version,
            what="Soitan Tuomakselle",
        )
        assert row_of(world, world.aino, step).state == "passed"


def test_a_worker_whose_promise_passed_its_day_is_asked_for_a_new_one(world: World) -> None:
    step = agree_step(world, world.leena, "Varaan ajan", due_on=in_days(1))
    assert [each.step.id for each in queries.desk_steps(a(world.leena)).soon] == [step.pk]
    with days_later(2):
        desk = queries.desk_steps(a(world.leena))
        assert [(each.client, each.step.id) for each in desk.owed] == [("Aino", step.pk)]
        assert desk.soon == ()
        row = row_of(world, world.leena, step)
        assert (row.asks_new_day, row.tone) == (True, "warn")


def test_the_client_knows_first_and_others_never_see_it_late(world: World) -> None:
    step = agree_step(world, world.leena, "Varaan ajan", due_on=in_days(1))
    with days_later(2):
        hers = row_of(world, world.aino, step)
        assert (hers.state, hers.waits_new_day) == ("passed", True)
        for name in ("omar", "riitta", "veikko"):
            row = row_of(world, world.cast[name], step)
            assert (row.state, row.day, row.tone, row.moved) == ("", "", "", "")
        actions.give_new_day(
            by=a(world.leena),
            case_id=world.case.pk,
            step_id=step.pk,
            due_on=in_days(3),
            words="Olin pois.",
        )
        told = Notice.objects.get(kind="step_new_day")
        assert (told.to, told.subject_id) == (world.aino, step.pk)
        for name in ("aino", "omar"):
            row = row_of(world, world.cast[name], step)
            assert (row.state, row.day_on, row.moved_words) == ("", in_days(3), "Olin pois.")
        assert queries.desk_steps(a(world.leena)).owed == ()


def test_a_moved_day_of_the_clients_own_step_is_told_to_nobody(world: World) -> None:
    step = agree_step(world, world.aino, "Soitan", due_on=in_days(1))
    with days_later(5):
        actions.give_new_day(
            by=a(world.aino), case_id=world.case.pk, step_id=step.pk, due_on=in_days(2)
        )
        assert not Notice.objects.filter(kind="step_new_day").exists()
        assert row_of(world, world.aino, step).moved != ""
        for name in OTHERS:
            row = row_of(world, world.cast[name], step)
            assert (row.moved, row.day_on) == ("", in_days(2))


def test_a_new_day_sent_twice_is_given_once_and_is_a_day_to_come(world: World) -> None:
    step = agree_step(world, world.leena, "Varaan ajan", due_on=in_days(1))
    facts = {"by": a(world.leena), "case_id": world.case.pk, "step_id": step.pk}
    for _ in range(2):
        actions.give_new_day(**facts, due_on=in_days(3))
    assert NewDay.objects.count() == 1
    with pytest.raises(ValidationError) as no:
        actions.give_new_day(**facts, due_on=in_days(-1))
    assert no.value.code == "gone"


def test_a_day_changed_by_the_edit_form_is_told_to_the_client_too(world: World) -> None:
    step = agree_step(world, world.leena, "Varaan ajan", due_on=in_days(1))
    actions.change_step(
        by=a(world.leena),
        case_id=world.case.pk,
        step_id=step.pk,
        version=step.version,
        what=step.what,
        due_on=in_days(4),
    )
    assert Notice.objects.filter(kind="step_new_day", to=world.aino).count() == 1
    assert NewDay.objects.get().old_due_on == in_days(1)


@pytest.mark.parametrize("name", ["aino", "omar", "riitta", "veikko"])
def test_nobody_else_moves_a_workers_promise(world: World, name: str) -> None:
    step = agree_step(world, world.leena, "Varaan ajan", due_on=in_days(1))
    with pytest.raises(Refused):
        actions.give_new_day(
            by=a(world.cast[name]), case_id=world.case.pk, step_id=step.pk, due_on=in_days(3)
        )


@pytest.mark.parametrize("kind", [kind for kind in Obstacle.Kind.values if kind != "other"])
def test_every_reason_is_an_equal_answer(world: World, kind: str) -> None:
    step = agree_step(world, world.aino, "Soitan", due_on=in_days(1))
    actions.name_obstacle(by=a(world.aino), case_id=world.case.pk, step_id=step.pk, kind=kind)
    for name in ("aino", *OTHERS):
        row = row_of(world, world.cast[name], step)
        assert (row.state_words, row.tone) == ("tauolla", "mine")
        assert row.trouble.words == str(Obstacle.Kind(kind).label)
    assert not Notice.objects.filter(kind="step_stuck").exists()


def test_something_else_asks_for_own_words(world: World) -> None:
    step = agree_step(world, world.aino, "Soitan")
    facts = {"by": a(world.aino), "case_id": world.case.pk, "step_id": step.pk, "kind": "other"}
    with pytest.raises(ValidationError) as no:
        actions.name_obstacle(**facts)
    assert (no.value.code, no.value.field) == ("words", "words")
    for _ in range(2):
        actions.name_obstacle(**facts, words="Puhelin on rikki.")
    assert Obstacle.objects.count() == 1
    assert row_of(world, world.leena, step).trouble.words == "Puhelin on rikki."


@pytest.mark.parametrize("name", ["aino", "leena", "riitta", "veikko"])
def test_a_stuck_step_is_anyones_to_raise_and_its_owner_is_told(world: World, name: str) -> None:
    """S4.14."""
    step = agree_step(world, world.omar, "Siirrän vuorot")
    actions.name_obstacle(
        by=a(world.cast[name]),
        case_id=world.case.pk,
        step_id=step.pk,
        kind="no_strength",
        words="Vuorolista puuttuu vielä.",
    )
    obstacle = Obstacle.objects.get()
    assert (obstacle.kind, obstacle.by) == ("other", world.cast[name])
    told = Notice.objects.get(kind="step_stuck")
    assert (told.to, told.subject_id) == (world.omar, step.pk)


@pytest.mark.parametrize("name", ["omar", "riitta", "veikko"])
def test_nobody_raises_the_clients_own_step(world: World, name: str) -> None:
    step = agree_step(world, world.aino, "Soitan")
    with pytest.raises(Refused):
        actions.name_obstacle(
            by=a(world.cast[name]),
            case_id=world.case.pk,
            step_id=step.pk,
            kind="other",
            words="Miksi?",
        )
    assert not row_of(world, world.cast[name], step).may_raise


def test_a_new_day_answers_the_obstacle(world: World) -> None:
    step = agree_step(world, world.aino, "Soitan", due_on=in_days(1))
    actions.name_obstacle(by=a(world.aino), case_id=world.case.pk, step_id=step.pk, kind="no_time")
    actions.give_new_day(
        by=a(world.aino), case_id=world.case.pk, step_id=step.pk, due_on=in_days(5)
    )
    assert row_of(world, world.leena, step).trouble is None


def test_a_client_who_asks_for_help_comes_to_the_own_workers_desk_once(world: World) -> None:
    step = agree_step(world, world.aino, "Soitan")
    facts = {"by": a(world.aino), "case_id": world.case.pk, "step_id": step.pk}
    with pytest.raises(ValidationError):
        actions.ask_help(**facts)
    actions.name_obstacle(**facts, kind="no_strength")
    for _ in range(2):
        actions.ask_help(**facts)
    assert [n.to for n in Notice.objects.filter(kind="step_stuck")] == [world.leena]
    desk = queries.desk_steps(a(world.leena)).help_asked
    assert [(each.client, each.step.what) for each in desk] == [("Aino", "Soitan")]
    assert queries.desk_steps(a(world.omar)).help_asked == ()
    actions.complete_step(**facts)
    assert queries.desk_steps(a(world.leena)).help_asked == ()


def test_a_step_that_is_done_has_no_obstacle_to_name(world: World) -> None:
    step = agree_step(world, world.aino, "Soitan")
    facts = {"by": a(world.aino), "case_id": world.case.pk, "step_id": step.pk}
    actions.complete_step(**facts)
    with pytest.raises(ValidationError) as no:
        actions.name_obstacle(**facts, kind="no_time")
    assert no.value.code == "done"


def test_the_fourth_open_step_is_allowed_with_a_kind_hint(world: World) -> None:
    for number in range(3):
        agree_step(world, world.aino, f"Askel {number}")
    assert queries.plan_page(a(world.aino), world.case.pk).many == ()
    agree_step(world, world.aino, "Neljäs")
    (hint,) = queries.plan_page(a(world.aino), world.case.pk).many
    assert (hint.count, hint.is_mine) == (4, True)
    (hint,) = queries.plan_page(a(world.leena), world.case.pk).many
    assert (hint.name, hint.is_mine) == ("Aino", False)


def test_nothing_is_written_when_the_work_has_ended(world: World) -> None:
    step = agree_step(world, world.aino, "Soitan")
    access.end_work(by=a(world.aino), case_id=world.case.pk, why="client", contact=world.leena)
    page = queries.plan_page(a(world.aino), world.case.pk)
    assert (page.adding, page.may_set_goal, page.now[0].may_complete) == (None, False, False)
    with pytest.raises(Refused):
        actions.complete_step(by=a(world.aino), case_id=world.case.pk, step_id=step.pk)
    with pytest.raises(Refused):
        queries.plan_page(a(world.leena), world.case.pk)

"""S4.5 S4.14 · A worker's new day is the client's to hear first; others wait, at most to morning."""

from datetime import date, datetime, time, timedelta

import pytest
import time_machine

from punos import clock
from punos.clock.words import short_day
from punos.network import actions as network
from punos.network.models import Seat
from punos.notices import queries as notices
from punos.plan import actions, jobs, queries, rules
from punos.plan.models import Step
from punos.plan.tests.plans import agree_step, days_later, row_of
from tests.world import World, a, signed_in

MONDAY = date(2026, 11, 23)
MOVED = clock.at(MONDAY, time(14))
# The world of a test is made now, so its story is told from tomorrow on.
START = clock.today() + timedelta(days=1)
OTHERS = ("omar", "riitta", "veikko")


def at_clock(days: int, hour: int, minute: int = 0) -> time_machine.travel:
    return time_machine.travel(clock.at(START + timedelta(days), time(hour, minute)), tick=True)


@pytest.fixture
def step(world: World) -> Step:
    """Leena's promise whose day has not come, moved from Friday to the next Tuesday."""
    with at_clock(0, 9):
        step = agree_step(world, world.leena, "Varaan ajan", due_on=START + timedelta(4))
    with at_clock(0, 14):
        give(world, step, 8)
    return step


def give(world: World, step: Step, days: int) -> None:
    actions.give_new_day(
        by=a(world.leena),
        case_id=world.case.pk,
        step_id=step.pk,
        due_on=START + timedelta(days),
        words="Olen poissa.",
    )


def known(world: World, name: str, step: Step) -> tuple[date | None, str, str]:
    row = row_of(world, world.cast[name], step)
    return row.day_on, row.moved, row.moved_words


OLD = (START + timedelta(4), "", "")
NEW = (START + timedelta(8), short_day(START + timedelta(4)), "Olen poissa.")


@pytest.mark.parametrize(
    ("opened_at", "now", "told"),
    [
        (None, MOVED, False),
        (None, clock.at(MONDAY, time(23, 59)), False),
        (None, clock.at(MONDAY + timedelta(1), time(7, 59)), False),
        (None, clock.at(MONDAY + timedelta(1), time(8)), True),
        (MOVED - clock.MOMENT, MOVED + clock.MOMENT, False),
        (MOVED, MOVED, True),
    ],
)
def test_a_new_day_is_told_when_opened_or_in_the_morning(
    opened_at: datetime | None, now: datetime, *, told: bool
) -> None:
    assert rules.is_told(MOVED, opened_at, now) is told


def test_the_morning_is_eight_by_the_wall_clock_when_the_clocks_change() -> None:
    saturday = clock.at(date(2026, 10, 24), time(20))
    assert rules.told_by(saturday) == clock.at(date(2026, 10, 25), time(8))
    assert rules.told_by(saturday) - saturday == timedelta(hours=13)


def test_others_see_the_old_day_until_the_client_has_opened_the_plan(
    world: World, step: Step
) -> None:
    with at_clock(0, 15):
        assert [known(world, name, step) for name in OTHERS] == [OLD] * 3
        assert known(world, "leena", step) == NEW
        assert known(world, "aino", step) == NEW  # and so she has opened it
    with at_clock(0, 15, 1):
        assert [known(world, name, step) for name in OTHERS] == [NEW] * 3


def test_opening_the_notice_is_opening_the_step(world: World, step: Step) -> None:
    with at_clock(0, 15):
        queries.step_page(a(world.aino), world.case.pk, step.pk)
    with at_clock(0, 15, 1):
        assert known(world, "omar", step) == NEW


def test_in_the_morning_others_know_though_the_client_has_not_looked(
    world: World, step: Step
) -> None:
    with at_clock(1, 7, 59):
        assert known(world, "omar", step) == OLD
    with at_clock(1, 8):
        assert known(world, "omar", step) == NEW


def test_of_two_moves_in_a_row_others_see_the_day_before_both(world: World, step: Step) -> None:
    with at_clock(0, 16):
        give(world, step, 9)
        assert known(world, "omar", step) == OLD
    with at_clock(1, 9):
        assert known(world, "omar", step) == (
            START + timedelta(9),
            short_day(START + timedelta(8)),
            "Olen poissa.",
        )


def test_a_day_that_had_gone_stays_gentle_while_the_new_one_waits(world: World) -> None:
    with at_clock(0, 9):
        step = agree_step(world, world.leena, "Varaan ajan", due_on=START + timedelta(1))
    with at_clock(3, 14):
        give(world, step, 8)
        row = row_of(world, world.omar, step)
        assert (row.day, row.state, row.tone, row.moved) == ("", "", "", "")


def test_a_stuck_step_stays_stuck_to_others_while_its_new_day_waits(world: World) -> None:
    with at_clock(0, 9):
        step = agree_step(world, world.leena, "Varaan ajan", due_on=START + timedelta(4))
        facts = {"by": a(world.leena), "case_id": world.case.pk, "step_id": step.pk}
        actions.name_obstacle(**facts, kind="no_time")
    with at_clock(0, 14):
        give(world, step, 8)
        assert row_of(world, world.omar, step).state == "stuck"
        assert row_of(world, world.leena, step).state == ""


def test_who_leads_knows_at_once(world: World) -> None:
    with at_clock(0, 9):
        network.name_own_worker(
            by=a(world.aino), case_id=world.case.pk, kind="contact", person_id=world.leena.pk
        )
        step = agree_step(world, world.omar, "Kysyn pajalta", due_on=START + timedelta(4))
    with at_clock(0, 14):
        actions.give_new_day(
            by=a(world.omar),
            case_id=world.case.pk,
            step_id=step.pk,
            due_on=START + timedelta(8),
        )
        assert known(world, "leena", step)[0] == START + timedelta(8)
        assert known(world, "riitta", step) == OLD


def test_the_page_tells_the_worker_until_when_the_others_do_not_know(
    world: World, step: Step
) -> None:
    words = "Muut näkevät uuden päivän viimeistään huomenna klo 8."
    with at_clock(0, 15):
        assert words in row_of(world, world.leena, step).untold
        assert row_of(world, world.omar, step).untold == ""
        page = signed_in(world.leena).get(f"/asiat/{world.case.pk}/askeleet/{step.pk}/")
        assert words in page.content.decode()
    with at_clock(1, 8):
        assert row_of(world, world.leena, step).untold == ""


def test_the_steps_page_does_not_tell_who_changed_what_is_not_told_yet(
    world: World, step: Step
) -> None:
    with at_clock(0, 15):
        page = queries.step_page(a(world.omar), world.case.pk, step.pk)
        assert (page.changed_by, page.changed_at) == ("", "")
        assert queries.step_page(a(world.leena), world.case.pk, step.pk).changed_by == "Leena"


def test_saving_the_words_by_one_who_sees_the_old_day_keeps_the_new_one(world: World) -> None:
    with at_clock(0, 9):
        step = agree_step(
            world,
            world.omar,
            "Varaa ajan",
            due_on=START + timedelta(4),
            responsible_id=world.leena.pk,
        )
    with at_clock(0, 14):
        give(world, step, 8)
        row = queries.step_page(a(world.omar), world.case.pk, step.pk).step
        actions.change_step(
            by=a(world.omar),
            case_id=world.case.pk,
            step_id=step.pk,
            version=row.version,
            what="Varaa ajan Kelaan",
            due_on=row.day_on,
        )
        step.refresh_from_db()
        assert (step.what, step.due_on) == ("Varaa ajan Kelaan", START + timedelta(8))


def test_a_look_by_anothers_eyes_is_not_the_clients_opening(world: World, step: Step) -> None:
    seat = Seat.objects.get(case=world.case, person=world.omar)
    with at_clock(0, 15):
        page = signed_in(world.aino).get(f"/asiat/{world.case.pk}/silmin/{seat.pk}/")
        assert page.status_code == 200
        assert known(world, "omar", step) == OLD


def test_the_older_promise_waits_no_more_days_later(world: World, step: Step) -> None:
    with days_later(30):
        assert known(world, "omar", step)[0] in (None, START + timedelta(8))


def told_of_gone_day(world: World, name: str) -> list[str]:
    lines = notices.mine(a(world.cast[name]))
    return [line.link for line in lines if line.kind == queries.GONE_DAY]


def test_when_a_workers_day_goes_by_the_client_alone_is_told_that_a_new_one_is_asked(
    world: World,
) -> None:
    with at_clock(0, 9):
        step = agree_step(world, world.omar, "Kysyn pajalta", due_on=START + timedelta(1))
    with at_clock(1, 23, 59):
        jobs.run(clock.now())
        assert told_of_gone_day(world, "aino") == []
    with at_clock(2, 0, 1):
        jobs.run(clock.now())
        jobs.run(clock.now())
        link = f"/asiat/{world.case.pk}/askeleet/{step.pk}/"
        assert told_of_gone_day(world, "aino") == [link]
        assert [told_of_gone_day(world, each) for each in (*OTHERS, "leena")] == [[]] * 4
        assert [row_of(world, world.cast[each], step).state for each in OTHERS[1:]] == ["", ""]


def test_the_clients_own_day_and_a_step_that_is_told_stuck_ask_for_nothing(world: World) -> None:
    with at_clock(0, 9):
        for person in (world.aino, world.veikko):
            agree_step(world, person, "Oma", due_on=START + timedelta(1))
        step = agree_step(world, world.omar, "Jumissa", due_on=START + timedelta(1))
        facts = {"by": a(world.omar), "case_id": world.case.pk, "step_id": step.pk}
        actions.name_obstacle(**facts, kind="no_time")
    with at_clock(2, 9):
        jobs.run(clock.now())
        assert told_of_gone_day(world, "aino") == []


def test_a_new_day_answers_the_question_and_is_asked_anew_when_it_goes_by_too(
    world: World, step: Step
) -> None:
    with at_clock(9, 9):
        jobs.run(clock.now())
        assert len(told_of_gone_day(world, "aino")) == 1
        give(world, step, 10)
        assert told_of_gone_day(world, "aino") == []
    with at_clock(11, 9):
        jobs.run(clock.now())
        assert len(told_of_gone_day(world, "aino")) == 1
        actions.complete_step(by=a(world.leena), case_id=world.case.pk, step_id=step.pk)
        assert told_of_gone_day(world, "aino") == []

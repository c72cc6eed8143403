"""S4.2 · S4.3 · S2.6 · The parts of a model show as a way: done, now, ahead."""

from datetime import date, datetime, time, timedelta
from uuid import UUID

import pytest

from punos import clock
from punos.access.facts import Fact
from punos.course.rules import Place, is_mine, places, shown_state
from punos.practice.rules import State, StepState, current, status
from punos.practice.tests.reading import model_named

FIRST, SECOND = UUID(int=1), UUID(int=2)
IN_USE = frozenset(
    {
        *("hit", "talk", "consent", "named", "meeting", "close", "plan", "end"),
        *("recorder_agreed", "minutes_read", "minutes_accepted", "steps_reported", "next_agreed"),
    }
)


def at(day: str, hour: int = 12) -> datetime:
    return clock.at(date.fromisoformat(f"2026-{day}"), time(hour))


OPENED = [Fact("hit", at("09-01")), Fact("talk", at("09-01"))]
AGREED = [*OPENED, Fact("named", at("09-03")), Fact("consent", at("09-04"))]
CALLED = [*AGREED, Fact("meeting", at("10-01", 14), FIRST)]
CLOSED = [*CALLED, Fact("close", at("10-01", 15), FIRST)]
READ = [*CLOSED, Fact("minutes_read", at("10-01", 14), FIRST)]
ACCEPTED = [*READ, Fact("minutes_accepted", at("10-02"), FIRST), Fact("plan", at("10-02"))]
AGAIN = [*ACCEPTED, Fact("meeting", at("11-02", 14), SECOND)]


def stand(facts: list[Fact], now: datetime) -> list[StepState]:
    return current(status(model_named("ohjaamo"), facts, [], now, in_use=IN_USE))


def way(facts: list[Fact], now: datetime) -> list[Place]:
    phases = model_named("ohjaamo").phases
    states = stand(facts, now)
    return places([[s for s in states if s.step.phase_id == p.id] for p in phases], now)


D, N, A = Place.DONE, Place.NOW, Place.AHEAD


@pytest.mark.parametrize(
    ("facts", "now", "expected"),
    [
        (OPENED, "09-01", [N, A, A]),
        (CALLED, "09-20", [N, A, A]),
        (CALLED, "10-01", [D, N, A]),
        (CLOSED, "10-01", [D, N, A]),
        (ACCEPTED, "10-03", [D, D, N]),
        (AGAIN, "10-20", [D, D, N]),
    ],
)
def test_one_part_is_now_and_the_others_lie_before_and_behind_it(
    facts: list[Fact], now: str, expected: list[Place]
) -> None:
    assert way(facts, at(now, 15)) == expected


def test_during_the_next_meeting_the_network_is_now_again() -> None:
    assert way(AGAIN, at("11-02", 15)) == [D, N, A]


def test_a_way_without_parts_has_no_places() -> None:
    assert places([], at("09-01")) == []


def step(states: list[StepState], step_id: str) -> StepState:
    return next(each for each in states if each.step_id == step_id)


def test_lateness_is_told_to_workers_and_only_of_workers_steps() -> None:
    states = stand(AGREED, at("12-01"))
    workers = step(states, "a5")
    assert workers.state == State.LATE
    assert shown_state(workers, is_client=False) == State.LATE
    assert shown_state(workers, is_client=True) == State.OPEN
    clients = step(stand(CLOSED, at("12-01")), "b3")
    assert clients.state == State.LATE
    assert shown_state(clients, is_client=False) == State.OPEN


def test_a_step_waits_for_the_one_in_its_role_or_for_whoever_is_there() -> None:
    a5 = step(stand(AGREED, at("09-05")), "a5")
    assert is_mine(a5, {"own_worker": {"leena"}}, "leena")
    assert not is_mine(a5, {"own_worker": {"leena"}}, "omar")
    assert not is_mine(a5, {"catcher": {"leena"}}, "omar")
    assert is_mine(a5, {}, "omar")


def test_neither_a_clients_step_nor_an_automatic_one_waits_for_a_worker() -> None:
    states = stand(CLOSED, at("10-02"))
    assert not is_mine(step(states, "b3"), {}, "leena")
    assert not is_mine(step(states, "a8"), {}, "leena")


def test_the_part_that_is_now_moves_on_when_the_last_of_it_is_done() -> None:
    assert way(READ, at("10-01", 16)) == [D, N, A]
    accepted = [*READ, Fact("minutes_accepted", at("10-01", 16) - timedelta(minutes=1), FIRST)]
    assert way(accepted, at("10-01", 16)) == [D, D, N]

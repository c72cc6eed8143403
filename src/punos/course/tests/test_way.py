"""S4.2 · S4.3 · S2.6 · The parts of a model show as a way: done, now, ahead."""

from datetime import date, datetime, time, timedelta
from uuid import UUID

import pytest

from punos import clock
from punos.access.facts import Fact
from punos.course.rules import Place, Reader, is_mine, knows_day, places, shown_state
from punos.practice.rules import State, StepState, current, put_off, status
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


LEADS = Reader(is_worker=True, leads=True, knows_times=True)
WORKS = Reader(is_worker=True, leads=False, knows_times=True)
CLIENT_OR_CLOSE = Reader(is_worker=False, leads=False, knows_times=True)


def test_lateness_is_told_to_workers_and_only_of_workers_steps() -> None:
    states = stand(AGREED, at("12-01"))
    workers = step(states, "a5")
    assert workers.state == State.LATE
    assert shown_state(workers, WORKS) == State.LATE
    assert shown_state(workers, CLIENT_OR_CLOSE) == State.OPEN
    clients = step(stand(CLOSED, at("12-01")), "b3")
    assert clients.state == State.LATE
    assert shown_state(clients, LEADS) == State.OPEN


def test_a_day_gone_is_no_day_to_whom_lateness_is_not_told() -> None:
    late = step(stand(AGREED, at("12-01")), "a5")
    assert knows_day(late, WORKS)
    assert not knows_day(late, CLIENT_OR_CLOSE)
    assert knows_day(step(stand(AGREED, at("09-05")), "a5"), CLIENT_OR_CLOSE)


@pytest.mark.parametrize("day", ["10-03", "10-14", "12-01"])
def test_where_promises_are_waited_for_who_leads_alone_knows_the_day(day: str) -> None:
    """S4.5: to the others the step looks the same before its day, near it and after it."""
    waits = step(stand(ACCEPTED, at(day)), "c2")
    for reader in (WORKS, CLIENT_OR_CLOSE):
        assert (shown_state(waits, reader), knows_day(waits, reader)) == (State.OPEN, False)
    assert (shown_state(waits, LEADS), knows_day(waits, LEADS)) == (waits.state, True)


def test_promises_for_later_days_are_not_late_before_them() -> None:
    late = step(stand(ACCEPTED, at("12-01")), "c2")
    told = {
        day: put_off(late, at(day), at("12-01")).state
        for day in ("10-03", "12-01", "12-02", "12-09")
    }
    assert list(told.values()) == [State.LATE, State.LATE, State.DUE_SOON, State.OPEN]
    assert put_off(late, at("10-03"), at("12-01")) == late


def test_what_rests_on_promises_waits_for_who_leads_and_for_those_without_a_day() -> None:
    waits = step(stand(ACCEPTED, at("12-01")), "c2")
    roles = {"member": {"omar", "riitta", "leena"}, "opener": {"leena"}}
    assert is_mine(waits, roles, "leena")
    assert not is_mine(waits, roles, "omar")
    assert is_mine(waits, roles, "omar", awaited={"omar"})
    named = {**roles, "own_worker": {"riitta"}}
    assert [is_mine(waits, named, who) for who in ("leena", "riitta")] == [False, True]


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

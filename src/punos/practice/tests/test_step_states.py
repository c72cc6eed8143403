"""S4.2 · S4.3 · S1.4 · S2.6 · Where each step stands, from facts and marks alone."""

from datetime import date, datetime, time, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from punos import clock
from punos.access.facts import Fact
from punos.practice.rules import Mark, State, StepState, carrier, current, reminders, status
from punos.practice.tests.reading import model_named

FIRST, SECOND = UUID(int=1), UUID(int=2)
ALL_OF_THEM = frozenset(
    {
        *("hit", "talk", "consent", "named", "meeting", "close", "plan", "end"),
        *("recorder_agreed", "invitation_sent", "reminded", "minutes_read", "minutes_accepted"),
        *("steps_reported", "review_held", "next_agreed", "level_decided"),
    }
)


def at(day: str, hour: int = 12) -> datetime:
    return clock.at(date.fromisoformat(f"2026-{day}"), time(hour))


def fact(code: str, day: str, hour: int = 12, occasion: UUID | None = None) -> Fact:
    return Fact(code, at(day, hour), occasion)


def stand(
    facts: list[Fact], now: datetime, marks: list[Mark] | None = None, **more
) -> dict[str, StepState]:
    model = model_named(more.pop("model", "ohjaamo"))
    more.setdefault("in_use", ALL_OF_THEM)
    states = status(model, facts, marks or [], now, **more)
    return {state.step_id: state for state in current(states)}


OPENED = [fact("hit", "09-01"), fact("talk", "09-01")]
NAMED = [*OPENED, fact("named", "09-03")]
AGREED = [*NAMED, fact("consent", "09-04")]
CALLED = [*AGREED, fact("meeting", "10-01", 14, FIRST)]
HELD = [*CALLED, fact("close", "10-01", 15, FIRST)]


def test_a_step_waits_until_its_anchor_is_there() -> None:
    states = stand(OPENED, at("09-02"))
    assert states["a4"].state == State.WAITING
    assert states["a4"].due_at is None
    assert states["a6"].state == State.WAITING


def test_a_step_is_open_then_due_soon_then_late() -> None:
    due = clock.after(date(2026, 9, 8))
    seen = [
        stand(OPENED, now)["a3"].state
        for now in (
            at("09-02"),
            due - timedelta(days=2, seconds=1),
            due - timedelta(days=2),
            due - timedelta(seconds=1),
            due,
        )
    ]
    assert seen == [State.OPEN, State.OPEN, State.DUE_SOON, State.DUE_SOON, State.LATE]
    assert stand(OPENED, at("09-02"))["a3"].due_at == due


def test_a_step_is_done_by_its_fact_and_says_which_one_and_when() -> None:
    step = stand(NAMED, at("09-20"))["a3"]
    assert (step.state, step.done_by, step.done_at) == (State.DONE, "named", at("09-03"))


def test_the_first_talk_at_the_opening_counts_for_the_same_instants_hit() -> None:
    assert stand(OPENED, at("09-01"))["a1"].is_done


def test_a_fact_from_before_the_anchor_does_not_count() -> None:
    planned = [*HELD, fact("review_held", "09-20"), fact("plan", "10-01", 15)]
    assert stand(planned, at("10-02"))["c5"].state == State.OPEN
    assert stand([*planned, fact("review_held", "10-03")], at("10-04"))["c5"].is_done


def test_who_was_agreed_to_before_the_worker_was_named_is_agreed_to() -> None:
    agreed_first = [*OPENED, fact("consent", "09-02"), fact("named", "09-03")]
    step = stand(agreed_first, at("09-04"))["a4"]
    assert (step.state, step.done_at) == (State.DONE, at("09-02"))


def test_a_fact_of_the_future_has_not_happened() -> None:
    assert stand(NAMED, at("09-02"))["a3"].state == State.OPEN


def test_of_many_consents_the_first_is_the_anchor() -> None:
    later = [*AGREED, fact("consent", "09-20")]
    assert stand(later, at("09-21"))["a5"].due_at == clock.after(date(2026, 9, 9))


def test_a_step_whose_room_is_not_there_is_not_in_use_and_never_late() -> None:
    states = stand(HELD, at("12-24"), in_use=ALL_OF_THEM - {"named"})
    assert states["a3"].state == State.NOT_IN_USE
    assert states["a4"].state == State.NOT_IN_USE, "its anchor is not reported either"
    assert states["a2"].state == State.NOT_IN_USE
    assert not states["a3"].may_be_marked


def test_only_steps_done_by_hand_may_be_marked_and_only_when_their_time_has_come() -> None:
    assert not stand(AGREED, at("09-20"))["a7"].may_be_marked
    states = stand(CALLED, at("09-20"))
    assert states["a7"].may_be_marked
    assert not states["a6"].may_be_marked
    assert not states["a8"].may_be_marked


def test_a_mark_makes_the_step_of_that_meeting_done() -> None:
    marked = [Mark("a7", at("09-25"), FIRST)]
    assert stand(CALLED, at("09-26"), marked)["a7"].done_by == "hand"
    other = [Mark("a7", at("09-25"), SECOND)]
    assert stand(CALLED, at("09-26"), other)["a7"].state != State.DONE


def test_what_is_read_aloud_before_closing_counts_because_it_is_the_same_meeting() -> None:
    read = fact("minutes_read", "10-01", 14, FIRST)
    assert stand([*CALLED, read], at("10-01", 15))["b2"].is_done
    assert stand([*HELD, read], at("10-01", 16))["b2"].is_done


def test_a_meeting_under_way_is_not_late_and_the_next_morning_it_is() -> None:
    assert stand(CALLED, at("10-01", 15))["b1"].state == State.DUE_SOON
    assert stand(CALLED, at("10-02", 8))["b1"].state == State.LATE
    assert stand(HELD, at("10-02", 8))["b1"].is_done


def test_a_new_meeting_brings_its_own_preparations_and_leaves_the_old_aftermath_be() -> None:
    second = [*HELD, fact("meeting", "11-02", 14, SECOND)]
    states = stand(second, at("10-20"), [Mark("a7", at("09-25"), FIRST)])
    assert states["a7"].occasion == SECOND
    assert states["a7"].state == State.OPEN
    assert states["b1"].occasion == SECOND
    assert states["c1"].occasion == FIRST
    assert states["c1"].state == State.LATE


def test_once_the_next_meeting_begins_the_old_aftermath_is_over() -> None:
    second = [*HELD, fact("meeting", "11-02", 14, SECOND)]
    states = stand(second, at("11-02", 14))
    assert {states[step].state for step in ("b2", "b3", "c1", "c2")} == {State.WAITING}
    assert states["c1"].occasion == SECOND


def test_every_round_of_a_step_is_told_but_only_one_is_the_current_one() -> None:
    second = [*HELD, fact("meeting", "11-02", 14, SECOND), fact("close", "11-02", 15, SECOND)]
    marks = [Mark("c1", at("10-02"), FIRST)]
    rounds = [
        (each.occasion, each.state, each.is_current)
        for each in status(
            model_named("ohjaamo"), second, marks, at("11-02", 16), in_use=ALL_OF_THEM
        )
        if each.step_id == "c1"
    ]
    assert rounds == [(FIRST, State.DONE, False), (SECOND, State.OPEN, True)]


def test_a_step_that_comes_back_is_done_until_its_next_day_is_near() -> None:
    marked = [Mark("c3", at("10-10"), FIRST)]
    next_due = clock.after(date(2026, 10, 24))
    seen = [stand(HELD, now, marked)["c3"] for now in (at("10-11"), at("10-24"), next_due)]
    assert [each.state for each in seen] == [State.DONE, State.DUE_SOON, State.LATE]
    assert {each.due_at for each in seen} == {next_due}
    assert seen[1].may_be_marked
    assert seen[1].turn == 1
    again = stand(HELD, next_due, [*marked, Mark("c3", at("10-24"), FIRST)])["c3"]
    assert (again.state, again.turn) == (State.DONE, 2)


def test_a_plan_accepted_again_begins_the_plans_steps_anew() -> None:
    planned = [*HELD, fact("plan", "10-01", 15), fact("next_agreed", "10-02")]
    assert stand(planned, at("10-05"))["c6"].is_done
    renewed = stand([*planned, fact("plan", "11-02")], at("11-03"))["c6"]
    assert renewed.state == State.OPEN
    assert renewed.due_at == clock.after(date(2026, 11, 2) + timedelta(days=100))


def test_what_was_agreed_in_the_meeting_counts_for_the_plan_that_came_out_of_it() -> None:
    agreed = [*HELD, fact("next_agreed", "10-01", 15, FIRST), fact("plan", "10-02", 9, FIRST)]
    assert stand(agreed, at("10-03"))["c6"].is_done
    elsewhere = [*HELD, fact("next_agreed", "10-01", 15, SECOND), fact("plan", "10-02", 9, FIRST)]
    assert not stand(elsewhere, at("10-03"))["c6"].is_done


def test_a_review_makes_its_step_done_and_brings_it_back_after_90_days() -> None:
    reviewed = [*HELD, fact("plan", "10-01", 15), fact("review_held", "11-01")]
    step = stand(reviewed, at("11-02"))["c5"]
    assert step.is_done
    assert step.due_at == clock.after(date(2026, 11, 1) + timedelta(days=90))


def test_after_the_work_has_ended_nothing_becomes_late() -> None:
    ended = [*OPENED, fact("end", "09-02")]
    assert stand(ended, at("12-24"))["a3"].state == State.OPEN


def test_a_step_of_the_site_is_nobody_clients() -> None:
    states = stand(HELD, at("12-24"), model="paijat-hame")
    assert "e1" in states
    assert not {"e2", "e3", "e4"} & set(states)


def test_steps_of_a_higher_level_come_with_the_level() -> None:
    def phases(level: str | None) -> set[str]:
        states = stand(AGREED, at("09-05"), model="varsinais-suomi", level=level)
        return {each.step.phase_id for each in states.values()}

    assert phases(None) == phases("L1") == {"find", "guide", "settle"}
    assert phases("L2") == {"find", "guide", "pair", "settle"}
    assert phases("L3") == {"find", "guide", "pair", "team", "settle"}


def test_a_meeting_of_the_pair_is_not_the_teams_meeting() -> None:
    held = {"model": "varsinais-suomi", "level": "L3", "variants": {FIRST: "pair"}}
    states = stand(HELD, at("10-02"), **held)
    assert states["c1"].is_done
    assert not states["d2"].is_done


def test_an_automatic_step_is_never_late_because_nobody_can_do_it() -> None:
    assert stand(CALLED, at("09-30"))["a8"].state == State.OPEN
    reminded = [*CALLED, fact("reminded", "09-24", 14, FIRST)]
    assert stand(reminded, at("09-30"))["a8"].is_done


def test_reminders_go_a_week_a_day_and_two_hours_before_each_meeting() -> None:
    step = next(each for each in model_named("ohjaamo").steps if each.reminders)
    second = [*CALLED, fact("meeting", "10-26", 14, SECOND)]
    assert [(each.occasion, each.at) for each in reminders(step, second)] == [
        (FIRST, at("09-24", 14)),
        (FIRST, at("09-30", 14)),
        (FIRST, at("10-01", 12)),
        (SECOND, at("10-19", 14)),
        (SECOND, at("10-25", 14)),
        (SECOND, at("10-26", 12)),
    ]


def test_a_role_without_a_seat_leaves_its_step_to_the_catcher_then_to_the_own_worker() -> None:
    assert carrier("nurse", {"nurse", "catcher"}) == "nurse"
    assert carrier("nurse", {"catcher", "own_worker"}) == "catcher"
    assert carrier("nurse", {"own_worker"}) == "own_worker"


CODES = st.sampled_from(sorted(ALL_OF_THEM))
INSTANTS = st.integers(0, 40).map(lambda n: at("09-01") + timedelta(days=n, hours=n % 5))
FACTS = st.lists(
    st.builds(Fact, CODES, INSTANTS, st.sampled_from([None, FIRST, SECOND])), max_size=8
)
MARKS = st.lists(
    st.builds(
        Mark, st.sampled_from(["a7", "c1", "c3"]), INSTANTS, st.sampled_from([None, FIRST, SECOND])
    ),
    max_size=3,
)


@pytest.mark.parametrize("name", ["ohjaamo", "paijat-hame", "posote20", "varsinais-suomi"])
@given(FACTS, MARKS, INSTANTS)
def test_every_step_has_one_state_at_hand_whatever_has_happened(
    name: str, facts: list[Fact], marks: list[Mark], now: datetime
) -> None:
    model = model_named(name)
    states = current(status(model, facts, marks, now, in_use=ALL_OF_THEM, level="L3"))
    steps = [step.id for step in model.steps if not step.is_of_site]
    assert [each.step_id for each in states] == steps
    for each in states:
        assert (each.done_at is None) == (each.done_by == "")
        assert each.done_at is None or each.done_at <= now
        assert not (each.may_be_marked and each.may_be_unmarked)


@given(FACTS, MARKS, INSTANTS)
def test_the_order_in_which_rooms_report_does_not_matter(
    facts: list[Fact], marks: list[Mark], now: datetime
) -> None:
    model = model_named("ohjaamo")
    there = status(model, facts, marks, now, in_use=ALL_OF_THEM)
    back = status(model, facts[::-1], marks[::-1], now, in_use=ALL_OF_THEM)
    assert there == back


@given(FACTS, INSTANTS, st.integers(1, 20))
def test_without_anything_new_a_step_only_gets_nearer_to_being_late(
    facts: list[Fact], now: datetime, days: int
) -> None:
    facts = [each for each in facts if each.code != "meeting" and each.at <= now]
    order = [State.OPEN, State.DUE_SOON, State.LATE]
    sooner, later = stand(facts, now), stand(facts, now + timedelta(days=days))
    for step, state in sooner.items():
        if state.state in order:
            assert order.index(later[step].state) >= order.index(state.state)

"""S4.5 S4.7 S3.10 · The rules of steps: groups, days, and that a client is never late to others."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from punos.plan import rules
from punos.plan.rules import Promise, Reader

TODAY = date(2026, 11, 24)
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
# A cramped world: two of each kind of person, days around the edges, so that they collide.
PEOPLE = {"aino": rules.CLIENT, "veikko": rules.CLOSE, "leena": rules.WORKER, "omar": rules.WORKER}
DAYS = (None, YESTERDAY, TODAY, TOMORROW, TODAY + rules.SOON, TODAY + timedelta(days=8))


@st.composite
def plans(draw: st.DrawFn) -> list[Promise]:
    made = []
    for key in range(draw(st.integers(1, 7))):
        person = draw(st.sampled_from(sorted(PEOPLE)))
        done = draw(st.sampled_from([None, None, datetime(2026, 11, 20, 12, tzinfo=UTC)]))
        made.append(Promise(key, person, PEOPLE[person], draw(st.sampled_from(DAYS)), done))
    return made


readers = st.sampled_from(
    (
        Reader("aino", is_client=True),
        Reader("veikko"),
        Reader("omar"),
        Reader("leena", is_own_worker=True),
        Reader("riitta"),
    )
)


@given(plans(), readers)
def test_to_others_a_day_that_has_gone_looks_like_no_day(
    plan: list[Promise], reader: Reader
) -> None:
    """The whole page is the same as if the day had never been agreed: groups, order and words."""
    without = [
        replace(each, due_on=None)
        if rules.has_passed(each, TODAY) and not rules.may_know_it_passed(each, reader)
        else each
        for each in plan
    ]
    assert rules.arrange(plan, reader, TODAY) == rules.arrange(without, reader, TODAY)
    for one, other in zip(plan, without, strict=True):
        assert rules.shown_day(one, reader, TODAY) == rules.shown_day(other, reader, TODAY)
        seen = [
            rules.state_of(each, reader, TODAY, stuck=False, begun=False) for each in (one, other)
        ]
        assert seen[0] == seen[1]


@given(plans(), readers)
def test_only_its_owner_sees_that_a_clients_or_close_ones_day_has_gone(
    plan: list[Promise], reader: Reader
) -> None:
    for each in plan:
        state = rules.state_of(each, reader, TODAY, stuck=False, begun=False)
        if state == "passed":
            own = each.person == reader.person
            assert own or (each.whose == rules.WORKER and reader.is_client)


@given(plans(), readers)
def test_every_step_stands_in_just_one_group(plan: list[Promise], reader: Reader) -> None:
    order = rules.arrange(plan, reader, TODAY)
    shown = [*order.now, *order.next, *order.later, *order.done]
    assert sorted(shown) == sorted(each.key for each in plan)
    assert set(order.done) == {each.key for each in plan if each.done_at}


@given(plans(), readers)
def test_no_more_than_three_without_a_day_are_taken_up_at_once(
    plan: list[Promise], reader: Reader
) -> None:
    order = rules.arrange(plan, reader, TODAY)
    for person in PEOPLE:
        now = [p for p in plan if p.person == person and p.key in order.now]
        undated = [p for p in now if rules.shown_day(p, reader, TODAY) is None]
        assert not undated or len(now) <= rules.AT_A_TIME


@given(plans(), readers)
def test_the_clients_steps_stand_first_and_what_comes_next_by_day(
    plan: list[Promise], reader: Reader
) -> None:
    order = rules.arrange(plan, reader, TODAY)
    by_key = {each.key: each for each in plan}
    days = [by_key[key].due_on for key in order.next]
    assert days == sorted(days)
    for group in (order.now, order.later):
        ranks = [rules.FIRST[by_key[key].whose] for key in group]
        assert ranks == sorted(ranks)


def test_a_step_is_now_for_a_week_ahead_and_next_after_that() -> None:
    week, later = TODAY + timedelta(days=7), TODAY + timedelta(days=8)
    plan = [Promise(1, "leena", rules.WORKER, week), Promise(2, "leena", rules.WORKER, later)]
    order = rules.arrange(plan, Reader("omar"), TODAY)
    assert (order.now, order.next, order.later) == ((1,), (2,), ())


def test_the_fourth_without_a_day_waits_for_its_turn() -> None:
    plan = [Promise(key, "aino", rules.CLIENT) for key in range(4)]
    order = rules.arrange(plan, Reader("aino", is_client=True), TODAY)
    assert (order.now, order.later) == ((0, 1, 2), (3,))


def test_the_agreed_day_itself_still_counts() -> None:
    step = Promise(1, "leena", rules.WORKER, TODAY)
    assert not rules.owes_new_day(step, TODAY)
    assert rules.owes_new_day(step, TOMORROW)


def test_a_workers_gone_day_is_known_to_the_worker_and_the_client_alone() -> None:
    step = Promise(1, "leena", rules.WORKER, YESTERDAY)
    knows = {
        who: rules.shown_day(step, reader, TODAY) is not None
        for who, reader in {
            "leena": Reader("leena"),
            "aino": Reader("aino", is_client=True),
            "omar": Reader("omar"),
            "veikko": Reader("veikko"),
        }.items()
    }
    assert knows == {"leena": True, "aino": True, "omar": False, "veikko": False}


def test_three_open_steps_are_fine_and_the_fourth_gives_a_hint() -> None:
    done = datetime(2026, 11, 20, tzinfo=UTC)
    plan = [Promise(key, "aino", rules.CLIENT) for key in range(3)]
    plan.append(Promise(9, "aino", rules.CLIENT, done_at=done))
    assert rules.too_many(plan) == {}
    assert rules.too_many([*plan, Promise(10, "aino", rules.CLIENT)]) == {"aino": 4}


@pytest.mark.parametrize(
    ("whose", "reader", "expected"),
    [
        (rules.CLIENT, Reader("aino", is_client=True), {"complete", "change", "drop", "raise"}),
        (
            rules.CLIENT,
            Reader("leena", is_own_worker=True),
            {"complete", "change", "drop", "raise"},
        ),
        (rules.CLIENT, Reader("omar"), set()),
        (rules.WORKER, Reader("omar"), {"raise"}),
        (rules.WORKER, Reader("aino", is_client=True), {"raise", "drop"}),
        (rules.WORKER, Reader("leena", is_own_worker=True), {"raise", "drop"}),
        (rules.CLOSE, Reader("leena", is_own_worker=True), {"raise", "drop"}),
    ],
)
def test_only_ones_own_is_marked_done_but_a_stuck_step_is_anyones_to_raise(
    whose: str, reader: Reader, expected: set[str]
) -> None:
    """S4.14."""
    person = "aino" if whose == rules.CLIENT else "somebody"
    assert rules.powers(Promise(1, person, whose), reader, author="nobody") == expected

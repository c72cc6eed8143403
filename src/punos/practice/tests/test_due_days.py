"""S4.2 · S4.3 · S2.6 · When a step is due: hours, days and Finnish working days in Helsinki."""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache

import holidays
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from punos import clock
from punos.practice.rules import BadDueError, deadline, moment, parse
from punos.practice.rules.due import is_working_day, late_from, working_day


def helsinki(day: str, hour: int = 12, minute: int = 0) -> datetime:
    return clock.at(date.fromisoformat(day), time(hour, minute))


def last_day(expression: str, anchor: datetime) -> date:
    return clock.day_of(deadline(parse(expression), anchor) - timedelta(microseconds=1))


@pytest.mark.parametrize(
    ("expression", "anchor", "day"),
    [
        ("talk+7d", "2026-11-25", "2026-12-02"),
        ("meeting-10d", "2026-11-25", "2026-11-15"),
        ("talk+5wd", "2026-11-25", "2026-12-02"),
        ("hit+1wd", "2026-11-27", "2026-11-30"),
        ("hit+1wd", "2026-11-28", "2026-11-30"),
        ("hit+0wd", "2026-11-28", "2026-11-30"),
        ("meeting-1wd", "2026-11-30", "2026-11-27"),
        ("hit+0d", "2026-11-28", "2026-11-28"),
    ],
)
def test_days_and_working_days_are_counted_from_the_day_in_helsinki(
    expression: str, anchor: str, day: str
) -> None:
    assert last_day(expression, helsinki(anchor)) == date.fromisoformat(day)


@pytest.mark.parametrize(
    ("anchor", "day", "between"),
    [
        ("2026-12-23", "2026-12-28", "Christmas"),
        ("2026-06-18", "2026-06-22", "Midsummer"),
        ("2026-04-02", "2026-04-07", "Easter"),
        ("2026-12-31", "2027-01-04", "the new year"),
        ("2027-01-05", "2027-01-07", "Epiphany"),
        ("2026-05-13", "2026-05-15", "Ascension Day"),
        ("2026-04-30", "2026-05-04", "the first of May"),
    ],
)
def test_public_holidays_are_not_working_days(anchor: str, day: str, between: str) -> None:
    assert last_day("hit+1wd", helsinki(anchor)) == date.fromisoformat(day), between


def test_a_step_due_on_a_day_is_late_only_when_the_day_is_over_in_helsinki() -> None:
    due, anchor = parse("close+2d"), helsinki("2026-11-25", 15)
    assert deadline(due, anchor) == late_from(due, anchor) == clock.start_of(date(2026, 11, 28))


def test_an_anchor_just_before_and_just_after_midnight_belongs_to_two_days() -> None:
    before = helsinki("2026-11-25", 23, 59)
    assert last_day("talk+1d", before) == date(2026, 11, 26)
    assert last_day("talk+1d", before + timedelta(minutes=1)) == date(2026, 11, 27)


def test_the_day_after_a_leap_day_and_the_leap_day_itself_are_counted() -> None:
    assert last_day("talk+1d", helsinki("2028-02-28")) == date(2028, 2, 29)
    assert last_day("plan+365d", helsinki("2028-02-29")) == date(2029, 2, 28)


@pytest.mark.parametrize("meeting", ["2026-10-26", "2027-03-29"])
def test_a_reminder_a_day_before_keeps_the_time_of_day_over_a_clock_change(meeting: str) -> None:
    meeting_at = helsinki(meeting, 14)
    there = moment(parse("meeting-1d"), meeting_at).astimezone(clock.HELSINKI)
    assert there.time() == time(14)
    assert there.date() == date.fromisoformat(meeting) - timedelta(days=1)


def test_hours_are_real_hours_over_a_clock_change() -> None:
    winter = datetime(2026, 10, 25, 2, tzinfo=UTC)
    assert moment(parse("meeting-2h"), winter) == datetime(2026, 10, 25, 0, tzinfo=UTC)
    assert winter.astimezone(clock.HELSINKI).hour == 4
    before = moment(parse("meeting-2h"), winter).astimezone(clock.HELSINKI)
    assert (before.hour, before.fold) == (3, 0)


def test_a_time_that_the_clock_change_leaves_out_moves_on_by_an_hour() -> None:
    there = moment(parse("meeting-1d"), helsinki("2027-03-29", 3, 30))
    assert there.astimezone(clock.HELSINKI).time() == time(4, 30)


def test_a_day_of_25_or_23_hours_still_ends_at_midnight() -> None:
    assert deadline(parse("talk+0d"), helsinki("2026-10-25")) == clock.start_of(date(2026, 10, 26))
    assert deadline(parse("talk+0d"), helsinki("2027-03-28")) == clock.start_of(date(2027, 3, 29))


def test_a_meeting_that_is_being_held_is_not_late() -> None:
    due, begins = parse("meeting+0h"), helsinki("2026-11-25", 14)
    assert deadline(due, begins) == begins
    assert late_from(due, begins) == clock.after(date(2026, 11, 25))


@pytest.mark.parametrize(
    "expression",
    [
        *("", "talk", "talk+", "talk+5", "5wd", "talk 5wd", "talk+5w", "talk+-5d"),
        *("talk+5wd ", "t+5D", "talk+12345d", "talk+\u0665d", "talk+5d\n"),
    ],
)
def test_what_is_not_an_expression_is_refused(expression: str) -> None:
    with pytest.raises(BadDueError):
        parse(expression)


@cache
def open_days() -> tuple[date, ...]:
    free = holidays.Finland(years=range(2024, 2032))
    days = [date(2024, 1, 1) + timedelta(days=number) for number in range(365 * 7)]
    return tuple(each for each in days if each.strftime("%w") not in "06" and each not in free)


def slow_working_day(day: date, number: int) -> date:
    """Look through all open days and count on the fingers."""
    if number < 0:
        return [each for each in open_days() if each < day][number]
    if number == 0:
        return next(each for each in open_days() if each >= day)
    return [each for each in open_days() if each > day][number - 1]


DAYS = st.dates(date(2025, 12, 1), date(2028, 3, 31))


@given(DAYS, st.integers(-40, 40))
@example(date(2026, 12, 23), 1)
@example(date(2027, 3, 29), -1)
@example(date(2028, 2, 29), 0)
def test_working_days_agree_with_counting_on_the_fingers(day: date, number: int) -> None:
    assert working_day(day, number) == slow_working_day(day, number)


@given(DAYS, st.integers(1, 30))
def test_going_so_many_working_days_on_and_back_again_ends_where_it_began(
    day: date, number: int
) -> None:
    start = working_day(day, 0)
    assert working_day(working_day(start, number), -number) == start
    assert is_working_day(start)


# Both clock changes and every winter holiday.
INSTANTS = st.integers(0, 160 * 24 * 60).map(
    lambda minutes: datetime(2026, 10, 23, tzinfo=UTC) + timedelta(minutes=minutes)
)
SPANS = st.builds("{}{}".format, st.integers(0, 60), st.sampled_from(["h", "d", "wd"]))


@given(INSTANTS, SPANS)
@example(datetime(2026, 10, 25, 0, 30, tzinfo=UTC), "0d")
@example(datetime(2026, 10, 25, 1, 30, tzinfo=UTC), "1d")
@example(datetime(2027, 3, 28, 1, 0, tzinfo=UTC), "1d")
def test_what_is_due_after_an_anchor_is_never_due_before_it(anchor: datetime, span: str) -> None:
    due = parse(f"talk+{span}")
    assert anchor <= deadline(due, anchor) <= late_from(due, anchor)


@given(INSTANTS, st.integers(0, 60))
def test_a_day_never_ends_anywhere_but_at_midnight_in_helsinki(
    anchor: datetime, number: int
) -> None:
    ends = deadline(parse(f"talk+{number}d"), anchor).astimezone(clock.HELSINKI)
    assert ends.time() == time(0)
    assert ends.date() == clock.day_of(anchor) + timedelta(days=number + 1)


@given(INSTANTS, st.integers(0, 60), st.sampled_from(["h", "d", "wd"]))
def test_a_longer_time_is_never_due_sooner(anchor: datetime, number: int, unit: str) -> None:
    sooner, later = parse(f"talk+{number}{unit}"), parse(f"talk+{number + 1}{unit}")
    assert deadline(sooner, anchor) <= deadline(later, anchor)

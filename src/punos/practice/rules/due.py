"""When a step is due: `<anchor><+|-><number><unit>`, for example `talk+5wd` or `meeting-2h`.

Hours move the instant. Days and working days move the day in Helsinki, and a step that is due
on a day is due to the end of it. Weekends and Finnish public holidays are not working days;
the eves of Midsummer and Christmas count as such, because offices are closed.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache

import holidays

from punos import clock

DAY_UNITS = frozenset({"d", "wd"})
_SPAN = re.compile(r"(?P<number>[0-9]{1,4})(?P<unit>wd|d|h)")
_DUE = re.compile(rf"(?P<anchor>[a-z_]+)(?P<sign>[+-]){_SPAN.pattern}")
_SATURDAY = 5


class BadDueError(ValueError):
    """The text is no due expression."""


@dataclass(frozen=True, slots=True)
class Span:
    """A length of time: so many hours, days or working days."""

    number: int
    unit: str


@dataclass(frozen=True, slots=True)
class Due:
    """So long before or after the anchor."""

    anchor: str
    is_before: bool
    span: Span


def parse(expression: str) -> Due:
    """Return what the expression says, or raise BadDueError."""
    found = _DUE.fullmatch(expression)
    if found is None:
        raise BadDueError(expression)
    span = Span(int(found["number"]), found["unit"])
    return Due(found["anchor"], found["sign"] == "-", span)


def parse_span(expression: str) -> Span:
    """Return the length of time, as `repeat` gives it, or raise BadDueError."""
    found = _SPAN.fullmatch(expression)
    if found is None:
        raise BadDueError(expression)
    return Span(int(found["number"]), found["unit"])


def moment(due: Due, anchor_at: datetime) -> datetime:
    """Return the instant itself, at the anchor's time of day: when a reminder goes."""
    number = -due.span.number if due.is_before else due.span.number
    if due.span.unit == "h":
        return anchor_at + timedelta(hours=number)
    there = anchor_at.astimezone(clock.HELSINKI)
    return clock.at(_day(there.date(), due), there.timetz().replace(tzinfo=None))


def deadline(due: Due, anchor_at: datetime) -> datetime:
    """Return the instant by which the step is to be done: for days, the end of that day."""
    if due.span.unit in DAY_UNITS:
        return clock.after(_day(clock.day_of(anchor_at), due))
    return moment(due, anchor_at)


def late_from(due: Due, anchor_at: datetime) -> datetime:
    """Return the instant from which the step is late.

    What is due at the very event ("meeting+0h") is late only when the day is over: a meeting
    that is being held is not late.
    """
    if due.span == Span(0, "h"):
        return clock.after(clock.day_of(anchor_at))
    return deadline(due, anchor_at)


def is_working_day(day: date) -> bool:
    """Return whether offices are open on the day in Finland."""
    return day.weekday() < _SATURDAY and day not in _public_holidays(day.year)


def working_day(day: date, number: int) -> date:
    """Return the working day that is so many working days after the day, or before it.

    None at all is the day itself, or the next working day where it is not one.
    """
    step = timedelta(days=-1 if number < 0 else 1)
    if number == 0:
        while not is_working_day(day):
            day += step
        return day
    left = abs(number)
    while left:
        day += step
        left -= is_working_day(day)
    return day


def _day(anchor_on: date, due: Due) -> date:
    number = -due.span.number if due.is_before else due.span.number
    if due.span.unit == "wd":
        return working_day(anchor_on, number)
    return anchor_on + timedelta(days=number)


@cache
def _public_holidays(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("FI", years=year))

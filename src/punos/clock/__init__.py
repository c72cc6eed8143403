"""Now, today and Helsinki. The only place that reads the time.

Instants are aware and in UTC; days are days in Helsinki. A thing that holds "until day D"
ends at the instant `after(D)`, so that every span is half-open.
"""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from punos.clock import held

HELSINKI = ZoneInfo("Europe/Helsinki")
# The smallest step back from a half-open end to the day that still counts.
MOMENT = timedelta(microseconds=1)


_told: ContextVar[datetime | None] = ContextVar("told", default=None)
_lines: list[held.Line] = []


def now() -> datetime:
    """Return this instant, aware, in UTC."""
    told = _told.get()
    if told:
        return told
    wall = datetime.now(UTC)
    return _lines[0].at(wall) if _lines else wall


def hold(floor: datetime | None) -> None:
    """Never go back from now on, nor behind the newest instant that the log knows."""
    _lines[:] = [held.line_from(floor)]


@contextmanager
def telling(instant: datetime) -> Iterator[None]:
    """Let it be that instant inside: the demo area tells its invented past through the actions.

    Nothing else may call it, which a test watches: what really happens has its real time.
    """
    token = _told.set(instant)
    try:
        yield
    finally:
        _told.reset(token)


def today() -> date:
    """Return the day it is in Helsinki."""
    return day_of(now())


def day_of(instant: datetime) -> date:
    """Return the Helsinki day on which the instant falls."""
    return instant.astimezone(HELSINKI).date()


def start_of(day: date) -> datetime:
    """Return the first instant of the day in Helsinki."""
    return datetime.combine(day, time.min, HELSINKI).astimezone(UTC)


def after(day: date) -> datetime:
    """Return the first instant after the day in Helsinki: where "until that day" ends."""
    return start_of(day + timedelta(days=1))


def at(day: date, clock_time: time) -> datetime:
    """Return the instant of a wall-clock time in Helsinki; of a doubled hour, the first one."""
    return datetime.combine(day, clock_time, HELSINKI).astimezone(UTC)


def uuid7() -> UUID:
    """Return a time-ordered UUID version 7 (RFC 9562 § 5.7); the standard library has none yet."""
    millis = int(now().timestamp() * 1000)
    rand = secrets.randbits(74)
    value = (millis & (2**48 - 1)) << 80 | 0x7 << 76 | (rand >> 62) << 64
    return UUID(int=value | 0b10 << 62 | (rand & (2**62 - 1)))

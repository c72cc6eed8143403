"""Pure rules of consent and grants: spans and limits on plain values."""

from datetime import date, datetime, timedelta

from punos import clock

OPENING_DAYS = 30
RECORD_BEFORE = timedelta(days=2)
RECORD_AFTER = timedelta(days=30)


def last_possible_day(day: date) -> date:
    """Return the last day a consent given that day may reach: 12 months on, 28.2. for a leap day."""
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return date(day.year + 1, 2, 28)


def is_allowed_until(until_on: date, today: date) -> bool:
    """Return whether a consent given today may last until that day, which itself counts."""
    return today <= until_on <= last_possible_day(today)


def record_span(begins_at: datetime) -> tuple[datetime, datetime]:
    """Return from when until when at most a recorder's grant holds for a meeting."""
    return begins_at - RECORD_BEFORE, begins_at + RECORD_AFTER


def opening_end(opened_at: datetime) -> datetime:
    """Return when the opener's own grant ends unless a consent came: after the 30th day."""
    return clock.after(clock.day_of(opened_at) + timedelta(days=OPENING_DAYS))

"""Pure rules of a meeting: wall-clock times, the chair's clock, the round, who sees a struck text.

Everything is a plain value; nothing here knows who asks or where things are kept.
"""

from collections.abc import Collection, Hashable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol

from punos import clock

# What the recorder writes; the other fields of the minutes are put together by the program.
TYPED = ("own_words", "shared_view", "different_views", "strengths", "steps", "stop", "worse")
READ_ALOUD = "read_aloud"
STEPS = "steps"
VIEWS = "different_views"

CLIENT, RECORDER, OTHERS = "client", "recorder", "others"
AUDIENCES = (CLIENT, RECORDER, OTHERS)

# Whoever forgets to close a meeting does not leave it open to its readers overnight.
LONGEST_OPEN = timedelta(hours=12)
EARLIEST_OPENING = timedelta(hours=1)
MORE, MOST_EXTRA = 5, 60


def instants(day: date, wall: time) -> tuple[datetime, ...]:
    """Return the instants of a Helsinki wall-clock time: none or two when the clocks are moved."""
    found = []
    for fold in (0, 1):
        local = datetime.combine(day, wall.replace(fold=fold), clock.HELSINKI)
        instant = local.astimezone(UTC)
        is_real = instant.astimezone(clock.HELSINKI).replace(tzinfo=None) == local.replace(
            tzinfo=None
        )
        if is_real and instant not in found:
            found.append(instant)
    return tuple(found)


def attend_end(opened_at: datetime) -> datetime:
    """Return when reading an open meeting ends if nobody closes it."""
    return opened_at + LONGEST_OPEN


def is_struck_shown(audience: str, *, is_open: bool) -> bool:
    """Return whether a struck text shows: to client and recorder in a draft, then to the client."""
    return audience == CLIENT or (audience == RECORDER and is_open)


@dataclass(frozen=True, slots=True)
class Time:
    """How the time of one part goes: minutes used and left, below zero when it is over."""

    used: int
    whole: int

    @property
    def left(self) -> int:
        return self.whole - self.used


def time_of(began_at: datetime, now: datetime, minutes: int, stopped: timedelta) -> Time:
    """Return the time of a part that began then; pauses do not count."""
    used = max(now - began_at - stopped, timedelta())
    return Time(int(used.total_seconds() // 60), minutes)


class Word(Protocol):
    """One turn in the order of speaking (practice.rules.Word)."""

    @property
    def key(self) -> Hashable: ...
    @property
    def is_last_word(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Spoken:
    """A turn that was given in this round."""

    key: Hashable
    is_last_word: bool
    has_passed: bool = False


def next_word(order: Sequence[Word], spoken: Collection[Spoken]) -> Word | None:
    """Return whose turn is next: the first in the order who has not had it in this round."""
    had = {(turn.key, turn.is_last_word) for turn in spoken}
    return next((word for word in order if (word.key, word.is_last_word) not in had), None)


def begins_new_round(to: str, order: Sequence[Word], spoken: Collection[Spoken]) -> bool:
    """Return whether a question begins the round anew.

    What is asked of the client or of all goes round from the client on; a question to some
    goes on from where the round is.
    """
    return to in ("client", "all") or next_word(order, spoken) is None


@dataclass(frozen=True, slots=True)
class StepText:
    """A step as it was written: who, what, by when, how it is noticed."""

    who: str
    what: str
    due: str = ""
    sign: str = ""


def step_text(step: StepText) -> str:
    """Return the step as an entry keeps it, a line each, so that later changes leave it alone."""
    return "\n".join(" ".join(part.split()) for part in (step.who, step.what, step.due, step.sign))


def read_step(text: str) -> StepText:
    """Return the step of an entry; words written freely, as in a correction, are its what."""
    parts = text.split("\n")
    return StepText(*parts) if len(parts) == 4 else StepText("", text)


def split_line(text: str, *, has_bars: bool) -> StepText:
    """Read "Leena: soittaa asuntotoimeen | pe 4.12. | avaimet"; free words are its what.

    Who stands before a colon; by when and how it is noticed after a bar each, if those count.
    """
    first, *more = (part.strip() for part in (text.split("|", 2) if has_bars else [text]))
    who, colon, what = first.partition(":")
    if not colon or not (what.strip() or has_bars):
        who, what = "", first
    return StepText(who.strip(), what.strip(), *more)


def in_one_line(step: StepText) -> str:
    """Return "Aino – Kysyy lukujärjestyksen – to 3.12. – tietää, mihin aikaan opinnot alkavat"."""
    return " – ".join(part for part in (step.who, step.what, step.due, step.sign) if part)


@dataclass(frozen=True, slots=True)
class Recorded:
    """One of several meetings that the same person records in one shared work."""

    key: Hashable
    begins_at: datetime
    from_at: datetime
    is_closed: bool


def recorded_now(meetings: Collection[Recorded], now: datetime) -> Recorded | None:
    """Return which of the meetings the recorder's right is for now: one at a time.

    A meeting whose two days have begun goes before minutes that wait for the client's word,
    and those go before a meeting that is weeks ahead.
    """
    near = [each for each in meetings if not each.is_closed and each.from_at <= now]
    waiting = [each for each in meetings if each.is_closed]
    if waiting and not near:
        return max(waiting, key=lambda each: each.begins_at)
    return min(near or meetings, key=lambda each: each.begins_at, default=None)

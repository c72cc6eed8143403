"""Pure rules of small steps: what is now, what has passed its day, and who may know of it.

The one that matters: to everybody but its owner a client's or a close one's step whose day has
gone looks exactly like a step without a day. So nothing, not even the order, tells on a person.
"""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from punos import clock

CLIENT, CLOSE, WORKER = "client", "close", "worker"
FIRST = {CLIENT: 0, CLOSE: 1, WORKER: 2}

AT_A_TIME = 3
SOON = timedelta(days=7)
# A client who has no phone at hand must not keep the others from the plan for days.
MORNING = time(8)


@dataclass(frozen=True, slots=True)
class Promise:
    """What the rules need to know of one step; a list of them stands in the order of making."""

    key: Hashable
    person: Hashable
    whose: str
    due_on: date | None = None
    done_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads, and whether they are the client or the client's own worker."""

    person: Hashable
    is_client: bool = False
    is_own_worker: bool = False


@dataclass(frozen=True, slots=True)
class Arranged:
    """The keys of the steps, group by group, in the order shown."""

    now: tuple[Hashable, ...] = ()
    next: tuple[Hashable, ...] = ()
    later: tuple[Hashable, ...] = ()
    done: tuple[Hashable, ...] = ()


def has_passed(promise: Promise, today: date) -> bool:
    """Return whether the agreed day is over and the step is open; the day itself still counts."""
    return promise.done_at is None and promise.due_on is not None and promise.due_on < today


def may_know_it_passed(promise: Promise, reader: Reader) -> bool:
    """Return whether the reader may see that the day is over.

    One's own is one's own. A worker's promise is told to the client first; nobody else hears
    of it here (S4.5). A client's or a close one's step is never late to others.
    """
    if promise.person == reader.person:
        return True
    return promise.whose == WORKER and reader.is_client


def owes_new_day(promise: Promise, today: date) -> bool:
    """Return whether a worker's promise has passed its day, so that a new one is asked for."""
    return promise.whose == WORKER and has_passed(promise, today)


def powers(promise: Promise, reader: Reader, author: Hashable) -> frozenset[str]:
    """Return what the reader, who may write in the plan, may do to this step.

    Only one's own is marked done; the own worker marks the client's when asked. A stuck step is
    anyone's to raise, but nobody raises the client's own (S4.14).
    """
    own = promise.person == reader.person
    behalf = promise.whose == CLIENT and reader.is_own_worker
    held = set()
    if own or behalf:
        held |= {"complete", "change", "drop", "raise"}
    if author == reader.person:
        held |= {"change", "drop"}
    if reader.is_client or reader.is_own_worker:
        held.add("drop")
    if promise.whose != CLIENT:
        held.add("raise")
    return frozenset(held)


def told_by(moved_at: datetime) -> datetime:
    """Return when a worker's new day stops waiting for the client: the next morning at 8."""
    return clock.at(clock.day_of(moved_at) + timedelta(days=1), MORNING)


def is_told(moved_at: datetime, opened_at: datetime | None, now: datetime) -> bool:
    """Return whether a worker's new day is known to others: the client opened the plan since.

    The client hears first (S4.5); the client's last opening of the plan is `opened_at`.
    """
    return now >= told_by(moved_at) or (opened_at is not None and opened_at >= moved_at)


def hears_first(promise: Promise, reader: Reader) -> bool:
    """Return whether the reader knows a new day at once: client, promiser, and who leads."""
    return reader.is_client or reader.is_own_worker or promise.person == reader.person


def shown_day(promise: Promise, reader: Reader, today: date) -> date | None:
    """Return the day as this reader sees it: a day gone is no day to whom it is not told."""
    if has_passed(promise, today) and not may_know_it_passed(promise, reader):
        return None
    return promise.due_on


def arrange(promises: Sequence[Promise], reader: Reader, today: date) -> Arranged:
    """Group the steps for the reader: now, next, waiting for their turn, done.

    Now are those of this week or earlier, and of each person so many without a day that there
    are three at a time. What comes next stands by day. Everything follows from the days shown, never from the hidden ones.
    """
    days = {each.key: shown_day(each, reader, today) for each in promises}
    first = sorted(range(len(promises)), key=lambda i: _place(promises[i], days, i))
    in_order = [promises[i] for i in first if promises[i].done_at is None]
    near = [each for each in in_order if (day := days[each.key]) and day <= today + SOON]
    filled = _fill(near, [each for each in in_order if days[each.key] is None])
    now = {each.key for each in (*near, *filled)}
    ahead = [
        (day, i, each.key)
        for i, each in enumerate(in_order)
        if (day := days[each.key]) and each.key not in now
    ]
    done = sorted(
        ((each.done_at, i, each) for i, each in enumerate(promises) if each.done_at), reverse=True
    )
    return Arranged(
        tuple(each.key for each in in_order if each.key in now),
        tuple(key for _, _, key in sorted(ahead)),
        tuple(each.key for each in in_order if days[each.key] is None and each.key not in now),
        tuple(each.key for _, _, each in done),
    )


def _place(
    promise: Promise, days: dict[Hashable, date | None], order: int
) -> tuple[int, date, int]:
    """The client's steps stand first, then those of the close ones, then the workers'."""
    return FIRST[promise.whose], days[promise.key] or date.max, order


def _fill(near: Iterable[Promise], waiting: Iterable[Promise]) -> list[Promise]:
    """Return those without a day that come now: until their person has three."""
    held: dict[Hashable, int] = {}
    for each in near:
        held[each.person] = held.get(each.person, 0) + 1
    chosen = []
    for each in waiting:
        if held.get(each.person, 0) < AT_A_TIME:
            held[each.person] = held.get(each.person, 0) + 1
            chosen.append(each)
    return chosen


def too_many(promises: Iterable[Promise]) -> dict[Hashable, int]:
    """Return the persons who have more than three steps open: advised against, not forbidden."""
    held: dict[Hashable, int] = {}
    for each in promises:
        if each.done_at is None:
            held[each.person] = held.get(each.person, 0) + 1
    return {person: count for person, count in held.items() if count > AT_A_TIME}


def state_of(promise: Promise, reader: Reader, today: date, *, stuck: bool, begun: bool) -> str:
    """Return the one word of state the reader sees: done, stuck, passed, today, tomorrow, begun."""
    if promise.done_at:
        return "done"
    if stuck:
        return "stuck"
    day = shown_day(promise, reader, today)
    if day is not None and day < today:
        return "passed"
    if day is not None and day - today <= timedelta(days=1):
        return "today" if day == today else "tomorrow"
    return "begun" if begun else ""


def is_stuck(obstacle_at: datetime | None, moved_at: datetime | None) -> bool:
    """Return whether the newest obstacle still stands: a new day since then answers it."""
    return obstacle_at is not None and (moved_at is None or moved_at < obstacle_at)

"""Pure rules of a course: how the model's parts show as a way that a person understands."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from punos.practice.rules import State, StepState, carrier

CLIENT = "client"
# What happens apart from meetings, so that a day counted from it tells of none.
_NO_MEETING = frozenset({"hit", "talk", "named", "consent", "end", "hand"})
# What is there only when each worker has said how the own promise goes (S4.5).
_PROMISES = frozenset({"steps_reported"})
_FINISHED = {State.DONE, State.NOT_IN_USE}


class Place(StrEnum):
    """Where a part of the way is, seen from today."""

    DONE = "done"
    NOW = "now"
    AHEAD = "ahead"


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads the way: a worker, the one who leads, and knowing when meetings are, or not."""

    is_worker: bool
    leads: bool
    knows_times: bool


def places(parts: Sequence[Sequence[StepState]], now: datetime) -> list[Place]:
    """Return where each part is: one is now, those before it are done, those after it ahead.

    The newest part that has begun is now; once all of it is done, the next one is. After the
    last part all are done.
    """
    here = max((number for number, part in enumerate(parts) if _has_begun(part, now)), default=0)
    if parts and _is_finished(parts[here]):
        here += 1
    return [
        Place.DONE if number < here else Place.NOW if number == here else Place.AHEAD
        for number in range(len(parts))
    ]


def _has_begun(part: Sequence[StepState], now: datetime) -> bool:
    return any(each.is_done or (each.due_at is not None and each.due_at <= now) for each in part)


def _is_finished(part: Sequence[StepState]) -> bool:
    return all(each.state in _FINISHED for each in part) and any(each.is_done for each in part)


def shown_state(state: StepState, reader: Reader) -> State:
    """Return the state as the page shows it: lateness is told to workers, of workers' steps.

    Neither lateness nor haste is told of a meeting whose time the reader does not know. Where
    promises are waited for, it is told to who leads alone: others would soon know whose it is.
    """
    if state.state in {State.LATE, State.DUE_SOON} and not knows_day(state, reader):
        return State.OPEN
    return state.state


def knows_day(state: StepState, reader: Reader) -> bool:
    """Return whether the reader is told the day; a day gone is no day to whom it is not told."""
    if not reader.knows_times and tells_of_meeting(state):
        return False
    if rests_on_promises(state) and not reader.leads:
        return False
    told_late = reader.is_worker and state.step.owner != CLIENT
    return state.state != State.LATE or told_late


def rests_on_promises(state: StepState) -> bool:
    """Return whether the step is done when each worker has said how the own promise goes."""
    return state.step.done_by in _PROMISES


def tells_of_meeting(state: StepState) -> bool:
    """Return whether a day of the step would tell when a meeting is or was."""
    if state.occasion is not None:
        return True
    return not {state.step.due.anchor, state.done_by or "hand"} <= _NO_MEETING


def is_mine(
    state: StepState,
    roles: Mapping[str, Collection[Any]],
    me: object,
    awaited: Collection[Any] = (),
) -> bool:
    """Return whether the step waits for me: in my role, or in one that nobody has.

    What rests on promises waits for who leads, and for those awaited who promised for no day:
    a promise with a day waits on the desk by itself.
    """
    if state.step.owner == CLIENT or state.step.is_automatic:
        return False
    if rests_on_promises(state):
        return me in awaited or me in roles.get("own_worker", roles.get("opener", ()))
    return me in roles.get(carrier(state.step.owner, roles), (me,))

"""Pure rules of a course: how the model's parts show as a way that a person understands."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from punos.practice.rules import State, StepState, carrier

CLIENT = "client"
# What happens apart from meetings, so that a day counted from it tells of none.
_NO_MEETING = frozenset({"hit", "talk", "named", "consent", "end", "hand"})
_FINISHED = {State.DONE, State.NOT_IN_USE}


class Place(StrEnum):
    """Where a part of the way is, seen from today."""

    DONE = "done"
    NOW = "now"
    AHEAD = "ahead"


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


def shown_state(state: StepState, *, is_client: bool, knows_times: bool = True) -> State:
    """Return the state as the page shows it: lateness is told to workers, of workers' steps.

    Neither lateness nor haste is told of a meeting whose time the reader does not know.
    """
    timed = {State.LATE, State.DUE_SOON}
    if state.state in timed and not knows_times and tells_of_meeting(state):
        return State.OPEN
    if state.state == State.LATE and (is_client or state.step.owner == CLIENT):
        return State.OPEN
    return state.state


def tells_of_meeting(state: StepState) -> bool:
    """Return whether a day of the step would tell when a meeting is or was."""
    if state.occasion is not None:
        return True
    return not {state.step.due.anchor, state.done_by or "hand"} <= _NO_MEETING


def is_mine(state: StepState, roles: Mapping[str, Collection[Any]], me: object) -> bool:
    """Return whether the step waits for me: in my role, or in one that nobody has."""
    if state.step.owner == CLIENT or state.step.is_automatic:
        return False
    return me in roles.get(carrier(state.step.owner, roles), (me,))

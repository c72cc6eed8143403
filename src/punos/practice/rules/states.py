"""Where each step of a case stands, from facts and marks alone. Nothing here is ever stored.

A fact counts for a step only if it came after the step's anchor, or belongs to the same meeting,
or stands: a consent, a named worker.
After the work has ended time stands still: what was open then does not become late.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from punos.access.facts import Fact
from punos.practice.rules.due import Due, deadline, late_from, moment
from punos.practice.rules.shape import HAND, Model, Step, text, text_to_client

DUE_SOON = timedelta(days=2)
_MEETING, _CLOSE, _END = "meeting", "close", "end"
# A later plan begins the plan's steps anew; of the other anchors the first one counts.
_RENEWED = frozenset({"plan"})
# What stands from then on: who agreed or was named before the anchor is there when it comes,
# and a step that asks for it cannot be done a second time.
_STANDING = frozenset({"consent", "named"})
_EVER = datetime.min.replace(tzinfo=UTC)


class State(StrEnum):
    """Where a step stands."""

    WAITING = "waiting"
    OPEN = "open"
    DUE_SOON = "due_soon"
    LATE = "late"
    DONE = "done"
    NOT_IN_USE = "not_in_use"


@dataclass(frozen=True, slots=True)
class Mark:
    """Somebody marked a step done by hand."""

    step_id: str
    at: datetime
    occasion: UUID | None = None


@dataclass(frozen=True, slots=True)
class StepState:
    """Where one step stands, for one meeting where it comes with each meeting.

    `due_at` is the instant by which it is to be done; of a step that comes back, the next one.
    `turn` counts how many times it was marked by hand. Only one round of a step `is_current`.
    """

    step: Step
    state: State
    due_at: datetime | None
    done_at: datetime | None
    done_by: str
    occasion: UUID | None
    turn: int
    is_current: bool

    @property
    def step_id(self) -> str:
        return self.step.id

    @property
    def is_done(self) -> bool:
        return self.state == State.DONE

    @property
    def may_be_marked(self) -> bool:
        by_hand = self.step.done_by == HAND and not self.step.is_automatic
        idle = self.state in {State.DONE, State.WAITING, State.NOT_IN_USE}
        return by_hand and self.is_current and not idle

    @property
    def may_be_unmarked(self) -> bool:
        return self.is_done and self.step.done_by == HAND and self.is_current

    def text(self, language: str, *, to_client: bool = False) -> str:
        """Return what is to be done, in words; to the client it speaks to them."""
        return text_to_client(self.step, language) if to_client else text(self.step, language)


@dataclass(frozen=True, slots=True)
class Reminder:
    """The client is reminded of a meeting at this instant."""

    at: datetime
    occasion: UUID | None


@dataclass(frozen=True, slots=True)
class _Round:
    """One time around for a step: its anchor, its meeting, and since when a fact counts."""

    anchor_at: datetime | None
    occasion: UUID | None = None
    opens_at: datetime = _EVER
    shuts_at: datetime | None = None
    is_current: bool = True
    # The meeting that brought the anchor, of a step that does not come with each meeting.
    anchor_occasion: UUID | None = None


@dataclass(frozen=True, slots=True)
class _Meeting:
    """A meeting that was called: when it begins and, once it is closed, since when."""

    id: UUID | None
    starts_at: datetime
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class _Past:
    """What has happened, as the rules ask for it."""

    facts: Sequence[Fact]
    marks: Sequence[Mark]
    now: datetime
    in_use: Collection[str]
    variants: Mapping[UUID, str]
    meetings: tuple[_Meeting, ...] = field(default=())


def status(  # noqa: PLR0913 - the decided order: model, facts, marks, now
    model: Model,
    facts: Iterable[Fact],
    marks: Iterable[Mark],
    now: datetime,
    *,
    in_use: Collection[str],
    level: str | None = None,
    variants: Mapping[UUID, str] | None = None,
) -> list[StepState]:
    """Return where each step of the case stands, in the model's order.

    `in_use` are the codes that some room reports; `variants` tells of each meeting how it is
    held. Steps of the site, and of a level above this one, are not the case's.
    """
    known = sorted(facts, key=lambda fact: (fact.at, fact.code, str(fact.occasion)))
    past = _Past(
        facts=known,
        marks=sorted(marks, key=lambda mark: mark.at),
        now=now,
        in_use=in_use,
        variants=variants or {},
        meetings=_meetings(known),
    )
    return [state for step in _steps(model, level) for state in _states(step, past)]


def current(states: Iterable[StepState]) -> list[StepState]:
    """Return one state for each step: that of the round at hand."""
    return [state for state in states if state.is_current]


def put_off(state: StepState, due_at: datetime, now: datetime) -> StepState:
    """Return the open state with its day moved on, where what it waits for is promised for later."""
    if state.due_at is None or due_at <= state.due_at:
        return state
    is_soon = now >= due_at - DUE_SOON
    stands = State.LATE if now >= due_at else State.DUE_SOON if is_soon else State.OPEN
    return replace(state, state=stands, due_at=due_at)


def carrier(owner: str, seated: Collection[str]) -> str:
    """Return whose step it is: a role without a seat leaves it to the catcher or own worker."""
    return next((role for role in (owner, "catcher") if role in seated), "own_worker")


def reminders(step: Step, facts: Iterable[Fact]) -> list[Reminder]:
    """Return when the client is reminded, for each meeting that was called; each instant once."""
    known = list(facts)
    found = {
        Reminder(moment(due, fact.at), fact.occasion)
        for due in step.reminders
        for fact in known
        if fact.code == due.anchor
    }
    return sorted(found, key=lambda each: (each.at, str(each.occasion)))


def _steps(model: Model, level: str | None) -> list[Step]:
    levels = [each.id for each in model.levels]
    reached = levels[: levels.index(level) + 1] if level in levels else levels[:1]
    return [
        step
        for phase in model.phases
        if not phase.level or phase.level in reached
        for step in phase.steps
        if not step.is_of_site
    ]


def _meetings(facts: Sequence[Fact]) -> tuple[_Meeting, ...]:
    closed = {fact.occasion: fact.at for fact in facts if fact.code == _CLOSE}
    starts = {fact.occasion: fact.at for fact in facts if fact.code == _MEETING}
    found = [_Meeting(each, at, closed.get(each)) for each, at in (closed | starts).items()]
    return tuple(sorted(found, key=lambda meeting: (meeting.starts_at, str(meeting.id))))


def _states(step: Step, past: _Past) -> list[StepState]:
    if not {step.due.anchor, step.done_by} - {HAND} <= set(past.in_use):
        return [_state(step, _Round(None), State.NOT_IN_USE)]
    return [_stand(step, round_, past) for round_ in _rounds(step, past)]


def _state(step: Step, round_: _Round, state: State) -> StepState:
    return StepState(step, state, None, None, "", round_.occasion, 0, round_.is_current)


def _rounds(step: Step, past: _Past) -> list[_Round]:
    if step.due.anchor in {_MEETING, _CLOSE}:
        return _rounds_by_meeting(step, past) or [_Round(None)]
    anchors = [f for f in past.facts if f.code == step.due.anchor and f.at <= past.now]
    if not anchors:
        return [_Round(None)]
    anchor = anchors[-1] if step.due.anchor in _RENEWED else anchors[0]
    is_early = step.due.is_before or step.done_by in _STANDING
    opens_at = _EVER if is_early else anchor.at
    return [_Round(anchor.at, opens_at=opens_at, anchor_occasion=anchor.occasion)]


def _rounds_by_meeting(step: Step, past: _Past) -> list[_Round]:
    meetings = [each for each in past.meetings if _fits(step, each.id, past)]
    if not meetings:
        return []
    is_after = step.due.anchor == _CLOSE
    at_hand = _begun_last(meetings, past.now) if is_after else _next_open(meetings, past.now)
    befores, afters = [None, *meetings], [*meetings[1:], None]
    return [
        _round(step, meeting, before, after, is_current=meeting is at_hand)
        for before, meeting, after in zip(befores, meetings, afters, strict=False)
        if not is_after or meeting.closed_at is not None or meeting is at_hand
    ]


def _round(
    step: Step,
    meeting: _Meeting,
    before: _Meeting | None,
    after: _Meeting | None,
    *,
    is_current: bool,
) -> _Round:
    """Return the meeting's round; a fact without a meeting counts by when it came."""
    anchor_at = meeting.closed_at if step.due.anchor == _CLOSE else meeting.starts_at
    if step.due.is_before:
        opens_at = before.starts_at if before else _EVER
        shuts_at = meeting.starts_at if after else None
    else:
        opens_at = anchor_at or meeting.starts_at
        shuts_at = after.starts_at if after else None
    return _Round(anchor_at, meeting.id, opens_at, shuts_at, is_current)


def _next_open(meetings: Sequence[_Meeting], now: datetime) -> _Meeting:
    """Return the meeting that is ahead or under way; else the newest."""
    for meeting, after in zip(meetings, [*meetings[1:], None], strict=True):
        is_passed = after is not None and after.starts_at <= now
        if meeting.closed_at is None and not is_passed:
            return meeting
    return meetings[-1]


def _begun_last(meetings: Sequence[_Meeting], now: datetime) -> _Meeting | None:
    """Return the newest meeting that has begun: its aftermath lasts until the next one begins."""
    begun = [each for each in meetings if each.closed_at is not None or each.starts_at <= now]
    return begun[-1] if begun else None


def _fits(step: Step, occasion: UUID | None, past: _Past) -> bool:
    """Return whether the meeting is held in the way the step speaks of; an unknown way fits."""
    held_as = past.variants.get(occasion, "") if occasion else ""
    return not step.variant or not held_as or step.variant == held_as


def _counts(step: Step, event: Fact | Mark, round_: _Round, past: _Past) -> bool:
    if event.at > past.now:
        return False
    if round_.occasion is not None and event.occasion is not None:
        return event.occasion == round_.occasion
    if event.occasion is not None and event.occasion == round_.anchor_occasion:
        return _fits(step, event.occasion, past)
    in_time = round_.opens_at <= event.at and (
        round_.shuts_at is None or event.at < round_.shuts_at
    )
    return in_time and _fits(step, event.occasion, past)


def _stand(step: Step, round_: _Round, past: _Past) -> StepState:
    events: Sequence[Fact | Mark] = (
        [mark for mark in past.marks if mark.step_id == step.id]
        if step.done_by == HAND
        else [fact for fact in past.facts if fact.code == step.done_by]
    )
    done = [event.at for event in events if _counts(step, event, round_, past)]
    turn = sum(event.occasion == round_.occasion for event in events)
    has_anchor = round_.anchor_at is not None
    if not has_anchor and (round_.occasion is None or not done):
        return _state(step, round_, State.WAITING)
    state, due_at = _reckon(step, round_, done, _time(step, past))
    return StepState(
        step=step,
        state=state,
        due_at=due_at,
        done_at=(done[-1] if step.repeat else done[0]) if done else None,
        done_by=step.done_by if done else "",
        occasion=round_.occasion,
        turn=turn,
        is_current=round_.is_current,
    )


def _reckon(
    step: Step, round_: _Round, done: Sequence[datetime], now: datetime
) -> tuple[State, datetime | None]:
    """Return the state and the due instant, given when the step was done in this round."""
    if round_.anchor_at is None:
        return State.DONE, None
    due, anchor_at = step.due, round_.anchor_at
    if done and (step.repeat is None or not round_.is_current):
        return State.DONE, deadline(due, anchor_at)
    if done and step.repeat:
        due, anchor_at = Due(HAND, is_before=False, span=step.repeat), done[-1]
    due_at = deadline(due, anchor_at)
    if done and now < due_at - DUE_SOON:
        return State.DONE, due_at
    if step.is_automatic:
        return State.OPEN, due_at
    if now >= late_from(due, anchor_at):
        return State.LATE, due_at
    return (State.DUE_SOON if now >= due_at - DUE_SOON else State.OPEN), due_at


def _time(step: Step, past: _Past) -> datetime:
    """Return now; after the end, the instant of the end for all but the ending's own steps."""
    ends = [fact.at for fact in past.facts if fact.code == _END and fact.at <= past.now]
    return ends[0] if ends and step.due.anchor != _END else past.now

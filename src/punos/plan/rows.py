"""A step as one reader sees it: finished values for the templates. Asks nothing of the database."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from operator import attrgetter
from typing import Any
from uuid import UUID

from punos import clock
from punos.access.models import Case
from punos.network.queries import Member
from punos.paper.shapes import PlanStep
from punos.people.models import Person
from punos.plan import rules, words
from punos.plan.models import NewDay, Obstacle, Parting, Step

STRANDS = {rules.CLIENT: "client", rules.CLOSE: "close", rules.WORKER: "work"}


@dataclass(frozen=True, slots=True)
class Reading:
    """Who reads which plan, and what they may do there."""

    case: Case
    reader: rules.Reader
    today: date
    may_write: bool = False
    people: Mapping[UUID, Member] = field(default_factory=dict)
    own_worker: Person | None = None
    now: datetime = field(default_factory=clock.now)
    opened_at: datetime | None = None  # when the client last opened the plan, where it matters


@dataclass(frozen=True, slots=True)
class Trouble:
    """The obstacle that still stands, in words."""

    words: str
    by: str
    help_asked: bool
    is_mine: bool


@dataclass(frozen=True, slots=True)
class StepRow:
    """One step, as its reader sees it."""

    id: UUID
    case_id: UUID
    what: str
    sign: str
    name: str
    role: str
    strand: str
    is_mine: bool
    day_on: date | None
    day: str
    near: str
    day_value: str
    state: str
    state_words: str
    tone: str
    done: str
    trouble: Trouble | None
    moved: str
    moved_words: str
    untold: str
    parting: str
    asks_new_day: bool
    waits_new_day: bool
    private: str
    version: int
    powers: frozenset[str]
    parts: tuple["StepRow", ...] = ()

    @property
    def is_done(self) -> bool:
        return self.state == "done"

    @property
    def may_complete(self) -> bool:
        return "complete" in self.powers

    @property
    def may_change(self) -> bool:
        return "change" in self.powers

    @property
    def may_drop(self) -> bool:
        return "drop" in self.powers

    @property
    def may_raise(self) -> bool:
        return "raise" in self.powers


def promise_of(step: Step) -> rules.Promise:
    """Return what the rules need to know of the step."""
    done = getattr(step, "completion", None)
    return rules.Promise(
        step.pk, step.responsible_id, step.whose, step.due_on, done.at if done else None
    )


def waiting(reading: Reading, step: Step) -> list[NewDay]:
    """Return the new days of a worker's promise that not everybody knows yet."""
    if step.whose != rules.WORKER:
        return []
    return [
        moved
        for moved in step.new_days.all()
        if moved.by_id != reading.case.client_id
        and not rules.is_told(moved.at, reading.opened_at, reading.now)
    ]


def unknown(reading: Reading, step: Step) -> list[NewDay]:
    """Return those of the waiting new days that this reader does not know either."""
    if rules.hears_first(promise_of(step), reading.reader):
        return []
    return [each for each in waiting(reading, step) if each.by_id != reading.reader.person]


def asks_when_opened(reading: Reading, steps: Iterable[Step]) -> bool:
    """Return whether it matters when the client last opened the plan: seldom, so seldom asked."""
    return not reading.reader.is_client and any(waiting(reading, step) for step in steps)


def promise_to(reading: Reading, step: Step) -> rules.Promise:
    """Return the step's promise as this reader knows it: with the old day while the new waits."""
    hidden = unknown(reading, step)
    promise = promise_of(step)
    if not hidden:
        return promise
    return replace(promise, due_on=min(hidden, key=attrgetter("at")).old_due_on)


def step_row(reading: Reading, step: Step, parts: tuple[StepRow, ...] = ()) -> StepRow:
    """Return the step as the reader sees it; obstacles and new days come newest first."""
    promise, reader = promise_to(reading, step), reading.reader
    newest = next(iter(step.obstacles.all()), None)
    hidden = unknown(reading, step)
    moved = next((each for each in step.new_days.all() if each not in hidden), None)
    stuck = rules.is_stuck(newest.at if newest else None, moved.at if moved else None)
    begun = any(part.is_done for part in parts)
    state = rules.state_of(promise, reader, reading.today, stuck=stuck, begun=begun)
    day = rules.shown_day(promise, reader, reading.today)
    may = rules.powers(promise, reader, step.author_id) if reading.may_write else frozenset()
    owes = rules.owes_new_day(promise, reading.today)
    is_mine = reader.person == step.responsible_id
    return StepRow(
        id=step.pk,
        case_id=step.case_id,
        what=step.what,
        sign=step.sign,
        is_mine=is_mine,
        day_on=day,
        day=words.day_words(day),
        near=words.near_words(day),
        day_value=f"{day.day}.{day.month}.{day.year}" if day else "",
        state=state,
        state_words=words.state_words(state, day),
        tone="warn" if owes and is_mine else words.TONES.get(state, ""),
        trouble=_trouble(newest, is_mine=is_mine)
        if stuck and newest and not promise.done_at
        else None,
        untold=_untold(reading, step) if not hidden else "",
        asks_new_day=owes and is_mine,
        waits_new_day=owes and reader.is_client and not is_mine,
        private=words.private_words(is_client=reader.is_client) if step.circle_id else "",
        version=step.version,
        powers=may,
        parts=parts,
        **_who(reading, step),
        **_over(reading, step),
        **_moved(reader, step, moved),
    )


def _who(reading: Reading, step: Step) -> dict[str, str]:
    member = reading.people.get(step.responsible_id)
    return {
        "name": step.responsible.first_name,
        "role": member.words if member else "",
        "strand": STRANDS[step.whose],
    }


def _over(reading: Reading, step: Step) -> dict[str, str]:
    return {"done": _done(step), "parting": _parting(reading, step)}


def _done(step: Step) -> str:
    done = getattr(step, "completion", None)
    if done is None:
        return ""
    behalf = done.by.first_name if done.by_id != step.responsible_id else ""
    return words.done_words(done.at, behalf)


def _trouble(obstacle: Obstacle, *, is_mine: bool) -> Trouble:
    said = str(obstacle.get_kind_display())
    if obstacle.words:
        said = obstacle.words if obstacle.kind == "other" else f"{said}: {obstacle.words}"
    return Trouble(said, obstacle.by.first_name, obstacle.help_asked_at is not None, is_mine)


def _moved(reader: rules.Reader, step: Step, moved: NewDay | None) -> dict[str, Any]:
    """Tell that the day moved to its owner, and of a worker's promise to others too."""
    told = step.whose == rules.WORKER or reader.person == step.responsible_id
    if not moved or not told or not moved.old_due_on:
        return {"moved": "", "moved_words": ""}
    return {"moved": words.day_words(moved.old_due_on), "moved_words": moved.words}


def _parting(reading: Reading, step: Step) -> str:
    """Tell what was agreed to become of the step when the work ended."""
    parting = getattr(step, "parting", None)
    if parting is None or parting.way == Parting.Way.DONE:
        return ""
    if parting.to is None:
        return words.left_words()
    own = parting.to_id == reading.reader.person == reading.case.client_id
    return words.goes_on_words("" if own else parting.to.first_name)


def _untold(reading: Reading, step: Step) -> str:
    """Tell those who know a new day already until when the others do not."""
    if reading.reader.is_client or not (new := waiting(reading, step)):
        return ""
    return words.untold_words(rules.told_by(max(each.at for each in new)))


def paper_of(row: StepRow) -> PlanStep:
    """Return the step as plain values for the copy on paper."""
    return {
        "what": row.what,
        "who": row.name,
        "role": row.role,
        "day": "" if row.is_done else row.day,
        "done": row.done,
        "sign": row.sign,
        "private": bool(row.private),
        "parts": [paper_of(part) for part in row.parts],
    }

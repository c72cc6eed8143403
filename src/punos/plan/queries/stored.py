"""The rows of the plan as they are asked for: by prepared queries, what a right shows and no more."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from operator import attrgetter
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Exists, Min, OuterRef, QuerySet

from punos.access import policy
from punos.notices.models import Notice
from punos.plan import rules
from punos.plan.models import Goal, NewDay, Obstacle, Step
from punos.prepared import Ids, attach, prepared

# The notice that a new day is asked of a worker, and for how long after the day it is owed.
GONE_DAY = "step_day_gone"
OWED_FOR = timedelta(days=14)


def _shown(cases: Ids, whole: Ids, circles: Ids) -> QuerySet[Step]:
    """Return the steps that a right shows (policy.sight), oldest first."""
    return (
        Step.objects.filter(policy.shown(cases, whole, circles), withdrawn_at=None)
        .select_related("responsible", "completion__by", "changed_by", "case__client")
        .select_related("parting__to", "owner")
        .order_by("made_at", "pk")
    )


@prepared
def in_case(case_id: UUID, cases: Ids, whole: Ids, circles: Ids) -> QuerySet[Step]:
    return _shown(cases, whole, circles).filter(case=case_id)


@prepared
def open_of(person: UUID, cases: Ids, whole: Ids, circles: Ids) -> QuerySet[Step]:
    return (
        _shown(cases, whole, circles)
        .filter(responsible=person, completion=None)
        .order_by("case__client__sort_key", "case_id", "due_on", "made_at")
    )


@prepared
def due(person: UUID, until: date, cases: Ids, whole: Ids, circles: Ids) -> QuerySet[Step]:
    """Return the worker's own promises that are due by the day."""
    mine = _shown(cases, whole, circles).filter(
        responsible=person, whose=Step.Whose.WORKER, completion=None, due_on__lte=until
    )
    return mine.order_by("due_on", "made_at")


@prepared
def help_asked(person: UUID, cases: Ids, whole: Ids, circles: Ids) -> QuerySet[Step]:
    """Return the steps where help was asked of the own worker or contact."""
    asked = _shown(cases, whole, circles).filter(
        completion=None,
        obstacles__help_asked_at__isnull=False,
        case__own_workers__person=person,
        case__own_workers__ended_at=None,
    )
    return asked.distinct()


@prepared
def _obstacles(steps: Ids) -> QuerySet[Obstacle]:
    return Obstacle.objects.filter(step__in=steps).select_related("by").order_by("-at")


@prepared
def _new_days(steps: Ids) -> QuerySet[NewDay]:
    return NewDay.objects.filter(step__in=steps).order_by("-at")


def told(steps: list[Step]) -> list[Step]:
    """Give the steps their obstacles and new days, newest first."""
    ids = [step.pk for step in steps]
    attach(steps, "obstacles", _obstacles(ids), attrgetter("step_id"))
    attach(steps, "new_days", _new_days(ids), attrgetter("step_id"))
    return steps


@prepared
def goals(case_id: UUID, cases: Ids, whole: Ids, circles: Ids) -> QuerySet[Goal]:
    goals = Goal.objects.filter(policy.shown(cases, whole, circles), case=case_id, ended_at=None)
    return goals.select_related("owner").order_by("pk")[:1]


def gone_without_a_word(today: date) -> list[Step]:
    """Return the workers' promises whose day went by unmarked, and the client has not been told."""
    steps = told(_gone(today, today - OWED_FOR))
    return [step for step in steps if not _is_stuck(step)]


def _is_stuck(step: Step) -> bool:
    obstacle = next(iter(step.obstacles.all()), None)
    moved = next(iter(step.new_days.all()), None)
    return rules.is_stuck(obstacle.at if obstacle else None, moved.at if moved else None)


@prepared
def _gone(today: date, since: date) -> QuerySet[Step]:
    """Return the open promises; a notice made before the day had gone told of another day."""
    telling = Notice.objects.filter(
        kind=GONE_DAY, subject_id=OuterRef("pk"), made_at__date__gt=OuterRef("due_on")
    )
    steps = Step.objects.filter(
        ~Exists(telling),
        whose=Step.Whose.WORKER,
        due_on__lt=today,
        due_on__gte=since,
        completion=None,
        withdrawn_at=None,
        case__ending=None,
    )
    return steps.select_related("case__client", "circle").order_by("due_on", "pk")


class Agreed(NamedTuple):
    """A step that was agreed in a meeting: whose, for when, and what was said of it since."""

    occasion: UUID
    whose: str
    person: UUID
    due_on: date | None
    made_at: datetime
    done_at: datetime | None
    stuck_at: datetime | None

    @property
    def said_at(self) -> datetime | None:
        return min((at for at in (self.done_at, self.stuck_at) if at), default=None)


class Awaited(NamedTuple):
    """The workers' steps of a meeting of which nothing is said yet.

    `first_on` is the first day promised; there is none where a step without a day is among them,
    and `dayless` are the persons who have such.
    """

    first_on: date | None
    dayless: frozenset[UUID]


def reported(occasions: Iterable[UUID]) -> dict[UUID, datetime]:
    """Return when every worker's step of a meeting was done or had an obstacle, for those that are.

    The client's and close ones' own steps do not count: a wait for them would tell on them. Where
    only they have steps, it counts from the last of these.
    """
    found = {}
    for occasion, steps in _by_meeting(occasions):
        asked = [each.said_at for each in steps if each.whose == Step.Whose.WORKER]
        known = [said for said in asked if said]
        if len(known) == len(asked):
            found[occasion] = max(known or [each.made_at for each in steps])
    return found


def awaited(occasions: Iterable[UUID]) -> dict[UUID, Awaited]:
    """Return what is waited for of the workers' steps, for the meetings where something is."""
    found = {}
    for occasion, steps in _by_meeting(occasions):
        open_ = [each for each in steps if each.whose == Step.Whose.WORKER and not each.said_at]
        days = [each.due_on for each in open_ if each.due_on]
        dayless = frozenset(each.person for each in open_ if not each.due_on)
        if open_:
            found[occasion] = Awaited(None if dayless else min(days), dayless)
    return found


def _by_meeting(occasions: Iterable[UUID]) -> Iterator[tuple[UUID, list[Agreed]]]:
    steps: dict[UUID, list[Agreed]] = {}
    for row in _agreed(list(occasions)):
        steps.setdefault(row[0], []).append(Agreed(*row))
    yield from steps.items()


@prepared
def _agreed(meetings: Ids) -> QuerySet[Step, Any]:
    """Return the steps of the meetings, each with when it was done and first had an obstacle."""
    steps = Step.objects.filter(occasion__in=meetings, withdrawn_at=None)
    first = steps.annotate(stuck_at=Min("obstacles__at"))
    columns = ("occasion", "whose", "responsible", "due_on", "made_at", "completion__at")
    return first.values_list(*columns, "stuck_at")

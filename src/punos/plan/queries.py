"""Reads of the plan. What the reader may not see is not counted, ordered or hinted at either."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from operator import attrgetter
from typing import Any
from uuid import UUID

from django.db.models import Max, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from punos import clock
from punos.access import listing, policy
from punos.access import queries as access
from punos.access.facts import Fact
from punos.access.models import Case
from punos.access.rights import Right
from punos.clock.words import full_day
from punos.network import queries as network
from punos.paper.shapes import Plan
from punos.people.actor import Actor
from punos.people.models import Person
from punos.plan import rows, rules, words
from punos.plan.models import Goal, NewDay, Obstacle, Step
from punos.plan.pages import (
    Adding,
    CaseSteps,
    DeskStep,
    DeskSteps,
    Many,
    PlanPage,
    StepPage,
    Summary,
)
from punos.plan.rows import Reading, StepRow
from punos.prepared import attach, prepared
from punos.trace.queries import last_look
from punos.trace.refusal import Refused

# The name of the one circle of client and own worker; a code, never shown.
PRIVATE = "private_steps"
FACTS_IN_USE: frozenset[str] = frozenset()


def plan_page(actor: Actor, case_id: UUID) -> PlanPage:
    """Return the one plan of the case."""
    case = policy.open_case(actor, case_id, Right.PLAN_READ)
    rights = policy.rights_in(actor, case)
    reading = _reading(actor, case, rights)
    steps = _steps_of(actor, case)
    reading = _as_opened(reading, steps)
    top, made = _rows(reading, steps)
    promises = [rows.promise_to(reading, step) for step in top]
    order = rules.arrange(promises, reading.reader, reading.today)
    goal = _goal(actor, case)
    knows_network = Right.NETWORK_READ in rights
    return PlanPage(
        case=case,
        is_own=reading.reader.is_client,
        goal=goal.words if goal else "",
        goal_id=goal.pk if goal else None,
        now=tuple(made[key] for key in order.now),
        next=tuple(made[key] for key in order.next),
        later=tuple(made[key] for key in order.later),
        done=tuple(made[key] for key in order.done),
        many=_many(reading, promises, top),
        adding=_adding(actor, reading),
        may_set_goal=reading.may_write and _leads(reading.reader),
        may_copy=_leads(reading.reader) and actor.preview is None,
        seers=_seers(reading) if knows_network else 0,
        duties=_duties(actor, case, reading),
    )


def _seers(reading: Reading) -> int:
    """Return how many see the plan; others than the client count those alone whom they know of."""
    seers = {person.pk for person in access.people_with(reading.case, Right.PLAN_READ)}
    return len(seers if reading.reader.is_client else seers & reading.people.keys())


def plan_page_to(actor: Actor, case_id: UUID, what: str) -> PlanPage:
    """Return the plan to one who may add to it, set its goal, or take a copy; else refuse."""
    page = plan_page(actor, case_id)
    may = {"add": page.adding is not None, "goal": page.may_set_goal, "copy": page.may_copy}
    if not may[what]:
        raise Refused(actor, f"plan.{what}", case_id)
    return page


def _leads(reader: rules.Reader) -> bool:
    """The client's own words are the client's, or written down by the own worker."""
    return reader.is_client or reader.is_own_worker


def _reading(actor: Actor, case: Case, rights: Iterable[Right]) -> Reading:
    members = network.members(case)
    named = _named(case)
    return Reading(
        case=case,
        reader=_reader(actor, case, named),
        today=clock.today(),
        may_write=Right.PLAN_WRITE in rights,
        people={member.person.pk: member for member in members},
        own_worker=named[0] if named else None,
    )


def _reader(actor: Actor, case: Case, named: Sequence[Person]) -> rules.Reader:
    person = actor.person
    return rules.Reader(
        person.pk if person else None,
        is_client=person == case.client,
        is_own_worker=person in named or (not named and person == case.opened_by),
    )


def _named(case: Case) -> list[Person]:
    """Return the statutory own worker first, then the named contact; each once."""
    return list({task.person_id: task.person for task in network.named(case)}.values())


def workers_of(case: Case) -> list[Person]:
    """Return the own worker and the named contact; before either is named, who opened the work."""
    return _named(case) or ([case.opened_by] if case.opened_by else [])


def own_worker_of(case: Case) -> Person | None:
    """Return the one with whom the client shares private steps; nobody until one is named."""
    return next(iter(_named(case)), None)


def _steps_of(actor: Actor, case: Case) -> list[Step]:
    """Return the steps of the case that the actor sees, with what their rows need."""
    return _told(_in_case(case.pk, *policy.sight(actor, Right.PLAN_READ)))


Ids = Collection[UUID]


def _shown(cases: Ids, whole: Ids, circles: Ids) -> QuerySet[Step]:
    """Return the steps that a right shows (policy.sight), oldest first."""
    return (
        Step.objects.filter(policy.shown(cases, whole, circles), withdrawn_at=None)
        .select_related("responsible", "completion__by", "changed_by", "case__client")
        .select_related("parting__to")
        .order_by("made_at", "pk")
    )


@prepared
def _in_case(case_id: UUID, cases: Ids, whole: Ids, circles: Ids) -> QuerySet[Step]:
    return _shown(cases, whole, circles).filter(case=case_id)


@prepared
def _open_of(person: UUID, cases: Ids, whole: Ids, circles: Ids) -> QuerySet[Step]:
    return (
        _shown(cases, whole, circles)
        .filter(responsible=person, completion=None)
        .order_by("case__client__sort_key", "case_id", "due_on", "made_at")
    )


@prepared
def _due(person: UUID, until: date, cases: Ids, whole: Ids, circles: Ids) -> QuerySet[Step]:
    """Return the worker's own promises that are due by the day."""
    mine = _shown(cases, whole, circles).filter(
        responsible=person, whose=Step.Whose.WORKER, completion=None, due_on__lte=until
    )
    return mine.order_by("due_on", "made_at")


@prepared
def _help_asked(person: UUID, cases: Ids, whole: Ids, circles: Ids) -> QuerySet[Step]:
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


def _told(steps: list[Step]) -> list[Step]:
    """Give the steps their obstacles and new days, newest first."""
    ids = [step.pk for step in steps]
    attach(steps, "obstacles", _obstacles(ids), attrgetter("step_id"))
    attach(steps, "new_days", _new_days(ids), attrgetter("step_id"))
    return steps


def _as_opened(reading: Reading, steps: Sequence[Step]) -> Reading:
    """Return the reading with when the client last opened the plan; asked only where it matters."""
    if not rows.asks_when_opened(reading, steps):
        return reading
    case = reading.case
    return replace(reading, opened_at=last_look(case.pk, case.client_id, Right.PLAN_READ))


def _rows(reading: Reading, steps: Sequence[Step]) -> tuple[list[Step], dict[Any, StepRow]]:
    """Return the steps that stand by themselves, and the rows of all with their parts inside."""
    parts: dict[UUID, list[Step]] = defaultdict(list)
    top = []
    for step in steps:
        if step.parent_id:
            parts[step.parent_id].append(step)
        else:
            top.append(step)
    made = {
        step.pk: rows.step_row(
            reading, step, tuple(rows.step_row(reading, part) for part in parts[step.pk])
        )
        for step in top
    }
    return top, made


def _many(
    reading: Reading, promises: Sequence[rules.Promise], top: Sequence[Step]
) -> tuple[Many, ...]:
    names = {step.responsible_id: step.responsible.first_name for step in top}
    found = rules.too_many(promises)
    return tuple(
        Many(names[UUID(str(person))], count, person == reading.reader.person)
        for person, count in found.items()
    )


def _goal(actor: Actor, case: Case) -> Goal | None:
    return next(iter(_goals(case.pk, *policy.sight(actor, Right.PLAN_READ))), None)


@prepared
def _goals(case_id: UUID, cases: Ids, whole: Ids, circles: Ids) -> QuerySet[Goal]:
    goals = Goal.objects.filter(policy.shown(cases, whole, circles), case=case_id, ended_at=None)
    return goals.order_by("pk")[:1]


def _duties(actor: Actor, case: Case, reading: Reading) -> tuple[tuple[str, str, str], ...]:
    """Return who answers for what: name, words and strand (S3.5)."""
    strands = {"me": "client", "close": "close", "work": "work"}
    return tuple(
        (
            row.person.first_name,
            row.words,
            strands[member.strand] if (member := reading.people.get(row.person_id)) else "work",
        )
        for row in network.responsibilities(actor, case)
    )


def top_row(actor: Actor, case_id: UUID, step_id: UUID) -> StepRow:
    """Return the row that the step stands in: its own, or that of the step it is a part of."""
    page = step_page(actor, case_id, step_id)
    return step_page(actor, case_id, page.parent.id).step if page.parent else page.step


def step_page_to_write(actor: Actor, case_id: UUID, step_id: UUID) -> StepPage:
    """Return the step's page to one who may write in the plan; else refuse."""
    page = step_page(actor, case_id, step_id)
    if page.adding is None:
        raise Refused(actor, Right.PLAN_WRITE, case_id)
    return page


def step_page(actor: Actor, case_id: UUID, step_id: UUID) -> StepPage:
    """Return one step with everything that the actor may do to it."""
    case = policy.open_case(actor, case_id, Right.PLAN_READ)
    reading = _reading(actor, case, policy.rights_in(actor, case))
    steps = {step.pk: step for step in _steps_of(actor, case)}
    if step_id not in steps:
        raise Http404
    step = steps[step_id]
    inside = [each for each in steps.values() if each.parent_id == step_id]
    reading = _as_opened(reading, [step, *inside])
    parts = tuple(rows.step_row(reading, part) for part in inside)
    # Who and when would tell of a new day that this reader does not know yet.
    changer = None if rows.unknown(reading, step) else step.changed_by
    parent = steps.get(step.parent_id) if step.parent_id else None
    return StepPage(
        case=case,
        is_own=reading.reader.is_client,
        step=rows.step_row(reading, step, parts),
        changed_by=changer.first_name if changer else "",
        changed_at=words.changed_words(step.changed_at) if changer and step.changed_at else "",
        parent=rows.step_row(reading, parent) if parent else None,
        adding=_adding(actor, reading),
    )


def _adding(actor: Actor, reading: Reading) -> Adding | None:
    """Return what the form of a new step asks; None for one who may not write in the plan."""
    if not reading.may_write or actor.person is None:
        return None
    own = str(actor.person.pk)
    others = [
        (str(each.person.pk), f"{each.person.first_name}, {each.words}")
        for each in reading.people.values()
        if each.person != actor.person
    ]
    return Adding(
        choices=((own, _("minä itse")), *others),
        self_id=own,
        may_private=actor.person in (reading.case.client, reading.own_worker),
        is_own=reading.reader.is_client,
    )


def powers(actor: Actor, case: Case, step: Step) -> frozenset[str]:
    """Return what the actor, who may write in this plan, may do to the step."""
    return rules.powers(rows.promise_of(step), _reader(actor, case, _named(case)), step.author_id)


def day_shown(actor: Actor, case: Case, step: Step) -> date | None:
    """Return the day of the step as the actor is shown it: none, or an older one, for some."""
    reading = Reading(case, _reader(actor, case, _named(case)), clock.today())
    promise = rows.promise_to(_as_opened(reading, [step]), step)
    return rules.shown_day(promise, reading.reader, reading.today)


def may_set_goal(actor: Actor, case: Case) -> bool:
    """Return whether the actor may write the client's goal."""
    return _leads(_reader(actor, case, _named(case)))


def summary(actor: Actor, case: Case) -> Summary:
    """Return the plan at a glance; the page has opened the case for the actor already."""
    may_write = Right.PLAN_WRITE in policy.rights_in(actor, case)
    reading = Reading(case, _reader(actor, case, _named(case)), clock.today(), may_write=may_write)
    steps = _steps_of(actor, case)
    reading = _as_opened(reading, steps)
    top, made = _rows(reading, steps)
    promises = [rows.promise_to(reading, step) for step in top]
    order = rules.arrange(promises, reading.reader, reading.today)
    goal = _goal(actor, case)
    in_order = [made[key] for key in (*order.now, *order.next, *order.later)]
    others = [row for row in in_order if not row.is_mine]
    return Summary(
        goal=goal.words if goal else "",
        mine=tuple(row for row in in_order if row.is_mine)[: rules.AT_A_TIME],
        done=tuple(made[key] for key in order.done if made[key].is_mine)[:1],
        others=len(others),
        first_of_others=others[0] if others else None,
    )


def my_steps(actor: Actor) -> list[CaseSteps]:
    """Return the actor's own open steps, case by case, in the order of their days."""
    by_case: dict[UUID, list[Step]] = defaultdict(list)
    for step in _told(_open_of(actor.who.pk, *policy.sight(actor, Right.PLAN_WRITE))):
        by_case[step.case_id].append(step)
    others = [key for key, (first, *_) in by_case.items() if first.case.client_id != actor.who.pk]
    listing.note(actor, others)
    return [_case_steps(actor, found) for found in by_case.values()]


def _case_steps(actor: Actor, steps: Sequence[Step]) -> CaseSteps:
    case = steps[0].case
    reading = _own_reading(actor, case)
    return CaseSteps(
        case,
        case.client.first_name,
        reading.reader.is_client,
        tuple(rows.step_row(reading, step) for step in steps),
    )


def _own_reading(actor: Actor, case: Case, *, is_own_worker: bool = False) -> Reading:
    """Return a reading for a list over many cases: enough for one's own steps, without a query."""
    person = actor.person
    reader = rules.Reader(
        person.pk if person else None,
        is_client=person == case.client,
        is_own_worker=is_own_worker,
    )
    return Reading(case, reader, clock.today(), may_write=True)


def own_plan(actor: Actor) -> UUID | None:
    """Return the case whose plan is the actor's own, if there is just one."""
    own = (
        policy.cases(actor, Right.PLAN_READ)
        .filter(client=actor.person)
        .values_list("pk", flat=True)
    )
    found = list(own[:2])
    return found[0] if len(found) == 1 else None


def desk_steps(actor: Actor) -> DeskSteps:
    """Return what of all plans waits for this worker: own promises, and clients who ask for help."""
    today = clock.today()
    sight = policy.sight(actor, Right.PLAN_WRITE)
    found = [
        DeskStep(step.case.client.first_name, rows.step_row(_own_reading(actor, step.case), step))
        for step in _told(_due(actor.who.pk, today + rules.SOON, *sight))
    ]
    helped = [
        DeskStep(
            step.case.client.first_name,
            rows.step_row(_own_reading(actor, step.case, is_own_worker=True), step),
        )
        for step in _told(_help_asked(actor.who.pk, *sight))
    ]
    return DeskSteps(
        owed=tuple(each for each in found if each.step.asks_new_day),
        soon=tuple(each for each in found if not each.step.asks_new_day),
        help_asked=tuple(e for e in helped if e.step.trouble and e.step.trouble.help_asked),
    )


def open_steps_of(case: Case, occasion: UUID) -> QuerySet[Step]:
    """Return the open steps agreed in that meeting, for the meeting's own pages."""
    return (
        Step.objects.filter(case=case, occasion=occasion, withdrawn_at=None, completion=None)
        .filter(circle=None)
        .select_related("responsible")
        .order_by("made_at", "pk")
    )


def all_reported(case: Case, occasion: UUID) -> datetime | None:
    """Return when every worker's step of the meeting was done or had an obstacle; None until then.

    The client's and close ones' own steps do not count: a wait for them would tell on them.
    """
    agreed = Step.objects.filter(case=case, occasion=occasion, withdrawn_at=None)
    steps = agreed.filter(whose=Step.Whose.WORKER)
    if not steps.exists():
        last: datetime | None = agreed.aggregate(last=Max("made_at"))["last"]
        return last
    said = [
        min(
            (
                *([step.completion.at] if hasattr(step, "completion") else []),
                *(obstacle.at for obstacle in step.obstacles.all()),
            ),
            default=None,
        )
        for step in steps.select_related("completion").prefetch_related("obstacles")
    ]
    known = [at for at in said if at]
    return max(known) if known and len(known) == len(said) else None


def facts_of(cases: Collection[Case]) -> dict[UUID, list[Fact]]:
    """Return the facts of the plan by case: those of shared.yaml come with reviews."""
    return {case.pk: [] for case in cases}


def facts(case: Case) -> list[Fact]:
    """Return the facts of the plan about one case."""
    return facts_of([case])[case.pk]


def copy_data(actor: Actor, case_id: UUID) -> Plan:
    """Return the plan as plain values for the client's own copy on paper."""
    page = plan_page_to(actor, case_id, "copy")
    groups = {"now": page.now, "next": page.next, "later": page.later, "done": page.done}
    return {
        "client": page.case.client.first_name,
        "goal": page.goal,
        "printed_on": full_day(clock.today()),
        "groups": {name: [rows.paper_of(row) for row in group] for name, group in groups.items()},
        "duties": [{"name": name, "words": said} for name, said, _strand in page.duties],
    }

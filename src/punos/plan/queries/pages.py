"""One plan as its reader sees it: the whole page, one step, the summary, and the copy."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from django.http import Http404
from django.utils.translation import gettext as _

from punos import clock
from punos.access import policy
from punos.access import queries as access
from punos.access.facts import Fact
from punos.access.models import Case
from punos.access.rights import Right
from punos.clock.words import full_day
from punos.directory.models import Organisation
from punos.network import queries as network
from punos.paper.shapes import Plan
from punos.people.actor import Actor
from punos.people.models import Person
from punos.plan import rows, rules, words
from punos.plan.models import Goal, Step
from punos.plan.pages import (
    Adding,
    Many,
    PlanPage,
    StepPage,
    Summary,
)
from punos.plan.queries import stored
from punos.plan.rows import Reading, StepRow
from punos.trace.queries import last_look
from punos.trace.refusal import Refused

# Where the plan or a step of it is opened: the home and the case page show but a part. What is
# asked by no page stands without a name.
OPENED_ON = ("", "plan", "step")
# The name of the one circle of client and own worker; a code, never shown.
PRIVATE = "private_steps"
FACTS_IN_USE: frozenset[str] = frozenset()


def plan_page(actor: Actor, case_id: UUID) -> PlanPage:
    """Return the one plan of the case."""
    case = policy.open_case(actor, case_id, Right.PLAN_READ, noted=False)
    rights = policy.rights_in(actor, case)
    reading = _reading(actor, case, rights)
    steps = _steps_of(actor, case)
    reading = _as_opened(reading, steps)
    top, made = _rows(reading, steps)
    promises = [rows.promise_to(reading, step) for step in top]
    order = rules.arrange(promises, reading.reader, reading.today)
    goal = _goal(actor, case)
    _note(actor, case, [*steps, goal])
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


def planners(case: Case) -> set[UUID]:
    """Return who may see the plan, the client included: they alone can promise a step in it."""
    return {person.pk for person in access.people_with(case, Right.PLAN_READ)}


def _seers(reading: Reading) -> int:
    """Return how many others see the client's plan; others count those alone whom they know of."""
    if reading.reader.is_client:
        return len(network.who_sees(reading.case, Right.PLAN_READ))
    return len(planners(reading.case) & reading.people.keys())


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
    return stored.told(stored.in_case(case.pk, *policy.sight(actor, Right.PLAN_READ)))


def _as_opened(reading: Reading, steps: Sequence[Step]) -> Reading:
    """Return the reading with when the client last opened the plan; asked only where it matters."""
    if not rows.asks_when_opened(reading, steps):
        return reading
    case = reading.case
    opened_at = last_look(case.pk, case.client_id, Right.PLAN_READ, OPENED_ON)
    return replace(reading, opened_at=opened_at)


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
    return next(iter(stored.goals(case.pk, *policy.sight(actor, Right.PLAN_READ))), None)


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
    case = policy.open_case(actor, case_id, Right.PLAN_READ, noted=False)
    reading = _reading(actor, case, policy.rights_in(actor, case))
    steps = {step.pk: step for step in _steps_of(actor, case)}
    inside = [each for each in steps.values() if each.parent_id == step_id]
    _note(actor, case, [steps.get(step_id), *inside])
    if step_id not in steps:
        raise Http404
    step = steps[step_id]
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


def _note(actor: Actor, case: Case, shown: Iterable[Step | Goal | None]) -> None:
    """Note the look in the case's register, and in those of the bodies whose entries were shown."""
    registers = (case.owner, *_registers(shown))
    policy.note_look(
        actor, case, Right.PLAN_READ, registers={Right.PLAN_READ: dict.fromkeys(registers)}
    )


def _registers(shown: Iterable[Step | Goal | None]) -> tuple[Organisation, ...]:
    """Return whose entries these are; each body once."""
    return tuple(dict.fromkeys(each.owner for each in shown if each))


def _adding(actor: Actor, reading: Reading) -> Adding | None:
    """Return what the form of a new step asks; None for one who may not write in the plan."""
    if not reading.may_write or actor.person is None:
        return None
    own = str(actor.person.pk)
    seers = planners(reading.case)
    others = [
        (str(each.person.pk), f"{each.person.first_name}, {each.words}")
        for each in reading.people.values()
        if each.person != actor.person and each.person.pk in seers
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
    mine = tuple(row for row in in_order if row.is_mine)[: rules.AT_A_TIME]
    done = tuple(made[key] for key in order.done if made[key].is_mine)[:1]
    shown = {row.id for row in (*mine, *done, *others[:1])}
    return Summary(
        goal=goal.words if goal else "",
        mine=mine,
        done=done,
        others=len(others),
        first_of_others=others[0] if others else None,
        registers=_registers([goal, *(step for step in top if step.pk in shown)]),
    )


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

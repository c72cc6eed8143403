"""Steps over many plans: one's own, and what waits for a worker on the desk."""

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from punos import clock
from punos.access import listing, policy
from punos.access.models import Case
from punos.access.rights import Right
from punos.people.actor import Actor
from punos.plan import rows, rules
from punos.plan.models import Step
from punos.plan.pages import CaseSteps, DeskStep, DeskSteps
from punos.plan.queries import stored
from punos.plan.rows import Reading


def my_steps(actor: Actor) -> list[CaseSteps]:
    """Return the actor's own open steps, case by case, in the order of their days."""
    by_case: dict[UUID, list[Step]] = defaultdict(list)
    for step in stored.told(stored.open_of(actor.who.pk, *policy.sight(actor, Right.PLAN_WRITE))):
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
        for step in stored.told(stored.due(actor.who.pk, today + rules.SOON, *sight))
    ]
    helped = [
        DeskStep(
            step.case.client.first_name,
            rows.step_row(_own_reading(actor, step.case, is_own_worker=True), step),
        )
        for step in stored.told(stored.help_asked(actor.who.pk, *sight))
    ]
    return DeskSteps(
        owed=tuple(each for each in found if each.step.asks_new_day),
        soon=tuple(each for each in found if not each.step.asks_new_day),
        help_asked=tuple(e for e in helped if e.step.trouble and e.step.trouble.help_asked),
    )

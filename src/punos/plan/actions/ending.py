"""Ends the shared work after each open step has been asked about."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from punos import clock
from punos.access import policy
from punos.access.models import Ending
from punos.access.rights import Right
from punos.network import actions as network
from punos.network import queries as team
from punos.people.actor import Actor
from punos.people.models import Person
from punos.plan.models import Completion, Parting, Step
from punos.plan.parting import open_steps
from punos.trace import actions as trace


@dataclass(frozen=True, slots=True)
class Said:
    """What was said of one open step: what becomes of it, and who goes on with it."""

    step_id: UUID
    way: str
    to_id: UUID | None = None


@transaction.atomic
def end_work(
    *, by: Actor, case_id: UUID, said: Iterable[Said], contact_id: str | None = None
) -> Ending:
    """End the work once every open step has its answer; a step done meanwhile needs none."""
    case = policy.open_case(by, case_id, Right.CASE_END)
    steps = {step.pk: step for step in open_steps(by, case).select_for_update(of=("self",))}
    answers = {each.step_id: each for each in said}
    if steps.keys() - answers.keys():
        raise ValidationError(_("Käykää läpi jokainen avoin askel."), code="steps")
    people = {member.person.pk: member.person for member in team.members(case)}
    for step in steps.values():
        _part(by, step, answers[step.pk], people)
    return network.end_work(by=by, case_id=case_id, contact_id=contact_id)


def _part(by: Actor, step: Step, said: Said, people: Mapping[UUID, Person]) -> None:
    to = people.get(said.to_id) if said.to_id else None
    if said.way == Parting.Way.MOVED and to is None:
        raise ValidationError(_("Valitse, kuka askelta jatkaa."), code="member")
    now, moved = clock.now(), said.way == Parting.Way.MOVED
    Parting.objects.create(step=step, way=said.way, to=to if moved else None, by=by.who)
    if said.way == Parting.Way.DONE:
        Completion.objects.create(step=step, by=by.who)
    if said.way == Parting.Way.NOT_NEEDED:
        going = Step.objects.filter(Q(pk=step.pk) | Q(parent=step), withdrawn_at=None)
        going.update(withdrawn_at=now, withdrawn_by=by.person)
    trace.record(by, "plan.step.parted", step.case_id, step, way=said.way)

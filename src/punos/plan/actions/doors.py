"""The way in to a step for those who change it, and the two ways in which a rule says no.

May a person do this to this step? The answer is one function (`queries.powers`), which the pages
ask too: so a page never shows what a click would refuse.
"""

from uuid import UUID

from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from punos.access import policy
from punos.access import queries as access
from punos.access.models import Case
from punos.access.rights import Right
from punos.notices import actions as notices
from punos.people.actor import Actor
from punos.people.models import Person
from punos.plan import queries
from punos.plan.models import Step
from punos.trace.refusal import Refused


class ChangedMeanwhile(ValidationError):  # noqa: N818 - it is an answer, not a fault
    """Somebody else saved first. Nothing was overwritten; both texts are shown."""

    def __init__(self) -> None:
        super().__init__(
            _("Joku muutti tätä samaan aikaan. Katso molemmat tekstit."), code="changed"
        )


def open_plan(by: Actor, case_id: UUID, occasion: UUID | None) -> Case:
    """Open the case for writing the plan; within a meeting also for the one who records it."""
    if occasion is None:
        return policy.open_case(by, case_id, Right.PLAN_WRITE)
    return policy.open_case(by, case_id, Right.MEETING_RECORD, occasion=occasion)


def doer(by: Actor, case_id: UUID) -> Person:
    """Return the person who does it: the plan is written by people only."""
    if by.person is None:
        raise Refused(by, Right.PLAN_WRITE, case_id)
    return by.person


def open_step(by: Actor, case: Case, step_id: UUID, occasion: UUID | None = None) -> Step:
    """Return the step, locked, if the actor may see it; within a meeting only one of its own."""
    right = Right.MEETING_RECORD if occasion else Right.PLAN_WRITE
    steps = Step.objects.filter(case=case, withdrawn_at=None).select_related("responsible", "case")
    if occasion:
        steps = steps.filter(occasion=occasion)
    visible = policy.visible(steps, by, right, occasion=occasion)
    return get_object_or_404(visible.select_for_update(of=("self",)), pk=step_id)


def open_for(by: Actor, case_id: UUID, step_id: UUID, power: str) -> tuple[Case, Step]:
    """Open the case and the step for a thing that not everybody in the network may do to it."""
    case = policy.open_case(by, case_id, Right.PLAN_WRITE)
    step = open_step(by, case, step_id)
    if power not in queries.powers(by, case, step):
        raise Refused(by, f"plan.step.{power}", case_id)
    return case, step


def tell(to: Person, kind: str, step: Step, about: UUID | str) -> None:
    """Tell a person who may see the step; to others not even that there is one."""
    reads = to in access.people_with(step.case, Right.PLAN_READ)
    circle = step.circle
    is_hidden = circle and not circle.members.filter(person=to, until_at=None).exists()
    if is_hidden or not reads:
        return
    link = reverse("step", args=[step.case_id, step.pk])
    notices.tell(to=to, kind=kind, case=step.case, subject_id=step.pk, key=str(about), link=link)

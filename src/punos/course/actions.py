"""Marking a step done by hand, and taking the mark back. Everything else marks itself by its fact."""

from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from punos.access import policy
from punos.access.models import Case
from punos.course import queries
from punos.course.models import StepMark
from punos.directory.models import Organisation
from punos.people.actor import Actor
from punos.practice.rules import StepState
from punos.trace import actions as trace
from punos.trace.refusal import Refused


@transaction.atomic
def mark_step(
    *, by: Actor, case_id: UUID, step_id: str, turn: int, occasion: UUID | None = None
) -> StepMark:
    """Mark the step done, for its meeting and turn; the same mark sent twice is one mark.

    Raises ValidationError where the step is not done by hand or its time has not come.
    """
    case = _open(by, case_id)
    made = StepMark.objects.filter(case=case, step_id=step_id, occasion=occasion, turn=turn).first()
    if made:
        return made
    state = _state(by, case, step_id)
    if not state.may_be_marked or (state.occasion, state.turn) != (occasion, turn):
        raise ValidationError(_("Tätä askelta ei voi nyt merkitä. Lataa sivu uudelleen."))
    mark = StepMark.objects.create(
        case=case,
        owner=_body(by, case) or case.owner,
        author=by.person,
        step_id=step_id,
        occasion=occasion,
        turn=turn,
    )
    trace.record(by, "course.step.marked", case.pk, mark, step=step_id)
    return mark


@transaction.atomic
def unmark_step(*, by: Actor, case_id: UUID, step_id: str, occasion: UUID | None = None) -> None:
    """Take the newest mark of the step back; where there is none, nothing happens."""
    case = _open(by, case_id)
    marks = StepMark.objects.filter(case=case, step_id=step_id, occasion=occasion)
    mark = marks.order_by("-turn").first()
    if mark is None:
        return
    trace.record(by, "course.step.unmarked", case.pk, mark, step=step_id)
    mark.delete()


def _open(by: Actor, case_id: UUID) -> Case:
    """Return the case, locked: two who mark the same turn one after the other make one mark."""
    case = queries.knock(by, case_id)
    return Case.objects.select_for_update().get(pk=case.pk)


def _state(by: Actor, case: Case, step_id: str) -> StepState:
    for state in queries.case_course(by, case):
        if state.step_id == step_id:
            return state
    raise Refused(by, "course.step", case.pk)


def _body(by: Actor, case: Case) -> Organisation | None:
    """Return the employer in whose name the worker marks."""
    held = reversed(policy.valid_in(case.pk, [by.who.pk]))
    return next((grant.employment.organisation for grant in held if grant.employment), None)

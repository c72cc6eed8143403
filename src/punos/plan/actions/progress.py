"""How a step goes: done, open again, stuck, helped, or given a new day."""

from datetime import date
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from punos import clock
from punos.notices import actions as notices
from punos.people.actor import Actor
from punos.plan import queries
from punos.plan.actions.doors import doer, open_for, tell
from punos.plan.models import Completion, NewDay, Obstacle, Step
from punos.trace import actions as trace
from punos.trace.refusal import FieldRefused


@transaction.atomic
def complete_step(*, by: Actor, case_id: UUID, step_id: UUID) -> Step:
    """Mark the step done: the responsible one, or the own worker on behalf of the client."""
    case, step = open_for(by, case_id, step_id, "complete")
    _done, is_new = Completion.objects.get_or_create(step=step, defaults={"by": doer(by, case_id)})
    if is_new:
        notices.settle(kind=queries.GONE_DAY, subject_id=step.pk)
        trace.record(by, "plan.step.completed", case.pk, step)
    return step


@transaction.atomic
def reopen_step(*, by: Actor, case_id: UUID, step_id: UUID) -> Step:
    """Take the mark away: the step is open again."""
    case, step = open_for(by, case_id, step_id, "complete")
    if Completion.objects.filter(step=step).delete()[0]:
        trace.record(by, "plan.step.reopened", case.pk, step)
    return step


@transaction.atomic
def name_obstacle(
    *, by: Actor, case_id: UUID, step_id: UUID, kind: str, words: str = ""
) -> Obstacle:
    """Say why the step does not go on. Another's step is raised in one's own words."""
    case, step = open_for(by, case_id, step_id, "raise")
    own = "complete" in queries.powers(by, case, step)
    if hasattr(step, "completion"):
        raise ValidationError(_("Askel on jo tehty. Avaa se ensin uudelleen."), code="done")
    if not own:
        kind = Obstacle.Kind.OTHER
    if kind == Obstacle.Kind.OTHER and not words.strip():
        raise FieldRefused("words", _("Kirjoita omin sanoin, mikä askelta pidättelee."))
    newest = step.obstacles.order_by("-at").first()
    if newest and (newest.kind, newest.words, newest.by) == (kind, words, by.person):
        return newest
    obstacle = Obstacle.objects.create(step=step, kind=kind, words=words, by=doer(by, case_id))
    trace.record(by, "plan.obstacle.named", case.pk, step, kind=kind)
    if not own:
        tell(step.responsible, "step_stuck", step, obstacle.pk)
    return obstacle


@transaction.atomic
def ask_help(*, by: Actor, case_id: UUID, step_id: UUID) -> Obstacle:
    """Ask the own worker to help with a step that is stuck."""
    case, step = open_for(by, case_id, step_id, "complete")
    obstacle = step.obstacles.order_by("-at").first()
    if obstacle is None:
        raise ValidationError(_("Kerro ensin, mikä askelta pidättelee."), code="obstacle")
    if obstacle.help_asked_at is None:
        obstacle.help_asked_at = clock.now()
        obstacle.save(update_fields=["help_asked_at"])
        trace.record(by, "plan.help.asked", case.pk, step)
        for worker in queries.workers_of(case):
            if worker != by.person:
                tell(worker, "step_stuck", step, obstacle.pk)
    return obstacle


@transaction.atomic
def give_new_day(
    *, by: Actor, case_id: UUID, step_id: UUID, due_on: date, words: str = ""
) -> NewDay:
    """Give the step a new day and a word about it; a worker's is told to the client first."""
    case, step = open_for(by, case_id, step_id, "complete")
    if due_on < clock.today():
        raise FieldRefused("due_on", _("Valitse tuleva päivä, esimerkiksi huomenna."), code="gone")
    newest = step.new_days.order_by("-at").first()
    if newest and (newest.due_on, newest.words, newest.by) == (due_on, words, by.person):
        return newest
    moved = move(by, step, due_on, words)
    trace.record(by, "plan.step.moved", case.pk, step, day=str(due_on))
    return moved


@transaction.atomic
def tell_of_gone_day(step: Step) -> None:
    """Tell the client that a new day is asked of the worker; of each day once."""
    tell(step.case.client, queries.GONE_DAY, step, f"{step.pk}:{step.due_on}")


def move(by: Actor, step: Step, due_on: date | None, words: str) -> NewDay:
    """Move the day. A worker's promise is told to the client; others wait (`rules.is_told`)."""
    told = step.whose == Step.Whose.WORKER and by.person != step.case.client
    moved = NewDay.objects.create(
        step=step,
        old_due_on=step.due_on,
        due_on=due_on,
        words=words,
        by=doer(by, step.case_id),
    )
    step.due_on = due_on
    save_changed(by, step, "due_on")
    notices.settle(kind=queries.GONE_DAY, subject_id=step.pk)
    if told:
        tell(step.case.client, "step_new_day", step, moved.pk)
    return moved


def save_changed(by: Actor, step: Step, *fields: str) -> None:
    step.version += 1
    step.changed_at, step.changed_by = clock.now(), by.person
    step.save(update_fields=["version", "changed_at", "changed_by", *fields])

"""Agrees on steps, changes their words, and gives them up."""

from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from punos import clock
from punos.access import actions as access
from punos.access import policy
from punos.access.models import Case, Circle
from punos.access.rights import Capacity, Right
from punos.directory.models import Organisation
from punos.notices import actions as notices
from punos.people.actor import Actor
from punos.people.models import Person
from punos.plan import queries
from punos.plan.actions.doors import (
    ChangedMeanwhile,
    open_for,
    open_plan,
    open_step,
    tell,
)
from punos.plan.actions.progress import move, save_changed
from punos.plan.models import Goal, Step
from punos.trace import actions as trace
from punos.trace.refusal import FieldRefused, Refused


@transaction.atomic
def add_step(  # noqa: PLR0913 - a step is who, what, by when and how it is noticed
    *,
    by: Actor,
    case_id: UUID,
    what: str,
    responsible_id: UUID | None = None,
    due_on: date | None = None,
    sign: str = "",
    goal_id: UUID | None = None,
    parent_id: UUID | None = None,
    is_private: bool = False,
    occasion: UUID | None = None,
    made_key: UUID | None = None,
) -> Step:
    """Agree on a small step. Without a responsible one it is the writer's own.

    The same form sent twice makes one step: `made_key` is its key.
    """
    case = open_plan(by, case_id, occasion)
    if made_key and (made := _made_before(by, case, made_key)):
        return made
    parent = _parent(by, case, parent_id, occasion)
    person, whose = _responsible(by, case, responsible_id, occasion)
    facts: dict[str, Any] = {
        "goal": _goal(case, goal_id),
        "parent": parent,
        "circle": _circle(by, case, parent, person, is_private=is_private),
        "responsible": person,
        "whose": whose,
        "occasion": occasion,
        "made_key": made_key,
        **_ownership(by, case, person, occasion),
    }
    try:
        with transaction.atomic():
            step = Step.objects.create(case=case, what=what, due_on=due_on, sign=sign, **facts)
    except IntegrityError:
        if made_key and (made := _made_before(by, case, made_key)):
            return made
        raise
    trace.record(by, "plan.step.agreed", case.pk, step, occasion=str(occasion or ""))
    if person != by.person:
        tell(person, "step_new", step, step.pk)
    return step


def _made_before(by: Actor, case: Case, made_key: UUID) -> Step | None:
    step = Step.objects.filter(case=case, made_key=made_key).first()
    if step and by.person not in (step.author, step.recorder):
        raise ValidationError(_("Lomake on vanhentunut. Lataa sivu uudelleen."), code="stale")
    return step


def _parent(by: Actor, case: Case, parent_id: UUID | None, occasion: UUID | None) -> Step | None:
    """Return the step inside which this one is an interim task; they go one deep."""
    if parent_id is None:
        return None
    parent = open_step(by, case, parent_id, occasion)
    if parent.parent_id or hasattr(parent, "completion"):
        raise ValidationError(
            _("Välitehtävä kuuluu avoimen askeleen alle. Tee tästä oma askel."), code="parent"
        )
    return parent


def _responsible(
    by: Actor, case: Case, responsible_id: UUID | None, occasion: UUID | None
) -> tuple[Person, str]:
    """Return who promises and in which place: the client, or a member who may see the plan.

    A step of somebody who does not see it could neither be told to them nor marked by them.
    """
    wanted = responsible_id or (by.person.pk if by.person else None)
    if wanted == case.client_id:
        return case.client, Step.Whose.CLIENT
    held = [
        grant
        for grant in (policy.valid_in(case.pk, [wanted]) if wanted else [])
        if grant.occasion in (None, occasion)
        and grant.inquiry_id is None
        and grant.capacity != Capacity.RECORD
    ]
    # What one is in the network counts before a task of one meeting.
    grant = min(held, key=lambda each: each.occasion is not None, default=None)
    if grant is None:
        raise FieldRefused(
            "responsible_id", _("Valitse joku, joka on mukana verkostossa."), code="member"
        )
    if not any(each.right == Right.PLAN_READ for own in held for each in own.rights.all()):
        raise FieldRefused("responsible_id", _unseen(by, case, grant.holder), code="unseen")
    close = grant.capacity == Capacity.CLOSE
    return grant.holder, Step.Whose.CLOSE if close else Step.Whose.WORKER


def _unseen(by: Actor, case: Case, person: Person) -> str:
    """Say why the person cannot promise, and what to do about it; no name is bent."""
    who = {"name": person.first_name}
    if by.person == case.client:
        return (
            _("%(name)s ei näe suunnitelmaasi. Anna siihen ensin lupa, tai valitse joku toinen.")
            % who
        )
    return (
        _("%(name)s ei näe suunnitelmaa. Pyydä asiakkaalta lupa siihen, tai valitse joku toinen.")
        % who
    )


def _goal(case: Case, goal_id: UUID | None) -> Goal | None:
    goals = Goal.objects.filter(case=case, ended_at=None)
    return get_object_or_404(goals, pk=goal_id) if goal_id else goals.first()


def _ownership(by: Actor, case: Case, responsible: Person, occasion: UUID | None) -> dict[str, Any]:
    """Return whose words these are and in whose register (ARCHITECTURE.md, Owner of a record).

    A recorder writes what others promise: the one who promises is the author.
    """
    if occasion:
        return {"author": responsible, "recorder": by.person, "owner": case.owner}
    return {"author": by.person, "owner": _body(by, case) or case.owner}


def _body(by: Actor, case: Case) -> Organisation | None:
    """Return the employer in whose name the professional writes; a client or close one has none."""
    for grant in reversed(policy.valid_in(case.pk, [by.who.pk])):
        writes = any(each.right == Right.PLAN_WRITE for each in grant.rights.all())
        if grant.capacity == Capacity.WORK and grant.employment and writes:
            return grant.employment.organisation
    return None


def _private_circle(by: Actor, case: Case) -> Circle:
    """Return the case's one circle of client and own worker, made at its first use."""
    worker = queries.own_worker_of(case)
    if by.person not in (case.client, worker):
        raise FieldRefused(
            "is_private",
            _("Yksityisen askeleen voi tehdä vain asiakas tai hänen oma työntekijänsä."),
            code="private",
        )
    circle = Circle.objects.filter(case=case, follows_own_worker=True, name=queries.PRIVATE).first()
    if circle is None:
        members = [case.client, *([worker] if worker else [])]
        circle = access.make_circle(by=by, case=case, members=members, follows_own_worker=True)
        circle.name = queries.PRIVATE
        circle.save(update_fields=["name"])
    return circle


def _circle(
    by: Actor, case: Case, parent: Step | None, person: Person, *, is_private: bool
) -> Circle | None:
    """Return the circle that sees the step; a promise is made only by one who sees it."""
    circle = parent.circle if parent else None
    if is_private and circle is None:
        circle = _private_circle(by, case)
    if circle and not circle.members.filter(person=person, until_at=None).exists():
        raise FieldRefused(
            "responsible_id",
            _("Yksityisen askeleen tekee asiakas tai hänen oma työntekijänsä."),
            code="private",
        )
    return circle


@transaction.atomic
def change_step(  # noqa: PLR0913 - the form's fields
    *,
    by: Actor,
    case_id: UUID,
    step_id: UUID,
    version: int,
    what: str,
    due_on: date | None = None,
    sign: str = "",
) -> Step:
    """Change the words or the day. Raises ChangedMeanwhile where another saved first."""
    case, step = open_for(by, case_id, step_id, "change")
    if due_on == queries.day_shown(by, case, step):
        due_on = step.due_on  # who is not shown the day does not take it away either
    if (step.what, step.due_on, step.sign) == (what, due_on, sign):
        return step
    if step.version != version:
        raise ChangedMeanwhile
    if due_on != step.due_on:
        move(by, step, due_on, "")
    step.what, step.sign = what, sign
    save_changed(by, step, "what", "sign")
    trace.record(by, "plan.step.changed", case.pk, step, version=step.version)
    return step


@transaction.atomic
def withdraw_step(*, by: Actor, case_id: UUID, step_id: UUID, occasion: UUID | None = None) -> Step:
    """Give the step up, with its interim tasks: it leaves every list; the row and trace stay."""
    if occasion:
        case = _open_to_strike(by, case_id, occasion)
        steps = Step.objects.select_for_update().filter(case=case, occasion=occasion)
        step = get_object_or_404(steps, pk=step_id)
        if step.withdrawn_at:
            return step
    else:
        case, step = open_for(by, case_id, step_id, "drop")
    now = clock.now()
    Step.objects.filter(Q(pk=step.pk) | Q(parent=step), withdrawn_at=None).update(
        withdrawn_at=now, withdrawn_by=by.person
    )
    notices.settle(kind=queries.GONE_DAY, subject_id=step.pk)
    trace.record(by, "plan.step.withdrawn", case.pk, step)
    return step


def _open_to_strike(by: Actor, case_id: UUID, occasion: UUID) -> Case:
    """An entry is struck by the one who records, or by the client, who never records."""
    if policy.cases(by, Right.MEETING_RECORD, occasion=occasion).filter(pk=case_id).exists():
        return policy.open_case(by, case_id, Right.MEETING_RECORD, occasion=occasion)
    case = policy.open_case(by, case_id, Right.PLAN_WRITE)
    if by.person != case.client:
        raise Refused(by, Right.MEETING_RECORD, case_id)
    return case

"""Circles: showing an entry to some and not to others, guardians too."""

from collections.abc import Iterable
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from punos import clock
from punos.access import policy
from punos.access.actions.grants import look_again
from punos.access.models import (
    Case,
    Circle,
    CircleMember,
    Grant,
    GuardianDecision,
)
from punos.access.rights import (
    Right,
)
from punos.people.actor import Actor
from punos.people.models import Person
from punos.trace import actions as trace


@transaction.atomic
def make_circle(
    *, by: Actor, case: Case, members: Iterable[Person], follows_own_worker: bool = False
) -> Circle:
    """Make a circle within the case; only its members see what is shown to it."""
    circle = Circle.objects.create(case=case, follows_own_worker=follows_own_worker)
    CircleMember.objects.bulk_create(
        CircleMember(circle=circle, person=person) for person in members
    )
    trace.record(by, "access.circle.made", case.pk, circle)
    return circle


@transaction.atomic
def move_circles(*, by: Actor, case: Case, old: Person | None, new: Person | None) -> None:
    """Let the circles that follow the own worker follow: the old one leaves, the new one enters."""
    now = clock.now()
    for circle in Circle.objects.filter(case=case, follows_own_worker=True):
        if old and old != case.client:
            circle.members.filter(person=old, until_at=None).update(until_at=now)
        if new and not circle.members.filter(person=new, until_at=None).exists():
            CircleMember.objects.create(circle=circle, person=new, from_at=now)
    trace.record(by, "access.circles.moved", case.pk, case)


@transaction.atomic
def decide_guardian(  # noqa: PLR0913 - the law names these facts
    *,
    by: Actor,
    case_id: UUID,
    circle_id: UUID,
    guardian: Person,
    is_shown: bool,
    minor_could_decide: bool,
    reason: str,
) -> GuardianDecision:
    """Decide whether a guardian sees a circle's entries; until decided nothing is seen (CDL § 51)."""
    case = policy.open_case(by, case_id, Right.CASE_LEAD)
    circle = get_object_or_404(Circle, case=case, pk=circle_id)
    if not Grant.objects.filter(case=case, holder=guardian, circles_only=True).exists():
        raise ValidationError(_("Hän ei ole verkostossa huoltajana."), code="guardian")
    decision = GuardianDecision.objects.create(
        circle=circle,
        guardian=guardian,
        is_shown=is_shown,
        minor_could_decide=minor_could_decide,
        reason=reason,
        decided_by=by.who,
    )
    circle.members.filter(person=guardian, until_at=None).update(until_at=decision.decided_at)
    if is_shown:
        CircleMember.objects.create(circle=circle, person=guardian, from_at=decision.decided_at)
    trace.record(by, "access.guardian.decided", case.pk, decision, shown=is_shown)
    look_again(guardian.pk)
    return decision

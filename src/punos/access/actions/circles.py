"""Circles: showing an entry to some and not to others, guardians too."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from punos import clock
from punos.access import policy, replay
from punos.access.actions.grants import look_again
from punos.access.models import Case, CaseRecord, Circle, CircleMember, GuardianDecision
from punos.access.rights import Capacity, Right
from punos.people.actor import Actor
from punos.people.models import Employment, Person
from punos.people.professions import Field, kind_of
from punos.trace import actions as trace
from punos.trace import journal
from punos.trace.refusal import Refused


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


@dataclass(frozen=True, slots=True)
class MinorsWill:
    """What a professional found: could the minor decide, what they said, why a "no" may not hold."""

    could_decide: bool
    forbids: bool
    assessed_by: Person
    despite: str = ""


@transaction.atomic
def decide_guardian(  # noqa: PLR0913 - the law names these facts
    *,
    by: Actor,
    case_id: UUID,
    guardian: Person,
    entries: Iterable[CaseRecord],
    is_shown: bool,
    will: MinorsWill,
    reason: str,
) -> None:
    """Decide which entries a guardian sees; until decided nothing is seen (CDL §§ 34, 51)."""
    case, chosen = policy.open_case(by, case_id, Right.CASE_LEAD), list(entries)
    if by.person == case.client:
        raise Refused(by, Right.CASE_LEAD, case_id)
    held = case.grants.filter(closed_at=None, capacity=Capacity.CLOSE, circles_only=True)
    if not held.filter(holder=guardian, until_at__gt=clock.now()).exists():
        raise ValidationError(_("Hän ei ole verkostossa huoltajana."), code="guardian")
    _check_will(by, case, chosen, will, is_shown=is_shown)
    facts = {"is_shown": is_shown, "reason": reason, "decided_by": by.who, "guardian": guardian}
    facts |= {"minor_could_decide": will.could_decide, "minor_forbids": will.forbids}
    facts |= {"despite": will.despite, "assessed_by": will.assessed_by}
    for entry in chosen:
        if entry.shown_also is None:
            entry.shown_also = Circle.objects.create(case=case)
            entry.save(update_fields=["shown_also"])
        decision = GuardianDecision.objects.create(circle=entry.shown_also, **facts)
        _hide(entry.shown_also.members.filter(person=guardian))
        if is_shown:
            entry.shown_also.members.create(person=guardian, from_at=decision.decided_at)
        trace.record(by, "access.guardian.decided", case.pk, decision, shown=is_shown)
    look_again(guardian.pk)


def _check_will(
    by: Actor, case: Case, entries: list[CaseRecord], will: MinorsWill, *, is_shown: bool
) -> None:
    """Raise where the minor's "no" holds: what health care wrote is never shown against it."""
    works = policy.valid_grants().filter(case=case, holder=will.assessed_by)
    if not entries or not works.filter(employment__isnull=False).exists():
        raise ValidationError(_("Valitse kirjaukset ja se, kuka arvioi asian."), code="facts")
    writers = [entry.author for entry in entries if entry.author]
    jobs = Employment.objects.on(clock.today()).filter(person__in=[by.who, *writers])
    fields = {kind_of(job.profession).field for job in jobs}
    is_social = Field.SOCIAL in fields and Field.HEALTH not in fields
    # Health: the "no" of one who can decide. Social care: every "no", but for the law's two reasons.
    holds = not will.despite if is_social else will.could_decide
    if is_shown and will.forbids and holds:
        raise ValidationError(_("Nuoren kielto sitoo. Näitä ei näytetä huoltajalle."), code="no")


def shut_out(*, case: Case, guardian: Person) -> None:
    """Hide from a guardian who goes all that was shown: one who comes again starts from nothing."""
    _hide(CircleMember.objects.filter(circle__case=case, person=guardian))


def _hide(members: QuerySet[CircleMember]) -> None:
    for member in members.filter(until_at=None):
        member.until_at = clock.now()
        member.save(update_fields=["until_at"])
        journal.append_on_commit(replay.line_of_hiding(member))

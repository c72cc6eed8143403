"""Making and ending grants: the only fact that opens a life."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from punos import clock, live
from punos.access import grounds, policy
from punos.access.models import Acceptance, Case, Consent, Grant, GrantRight, Inquiry, LegalBasis
from punos.access.rights import CIRCLE_RIGHTS, TASK_RIGHTS, Capacity, Right
from punos.people.actor import Actor
from punos.people.models import Employment, Person
from punos.prepared import prepared
from punos.trace import actions as trace


def grant(  # noqa: PLR0913 - a grant is these facts
    *,
    case: Case,
    holder: Person,
    capacity: str,
    rights: Iterable[Right],
    basis: str,
    consent: Consent | None = None,
    acceptance: Acceptance | None = None,
    inquiry: Inquiry | None = None,
    legal_basis: LegalBasis | None = None,
    employment: Employment | None = None,
    occasion: UUID | None = None,
    exception: Acceptance | None = None,
    from_at: datetime | None = None,
    until_at: datetime | None = None,
    circles_only: bool = False,
) -> Grant:
    """Make the fact that opens. Called by the actions that have checked why it may be made.

    Raises ValidationError when working and recording would meet in one person (S4.10).
    """
    close_spent(case=case, holder=holder)
    working = (Capacity.WORK, Capacity.RECORD)
    if exception is None and capacity in working:
        held = Grant.objects.filter(case=case, holder=holder, closed_at=None, exception=None)
        other = held.filter(capacity__in=working).first()
        if other:
            raise ValidationError(*_exclusion(other.capacity, capacity))
    facts: dict[str, Any] = {"consent": consent, "acceptance": acceptance, "inquiry": inquiry}
    facts |= {"legal_basis": legal_basis or _ground(employment, inquiry), "basis": basis}
    facts |= {"employment": employment}
    facts |= {"occasion": occasion, "exception": exception, "circles_only": circles_only}
    facts |= {"from_at": from_at or clock.now(), "until_at": until_at}
    made = Grant.objects.create(case=case, holder=holder, capacity=capacity, **facts)
    opened = set(rights) & CIRCLE_RIGHTS if circles_only else set(rights)
    GrantRight.objects.bulk_create(GrantRight(grant=made, right=right) for right in sorted(opened))
    return made


def _ground(job: Employment | None, inquiry: Inquiry | None) -> LegalBasis | None:
    """Whoever comes in by work brings the law on which the employer handles what is read."""
    purpose = grounds.Purpose.INQUIRY if inquiry else grounds.Purpose.SHARED_WORK
    return grounds.ground(job.organisation, purpose) if job else None


def _exclusion(held: str, wanted: str) -> tuple[str, str]:
    """Say kindly why one person cannot both work and record in one case."""
    if wanted == Capacity.RECORD and held == Capacity.WORK:
        return _("Kirjaaja ei voi olla joku, joka työskentelee asiakkaan kanssa."), "recorder_works"
    if wanted == Capacity.WORK and held == Capacity.RECORD:
        return _(
            "Hän kirjaa tapaamista. Hän voi tulla verkostoon, kun muistio on hyväksytty."
        ), "records"
    return _("Hänellä on jo tämä tehtävä."), "already"


def close_spent(*, case: Case | None = None, holder: Person | None = None) -> int:
    """Mark grants that no longer hold as closed, so that the unique index frees. Idempotent.

    One of circles only may hold again when its holder comes to a circle, so it stays open.
    """
    now, day = clock.now(), clock.today()
    spent = _spent(case.pk if case else None, holder.pk if holder else None, now, day)
    return Grant.objects.filter(pk__in=spent).update(closed_at=now) if spent else 0


@prepared
def _spent(case: UUID | None, holder: UUID | None, at: datetime, day: date) -> QuerySet[Grant, Any]:
    begun = Grant.objects.filter(closed_at__isnull=True, circles_only=False, from_at__lte=at)
    begun = begun.exclude(capacity=Capacity.OWN)
    begun = begun.filter(case=case) if case else begun
    begun = begun.filter(holder=holder) if holder else begun
    alive = policy.valid_grants(at, day).values("pk")
    return begun.exclude(pk__in=alive).values_list("pk", flat=True)


@transaction.atomic
def end_grants(
    *,
    by: Actor,
    case: Case,
    holder: Person | None = None,
    capacity: str,
    occasion: UUID | None = None,
) -> int:
    """End the holder's grants of this capacity now, and cut what is open by them."""
    now = clock.now()
    ending = Grant.objects.filter(
        case=case, capacity=capacity, occasion=occasion, closed_at__isnull=True
    )
    if holder:
        ending = ending.filter(holder=holder)
    holders = list(ending.values_list("holder_id", flat=True))
    ending.filter(from_at__gt=now).update(until_at=F("from_at"), closed_at=now)
    count = ending.filter(Q(until_at__isnull=True) | Q(until_at__gt=now)).update(
        until_at=now, closed_at=now
    )
    if holders:
        trace.record(by, "access.grants.ended", case.pk, case, capacity=capacity)
        look_again(*holders)
    return count


@transaction.atomic
def carry_task_right(*, case: Case, holder: Person) -> None:
    """Let the own worker or named contact see where the client is, and end the work together."""
    for held in policy.valid_in(case.pk, [holder.pk]):
        if held.capacity != Capacity.WORK:
            continue
        for right in sorted(TASK_RIGHTS):
            GrantRight.objects.get_or_create(grant=held, right=right)


@transaction.atomic
def drop_task_right(*, case: Case, holder: Person) -> None:
    """Take back what the task had brought."""
    GrantRight.objects.filter(
        grant__case=case,
        grant__holder=holder,
        grant__basis=Grant.Basis.CONSENT,
        right__in=TASK_RIGHTS,
    ).delete()


def look_again(*person_ids: UUID) -> None:
    """Ask the open streams of these persons to look again whether they may still hear."""
    for person_id in set(person_ids):
        live.look_again(f"person:{person_id}")

"""Ending a turvakielto that was noted by mistake; the client is told."""

from uuid import UUID

from django.db import transaction
from django.urls import reverse

from punos.access import actions as access
from punos.access.models import AddressProtection, Case
from punos.notices import actions as notices
from punos.people.actor import Actor


@transaction.atomic
def end_protection(*, by: Actor, case_id: UUID, reason: str) -> AddressProtection:
    """End it, and tell the client, who reads on the page who did it and why."""
    ended = access.end_protection(by=by, case_id=case_id, reason=reason)
    if by.person != ended.person:
        notices.tell(
            to=ended.person,
            kind="protection_ended",
            case=Case.objects.get(pk=case_id),
            subject_id=ended.pk,
            key=str(ended.pk),
            link=reverse("protection", args=[case_id]),
        )
    return ended

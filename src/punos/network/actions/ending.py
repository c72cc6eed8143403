"""Telling in time that a yes of the client ends by itself."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.urls import reverse

from punos.access import policy
from punos.access.models import Consent
from punos.access.rights import Right
from punos.network import queries
from punos.notices import actions as notices

LEADERS = "member_ending"


@transaction.atomic
def tell_of_ending(*, consent: Consent) -> None:
    """Tell the client, and who leads the work, once. The one whom it lets see is told nothing."""
    case = consent.case
    facts: dict[str, Any] = {"case": case, "subject_id": consent.pk, "key": str(consent.pk)}
    page = reverse("consents", args=[case.pk])
    notices.tell(to=case.client, kind=queries.ENDING, link=page, **facts)
    page = reverse("network", args=[case.pk])
    for holder in policy.holders(case):
        if Right.CASE_LEAD in holder.rights and holder.person.pk != consent.to_person_id:
            notices.tell(to=holder.person, kind=LEADERS, link=page, **facts)


def settle_ending(consent_id: UUID | None) -> None:
    """Let nobody be told of the end of a yes that has been given again or ended another way."""
    if consent_id:
        for kind in (queries.ENDING, LEADERS):
            notices.settle(kind=kind, subject_id=consent_id)

"""Recording a disclosure permit that the client gave otherwise than on a device of their own."""

from datetime import date
from uuid import UUID

from django.db import transaction
from django.urls import reverse

from punos.access import actions as access
from punos.access.actions import Given
from punos.access.models import DisclosurePermit
from punos.directory.models import Organisation
from punos.notices import actions as notices
from punos.people.actor import Actor


@transaction.atomic
def record_permit(  # noqa: PLR0913 - a recorded permit tells how it was given
    *,
    by: Actor,
    case_id: UUID,
    from_organisation: Organisation,
    to_organisation: Organisation,
    data: str,
    how: str,
    until_on: date | None = None,
    witness: str = "",
) -> DisclosurePermit:
    """Record the permit that the client gave on paper, on the worker's device or orally."""
    permit = access.give_permit(
        by=by,
        case_id=case_id,
        from_organisation=from_organisation,
        to_organisation=to_organisation,
        data=data,
        until_on=until_on,
        given=Given(how, witness),
    )
    notices.tell(
        to=permit.case.client,
        kind="permit_recorded",
        case=permit.case,
        subject_id=permit.pk,
        key=str(permit.pk),
        link=reverse("permits", args=[case_id]),
    )
    return permit

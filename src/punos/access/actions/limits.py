"""The writers of permits and prohibitions: wills that open nothing here, yet must be kept apart.

A permit (luovutuslupa) is between two providers' registers; a prohibition (kielto) is what the
client leaves out. Only the client sees a prohibition, and nothing counts it for others.
"""

from datetime import date
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from punos import clock
from punos.access import policy
from punos.access.actions.wills import ON_OWN_DEVICE, Given
from punos.access.models import ConsentText, DisclosurePermit, Prohibition
from punos.access.once import standing
from punos.access.rights import Right
from punos.directory.models import Organisation
from punos.people.actor import Actor
from punos.trace import actions as trace
from punos.trace.refusal import Refused


@transaction.atomic
def forbid(
    *, by: Actor, case_id: UUID, what: str, organisation: Organisation | None = None
) -> Prohibition:
    """Keep what the client leaves out of the shared work."""
    case = policy.open_case(by, case_id, Right.CONSENT_GIVE)
    said = {"case": case, "what": what, "organisation": organisation}
    if made := standing(case, Prohibition.objects.filter(**said, withdrawn_at=None)):
        return made
    row = Prohibition.objects.create(
        **said,
        **ON_OWN_DEVICE.facts(by, case.client, ConsentText.Kind.PROHIBITION),
    )
    trace.record(by, "access.prohibition.given", case.pk, row)
    return row


@transaction.atomic
def lift_prohibition(*, by: Actor, case_id: UUID, prohibition_id: UUID) -> None:
    """Let the client take a prohibition back; a second try changes nothing."""
    case = policy.open_case(by, case_id, Right.CONSENT_GIVE)
    row = get_object_or_404(Prohibition, case=case, pk=prohibition_id)
    if row.withdrawn_at is None:
        row.withdrawn_at = clock.now()
        row.save(update_fields=["withdrawn_at"])
        trace.record(by, "access.prohibition.lifted", case.pk, row)


@transaction.atomic
def give_permit(  # noqa: PLR0913 - the law asks for these
    *,
    by: Actor,
    case_id: UUID,
    from_organisation: Organisation,
    to_organisation: Organisation,
    data: str,
    until_on: date | None = None,
    given: Given = ON_OWN_DEVICE,
) -> DisclosurePermit:
    """Keep a permit between two registers (CDL §§ 53–55): what, from whom, to whom, until when."""
    own = given == ON_OWN_DEVICE
    case = policy.open_case(by, case_id, Right.CONSENT_GIVE if own else Right.CASE_LEAD)
    if from_organisation == to_organisation:
        raise ValidationError(_("Valitse kaksi eri organisaatiota."), code="same")
    if until_on and until_on < clock.today():
        raise ValidationError(_("Valitse päivä, joka on tänään tai myöhemmin."), code="until")
    said = {
        "case": case,
        "from_organisation": from_organisation,
        "to_organisation": to_organisation,
        "data": data,
        "until_at": clock.after(until_on) if until_on else None,
    }
    if made := standing(case, DisclosurePermit.objects.filter(**said, withdrawn_at=None)):
        return made
    row = DisclosurePermit.objects.create(
        **said,
        **given.facts(by, case.client, ConsentText.Kind.PERMIT),
    )
    trace.record(by, "access.permit.given", case.pk, row)
    return row


@transaction.atomic
def withdraw_permit(*, by: Actor, case_id: UUID, permit_id: UUID) -> None:
    """Let the client take a permit back, when the work has ended too; again changes nothing."""
    case = policy.open_case(by, case_id, Right.TRACE_READ)
    if by.person != case.client:
        raise Refused(by, Right.CONSENT_GIVE, case_id)
    row = get_object_or_404(DisclosurePermit, case=case, pk=permit_id)
    if row.withdrawn_at is None:
        row.withdrawn_at = clock.now()
        row.save(update_fields=["withdrawn_at"])
        trace.record(by, "access.permit.withdrawn", case.pk, row)

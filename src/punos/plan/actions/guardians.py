"""Decides what of the plan a guardian of a minor sees."""

from collections.abc import Collection
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from punos import clock
from punos.access import actions as access
from punos.access import policy
from punos.access.rights import Right
from punos.network import queries as network
from punos.network.models import Seat
from punos.notices import actions as notices
from punos.people.actor import Actor
from punos.plan import guardians


@transaction.atomic
def decide_guardian(  # noqa: PLR0913 - the law names these facts
    *,
    by: Actor,
    case_id: UUID,
    seat_id: UUID,
    entries: Collection[str],
    is_shown: bool,
    could_decide: bool,
    forbids: bool,
    assessed_by_id: UUID,
    reason: str,
    despite: str = "",
) -> Seat:
    """Show the chosen entries to the guardian, or hide them; the client is told and sees why."""
    case = policy.open_case(by, case_id, Right.CASE_LEAD)
    seat = guardians.seat_of(case, seat_id)
    people = {member.person.pk: member.person for member in network.members(case)}
    if assessed_by_id not in people:
        raise ValidationError(_("Valitse joku, joka on jo verkostossa."), code="member")
    chosen = [each for each in guardians.entries(by, case) if str(each.pk) in entries]
    access.decide_guardian(
        by=by,
        case_id=case_id,
        guardian=seat.person,
        entries=guardians.with_parts(chosen),
        is_shown=is_shown,
        will=access.MinorsWill(could_decide, forbids, people[assessed_by_id], despite),
        reason=reason,
    )
    notices.tell(
        to=case.client,
        kind="guardian_decided",
        case=case,
        subject_id=seat.pk,
        key=str(clock.uuid7()),
        link=reverse("consents", args=[case.pk]),
    )
    return seat

"""A guardian of a minor: a place that shows nothing by itself, made and ended by who leads."""

from uuid import UUID

from django.db import transaction
from django.shortcuts import get_object_or_404
from django.urls import reverse

from punos.access import actions as access
from punos.access import policy
from punos.access.models import Case
from punos.access.rights import Capacity, Right
from punos.network import queries
from punos.network.actions.leaving import end_seat
from punos.network.actions.proposing import (
    Link,
    keep_key,
    made_before,
    make_link,
    propose_person,
)
from punos.network.models import Seat
from punos.notices import actions as notices
from punos.people import actions as people
from punos.people.actor import Actor
from punos.trace.refusal import Refused


def _open_to_lead(by: Actor, case_id: UUID) -> Case:
    """Open a minor's case to the professional who leads; the minor's own "no" is asked, not typed."""
    case = policy.open_case(by, case_id, Right.CASE_LEAD)
    if by.person == case.client or not queries.is_minor(case.client):
        raise Refused(by, Right.CASE_LEAD, case_id)
    return case


@transaction.atomic
def propose_guardian(  # noqa: PLR0913 - the form asks these
    *,
    by: Actor,
    case_id: UUID,
    first_name: str,
    last_name: str,
    relation: str,
    custody: str,
    phone: str = "",
    made_key: UUID | None = None,
) -> Link:
    """Make a guardian's place and the link to it. Nothing is seen until somebody decides."""
    case = _open_to_lead(by, case_id)
    if made := made_before(by, made_key):
        return make_link(by=by, case_id=case_id, seat_id=made.pk)
    seat = propose_person(
        by,
        case,
        person=people.make_person(by=by, first_name=first_name, last_name=last_name, phone=phone),
        capacity=Capacity.CLOSE,
        role=queries.GUARDIAN,
        relation=relation,
        custody=custody,
    )
    keep_key(seat, made_key)
    return make_link(by=by, case_id=case_id, seat_id=seat.pk)


@transaction.atomic
def make_guardian_link(*, by: Actor, case_id: UUID, seat_id: UUID) -> Link:
    """Make a new link to a guardian who has not answered; the older one dies."""
    case = _open_to_lead(by, case_id)
    get_object_or_404(queries.guardian_seats(case), pk=seat_id, answer=None)
    return make_link(by=by, case_id=case_id, seat_id=seat_id)


@transaction.atomic
def end_guardian(*, by: Actor, case_id: UUID, seat_id: UUID) -> Seat:
    """End a guardian's place: from this instant nothing is seen, and the client is told."""
    case = _open_to_lead(by, case_id)
    seat = get_object_or_404(queries.guardian_seats(case), pk=seat_id)
    access.end_grants(by=by, case=case, holder=seat.person, capacity=Capacity.CLOSE)
    end_seat(by, seat, Seat.EndingWay.REMOVED)
    notices.tell(
        to=case.client,
        kind="guardian_ended",
        case=case,
        subject_id=seat.pk,
        key=str(seat.pk),
        link=reverse("consents", args=[case.pk]),
    )
    return seat

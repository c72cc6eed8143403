"""Opening a shared work, and the digits by which a phone becomes a met device."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.urls import reverse

from punos import clock
from punos.access import actions as access
from punos.access import policy
from punos.access.models import Case
from punos.access.rights import Capacity, Right, Topic
from punos.network import limits, queries, rules
from punos.network.actions.proposing import keep_key, made_before, propose_seat
from punos.network.models import CaseModel, Seat
from punos.notices import actions as notices
from punos.people import actions as people
from punos.people.actor import Actor, Level
from punos.people.models import Employment
from punos.practice.models import OperatingModel
from punos.trace.refusal import Refused


@dataclass(frozen=True, slots=True)
class Shown:
    """Six digits and a link for the client's own phone, shown once beside the worker."""

    digits: str
    token: str

    @property
    def path(self) -> str:
        return reverse("device-link", args=[self.token])


@transaction.atomic
def start_work(  # noqa: PLR0913 - a new work starts from these
    *,
    by: Actor,
    employment: Employment,
    first_name: str,
    phone: str = "",
    last_name: str = "",
    model: OperatingModel,
    born_on: date | None = None,
    made_key: UUID | None = None,
) -> Case:
    """Open a shared work beside the client: person, case, model, and the opener's own proposal.

    The same form sent twice opens one work: `made_key` is its key.
    """
    if made := made_before(by, made_key):
        return made.case
    today = clock.start_of(clock.today())
    limits.WORKS_A_DAY.hold(Case.objects.filter(opened_by=by.who, opened_at__gte=today))
    client = people.make_person(
        by=by, first_name=first_name, last_name=last_name, phone=phone, born_on=born_on
    )
    case = access.open_work(by=by, client=client, employment=employment)
    CaseModel.objects.create(case=case, model=model, level=rules.first_level(model.content))
    seat = propose_seat(
        by=by, case_id=case.pk, employment=employment, why="", topics=[Topic.TIMES, Topic.PLAN]
    )
    keep_key(seat, made_key)
    return case


@transaction.atomic
def show_code(*, by: Actor, case_id: UUID) -> Shown:
    """Make the digits by which the client's phone becomes a device met face to face."""
    case = policy.open_case(by, case_id, Right.CASE_LEAD)
    if by.person == case.client:
        raise Refused(by, Right.CASE_LEAD, case_id)
    code = people.make_sign_in_code(by=by, person=case.client, how="known_in_work")
    if queries.known_level(case.client) == Level.DEVICE:
        # The devices met before are told of it, whoever answers the digits.
        notices.tell(
            to=case.client,
            kind="device_met",
            case=case,
            subject_id=case.pk,
            key=str(clock.uuid7()),
            link=reverse("devices"),
        )
    return Shown(code.digits, code.link_token)


@transaction.atomic
def raise_level(*, by: Actor, case_id: UUID, seat_id: UUID) -> Shown:
    """Make the digits for a close one whom the worker now meets: from light to a met device."""
    case = policy.open_case(by, case_id, Right.CASE_LEAD)
    close = Seat.objects.filter(case=case, capacity=Capacity.CLOSE, ended_at=None)
    seat = close.filter(pk=seat_id, answer__isnull=False).select_related("person").first()
    if seat is None or by.person == case.client:
        raise Refused(by, Right.CASE_LEAD, case_id)
    code = people.make_sign_in_code(by=by, person=seat.person, how="met_with_client")
    return Shown(code.digits, code.link_token)

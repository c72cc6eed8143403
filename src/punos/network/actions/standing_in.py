"""Asking a colleague of the same unit to stand in, within what the client has said yes to."""

from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from punos import clock
from punos.access import actions as access
from punos.access import policy
from punos.access.rights import Capacity, Right
from punos.network import queries
from punos.network.actions.leaving import end_seat
from punos.network.models import Seat
from punos.notices import actions as notices
from punos.notices.queries import TO_STAND_IN
from punos.people.actor import Actor
from punos.people.models import Employment
from punos.trace import actions as trace
from punos.trace.refusal import Refused


@transaction.atomic
def name_substitute(*, by: Actor, seat_id: UUID, employment: Employment) -> Seat:
    """Ask a colleague of the same unit to stand in, where the client's consent covers it.

    Whose seat it is asks, or who leads the work: one who is ill asks nobody. Nothing opens before
    the colleague's own yes. Raises ValidationError in plain words where it cannot be.
    """
    seats = Seat.objects.select_for_update(of=("self",)).filter(ended_at=None, stands_for=None)
    seat = get_object_or_404(seats.select_related("employment", "case__client"), pk=seat_id)
    _knock(by, seat)
    _check(seat, employment)
    made = Seat.objects.create(
        case=seat.case,
        person=employment.person,
        capacity=Capacity.WORK,
        role=seat.role,
        employment=employment,
        proposed_by=by.who,
        consent=seat.consent,
        stands_for=seat,
    )
    trace.record(by, "network.substitute.named", seat.case_id, made)
    for to, kind, page in (
        (made.person, TO_STAND_IN, reverse("seat", args=[made.pk])),
        (seat.case.client, "substitute_named", reverse("consents", args=[seat.case_id])),
    ):
        notices.tell(
            to=to, kind=kind, case=seat.case, subject_id=made.pk, key=str(made.pk), link=page
        )
    return made


def _knock(by: Actor, seat: Seat) -> None:
    """Let in whose seat it is and who leads; the client decides by the consent, and names nobody."""
    is_own = by.person == seat.person
    right = Right.NETWORK_WRITE if is_own else Right.CASE_LEAD
    policy.open_case(by, seat.case_id, right)
    if by.person == seat.case.client:
        raise Refused(by, right, seat.case_id)


def _check(seat: Seat, employment: Employment) -> None:
    if not queries.covered(Seat.objects.filter(pk=seat.pk)).exists():
        raise ValidationError(
            _("Asiakas ei ole antanut lupaa sijaiselle. Pyydä lupa ensin."), code="covers"
        )
    own = seat.employment
    holds = employment.holds_on(clock.today())
    if not holds or own is None or own.unit_id is None or own.unit_id != employment.unit_id:
        raise ValidationError(_("Sijaisen pitää olla samasta yksiköstä."), code="unit")
    if employment.person == seat.case.client:
        raise ValidationError(_("Asiakas on jo mukana."), code="client")
    if Seat.objects.filter(case=seat.case, person=employment.person, ended_at=None).exists():
        raise ValidationError(_("Hänellä on jo paikka tai kutsu."), code="seated")


@transaction.atomic
def end_standing_in(*, by: Actor, case_id: UUID, seat_id: UUID) -> None:
    """Let whose seat it is, or who leads, end a standing in; a second press changes nothing."""
    asked = Seat.objects.select_related("stands_for__case__client").exclude(stands_for=None)
    seat = get_object_or_404(asked, case=case_id, pk=seat_id)
    assert seat.stands_for is not None  # noqa: S101 - asked for in the query
    _knock(by, seat.stands_for)
    if seat.ended_at is None:
        access.end_grants(by=by, case=seat.case, holder=seat.person, capacity=seat.capacity)
        end_seat(by, seat, Seat.EndingWay.LEFT)

"""How seats and the whole work come to their end, and what ends with them."""

from uuid import UUID

from django.db import transaction
from django.urls import reverse

from punos import clock
from punos.access import actions as access
from punos.access import policy
from punos.access.actions import ON_OWN_DEVICE, Given
from punos.access.models import Case, Ending, Grant, Withdrawal
from punos.access.rights import Right
from punos.network import queries
from punos.network.actions.ending import settle_ending
from punos.network.models import OwnWorker, Responsibility, Seat
from punos.notices import actions as notices
from punos.notices.queries import TO_STAND_IN
from punos.people.actor import Actor
from punos.people.models import Person
from punos.trace import actions as trace
from punos.trace.refusal import Refused


@transaction.atomic
def withdraw_seat(
    *, by: Actor, case_id: UUID, seat_id: UUID, how: str = ON_OWN_DEVICE.how
) -> Withdrawal | None:
    """Take a consent back with its seat. The one removed gets no notice, no date and no reason.

    Of a substitute only that part is taken back which lets anybody stand in.
    """
    seat = Seat.objects.select_for_update().filter(case=case_id, pk=seat_id).first()
    if seat and seat.stands_for:
        _narrow(by, seat.stands_for, how)
        return None
    # The right is asked of a seat that is not there too: else the time would tell.
    withdrawal = access.withdraw_consent(
        by=by, case_id=case_id, consent_id=seat.consent_id if seat else None, how=how
    )
    if seat and seat.ended_at is None:
        end_seat(by, seat, Seat.EndingWay.REMOVED)
    return withdrawal


def _narrow(by: Actor, seat: Seat, how: str) -> None:
    """Give the seat's consent again without a substitute: so it is kept as any narrower will is."""
    policy.open_case(by, seat.case_id, Right.CONSENT_GIVE)
    said = seat.consent
    if said is None or not said.covers_substitute:
        return
    seat.consent = access.give_consent(
        by=by,
        case_id=seat.case_id,
        to=seat.person,
        topics=said.topics,
        until_on=said.until_on,
        given=Given(how, "-"),
    )
    seat.save(update_fields=["consent"])
    end_substitutes(by, seat)


@transaction.atomic
def leave(*, by: Actor, case_id: UUID) -> None:
    """Leave the network oneself; what was promised stays in the plan for others to take.

    A substitute, and what opened one meeting by the same consent, go with the one who leaves.
    """
    seat = Seat.objects.filter(case=case_id, person=by.person, ended_at=None).first()
    if seat is None or not has_promised(seat):
        raise Refused(by, "network.seat", case_id)
    access.end_grants(by=by, case=seat.case, holder=seat.person, capacity=seat.capacity)
    _end_what_rests_on(by, seat)
    end_seat(by, seat, Seat.EndingWay.LEFT)


@transaction.atomic
def recuse(*, by: Actor, case_id: UUID) -> None:
    """Say "tunnen hänet": the case shuts at once, and the seat ends with its substitute."""
    access.recuse(by=by, case_id=case_id, is_asked=queries.is_asked_to_stand_in(by, case_id))
    seat = Seat.objects.filter(case=case_id, person=by.person, ended_at=None).first()
    if seat:
        _end_what_rests_on(by, seat)
        end_seat(by, seat, Seat.EndingWay.LEFT)


@transaction.atomic
def end_work(*, by: Actor, case_id: UUID, contact_id: str | None = None) -> Ending:
    """End the work with a contact whom the client chooses; seats end, the client's own view stays."""
    case = policy.open_case(by, case_id, Right.CASE_END)
    member = next((m for m in queries.members(case) if str(m.person.pk) == contact_id), None)
    why = Ending.Why.CLIENT if by.person == case.client else Ending.Why.AGREED
    ending = access.end_work(
        by=by, case_id=case_id, why=why, contact=member.person if member else None
    )
    if by.person != case.client:
        link = reverse("case", args=[case.pk])
        notices.tell(
            to=case.client,
            kind="work_ended",
            case=case,
            subject_id=ending.pk,
            key=str(ending.pk),
            link=link,
        )
    return ending


def _end_what_rests_on(by: Actor, seat: Seat) -> None:
    """End all that the seat's consent opened: a seat that is gone leaves nobody seeing by it.

    A substitute's seat has no consent of its own: whom it stands for stays.
    """
    if seat.consent and not seat.stands_for_id:
        for made in Grant.objects.filter(consent=seat.consent, closed_at=None):
            _end_grant(by, made)


def end_substitutes(by: Actor, seat: Seat) -> None:
    """A consent that no longer covers a substitute ends the substitute's grant and seat with it."""
    for made in Grant.objects.filter(consent=seat.consent, closed_at=None).exclude(
        holder=seat.person
    ):
        _end_grant(by, made)
    for each in seat.stand_ins.filter(ended_at=None):
        end_seat(by, each, Seat.EndingWay.REMOVED)


def _end_grant(by: Actor, made: Grant) -> None:
    access.end_grants(
        by=by,
        case=made.case,
        holder=made.holder,
        capacity=made.capacity,
        occasion=made.occasion,
    )


def end_seat(by: Actor, seat: Seat, way: str) -> None:
    seat.ended_at, seat.ended_by, seat.ending = clock.now(), by.person, way
    seat.save(update_fields=["ended_at", "ended_by", "ending"])
    seat.invitations.filter(spent_at=None).update(spent_at=seat.ended_at)
    notices.settle(kind=TO_STAND_IN, subject_id=seat.pk)
    if not seat.stands_for_id:
        settle_ending(seat.consent_id)
    for each in seat.stand_ins.filter(ended_at=None):
        end_seat(by, each, way)
    follows = queries.follower(seat.case)
    OwnWorker.objects.filter(case=seat.case, person=seat.person, ended_at=None).update(
        ended_at=seat.ended_at
    )
    follow(by, seat.case, follows)
    Responsibility.objects.filter(case=seat.case, person=seat.person, ended_at=None).update(
        ended_at=seat.ended_at
    )
    if seat.role == queries.GUARDIAN:
        access.shut_out(case=seat.case, guardian=seat.person)
    trace.record(by, f"network.seat.{way}", seat.case_id, seat)


def follow(by: Actor, case: Case, before: Person | None) -> None:
    """Let private entries follow where the one who answers for the whole has changed."""
    after = queries.follower(case)
    if before != after:
        access.move_circles(by=by, case=case, old=before, new=after)


def has_promised(seat: Seat) -> bool:
    """Return whether the invitee said yes; whoever asked for the seat oneself has said it so."""
    return seat.answer_id is not None or seat.proposed_by_id == seat.person_id

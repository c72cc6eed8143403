"""The client's yes or no to a seat, and the invitee's own."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.db import transaction
from django.shortcuts import get_object_or_404
from django.urls import reverse

from punos import clock
from punos.access import actions as access
from punos.access import grounds, policy
from punos.access.actions import ON_OWN_DEVICE, Given
from punos.access.models import Consent, ConsentText, Grant
from punos.access.rights import Capacity, Right, Topic
from punos.network import queries, rules
from punos.network.actions import meanwhile
from punos.network.actions.ending import settle_ending
from punos.network.actions.leaving import end_seat, end_substitutes, has_promised
from punos.network.models import Seat
from punos.notices import actions as notices
from punos.notices.queries import TO_STAND_IN
from punos.people.actor import Actor
from punos.trace.refusal import Refused


@transaction.atomic
def accept_seat(  # noqa: PLR0913 - a consent has these parts
    *,
    by: Actor,
    case_id: UUID,
    seat_id: UUID,
    topics: Collection[str],
    until_on: date,
    covers_substitute: bool = False,
    given: Given = ON_OWN_DEVICE,
    seen: Collection[UUID] | None = None,
) -> Consent:
    """Give the client's yes to one seat, or change it. One who asked for oneself is in at once.

    Raises ChangedMeanwhile where the seat's consent is another than the one `seen`.
    """
    seat = Seat.objects.select_for_update().filter(case=case_id, pk=seat_id, ended_at=None).first()
    if seat is None or seat.role == queries.GUARDIAN or seat.stands_for_id:
        raise Refused(by, Right.CONSENT_GIVE, case_id)
    # Who sits without a job has no colleagues who could stand in.
    covers_substitute = covers_substitute and seat.employment_id is not None
    if not _is_said(seat.consent, topics, until_on, covers=covers_substitute):
        meanwhile.check(seat.consent_id, seen)
    stood = policy.valid_consents().filter(seats=seat).exists()
    consent = access.give_consent(
        by=by,
        case_id=case_id,
        to=seat.person,
        topics=topics,
        until_on=until_on,
        covers_substitute=covers_substitute,
        given=given,
    )
    settle_ending(seat.consent_id)
    seat.consent = consent
    seat.save(update_fields=["consent"])
    notices.settle(kind="seat_proposed", subject_id=seat.pk)
    if covers_substitute and stood:
        seat.stand_ins.filter(ended_at=None).update(consent=consent)
    else:
        end_substitutes(by, seat)
    if has_promised(seat):
        _seat_now(seat)
    elif seat.capacity == Capacity.WORK and not stood:
        _tell_invited(seat, key=str(consent.pk))
    return consent


def _tell_invited(seat: Seat, *, key: str) -> None:
    notices.tell(
        to=seat.person,
        kind="seat_invited",
        case=seat.case,
        subject_id=seat.pk,
        key=key,
        link=reverse("seat", args=[seat.pk]),
    )


def _is_said(
    consent: Consent | None, topics: Collection[str], until_on: date, *, covers: bool
) -> bool:
    """Return whether the same stands already: the same form sent twice is no second saver."""
    if consent is None:
        return False
    stands = (set(consent.topics), consent.until_on, consent.covers_substitute)
    return stands == (set(topics), until_on, covers)


@transaction.atomic
def record_consent(  # noqa: PLR0913 - a recorded consent tells how it was given
    *,
    by: Actor,
    case_id: UUID,
    seat_id: UUID,
    topics: Collection[str],
    until_on: date,
    how: str,
    witness: str = "",
    covers_substitute: bool = False,
    seen: Collection[UUID] | None = None,
) -> Consent:
    """Record the yes that the client gave on paper, on the worker's device or orally.

    Whoever opened the work may so come in; one who is in writes no wider yes down for oneself.
    """
    if Seat.objects.filter(pk=seat_id, person=by.person, consent__isnull=False).exists():
        raise Refused(by, Right.NETWORK_WRITE, case_id)
    consent = accept_seat(
        by=by,
        case_id=case_id,
        seat_id=seat_id,
        topics=topics,
        until_on=until_on,
        covers_substitute=covers_substitute,
        given=Given(how, witness),
        seen=seen,
    )
    notices.tell(
        to=consent.case.client,
        kind="consent_recorded",
        case=consent.case,
        subject_id=consent.pk,
        key=str(consent.pk),
        link=reverse("consents", args=[case_id]),
    )
    return consent


@transaction.atomic
def decline_seat(*, by: Actor, case_id: UUID, seat_id: UUID) -> None:
    """Say no to a proposal. Nobody but the client and the proposer learns of it."""
    case = policy.open_case(by, case_id, Right.CONSENT_GIVE)
    asked = Seat.objects.exclude(role=queries.GUARDIAN)
    seat = get_object_or_404(asked, case=case, pk=seat_id, consent=None)
    if seat.ended_at:
        return
    # The one who opened the work may be reading by the opening: a no ends that too.
    access.end_grants(by=by, case=case, holder=seat.person, capacity=seat.capacity)
    notices.settle(kind="seat_proposed", subject_id=seat.pk)
    end_seat(by, seat, Seat.EndingWay.DECLINED)


@transaction.atomic
def answer_seat(*, by: Actor, seat_id: UUID, is_yes: bool) -> Seat:
    """Take or leave the seat; a close one promises silence with the same yes."""
    seat = queries.invited_seat(by, seat_id)
    kind = ConsentText.Kind.PROMISE if seat.capacity == Capacity.CLOSE else ConsentText.Kind.SEAT
    seat.answer = access.express(by=by, case=seat.case, giver=seat.person, kind=kind, is_yes=is_yes)
    seat.save(update_fields=["answer"])
    for asked in ("seat_invited", TO_STAND_IN):
        notices.settle(kind=asked, subject_id=seat.pk)
    if is_yes and seat.role == queries.GUARDIAN:
        _seat_guardian_now(seat)
    elif is_yes:
        _seat_now(seat)
    else:
        end_seat(by, seat, Seat.EndingWay.REFUSED)
    notices.tell(
        to=seat.case.client,
        kind="seat_answered",
        case=seat.case,
        subject_id=seat.pk,
        key=str(seat.pk),
        link=reverse("consents", args=[seat.case_id]),
    )
    if seat.stands_for_id:
        _tell_who_asked(seat)
    return seat


def _tell_who_asked(seat: Seat) -> None:
    """Tell who needs to know whether somebody stands in; an ended right to know shows nothing."""
    notices.tell(
        to=seat.proposed_by,
        kind="stand_in_answered",
        case=seat.case,
        subject_id=seat.pk,
        key=str(seat.pk),
        link=reverse("stand-in", args=[seat.case_id]),
    )


def _seat_now(seat: Seat) -> None:
    """Make the seat's grant, where the consent has none; a grant by the opening gives way to it."""
    if Grant.objects.filter(
        consent=seat.consent, holder=seat.person, capacity=seat.capacity, closed_at=None
    ).exists():
        return
    opening = Grant.objects.filter(
        case=seat.case, holder=seat.person, basis=Grant.Basis.OPENING, closed_at=None
    )
    now = clock.now()
    opening.update(until_at=now, closed_at=now)
    assert seat.consent is not None  # noqa: S101 - a seat is answered only after the client's yes
    access.grant(
        case=seat.case,
        holder=seat.person,
        capacity=seat.capacity,
        rights=queries.seat_rights(seat, seat.consent.topics),
        basis=Grant.Basis.CONSENT,
        consent=seat.consent,
        employment=seat.employment,
    )


def _seat_guardian_now(seat: Seat) -> None:
    """Give a guardian the place: by law, for entries decided about alone, until the client is 18."""
    born_on = seat.case.client.born_on
    if born_on is None or not queries.is_minor(seat.case.client):
        return
    access.grant(
        case=seat.case,
        holder=seat.person,
        capacity=Capacity.CLOSE,
        rights=queries.seat_rights(seat, [Topic.PLAN]),
        basis=Grant.Basis.LAW,
        legal_basis=grounds.ground(seat.case.owner, grounds.Purpose.GUARDIAN),
        until_at=clock.start_of(rules.grown_up_on(born_on)),
        circles_only=True,
    )

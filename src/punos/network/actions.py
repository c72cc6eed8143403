"""The writers of the network. No seat opens anything before the client's yes and the invitee's own."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from punos import clock
from punos.access import actions as access
from punos.access import policy
from punos.access.actions import ON_OWN_DEVICE, Given
from punos.access.models import Case, Consent, ConsentText, Ending, Grant, Withdrawal
from punos.access.rights import Capacity, Right, Topic, rights_of
from punos.network import queries, rules
from punos.network.models import CaseModel, Invitation, OwnWorker, Responsibility, Seat
from punos.notices import actions as notices
from punos.people import actions as people
from punos.people.actor import Actor
from punos.people.models import Employment, Person
from punos.people.professions import kind_of
from punos.practice.models import OperatingModel
from punos.trace import actions as trace
from punos.trace.refusal import Refused

INVITATION_DAYS = 14


@dataclass(frozen=True, slots=True)
class Link:
    """A link that is shown once, as a QR or a text to hand over."""

    seat: Seat
    token: str

    @property
    def path(self) -> str:
        return reverse("invitation", args=[self.token])


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
) -> Case:
    """Open a shared work beside the client: person, case, model, and the opener's own proposal."""
    client = people.make_person(
        by=by, first_name=first_name, last_name=last_name, phone=phone, born_on=born_on
    )
    case = access.open_work(by=by, client=client, employment=employment)
    CaseModel.objects.create(case=case, model=model, level=rules.first_level(model.content))
    propose_seat(
        by=by, case_id=case.pk, employment=employment, why="", topics=[Topic.TIMES, Topic.PLAN]
    )
    return case


@dataclass(frozen=True, slots=True)
class Shown:
    """Six digits and a link for the client's own phone, shown once beside the worker."""

    digits: str
    token: str

    @property
    def path(self) -> str:
        return reverse("device-link", args=[self.token])


@transaction.atomic
def show_code(*, by: Actor, case_id: UUID) -> Shown:
    """Make the digits by which the client's phone becomes a device met face to face."""
    case = policy.open_case(by, case_id, Right.NETWORK_WRITE)
    if by.person == case.client:
        raise Refused(by, Right.NETWORK_WRITE, case_id)
    code = people.make_sign_in_code(by=by, person=case.client, how="known_in_work")
    return Shown(code.digits, code.link_token)


@transaction.atomic
def raise_level(*, by: Actor, case_id: UUID, seat_id: UUID) -> Shown:
    """Make the digits for a close one whom the worker now meets: from light to a met device."""
    case = policy.open_case(by, case_id, Right.NETWORK_WRITE)
    seat = get_object_or_404(Seat, case=case, pk=seat_id, capacity=Capacity.CLOSE, ended_at=None)
    if by.person == case.client or seat.answer_id is None:
        raise Refused(by, Right.NETWORK_WRITE, case_id)
    code = people.make_sign_in_code(by=by, person=seat.person, how="met_with_client")
    return Shown(code.digits, code.link_token)


@transaction.atomic
def propose_seat(
    *, by: Actor, case_id: UUID, employment: Employment, why: str, topics: Iterable[str]
) -> Seat:
    """Propose a professional. The client decides; until then the person is told nothing."""
    case = policy.open_case(by, case_id, Right.NETWORK_WRITE)
    if not Employment.objects.on(clock.today()).filter(pk=employment.pk).exists():
        raise ValidationError(
            _("Hän ei työskentele enää siellä. Valitse toinen."), code="employment"
        )
    return _propose(
        by,
        case,
        person=employment.person,
        capacity=Capacity.WORK,
        role=kind_of(employment.profession).role,
        employment=employment,
        why=why,
        wished_topics=_known(topics),
    )


def _propose(by: Actor, case: Case, *, person: Person, **facts: Any) -> Seat:
    if person == case.client:
        raise ValidationError(_("Asiakas on jo mukana."), code="client")
    if Seat.objects.filter(case=case, person=person, ended_at=None).exists():
        raise ValidationError(_("Hänellä on jo paikka tai kutsu."), code="seated")
    seat = Seat.objects.create(case=case, person=person, proposed_by=by.who, **facts)
    trace.record(by, "network.seat.proposed", case.pk, seat)
    if by.person != case.client:
        link = reverse("consents", args=[case.pk])
        notices.tell(
            to=case.client,
            kind="seat_proposed",
            case=case,
            subject_id=seat.pk,
            key=str(seat.pk),
            link=link,
        )
    return seat


def _known(topics: Iterable[str]) -> list[str]:
    chosen = set(topics)
    return [code for code in Topic.values if code in chosen]


@transaction.atomic
def invite_close_one(  # noqa: PLR0913 - the client's own form asks these
    *,
    by: Actor,
    case_id: UUID,
    first_name: str,
    relation: str,
    topics: Iterable[str],
    until_on: date,
    is_guardian: bool = False,
) -> Link:
    """Let the client invite a close one and agree to the topics in the same breath.

    A guardian's place opens nothing until a decision adds a circle (CDL §§ 34, 51).
    """
    case = policy.open_case(by, case_id, Right.CONSENT_GIVE)
    person = people.make_person(by=by, first_name=first_name)
    seat = _propose(
        by,
        case,
        person=person,
        capacity=Capacity.CLOSE,
        role="guardian" if is_guardian else "close_one",
        relation=relation,
        wished_topics=_known(topics),
    )
    accept_seat(by=by, case_id=case_id, seat_id=seat.pk, topics=topics, until_on=until_on)
    return make_link(by=by, case_id=case_id, seat_id=seat.pk)


@transaction.atomic
def make_link(*, by: Actor, case_id: UUID, seat_id: UUID) -> Link:
    """Make a link for a close one's seat; an older unspent one dies."""
    case = policy.open_case(by, case_id, Right.NETWORK_WRITE)
    seat = get_object_or_404(Seat, case=case, pk=seat_id, capacity=Capacity.CLOSE, ended_at=None)
    now = clock.now()
    seat.invitations.filter(spent_at=None).update(spent_at=now)
    token = secrets.token_urlsafe(24)
    Invitation.objects.create(
        seat=seat,
        token_hash=rules.hash_of(token),
        made_by=by.who,
        until_at=now + timedelta(days=INVITATION_DAYS),
    )
    trace.record(by, "network.invitation.made", case.pk, seat)
    return Link(seat, token)


@transaction.atomic
def accept_seat(  # noqa: PLR0913 - a consent has these parts
    *,
    by: Actor,
    case_id: UUID,
    seat_id: UUID,
    topics: Iterable[str],
    until_on: date,
    covers_substitute: bool = False,
    given: Given = ON_OWN_DEVICE,
) -> Consent:
    """Give the client's yes to one seat, or change it. One who asked for oneself is in at once."""
    seat = get_object_or_404(
        Seat.objects.select_for_update(), case=case_id, pk=seat_id, ended_at=None
    )
    consent = access.give_consent(
        by=by,
        case_id=case_id,
        to=seat.person,
        topics=topics,
        until_on=until_on,
        covers_substitute=covers_substitute,
        given=given,
    )
    seat.consent = consent
    seat.save(update_fields=["consent"])
    if seat.answer_id is None and seat.proposed_by_id == seat.person_id:
        _seat_now(seat)
    elif seat.answer_id is None and seat.capacity == Capacity.WORK:
        link = reverse("seat", args=[seat.pk])
        notices.tell(
            to=seat.person,
            kind="seat_invited",
            case=seat.case,
            subject_id=seat.pk,
            key=str(seat.pk),
            link=link,
        )
    elif not covers_substitute:
        _end_substitutes(by, seat)
    return consent


@transaction.atomic
def record_consent(  # noqa: PLR0913 - a recorded consent tells how it was given
    *,
    by: Actor,
    case_id: UUID,
    seat_id: UUID,
    topics: Iterable[str],
    until_on: date,
    how: str,
    witness: str = "",
    covers_substitute: bool = False,
) -> Consent:
    """Record the yes that the client gave on paper, on the worker's device or orally."""
    return accept_seat(
        by=by,
        case_id=case_id,
        seat_id=seat_id,
        topics=topics,
        until_on=until_on,
        covers_substitute=covers_substitute,
        given=Given(how, witness),
    )


@transaction.atomic
def decline_seat(*, by: Actor, case_id: UUID, seat_id: UUID) -> None:
    """Say no to a proposal. Nobody but the client and the proposer learns of it."""
    case = policy.open_case(by, case_id, Right.CONSENT_GIVE)
    seat = get_object_or_404(Seat, case=case, pk=seat_id, ended_at=None, consent=None)
    _end(by, seat, Seat.EndingWay.DECLINED)


@transaction.atomic
def answer_seat(*, by: Actor, seat_id: UUID, is_yes: bool) -> Seat:
    """Take or leave the seat; a close one promises silence with the same yes."""
    seat = queries.invited_seat(by, seat_id)
    kind = ConsentText.Kind.PROMISE if seat.capacity == Capacity.CLOSE else ConsentText.Kind.SEAT
    seat.answer = access.express(by=by, case=seat.case, giver=seat.person, kind=kind, is_yes=is_yes)
    seat.save(update_fields=["answer"])
    if is_yes:
        _seat_now(seat)
    else:
        _end(by, seat, Seat.EndingWay.REFUSED)
    notices.tell(
        to=seat.case.client,
        kind="seat_answered",
        case=seat.case,
        subject_id=seat.pk,
        key=str(seat.pk),
        link=reverse("consents", args=[seat.case_id]),
    )
    return seat


def _seat_now(seat: Seat) -> None:
    """Make the seat's grant; the opener's own grant by the opening gives way to it."""
    opening = Grant.objects.filter(
        case=seat.case, holder=seat.person, basis=Grant.Basis.OPENING, closed_at=None
    )
    now = clock.now()
    task = {Right.ADDRESS_READ} if _has_task(seat) else set()
    opening.update(until_at=now, closed_at=now)
    assert seat.consent is not None  # noqa: S101 - a seat is answered only after the client's yes
    access.grant(
        case=seat.case,
        holder=seat.person,
        capacity=seat.capacity,
        rights=rights_of(seat.capacity, seat.consent.topics) | task,
        basis=Grant.Basis.CONSENT,
        consent=seat.consent,
        employment=seat.employment,
        circles_only=seat.role == "guardian",
    )


def _has_task(seat: Seat) -> bool:
    return OwnWorker.objects.filter(case=seat.case, person=seat.person, ended_at=None).exists()


@transaction.atomic
def spend_invitation(*, token: str) -> Seat:
    """Spend a close one's link, once. Raises ValidationError in plain words when it is over."""
    invitation = (
        Invitation.objects.select_for_update()
        .filter(
            token_hash=rules.hash_of(token),
            spent_at=None,
            until_at__gt=clock.now(),
            seat__ended_at=None,
        )
        .select_related("seat__person", "seat__case__client", "seat__consent")
        .first()
    )
    if invitation is None:
        raise ValidationError(_("Linkki ei ole enää voimassa. Pyydä uusi."), code="link")
    invitation.spent_at = clock.now()
    invitation.save(update_fields=["spent_at"])
    return invitation.seat


@transaction.atomic
def name_substitute(*, by: Actor, seat_id: UUID, employment: Employment) -> Grant:
    """Let a colleague of the same unit stand in, where the client's consent covers it."""
    seat = get_object_or_404(
        Seat.objects.select_related("employment", "consent", "case"), pk=seat_id
    )
    policy.open_case(by, seat.case_id, Right.NETWORK_WRITE)
    if by.person != seat.person:
        raise Refused(by, Right.NETWORK_WRITE, seat.case_id)
    if seat.consent is None or not seat.consent.covers_substitute:
        raise ValidationError(
            _("Asiakas ei ole antanut lupaa sijaiselle. Pyydä lupa ensin."), code="covers"
        )
    own = seat.employment
    if own is None or own.unit_id is None or own.unit_id != employment.unit_id:
        raise ValidationError(_("Sijaisen pitää olla samasta yksiköstä."), code="unit")
    made = access.grant(
        case=seat.case,
        holder=employment.person,
        capacity=Capacity.WORK,
        rights=rights_of(Capacity.WORK, seat.consent.topics),
        basis=Grant.Basis.CONSENT,
        consent=seat.consent,
        employment=employment,
    )
    trace.record(by, "network.substitute.named", seat.case_id, seat)
    return made


def _end_substitutes(by: Actor, seat: Seat) -> None:
    """A consent that no longer covers a substitute ends the substitute's grant with it."""
    for made in Grant.objects.filter(consent=seat.consent, closed_at=None).exclude(
        holder=seat.person
    ):
        access.end_grants(by=by, case=seat.case, holder=made.holder, capacity=Capacity.WORK)


@transaction.atomic
def withdraw_seat(
    *, by: Actor, case_id: UUID, seat_id: UUID, how: str = ON_OWN_DEVICE.how
) -> Withdrawal | None:
    """Take a consent back with its seat. The one removed gets no notice, no date and no reason."""
    seat = get_object_or_404(Seat.objects.select_for_update(), case=case_id, pk=seat_id)
    if seat.consent_id is None:
        raise Refused(by, Right.CONSENT_GIVE, case_id)
    withdrawal = access.withdraw_consent(
        by=by, case_id=case_id, consent_id=seat.consent_id, how=how
    )
    if seat.ended_at is None:
        _end(by, seat, Seat.EndingWay.REMOVED)
    return withdrawal


@transaction.atomic
def leave(*, by: Actor, case_id: UUID) -> None:
    """Leave the network oneself; what was promised stays in the plan for others to take."""
    seat = (
        Seat.objects.filter(case=case_id, person=by.person, ended_at=None)
        .exclude(answer=None)
        .first()
    )
    own = Seat.objects.filter(
        case=case_id, person=by.person, proposed_by=by.person, ended_at=None
    ).first()
    seat = seat or own
    if seat is None:
        raise Refused(by, "network.seat", case_id)
    access.end_grants(by=by, case=seat.case, holder=seat.person, capacity=seat.capacity)
    _end(by, seat, Seat.EndingWay.LEFT)


def _end(by: Actor, seat: Seat, way: str) -> None:
    seat.ended_at, seat.ended_by, seat.ending = clock.now(), by.person, way
    seat.save(update_fields=["ended_at", "ended_by", "ending"])
    seat.invitations.filter(spent_at=None).update(spent_at=seat.ended_at)
    for task in OwnWorker.objects.filter(case=seat.case, person=seat.person, ended_at=None):
        task.ended_at = seat.ended_at
        task.save(update_fields=["ended_at"])
        access.move_circles(by=by, case=seat.case, old=seat.person, new=None)
    trace.record(by, f"network.seat.{way}", seat.case_id, seat)


@transaction.atomic
def name_own_worker(
    *,
    by: Actor,
    case_id: UUID,
    kind: str,
    person_id: UUID,
    substitute_id: UUID | None = None,
    reason: str = "",
) -> OwnWorker:
    """Name the statutory own worker or the named contact, with a substitute.

    Raises ValidationError where the law does not let this person be the statutory own worker.
    """
    case = policy.open_case(by, case_id, Right.NETWORK_WRITE)
    work = {m.person.pk: m for m in queries.members(case) if m.strand == "work" and m.employment}
    member = work.get(person_id)
    if member is None or member.employment is None:
        raise ValidationError(_("Valitse joku, joka on jo verkostossa."), code="member")
    if kind == OwnWorker.Kind.STATUTORY:
        _check_own_worker(member.employment.field, reason)
    substitute = work.get(substitute_id) if substitute_id else None
    older = (
        OwnWorker.objects.select_for_update().filter(case=case, kind=kind, ended_at=None).first()
    )
    if older:
        older.ended_at = clock.now()
        older.save(update_fields=["ended_at"])
        access.drop_task_right(case=case, holder=older.person)
    named = OwnWorker.objects.create(
        case=case,
        kind=kind,
        person=member.person,
        substitute=substitute.person if substitute else None,
        reason=reason,
        named_by=by.who,
    )
    access.carry_task_right(case=case, holder=member.person)
    access.move_circles(by=by, case=case, old=older.person if older else None, new=member.person)
    trace.record(by, "network.own_worker.named", case.pk, named, kind=kind)
    link = reverse("network", args=[case.pk])
    if by.person != case.client:
        notices.tell(
            to=case.client,
            kind="own_worker_named",
            case=case,
            subject_id=named.pk,
            key=str(named.pk),
            link=link,
        )
    return named


def _check_own_worker(field: str, reason: str) -> None:
    """Say what to do instead when the law bars this profession (Social Welfare Act § 42)."""
    why = rules.why_not_own_worker(field, reason)
    if why == "needs_reason":
        raise ValidationError(
            _("Terveydenhuollon ammattilainen voi olla omatyöntekijä, kun kerrot syyn."), code=why
        )
    if why:
        raise ValidationError(
            _(
                "Omatyöntekijä on lain mukaan sosiaalihuollon ammattilainen. Nimeä hänet yhteyshenkilöksi."
            ),
            code=why,
        )


@transaction.atomic
def set_responsibility(*, by: Actor, case_id: UUID, person_id: UUID, words: str) -> Responsibility:
    """Write what one person in the network answers for; newer words replace older ones."""
    case = policy.open_case(by, case_id, Right.NETWORK_WRITE)
    member = next((m for m in queries.members(case) if m.person.pk == person_id), None)
    if member is None:
        raise ValidationError(_("Valitse joku, joka on jo verkostossa."), code="member")
    Responsibility.objects.filter(case=case, person=member.person, ended_at=None).update(
        ended_at=clock.now()
    )
    row = Responsibility.objects.create(
        case=case, person=member.person, words=words, owner=case.owner, author=by.person
    )
    trace.record(by, "network.responsibility.set", case.pk, row)
    return row


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

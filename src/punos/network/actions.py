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
from punos.access.models import Case, Consent, ConsentText, Ending, Grant, Inquiry, Withdrawal
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
    made_key: UUID | None = None,
) -> Case:
    """Open a shared work beside the client: person, case, model, and the opener's own proposal.

    The same form sent twice opens one work: `made_key` is its key.
    """
    if made := _made_before(by, made_key):
        return made.case
    client = people.make_person(
        by=by, first_name=first_name, last_name=last_name, phone=phone, born_on=born_on
    )
    case = access.open_work(by=by, client=client, employment=employment)
    CaseModel.objects.create(case=case, model=model, level=rules.first_level(model.content))
    seat = propose_seat(
        by=by, case_id=case.pk, employment=employment, why="", topics=[Topic.TIMES, Topic.PLAN]
    )
    _keep_key(seat, made_key)
    return case


def _made_before(by: Actor, made_key: UUID | None) -> Seat | None:
    made = Seat.objects.filter(made_key=made_key).first() if made_key else None
    if made and made.proposed_by != by.person:
        raise Refused(by, "network.seat", str(made_key))
    return made


def _keep_key(seat: Seat, made_key: UUID | None) -> None:
    seat.made_key = made_key
    seat.save(update_fields=["made_key"])


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
    made_key: UUID | None = None,
) -> Link:
    """Let the client invite a close one and agree to the topics in the same breath.

    A guardian's place opens nothing until a decision adds a circle (CDL §§ 34, 51).
    """
    case = policy.open_case(by, case_id, Right.CONSENT_GIVE)
    if made := _made_before(by, made_key):
        return make_link(by=by, case_id=case_id, seat_id=made.pk)
    person = people.make_person(by=by, first_name=first_name)
    seat = _propose(
        by,
        case,
        person=person,
        capacity=Capacity.CLOSE,
        role=queries.GUARDIAN if is_guardian else "close_one",
        relation=relation,
        wished_topics=_known(topics),
    )
    _keep_key(seat, made_key)
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
    seat = Seat.objects.select_for_update().filter(case=case_id, pk=seat_id, ended_at=None).first()
    if seat is None:
        raise Refused(by, Right.CONSENT_GIVE, case_id)
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
    notices.settle(kind="seat_proposed", subject_id=seat.pk)
    notices.settle(kind="seat_proposed", subject_id=seat.pk)
    if not covers_substitute:
        _end_substitutes(by, seat)
    if _has_promised(seat):
        _seat_now(seat)
    elif seat.capacity == Capacity.WORK:
        link = reverse("seat", args=[seat.pk])
        notices.tell(
            to=seat.person,
            kind="seat_invited",
            case=seat.case,
            subject_id=seat.pk,
            key=str(seat.pk),
            link=link,
        )
    return consent


def _has_promised(seat: Seat) -> bool:
    """Return whether the invitee said yes; whoever asked for the seat oneself has said it so."""
    return seat.answer_id is not None or seat.proposed_by_id == seat.person_id


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
    seat = get_object_or_404(Seat, case=case, pk=seat_id, consent=None)
    if seat.ended_at:
        return
    # The one who opened the work may be reading by the opening: a no ends that too.
    access.end_grants(by=by, case=case, holder=seat.person, capacity=seat.capacity)
    notices.settle(kind="seat_proposed", subject_id=seat.pk)
    notices.settle(kind="seat_proposed", subject_id=seat.pk)
    _end(by, seat, Seat.EndingWay.DECLINED)


@transaction.atomic
def answer_seat(*, by: Actor, seat_id: UUID, is_yes: bool) -> Seat:
    """Take or leave the seat; a close one promises silence with the same yes."""
    seat = queries.invited_seat(by, seat_id)
    kind = ConsentText.Kind.PROMISE if seat.capacity == Capacity.CLOSE else ConsentText.Kind.SEAT
    seat.answer = access.express(by=by, case=seat.case, giver=seat.person, kind=kind, is_yes=is_yes)
    seat.save(update_fields=["answer"])
    notices.settle(kind="seat_invited", subject_id=seat.pk)
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
        circles_only=seat.role == queries.GUARDIAN,
    )


@transaction.atomic
def spend_invitation(*, token: str) -> Seat:
    """Spend a close one's link, once. Raises ValidationError in plain words when it is over."""
    invitation = queries.living_invitations(token).select_for_update(of=("self",)).first()
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
    holds = Employment.objects.on(clock.today()).filter(pk=employment.pk).exists()
    if not holds or own is None or own.unit_id is None or own.unit_id != employment.unit_id:
        raise ValidationError(_("Sijaisen pitää olla samasta yksiköstä."), code="unit")
    if employment.person == seat.case.client:
        raise ValidationError(_("Asiakas on jo mukana."), code="client")
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
        _end_grant(by, made)


def _end_grant(by: Actor, made: Grant) -> None:
    access.end_grants(
        by=by,
        case=made.case,
        holder=made.holder,
        capacity=made.capacity,
        occasion=made.occasion,
    )


@transaction.atomic
def withdraw_seat(
    *, by: Actor, case_id: UUID, seat_id: UUID, how: str = ON_OWN_DEVICE.how
) -> Withdrawal | None:
    """Take a consent back with its seat. The one removed gets no notice, no date and no reason."""
    seat = Seat.objects.select_for_update().filter(case=case_id, pk=seat_id).first()
    if seat is None or seat.consent_id is None:
        raise Refused(by, Right.CONSENT_GIVE, case_id)
    withdrawal = access.withdraw_consent(
        by=by, case_id=case_id, consent_id=seat.consent_id, how=how
    )
    if seat.ended_at is None:
        _end(by, seat, Seat.EndingWay.REMOVED)
    return withdrawal


@transaction.atomic
def leave(*, by: Actor, case_id: UUID) -> None:
    """Leave the network oneself; what was promised stays in the plan for others to take.

    A substitute, and what opened one meeting by the same consent, go with the one who leaves.
    """
    seat = Seat.objects.filter(case=case_id, person=by.person, ended_at=None).first()
    if seat is None or not _has_promised(seat):
        raise Refused(by, "network.seat", case_id)
    access.end_grants(by=by, case=seat.case, holder=seat.person, capacity=seat.capacity)
    if seat.consent:
        for made in Grant.objects.filter(consent=seat.consent, closed_at=None):
            _end_grant(by, made)
    _end(by, seat, Seat.EndingWay.LEFT)


@transaction.atomic
def recuse(*, by: Actor, case_id: UUID) -> None:
    """Say "tunnen hänet": the case shuts at once and the seat, if there is one, ends."""
    access.recuse(by=by, case_id=case_id)
    seat = Seat.objects.filter(case=case_id, person=by.person, ended_at=None).first()
    if seat:
        _end(by, seat, Seat.EndingWay.LEFT)


@transaction.atomic
def approve_inquiry(*, by: Actor, inquiry_id: UUID) -> Inquiry:
    """Let a matter be looked into (asian selvittäminen) and tell the client who looks and why."""
    inquiry = access.approve_inquiry(by=by, inquiry_id=inquiry_id)
    notices.tell(
        to=inquiry.case.client,
        kind="inquiry_opened",
        case=inquiry.case,
        subject_id=inquiry.pk,
        key=str(inquiry.pk),
        link=reverse("consents", args=[inquiry.case_id]),
    )
    return inquiry


def _end(by: Actor, seat: Seat, way: str) -> None:
    seat.ended_at, seat.ended_by, seat.ending = clock.now(), by.person, way
    seat.save(update_fields=["ended_at", "ended_by", "ending"])
    seat.invitations.filter(spent_at=None).update(spent_at=seat.ended_at)
    follows = queries.follower(seat.case)
    OwnWorker.objects.filter(case=seat.case, person=seat.person, ended_at=None).update(
        ended_at=seat.ended_at
    )
    _follow(by, seat.case, follows)
    Responsibility.objects.filter(case=seat.case, person=seat.person, ended_at=None).update(
        ended_at=seat.ended_at
    )
    trace.record(by, f"network.seat.{way}", seat.case_id, seat)


def _follow(by: Actor, case: Case, before: Person | None) -> None:
    """Let private entries follow where the one who answers for the whole has changed."""
    after = queries.follower(case)
    if before != after:
        access.move_circles(by=by, case=case, old=before, new=after)


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
    if substitute_id and (substitute is None or substitute == member):
        raise ValidationError(_("Varahenkilön pitää olla toinen verkostosta."), code="substitute")
    older = (
        OwnWorker.objects.select_for_update().filter(case=case, kind=kind, ended_at=None).first()
    )
    if older and (older.person_id, older.substitute_id, older.reason) == (
        person_id,
        substitute_id,
        reason,
    ):
        return older
    follows = queries.follower(case)
    if older:
        older.ended_at = clock.now()
        older.save(update_fields=["ended_at"])
    named = OwnWorker.objects.create(
        case=case,
        kind=kind,
        person=member.person,
        substitute=substitute.person if substitute else None,
        reason=reason,
        named_by=by.who,
    )
    if (
        older
        and not OwnWorker.objects.filter(case=case, person=older.person, ended_at=None).exists()
    ):
        access.drop_task_right(case=case, holder=older.person)
    access.carry_task_right(case=case, holder=member.person)
    _follow(by, case, follows)
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
    held = Responsibility.objects.filter(case=case, person=member.person, ended_at=None)
    if same := held.filter(words=words).first():
        return same
    held.update(ended_at=clock.now())
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

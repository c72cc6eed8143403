"""Proposing seats and inviting close ones. Until the client agrees nobody is told."""

import secrets
from collections.abc import Collection
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
from punos.access import policy
from punos.access.models import Case
from punos.access.rights import Capacity, Right, Topic
from punos.network import limits, queries, rules
from punos.network.actions.answering import accept_seat
from punos.network.actions.leaving import end_substitutes
from punos.network.models import Invitation, Seat
from punos.notices import actions as notices
from punos.people import actions as people
from punos.people.actor import Actor
from punos.people.models import Employment, Person
from punos.people.professions import kind_of
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


def made_before(by: Actor, made_key: UUID | None) -> Seat | None:
    made = Seat.objects.filter(made_key=made_key).first() if made_key else None
    if made and made.proposed_by != by.person:
        raise Refused(by, "network.seat", str(made_key))
    return made


def keep_key(seat: Seat, made_key: UUID | None) -> None:
    seat.made_key = made_key
    seat.save(update_fields=["made_key"])


@transaction.atomic
def propose_seat(
    *, by: Actor, case_id: UUID, employment: Employment, why: str, topics: Collection[str]
) -> Seat:
    """Propose a professional. The client decides; until then the person is told nothing."""
    case = policy.open_case(by, case_id, Right.NETWORK_WRITE)
    if not Employment.objects.on(clock.today()).filter(pk=employment.pk).exists():
        raise ValidationError(
            _("Hän ei työskentele enää siellä. Valitse toinen."), code="employment"
        )
    return propose_person(
        by,
        case,
        person=employment.person,
        capacity=Capacity.WORK,
        role=kind_of(employment.profession).role,
        employment=employment,
        why=why,
        wished_topics=_known(topics),
    )


def propose_person(by: Actor, case: Case, *, person: Person, **facts: Any) -> Seat:
    if person == case.client:
        raise ValidationError(_("Asiakas on jo mukana."), code="client")
    seats = Seat.objects.filter(case=case, person=person, ended_at=None)
    ran_out = queries.over(seats.select_for_update()).first()
    if ran_out is None and seats.exists():
        raise ValidationError(_("Hänellä on jo paikka tai kutsu."), code="seated")
    if ran_out:
        # What was seen in the notice of last time says nothing of this one.
        key, seat = str(ran_out.consent_id), ask_again(by, ran_out, facts)
    else:
        limits.MEMBERS.hold(Seat.objects.filter(case=case, ended_at=None))
        seat = Seat.objects.create(case=case, person=person, proposed_by=by.who, **facts)
        key = str(seat.pk)
    trace.record(by, "network.seat.proposed", case.pk, seat)
    if by.person != case.client:
        link = reverse("consents", args=[case.pk])
        is_guardian = seat.role == queries.GUARDIAN
        notices.tell(
            to=case.client,
            kind="guardian_proposed" if is_guardian else "seat_proposed",
            case=case,
            subject_id=seat.pk,
            key=key,
            link=link,
        )
    return seat


def ask_again(by: Actor, seat: Seat, facts: dict[str, Any]) -> Seat:
    """Let a seat whose yes has run out wait for a new one.

    The person's own answer stands, but not after a yes that was taken back, nor for another job;
    nor does the answer of one who stood in for somebody else.
    """
    is_same = seat.employment == facts.get("employment") and not seat.stands_for_id
    if not is_same or seat.consent is None or hasattr(seat.consent, "withdrawal"):
        seat.answer = None
    if not seat.stands_for_id:
        end_substitutes(by, seat)
    seat.consent, seat.proposed_by, seat.proposed_at = None, by.who, clock.now()
    seat.stands_for = None
    for name, value in facts.items():
        setattr(seat, name, value)
    seat.save()
    return seat


def _known(topics: Collection[str]) -> list[str]:
    chosen = set(topics)
    return [code for code in Topic.values if code in chosen]


@transaction.atomic
def invite_close_one(  # noqa: PLR0913 - the client's own form asks these
    *,
    by: Actor,
    case_id: UUID,
    first_name: str,
    relation: str,
    topics: Collection[str],
    until_on: date,
    made_key: UUID | None = None,
) -> Link:
    """Let the client invite a close one and agree to the topics in the same breath."""
    case = policy.open_case(by, case_id, Right.CONSENT_GIVE)
    if made := made_before(by, made_key):
        return make_link(by=by, case_id=case_id, seat_id=made.pk)
    person = people.make_person(by=by, first_name=first_name)
    seat = propose_person(
        by,
        case,
        person=person,
        capacity=Capacity.CLOSE,
        role="close_one",
        relation=relation,
        wished_topics=_known(topics),
    )
    keep_key(seat, made_key)
    accept_seat(by=by, case_id=case_id, seat_id=seat.pk, topics=topics, until_on=until_on)
    return make_link(by=by, case_id=case_id, seat_id=seat.pk)


@transaction.atomic
def make_link(*, by: Actor, case_id: UUID, seat_id: UUID) -> Link:
    """Make a link for a close one's seat; an older unspent one dies."""
    case = policy.open_case(by, case_id, Right.CASE_LEAD)
    seat = get_object_or_404(Seat, case=case, pk=seat_id, capacity=Capacity.CLOSE, ended_at=None)
    now, lasts = clock.now(), timedelta(days=INVITATION_DAYS)
    of_today = {"seat__case": case, "until_at__gte": clock.start_of(clock.today()) + lasts}
    limits.LINKS_A_DAY.hold(Invitation.objects.filter(**of_today))
    seat.invitations.filter(spent_at=None).update(spent_at=now)
    token = secrets.token_urlsafe(24)
    Invitation.objects.create(
        seat=seat,
        token_hash=rules.hash_of(token),
        made_by=by.who,
        until_at=now + lasts,
    )
    trace.record(by, "network.invitation.made", case.pk, seat)
    return Link(seat, token)


@transaction.atomic
def spend_invitation(*, token: str) -> Seat:
    """Spend a close one's link, once. Raises ValidationError in plain words when it is over."""
    invitation = queries.living_invitations(token).select_for_update(of=("self",)).first()
    if invitation is None:
        raise ValidationError(_("Linkki ei ole enää voimassa. Pyydä uusi."), code="link")
    invitation.spent_at = clock.now()
    invitation.save(update_fields=["spent_at"])
    return invitation.seat

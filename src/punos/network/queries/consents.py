"""The pages about consent: who asks, who sees what until when, who has looked."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from punos import clock
from punos.access import policy
from punos.access.models import Case, Consent, ConsentText
from punos.access.rights import Capacity, Right, Topic
from punos.clock import words
from punos.network.models import Invitation, Seat
from punos.network.queries.ending import SOON
from punos.network.queries.log import LogLine, newest_looks
from punos.network.queries.seeing import Ground, GuardianCard, grounds, guardian_cards, seers
from punos.network.queries.standing_in import stand_ins
from punos.network.queries.team import GUARDIAN, invited_seat, open_seats, waiting_seats
from punos.network.rules import hash_of
from punos.people.actor import Actor
from punos.trace.refusal import Refused

ICONS = {
    Topic.TIMES: "calendar-days",
    Topic.PLAN: "footprints",
    Topic.MINUTES: "file-text",
    Topic.ANSWERS: "chart-column",
    Topic.MAP: "waypoints",
    Topic.MESSAGES: "message-circle",
}


@dataclass(frozen=True, slots=True)
class TopicLine:
    """One switch of one person: what, and whether the person sees it."""

    code: str
    label: str
    icon: str
    is_on: bool


@dataclass(frozen=True, slots=True)
class SeatCard:
    """One person on the consent page, waiting for an answer or in the network."""

    seat_id: UUID
    name: str
    words: str
    body: str
    strand: str
    why: str
    wished: str
    consequence: str
    topics: tuple[TopicLine, ...]
    on_count: int
    until: str
    is_answered: bool
    may_have_substitute: bool
    covers_substitute: bool
    seen: str
    stands: tuple[str, ...]
    is_ending: bool
    is_over: bool
    works: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text with its time: a look in the log, or a seer of one meeting."""

    when: str
    who: str
    words: str
    seat_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class ConsentsPage:
    """Kuka näkee ja mitä: everything the client decides about in one place."""

    case: Case
    waiting: tuple[SeatCard, ...]
    seated: tuple[SeatCard, ...]
    over: tuple[SeatCard, ...]
    others: tuple[Line, ...]
    looks: tuple[LogLine, ...]
    ended: tuple[Line, ...]
    has_previous: bool
    elements: tuple[str, ...]
    grounds: tuple[Ground, ...]
    guardians: tuple[GuardianCard, ...]
    may_decide: bool


def consents_page(actor: Actor, case_id: UUID) -> ConsentsPage:
    """Return the client's page about consents; nobody else opens it. It stays when the work ends."""
    case = policy.open_case(actor, case_id, Right.TRACE_READ)
    if actor.person != case.client:
        raise Refused(actor, Right.CONSENT_GIVE, case_id)
    may_decide = policy.may(actor, Right.CONSENT_GIVE, case)
    # When the work has ended nothing is given again, and no card offers it.
    agreed = [_card(seat, _topics(seat.consent)) for seat in open_seats(case) if may_decide]
    # Whoever works there no more can be given nothing: that yes is a line among the ended ones.
    over = tuple(card for card in agreed if card.is_over and card.works)
    guardians = guardian_cards(case)
    return ConsentsPage(
        case=case,
        waiting=tuple(_card(seat, ()) for seat in waiting_seats(case) if may_decide),
        seated=tuple(card for card in agreed if not card.is_over),
        over=over,
        others=tuple(_meeting_seers(case, guardians)),
        looks=newest_looks(actor, case),
        ended=tuple(_ended_lines(case, {card.seen for card in over})),
        has_previous=latest_choice(case) is not None,
        elements=wording_body(ConsentText.Kind.CONSENT, case.client.language),
        grounds=grounds(case),
        guardians=guardians,
        may_decide=may_decide,
    )


def keep_typed(page: ConsentsPage, seat_id: UUID, topics: Collection[str]) -> ConsentsPage:
    """Return the page with the switches of one card as they were sent, so that nothing is lost."""

    def kept(card: SeatCard) -> SeatCard:
        if card.seat_id != seat_id:
            return card
        lines = (replace(line, is_on=line.code in topics) for line in card.topics)
        return replace(card, topics=tuple(lines))

    return replace(
        page,
        waiting=tuple(kept(card) for card in page.waiting),
        seated=tuple(kept(card) for card in page.seated),
        over=tuple(kept(card) for card in page.over),
    )


def invite_page(actor: Actor, case_id: UUID) -> Case:
    """Return the case into which the client may invite a close one."""
    return policy.open_case(actor, case_id, Right.CONSENT_GIVE)


def _topics(consent: Consent | None) -> tuple[str, ...]:
    return tuple(consent.topics) if consent else ()


def _card(seat: Seat, on: tuple[str, ...]) -> SeatCard:
    job, consent = seat.employment, seat.consent
    organisation = job.organisation if job else None
    left = consent.until_at - clock.now() if consent else None
    is_over = left is not None and left <= timedelta()
    return SeatCard(
        seat_id=seat.pk,
        name=seat.person.first_name if seat.capacity == Capacity.CLOSE else seat.person.full_name,
        words=job.words if job else seat.relation or _("läheinen"),
        body=(job.unit.name if job.unit else job.organisation.name) if job else "",
        strand="work" if job else "close",
        why=seat.why,
        wished=", ".join(str(Topic(code).label).lower() for code in seat.wished_topics),
        consequence=organisation.consequence if organisation else "",
        topics=tuple(
            TopicLine(topic.value, str(topic.label), ICONS[topic], topic.value in on)
            for topic in Topic
        ),
        on_count=len(on),
        until=_until(consent, is_over=is_over) if consent else "",
        is_answered=seat.answer_id is not None or seat.proposed_by_id == seat.person_id,
        may_have_substitute=bool(job and job.unit_id),
        covers_substitute=bool(consent and consent.covers_substitute),
        seen=str(consent.pk) if consent else "",
        stands=tuple(consent.topic_words) if consent else (),
        is_ending=left is not None and not is_over and left <= SOON,
        is_over=is_over,
        works=job is None or job.holds_on(clock.today()),
    )


def _until(consent: Consent, *, is_over: bool) -> str:
    day = {"day": words.full_day(words.last_day(consent.until_at))}
    return _("Lupa päättyi %(day)s") % day if is_over else _("%(day)s asti") % day


def _meeting_seers(case: Case, guardians: tuple[GuardianCard, ...]) -> list[Line]:
    """Those who see otherwise than by a seat of their own: substitutes, chair, recorder, an inquiry."""
    standing = stand_ins(case)
    seated = {seat.person_id for seat in (*open_seats(case), *standing)}
    seated |= {card.seat.person_id for card in guardians}
    found = [_stand_in_line(seat) for seat in standing]
    for seer in seers(case):
        if seer.person.pk in seated and seer.capacity in (Capacity.WORK, Capacity.CLOSE):
            continue
        if seer.capacity == Capacity.ATTEND:
            continue
        until = words.full_day(words.last_day(seer.until_at)) if seer.until_at else ""
        when = _("%(day)s asti") % {"day": until} if until else ""
        if seer.capacity in (Capacity.CHAIR, Capacity.RECORD):
            when = _("vain yksi tapaaminen")
        found.append(
            Line(when, seer.person.full_name, ", ".join(filter(None, (seer.words, seer.body))))
        )
    return found


def _stand_in_line(seat: Seat) -> Line:
    of = {"name": seat.stands_for.person.full_name if seat.stands_for else ""}
    said = _("sijainen (%(name)s)") % of
    when = "" if seat.answer_id else _("ei ole vielä vastannut eikä näe mitään")
    return Line(when, seat.person.full_name, said, seat.pk)


def _ended_lines(case: Case, shown: Collection[str]) -> Iterable[Line]:
    """Yield the yeses that were taken back or ran out, but not those that have a card of their own."""
    taken_back = Q(withdrawal__isnull=False)
    ran_out = Q(until_at__lte=clock.now(), replaced_at=None)
    rows = Consent.objects.filter(taken_back | ran_out, case=case).exclude(pk__in=shown)
    for consent in rows.select_related("to_person", "withdrawal").order_by("given_at"):
        if hasattr(consent, "withdrawal"):
            day, said = clock.day_of(consent.withdrawal.at), _("lupa peruttu")
        else:
            day, said = words.last_day(consent.until_at), _("lupa päättyi")
        yield Line(words.full_day(day), consent.to_person.full_name, said)


def latest_choice(case: Case) -> tuple[list[str], date] | None:
    """Return the topics and last day of the consent given last: "samat kuin edellisellä"."""
    last = (
        Consent.objects.filter(case=case, withdrawal=None, replaced_at=None)
        .order_by("given_at")
        .last()
    )
    return (list(last.topics), words.last_day(last.until_at)) if last else None


def wording_body(kind: str, language: str) -> tuple[str, ...]:
    """Return the sentences of the newest wording, in the language or in Finnish."""
    for code in (language, "fi"):
        text = ConsentText.objects.filter(kind=kind, language=code).order_by("-version").first()
        if text:
            return tuple(text.body)
    return ()


@dataclass(frozen=True, slots=True)
class InvitedPage:
    """What an invitee sees before an answer: only whom it is about, and what would open."""

    seat: Seat
    client: str
    topics: tuple[str, ...]
    until: str
    is_close: bool
    promise: tuple[str, ...]
    is_guardian: bool
    stands_for: str


def invited_page(actor: Actor, seat_id: UUID) -> InvitedPage:
    """Return the invitee's page; it opens no case and tells nothing of its content."""
    return invitation_of(invited_seat(actor, seat_id))


def invitation_of(seat: Seat) -> InvitedPage:
    """Return what an invitation says of itself, for its own page and for a link's."""
    consent, is_close = seat.consent, seat.capacity == Capacity.CLOSE
    kind = ConsentText.Kind.PROMISE if is_close else ConsentText.Kind.SEAT
    return InvitedPage(
        seat=seat,
        client=seat.case.client.first_name if is_close else seat.case.client.full_name,
        topics=tuple(consent.topic_words) if consent else (),
        until=words.full_day(words.last_day(consent.until_at)) if consent else "",
        is_close=is_close,
        promise=wording_body(kind, seat.person.language),
        is_guardian=seat.role == GUARDIAN,
        stands_for=seat.stands_for.person.full_name if seat.stands_for else "",
    )


def living_invitations(token: str) -> QuerySet[Invitation]:
    """Return the invitation of the link, if the link and the consent behind it still hold."""
    return Invitation.objects.filter(
        Q(seat__consent__in=policy.valid_consents()) | Q(seat__role=GUARDIAN),
        token_hash=hash_of(token),
        spent_at=None,
        until_at__gt=clock.now(),
        seat__ended_at=None,
        seat__answer=None,
        seat__case__ending=None,
    ).select_related("seat__case__client", "seat__person", "seat__consent")


def linked_page(token: str) -> InvitedPage | None:
    """Return what a close one's link shows, or None when it is spent or over. Spends nothing."""
    invitation = living_invitations(token).first()
    return invitation_of(invitation.seat) if invitation else None


def same_as_before(actor: Actor, case_id: UUID) -> dict[str, object]:
    """Return the form data of "samat kuin edellisellä"."""
    case = policy.open_case(actor, case_id, Right.CONSENT_GIVE)
    topics, until_on = latest_choice(case) or ([], clock.today())
    return {"topics": topics, "until_on": until_on.isoformat()}

"""Who sees something of a case and why: people, guardians, and the law on which data is handled."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from punos import clock
from punos.access import policy
from punos.access.models import Case, Consent, Grant, GuardianDecision, LegalBasis
from punos.access.rights import Capacity, Right, Topic
from punos.clock import words
from punos.network.models import Seat
from punos.network.queries.team import GUARDIAN
from punos.people.actor import Actor
from punos.people.models import Person
from punos.prepared import Text, prepared
from punos.trace.refusal import Refused

ADULT = 18
BY_LAW: dict[str, str | Promise] = {
    LegalBasis.Purpose.SHARED_WORK: gettext_lazy(
        "Laki antaa tälle taholle tehtävän. Merkinnät sen omassa rekisterissä säilyvät."
    ),
    LegalBasis.Purpose.GUARDIAN: gettext_lazy("Laki kertoo, mitä huoltajasi voi saada tietää."),
    LegalBasis.Purpose.INQUIRY: gettext_lazy("Lain mukaan tämä asia pitää selvittää."),
}
BY_CONSENT = gettext_lazy("Vain sinun luvallasi. Kun perut luvan, käsittely täällä loppuu.")


@dataclass(frozen=True, slots=True)
class Seer:
    """A line of "Kuka näkee tietoni": who, as what, which topics, until when."""

    person: Person
    capacity: str
    words: str
    body: str
    topics: tuple[str, ...]
    until_at: datetime | None
    consent: Consent | None


def seers(case: Case) -> list[Seer]:
    """Return who sees something of the case now; the case has been opened by the caller."""
    return [_seer(holder) for holder in policy.holders(case)]


def who_sees(case: Case, right: Right) -> set[UUID]:
    """Return who else than the client holds the right now; for one meeting alone is not counted.

    Whoever sees anything at all is among `policy.holders`, which the home and the consents count.
    """
    return set(_holding(case.pk, Text(right), clock.now(), clock.today()))


@prepared
def _holding(case_id: UUID, right: Text, at: datetime, day: date) -> QuerySet[Grant, Any]:
    valid = policy.valid_grants(at, day).exclude(capacity=Capacity.OWN)
    held = valid.filter(case=case_id, rights__right=right, occasion=None)
    return held.values_list("holder", flat=True)


def _seer(holder: policy.Holder) -> Seer:
    grant = holder.grant
    topics = tuple(str(topic.label) for topic in Topic if f"{topic.value}.read" in holder.rights)
    until = grant.consent.until_at if grant.consent else grant.until_at
    job = grant.employment
    named = job.words if job else str(grant.get_capacity_display())
    return Seer(
        holder.person,
        grant.capacity,
        str(grant.get_basis_display()) if grant.inquiry_id else named,
        (job.unit.name if job.unit else job.organisation.name) if job else "",
        topics,
        until,
        grant.consent,
    )


@dataclass(frozen=True, slots=True)
class Ground:
    """By which law a body handles the data: in plain words, and the law's own place."""

    body: str
    words: str
    provision: str


def grounds(case: Case) -> tuple[Ground, ...]:
    """Return by which law bodies handle the case; one that needs a yes goes with the yes."""
    now = Q(grants__in=policy.valid_grants().filter(case=case))
    kept = Q(grants__case=case, is_consent=False)
    rows = LegalBasis.objects.filter(now | kept).select_related("organisation").distinct()
    return tuple(
        Ground(
            row.organisation.name_in(case.client.language),
            str(BY_CONSENT if row.is_consent else BY_LAW[row.purpose]),
            row.provision,
        )
        for row in rows.order_by("-purpose", "organisation__sort_key", "noted_at")
    )


def is_minor(person: Person) -> bool:
    """Return whether the person is known to be under 18; one of unknown age is asked nothing."""
    age = person.age_on(clock.today())
    return age is not None and age < ADULT


def guardian_seats(case: Case) -> QuerySet[Seat]:
    """Return the guardians of a minor client who have a place, answered or not."""
    seats = Seat.objects.filter(case=case, role=GUARDIAN, ended_at=None)
    return seats.select_related("person", "answer").order_by("proposed_at")


@dataclass(frozen=True, slots=True)
class Decided:
    """One decision about a guardian in words: when, by whom, what and why."""

    when: str
    who: str
    words: str
    reason: str
    will: str


@dataclass(frozen=True, slots=True)
class GuardianCard:
    """A guardian on a page: who, whether they have answered, how many entries are open, and why."""

    seat: Seat
    name: str
    relation: str
    has_answered: bool
    shown: int
    decided: tuple[Decided, ...]


def guardian_cards(case: Case) -> tuple[GuardianCard, ...]:
    """Return the guardians with what has been decided about each, newest first."""
    seats = list(guardian_seats(case)) if is_minor(case.client) else []
    return tuple(_guardian_card(case, seat) for seat in seats)


def _guardian_card(case: Case, seat: Seat) -> GuardianCard:
    decisions = GuardianDecision.objects.filter(circle__case=case, guardian=seat.person)
    rows = list(decisions.select_related("decided_by").order_by("-decided_at", "-pk"))
    latest = {row.circle_id: row for row in reversed(rows)}
    return GuardianCard(
        seat,
        seat.person.full_name,
        seat.relation,
        seat.answer_id is not None,
        sum(row.is_shown for row in latest.values()),
        # One press decides about many entries: it is told once.
        tuple(dict.fromkeys(_decided(row) for row in rows)),
    )


def _decided(row: GuardianDecision) -> Decided:
    said = _("nuori kielsi") if row.minor_forbids else _("nuori ei kieltänyt")
    could = _("osasi päättää") if row.minor_could_decide else _("ei osannut vielä päättää")
    despite = f", {row.get_despite_display().lower()}" if row.despite else ""
    return Decided(
        words.full_day(clock.day_of(row.decided_at)),
        row.decided_by.full_name,
        _("näytetään huoltajalle") if row.is_shown else _("ei näytetä huoltajalle"),
        row.reason,
        f"{said}, {could}{despite}",
    )


@dataclass(frozen=True, slots=True)
class GuardiansPage:
    """A minor's guardians as the one who leads sees them: place, link, decisions, ending."""

    case: Case
    cards: tuple[GuardianCard, ...]


def guardians_page(actor: Actor, case_id: UUID) -> GuardiansPage:
    """Return the page to the professional who leads a minor's work; an adult has no such page."""
    case = policy.open_case(actor, case_id, Right.CASE_LEAD)
    if actor.person == case.client or not is_minor(case.client):
        raise Refused(actor, Right.CASE_LEAD, case_id)
    policy.note_look(actor, case, Right.NETWORK_READ)
    return GuardiansPage(case, guardian_cards(case))

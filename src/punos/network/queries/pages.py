"""The pages of those in the network: who is in, whom to propose, where to start and end."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import F, Q
from django.utils.translation import gettext as _

from punos import clock
from punos.access import policy
from punos.access.models import Case
from punos.access.rights import Right
from punos.clock import words
from punos.network.models import OwnWorker, Responsibility, Seat
from punos.network.queries.ending import ending_members, over
from punos.network.queries.seeing import is_minor
from punos.network.queries.standing_in import may_ask_stand_in
from punos.network.queries.team import (
    GUARDIAN,
    Member,
    known_level,
    members,
    named_contact,
    own_worker,
    responsibilities,
    waiting_seats,
)
from punos.people.actor import Actor, Level
from punos.people.models import Employment
from punos.people.professions import Profession
from punos.practice import queries as practice
from punos.practice.models import OperatingModel
from punos.trace.refusal import Refused

MOST_CANDIDATES = 30
# Where a site has chosen no model of its own.
DEFAULT_MODEL = "ohjaamo-systeeminen-verkosto"


def candidates(case: Case, text: str) -> list[Employment]:
    """Return professionals whose name, work or organisation has the text, none seated already."""
    wished = text.strip()
    if len(wished) < 2:  # one letter would list the whole area
        return []
    seats = Seat.objects.filter(case=case, ended_at=None)
    # Whose yes has run out may be asked for again.
    seated = seats.exclude(pk__in=over(seats)).values("person")
    wanted = Q()
    for word in wished.split():
        # SQLite folds the case of a–z only, so the capital is tried too: åsa finds Åsa.
        capital = word.capitalize()
        wanted &= (
            Q(person__first_name__icontains=word)
            | Q(person__first_name__contains=capital)
            | Q(person__last_name__icontains=word)
            | Q(person__last_name__contains=capital)
            | Q(title__icontains=word)
            | Q(organisation__name__icontains=word)
            | Q(unit__name__icontains=word)
            | Q(
                profession__in=[p.value for p in Profession if word.lower() in str(p.label).lower()]
            )
        )
    return list(
        Employment.objects.on(clock.today())
        .filter(wanted, person__is_active=True)
        .exclude(person__in=seated)
        .exclude(person=case.client)
        .select_related("person", "organisation", "unit")
        .order_by("person__sort_key", "pk")[:MOST_CANDIDATES]
    )


@dataclass(frozen=True, slots=True)
class NetworkPage:
    """Who is in, who answers for what, who has been asked."""

    case: Case
    members: tuple[Member, ...]
    asked: tuple[Seat, ...]
    ending: tuple[str, ...]
    own_worker: OwnWorker | None
    contact: OwnWorker | None
    responsibilities: tuple[Responsibility, ...]
    may_edit: bool
    may_lead: bool
    is_own: bool
    may_leave: bool
    may_stand_in: bool
    is_minors: bool

    @property
    def workers(self) -> list[tuple[str, str]]:
        return [
            (str(m.person.pk), f"{m.person.full_name}, {m.words}")
            for m in self.members
            if m.employment
        ]

    @property
    def seen_tasks(self) -> str:
        """Return the ids of who is named now, for the form that names another."""
        return " ".join(str(task.pk) for task in (self.own_worker, self.contact) if task)

    @property
    def tasks_words(self) -> str:
        """Return who is named now, in one line."""
        named = (task for task in (self.own_worker, self.contact) if task)
        return ". ".join(_task_words(task) for task in named)

    @property
    def seen_duties(self) -> str:
        return " ".join(str(row.pk) for row in self.responsibilities)

    @property
    def duties_words(self) -> str:
        """Return who answers for what now, in one line."""
        return ". ".join(f"{row.person.first_name}: {row.words}" for row in self.responsibilities)

    @property
    def everybody(self) -> list[tuple[str, str]]:
        return [(str(m.person.pk), m.person.full_name) for m in self.members]


def _task_words(task: OwnWorker) -> str:
    said = f"{task.get_kind_display()}: {task.person.full_name}"
    return f"{said}, {_('varahenkilö')} {task.substitute.full_name}" if task.substitute else said


def network_page(actor: Actor, case_id: UUID) -> NetworkPage:
    """Return the network as those in it see it."""
    case = policy.open_case(actor, case_id, Right.NETWORK_READ)
    rights = policy.rights_in(actor, case)
    team = members(case)
    may_edit = Right.NETWORK_WRITE in rights
    is_own = Right.CONSENT_GIVE in rights
    may_lead = Right.CASE_LEAD in rights
    leads_others = may_lead and not is_own
    # A look through another's eyes shows what that person reads there, and no way to write.
    previewed = actor.preview.rights if actor.preview else frozenset()
    sees_asked = may_edit or Right.NETWORK_WRITE in previewed
    return NetworkPage(
        case=case,
        members=tuple(team),
        # Only those who may propose see who has been asked: what is left out is never hinted at.
        asked=tuple(waiting_seats(case)) if sees_asked else (),
        ending=tuple(ending_members(actor, case, clock.now())) if leads_others else (),
        own_worker=own_worker(case),
        contact=named_contact(case),
        responsibilities=tuple(responsibilities(actor, case)),
        may_edit=may_edit,
        may_lead=may_lead,
        is_own=is_own,
        may_leave=not is_own and not actor.preview and _is_in(actor, case),
        is_minors=is_minor(case.client),
        may_stand_in=may_edit and not is_own and may_ask_stand_in(actor, case),
    )


def _is_in(actor: Actor, case: Case) -> bool:
    """Return whether the actor has a seat to leave: not who looks into a matter or reads by law."""
    taken = Q(answer__isnull=False) | Q(proposed_by=F("person"))
    return Seat.objects.filter(taken, case=case, person=actor.person, ended_at=None).exists()


def task_page(actor: Actor, case_id: UUID) -> NetworkPage:
    """Return the same to one who leads: asked before the form that names somebody is read."""
    policy.open_case(actor, case_id, Right.CASE_LEAD)
    return network_page(actor, case_id)


def duty_page(actor: Actor, case_id: UUID) -> NetworkPage:
    """Return the same to one who writes: asked before the form about a responsibility is read."""
    policy.open_case(actor, case_id, Right.NETWORK_WRITE)
    return network_page(actor, case_id)


@dataclass(frozen=True, slots=True)
class StartPage:
    """Where a new shared work would be opened: the worker's job and the site's own model."""

    employment: Employment
    model: OperatingModel
    model_name: str


def start_page(actor: Actor) -> StartPage:
    """Return what a new work here starts with; only one who works somewhere now may open one."""
    jobs = Employment.objects.on(clock.today()).filter(person=actor.person)
    job = jobs.select_related("organisation", "unit").order_by("from_on", "pk").first()
    if job is None or actor.level < Level.STRONG:
        raise Refused(actor, "case.open", "")
    code = (job.unit.model_code if job.unit else "") or DEFAULT_MODEL
    model = practice.newest(code)
    return StartPage(job, model, model.name(actor.person.language if actor.person else "fi"))


@dataclass(frozen=True, slots=True)
class DevicePage:
    """Beside which client the six digits are shown, and whether a device was met before."""

    case: Case
    has_device: bool


def device_page(actor: Actor, case_id: UUID) -> DevicePage:
    """Return the page on which a worker lets the client's own phone in."""
    case = policy.open_case(actor, case_id, Right.CASE_LEAD)
    return DevicePage(case, known_level(case.client) == Level.DEVICE)


@dataclass(frozen=True, slots=True)
class ProposePage:
    """Whom a search among professionals found."""

    case: Case
    found: list[Employment]
    has_searched: bool


def propose_page(actor: Actor, case_id: UUID, text: str) -> ProposePage:
    """Return professionals who could be proposed, by name, work or organisation."""
    case = policy.open_case(actor, case_id, Right.NETWORK_WRITE)
    return ProposePage(case, candidates(case, text), len(text.strip()) > 1)


@dataclass(frozen=True, slots=True)
class RecordPage:
    """For whose seat a worker writes down what the client said."""

    case: Case
    name: str
    seen: str
    stands: tuple[str, ...]
    until: str


def record_page(actor: Actor, case_id: UUID, seat_id: UUID) -> RecordPage:
    """Return the page on which a worker records a consent given otherwise than on own device."""
    case = policy.open_case(actor, case_id, Right.CASE_LEAD)
    seats = Seat.objects.filter(case=case, pk=seat_id, ended_at=None, stands_for=None)
    seat = seats.select_related("person", "consent").first()
    if seat is None or seat.role == GUARDIAN or actor.person == case.client:
        raise Refused(actor, Right.CASE_LEAD, case_id)
    consent = seat.consent
    return RecordPage(
        case,
        seat.person.full_name,
        str(consent.pk) if consent else "",
        tuple(consent.topic_words) if consent else (),
        words.full_day(consent.until_on) if consent else "",
    )


@dataclass(frozen=True, slots=True)
class EndPage:
    """Who is in when the work ends, and with whom the client could stay in touch."""

    case: Case
    is_own: bool
    members: tuple[Member, ...]

    @property
    def workers(self) -> tuple[tuple[str, str], ...]:
        return tuple(
            (str(m.person.pk), f"{m.person.full_name}, {m.words}")
            for m in self.members
            if m.employment
        )


def end_page(actor: Actor, case_id: UUID) -> EndPage:
    """Return who is there when the work is ended together; `plan` adds the steps that are open."""
    case = policy.open_case(actor, case_id, Right.CASE_END)
    policy.note_look(actor, case, Right.NETWORK_READ)
    return EndPage(case, actor.person == case.client, tuple(members(case)))

"""Who is in the network, who answers for what, and the facts of the network."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from operator import attrgetter
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from punos import clock
from punos.access import policy
from punos.access.facts import Fact
from punos.access.models import Case, Ending
from punos.access.rights import Capacity, Right
from punos.network.models import CaseModel, OwnWorker, Responsibility, Seat
from punos.people.actor import Actor, Level
from punos.people.models import Employment, Person, Reach
from punos.practice.models import OperatingModel
from punos.prepared import prepared
from punos.trace.refusal import Refused

GUARDIAN = "guardian"


@dataclass(frozen=True, slots=True)
class Member:
    """One who is in the network now, as the pages name them."""

    person: Person
    role: str
    words: str
    body: str
    strand: str
    employment: Employment | None
    seat_id: UUID | None = None

    @property
    def task(self) -> str:
        """Return what the person does and where, in one line."""
        return f"{self.words}, {self.body}" if self.body else self.words

    @property
    def face(self) -> str:
        """Return the strand as the face component names it."""
        return "client" if self.strand == "me" else self.strand


@dataclass(frozen=True, slots=True)
class Contact:
    """The one the client turns to, the words for that task, and how they are reached."""

    person: Person
    words: str
    substitute: Person | None
    phone: str
    hours: str


def members(case: Case, holders: Iterable[policy.Holder] | None = None) -> list[Member]:
    """Return the client and everybody who holds a valid working or close grant, client first.

    Who has asked for the holders of the case already gives them.
    """
    seats = {place.person_id: place for place in _places(case)}
    named = dict(_kinds(case.pk))
    found = [Member(case.client, "client", _("asiakas"), "", "me", None)]
    found.extend(
        _member(holder, seats.get(holder.person.pk), named)
        for holder in (policy.holders(case) if holders is None else holders)
        if holder.grant.capacity in (Capacity.WORK, Capacity.CLOSE)
        and holder.grant.inquiry_id is None
    )
    return found


def _member(holder: policy.Holder, seat: "Place | None", named: dict[UUID, str]) -> Member:
    job = holder.grant.employment
    body = (job.unit.name if job.unit else job.organisation.name) if job else ""
    task = named.get(holder.person.pk)
    role = "own_worker" if task else seat.role if seat else "catcher"
    words = (
        str(OwnWorker.Kind(task).label)
        if task
        else job.words
        if job
        else (seat.relation if seat else "")
    )
    strand = "work" if holder.grant.capacity == Capacity.WORK else "close"
    words = words or _("läheinen")
    return Member(holder.person, role, words, body, strand, job, seat.id if seat else None)


def member_to_be(seat: Seat) -> Member:
    """Return whoever is asked to the seat as they would stand among the members."""
    job = seat.employment
    body = (job.unit.name if job.unit else job.organisation.name) if job else ""
    words = job.words if job else seat.relation
    strand = "work" if seat.capacity == Capacity.WORK else "close"
    return Member(seat.person, seat.role, words or _("läheinen"), body, strand, job, seat.pk)


@prepared
def _seats(case_id: UUID) -> QuerySet[Seat]:
    """Return the seats of the case that have not ended, the client's yes along; no substitute's."""
    return (
        Seat.objects.filter(case=case_id, ended_at=None, stands_for=None)
        .select_related(
            "person",
            "employment__organisation",
            "employment__unit",
            "proposed_by",
            "consent__withdrawal",
            "answer",
        )
        .order_by("proposed_at")
    )


class Place(NamedTuple):
    """A seat that has not ended, as lists need it: whose, as what, and whether there is a yes."""

    id: UUID
    person_id: UUID
    role: str
    relation: str
    consent_id: UUID | None
    withdrawn_at: datetime | None


def _places(case: Case) -> list[Place]:
    return [Place(*row) for row in _place_rows(case.pk)]


@prepared
def _place_rows(case_id: UUID) -> QuerySet[Seat, Any]:
    seats = Seat.objects.filter(case=case_id, ended_at=None, stands_for=None)
    return seats.values_list(
        "pk", "person", "role", "relation", "consent", "consent__withdrawal__at"
    )


def seats_asked(case: Case) -> tuple[int, int]:
    """Return how many seats wait for the client's word, and to how many there was a yes.

    A guardian's is neither: it stands on the law.
    """
    places = [place for place in _places(case) if place.role != GUARDIAN]
    waiting = sum(place.consent_id is None for place in places)
    return waiting, len(places) - waiting - sum(bool(place.withdrawn_at) for place in places)


@prepared
def cases_asked(cases: Collection[UUID]) -> QuerySet[Seat, Any]:
    """Return in which of the cases somebody waits for the client's word."""
    waiting = Seat.objects.filter(case__in=cases, ended_at=None, consent=None)
    return waiting.exclude(role=GUARDIAN).values_list("case", flat=True).distinct()


@prepared
def _kinds(case_id: UUID) -> QuerySet[OwnWorker, Any]:
    """Return the tasks by person; the statutory own worker's word, the last, wins over the other."""
    named = OwnWorker.objects.filter(case=case_id, ended_at=None).order_by("kind")
    return named.values_list("person", "kind")


@prepared
def _tasks(case_id: UUID) -> QuerySet[OwnWorker]:
    named = OwnWorker.objects.filter(case=case_id, ended_at=None)
    return named.select_related("person", "substitute").order_by("pk")


def named(case: Case) -> list[OwnWorker]:
    """Return the statutory own worker first, then the named contact, as far as they are named."""
    return sorted(_tasks(case.pk), key=attrgetter("kind"), reverse=True)


def own_worker(case: Case) -> OwnWorker | None:
    """Return the statutory own worker, if one is named."""
    return _task(case, OwnWorker.Kind.STATUTORY)


def named_contact(case: Case) -> OwnWorker | None:
    """Return the named contact, if one is named."""
    return _task(case, OwnWorker.Kind.CONTACT)


def _task(case: Case, kind: str) -> OwnWorker | None:
    return next((task for task in _tasks(case.pk) if task.kind == kind), None)


def follower(case: Case) -> Person | None:
    """Return whom private entries follow: the own worker, else the named contact, else nobody."""
    task = own_worker(case) or named_contact(case)
    return task.person if task else None


def contact(case: Case) -> Contact | None:
    """Return whom the client turns to: the named contact, else the own worker, else the opener.

    When the work has ended, it is the one whom the client chose to stay in touch with.
    """
    ended: Ending | None = getattr(case, "ending", None)
    by_kind = {} if ended else {task.kind: task for task in _tasks(case.pk)}
    task = by_kind.get(OwnWorker.Kind.CONTACT) or by_kind.get(OwnWorker.Kind.STATUTORY)
    person = task.person if task else ended.contact if ended else case.opened_by
    if person is None:
        return None
    phone = next(iter(_phones(person.pk)), None)
    words = _("yhteyshenkilö") if ended else _("työn avannut työntekijä")
    words = str(task.get_kind_display()) if task else words
    return Contact(
        person,
        words,
        task.substitute if task else None,
        phone.value if phone else "",
        phone.note if phone else "",
    )


@prepared
def _phones(person: UUID) -> QuerySet[Reach]:
    return Reach.objects.filter(person=person, kind="phone").order_by("pk")[:1]


def model_of(case: Case) -> OperatingModel | None:
    """Return the version of the operating model that the case follows now."""
    row = next(iter(_models(case.pk)), None)
    return row.model if row else None


@prepared
def _models(case_id: UUID) -> QuerySet[CaseModel]:
    rows = CaseModel.objects.filter(case=case_id).select_related("model")
    return rows.order_by("-from_at")[:1]


def level_of(case: Case) -> str:
    """Return the level of the model that the case is on, '' where the model has none."""
    row = next(iter(_models(case.pk)), None)
    return row.level if row else ""


def facts_of(cases: Collection[Case]) -> dict[UUID, list[Fact]]:
    """Return, by case, that an own worker or a contact was named."""
    found: dict[UUID, list[Fact]] = {}
    for case_id, from_at in _namings([case.pk for case in cases]):
        found.setdefault(case_id, []).append(Fact("named", from_at))
    return found


@prepared
def _namings(cases: Collection[UUID]) -> QuerySet[OwnWorker, Any]:
    return OwnWorker.objects.filter(case__in=cases).values_list("case", "from_at")


def facts(case: Case) -> list[Fact]:
    """Return the facts of the network about one case."""
    return facts_of([case]).get(case.pk, [])


FACTS_IN_USE = frozenset({"named"})


def my_cases(actor: Actor) -> list[Case]:
    """Return the shared works in which the actor may see at least the times."""
    seen = policy.case_ids(actor, Right.TIMES_READ) | policy.case_ids(actor, Right.NETWORK_READ)
    return _cases(seen)


@prepared
def _cases(ids: Collection[UUID]) -> QuerySet[Case]:
    """Return the cases by the client's name in its own order."""
    cases = Case.objects.filter(pk__in=ids).select_related("client", "unit", "owner", "ending")
    return cases.order_by("client__sort_key", "pk")


def waiting_seats(case: Case) -> list[Seat]:
    """Return the seats that wait for the client's yes or no; a guardian's stands on the law."""
    waiting = (seat for seat in _seats(case.pk) if seat.consent is None)
    return [seat for seat in waiting if seat.role != GUARDIAN]


def open_seats(case: Case) -> list[Seat]:
    """Return the seats the client has agreed to, answered or still waiting for the invitee."""
    return [
        seat
        for seat in _seats(case.pk)
        if seat.consent is not None and not hasattr(seat.consent, "withdrawal")
    ]


def my_invitations(actor: Actor) -> list[Seat]:
    """Return the seats the client agreed to that wait for the actor's own answer.

    An invitation names the client, so a worker's asks for a work sign-in and for the job to go
    on, as the seat will.
    """
    if actor.person is None or actor.preview:
        return []
    return _invitations(actor.person.pk, clock.now(), clock.today(), is_work=policy.is_work(actor))


@prepared
def _invitations(person: UUID, at: datetime, day: date, *, is_work: bool) -> QuerySet[Seat]:
    fits = Q(capacity=Capacity.CLOSE)
    if is_work:
        fits |= Q(employment__in=Employment.objects.on(day))
    agreed = Q(consent__isnull=False, consent__withdrawal=None, consent__until_at__gt=at)
    agreed &= Q(stands_for=None) | Q(consent__replaced_at=None, consent__covers_substitute=True)
    return (
        Seat.objects.filter(
            fits,
            agreed | Q(role=GUARDIAN),
            person=person,
            ended_at=None,
            answer=None,
            case__ending=None,
        )
        .exclude(proposed_by=F("person"))
        .select_related("case__client", "consent", "employment__organisation", "stands_for__person")
    )


def invited_seat(actor: Actor, seat_id: UUID) -> Seat:
    """Return the actor's own waiting seat; anybody else's looks like a missing page."""
    seat = next((each for each in my_invitations(actor) if each.pk == seat_id), None)
    if seat is None:
        raise Refused(actor, "network.seat", seat_id)
    return seat


def answered_case(actor: Actor, seat_id: UUID) -> UUID | None:
    """Return the case of a seat that the actor has taken already: a second press leads there."""
    seats = Seat.objects.filter(pk=seat_id, person=actor.person, ended_at=None)
    return seats.exclude(answer=None).values_list("case_id", flat=True).first()


def waits_to_be_met(actor: Actor) -> bool:
    """Return whether the actor is somebody's close one who sees nothing until a worker meets them."""
    if actor.person is None or actor.preview or actor.level >= Level.DEVICE:
        return False
    return any(each.capacity == Capacity.CLOSE for each in policy.held(actor))


def known_level(person: Person) -> Level:
    """Return the level that a person without a staff sign-in reaches: a met device, or light."""
    met = person.devices.filter(ended_at=None, until_at__gt=clock.now()).exists()
    return Level.DEVICE if met else Level.LIGHT


def responsibilities(actor: Actor, case: Case) -> list[Responsibility]:
    """Return who answers for what, as far as the actor may see."""
    rows = Responsibility.objects.filter(case=case, ended_at=None).select_related("person")
    return list(policy.visible(rows, actor, Right.NETWORK_READ).order_by("made_at"))

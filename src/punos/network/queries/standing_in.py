"""Who stands in for whom, who is asked to, and whom one may ask."""

from collections import defaultdict
from dataclasses import dataclass
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from punos import clock
from punos.access import policy
from punos.access.models import Case
from punos.access.rights import Capacity, Right
from punos.network.models import Seat
from punos.people.actor import Actor
from punos.people.models import Employment
from punos.trace.refusal import Refused


def covered(seats: QuerySet[Seat]) -> QuerySet[Seat]:
    """Return those of the seats that are taken, and to which the client's yes lets a substitute."""
    covering = policy.valid_consents().filter(covers_substitute=True)
    taken = Q(answer__isnull=False) | Q(proposed_by=F("person"))
    return seats.filter(
        taken,
        consent__in=covering,
        capacity=Capacity.WORK,
        employment__unit__isnull=False,
        ended_at=None,
        stands_for=None,
    )


def stand_ins(case: Case) -> list[Seat]:
    """Return who stands in or is asked to, as far as the consent still covers it."""
    seats = Seat.objects.filter(case=case, ended_at=None, stands_for__isnull=False)
    living = seats.filter(consent__in=policy.valid_consents().filter(covers_substitute=True))
    chosen = living.select_related(
        "person", "stands_for__person", "employment__organisation", "employment__unit"
    )
    return list(chosen.order_by("proposed_at"))


def is_asked_to_stand_in(actor: Actor, case_id: UUID) -> bool:
    """Return whether the actor is asked to stand in, and has not answered yet."""
    asked = Seat.objects.filter(
        case=case_id, person=actor.person, ended_at=None, answer=None, case__ending=None
    )
    covering = policy.valid_consents().filter(covers_substitute=True)
    return asked.filter(stands_for__isnull=False, consent__in=covering).exists()


@dataclass(frozen=True, slots=True)
class StandInLine:
    """One who stands in for a seat, or is asked to."""

    seat_id: UUID
    name: str
    words: str
    has_come: bool


@dataclass(frozen=True, slots=True)
class StandInPlace:
    """A seat for which one may ask a colleague of the same unit."""

    seat_id: UUID
    name: str
    is_own: bool
    now: tuple[StandInLine, ...]
    colleagues: tuple[Employment, ...]


@dataclass(frozen=True, slots=True)
class StandInPage:
    """The seats that may have a substitute: one's own, and for who leads all of them."""

    case: Case
    places: tuple[StandInPlace, ...]

    def line(self, seat_id: str) -> StandInLine | None:
        """Return the one on the page who has this seat, if any."""
        lines = (line for place in self.places for line in place.now)
        return next((line for line in lines if str(line.seat_id) == seat_id), None)


def stand_in_page(actor: Actor, case_id: UUID) -> StandInPage:
    """Return the page to a worker about the own seat, to who leads about each that is covered."""
    case = policy.open_case(actor, case_id, Right.NETWORK_WRITE)
    seats = _askable(actor, case)
    mine = Seat.objects.filter(case=case, person=actor.person, ended_at=None, stands_for=None)
    leads = policy.may(actor, Right.CASE_LEAD, case)
    if actor.person == case.client or not (
        leads or mine.filter(consent__isnull=False, employment__isnull=False).exists()
    ):
        raise Refused(actor, "network.seat", case_id)
    seats = seats.select_related("person", "employment").order_by("proposed_at", "pk")
    found, now = list(seats), _now(case)
    units = _colleagues(case, {each.employment.unit_id for each in found if each.employment})
    return StandInPage(
        case,
        tuple(
            StandInPlace(
                each.pk,
                each.person.full_name,
                each.person == actor.person,
                tuple(now[each.pk]),
                _nearest(each.employment, units) if each.employment else (),
            )
            for each in found
        ),
    )


def may_ask_stand_in(actor: Actor, case: Case) -> bool:
    """Return whether the actor finds something on that page."""
    return actor.person != case.client and _askable(actor, case).exists()


def _askable(actor: Actor, case: Case) -> QuerySet[Seat]:
    """Return the covered seats about which the actor may ask: all for who leads, else the own."""
    seats = covered(Seat.objects.filter(case=case))
    leads = policy.may(actor, Right.CASE_LEAD, case)
    return seats if leads else seats.filter(person=actor.person)


def _now(case: Case) -> dict[UUID | None, list[StandInLine]]:
    found = defaultdict(list)
    for each in stand_ins(case):
        has_come = each.answer_id is not None
        words = _("on sijaisena") if has_come else _("ei ole vielä vastannut")
        line = StandInLine(each.pk, each.person.full_name, words, has_come)
        found[each.stands_for_id].append(line)
    return found


def _nearest(job: Employment, units: dict[UUID | None, list[Employment]]) -> tuple[Employment, ...]:
    """Return the colleagues of the unit, those of the same profession first."""
    return tuple(sorted(units[job.unit_id], key=lambda other: other.profession != job.profession))


def _colleagues(case: Case, units: set[UUID | None]) -> dict[UUID | None, list[Employment]]:
    """Return, by unit, who works there today and has no place in the case."""
    seated = Seat.objects.filter(case=case, ended_at=None).values("person")
    jobs = (
        Employment.objects.on(clock.today())
        .filter(unit__in=units, person__is_active=True)
        .exclude(Q(person__in=seated) | Q(person=case.client))
    )
    found = defaultdict(list)
    for job in jobs.select_related("person", "organisation", "unit").order_by("person__sort_key"):
        found[job.unit_id].append(job)
    return found

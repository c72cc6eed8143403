"""Katso hänen silmin: what somebody would see, before the client has said yes."""

from collections.abc import Iterable
from uuid import UUID

from punos import clock
from punos.access import policy
from punos.access.rights import CIRCLE_RIGHTS, TASK_RIGHTS, Capacity, Right, Topic, rights_of
from punos.network.models import OwnWorker, Seat
from punos.network.queries.team import GUARDIAN, known_level
from punos.people.actor import Actor, Level
from punos.people.models import Employment, Person
from punos.trace.refusal import Refused


def preview_actor(
    actor: Actor, case_id: UUID, seat_id: UUID, topics: Iterable[str]
) -> tuple[Actor, Seat]:
    """Return an actor that sees what the seat's person would with these topics; for the client only."""
    case = policy.open_case(actor, case_id, Right.CONSENT_GIVE)
    seat = (
        Seat.objects.filter(case=case, pk=seat_id, ended_at=None).select_related("person").first()
    )
    if seat is None:
        raise Refused(actor, "network.seat", seat_id)
    level = Level.STRONG if seat.capacity == Capacity.WORK else known_level(seat.person)
    return _eyes_of(actor, seat, topics, level), seat


def close_one_to_be(
    actor: Actor, case_id: UUID, first_name: str, relation: str, topics: Iterable[str]
) -> tuple[Actor, Seat]:
    """Return the same of a close one who has no seat yet: the invitation itself is the yes.

    It is what they would see once a worker has met them; before that they see times alone.
    """
    case = policy.open_case(actor, case_id, Right.CONSENT_GIVE)
    person = Person(first_name=first_name)
    seat = Seat(case=case, person=person, capacity=Capacity.CLOSE, relation=relation)
    return _eyes_of(actor, seat, topics, Level.DEVICE), seat


def _eyes_of(actor: Actor, seat: Seat, topics: Iterable[str], level: Level) -> Actor:
    chosen = [code for code in Topic.values if code in set(topics)]
    rights = frozenset(str(right) for right in seat_rights(seat, chosen)) if _works(seat) else ()
    return actor.preview_of(
        seat.person, seat.case_id, frozenset(rights), level, circles_only=seat.role == GUARDIAN
    )


def seat_rights(seat: Seat, topics: list[str]) -> frozenset[Right]:
    """Return what the seat opens once the client agrees to these topics.

    A task in the network brings the address; a guardian gets what a circle can limit, no more.
    """
    rights = rights_of(seat.capacity, topics)
    if _leads(seat) and not seat.stands_for_id:
        rights |= TASK_RIGHTS
    return rights & CIRCLE_RIGHTS if seat.role == GUARDIAN else rights


def _leads(seat: Seat) -> bool:
    """Return whether the seat's person has a task here, or opened a work where nobody has one yet."""
    named = OwnWorker.objects.filter(case=seat.case_id, ended_at=None)
    if named.filter(person=seat.person_id).exists():
        return True
    return seat.case.opened_by_id == seat.person_id and not named.exists()


def _works(seat: Seat) -> bool:
    """Return whether the seat's employment, where it has one, holds today."""
    if seat.employment_id is None:
        return True
    return Employment.objects.on(clock.today()).filter(pk=seat.employment_id).exists()

"""Small acts that several stories of consent begin from."""

from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from punos import clock
from punos.access import actions as access
from punos.access.models import Acceptance, CaseRecord, Circle, Duty, Grant, Inquiry
from punos.access.rights import CAPACITY_RIGHTS, Capacity
from punos.network import actions as network
from punos.network.models import Responsibility, Seat
from punos.people.models import Employment, Person
from tests.world import World, a, employ, make_person


def note(world: World, words: str, circle: Circle | None = None) -> Responsibility:
    """Write a record about the client; with a circle it is for the few in it."""
    row = network.set_responsibility(
        by=a(world.leena), case_id=world.case.pk, person_id=world.leena.pk, words=words
    )
    row.circle = circle
    row.save()
    return row


def circle_of(world: World, *members: Person, follows: bool = False) -> Circle:
    return access.make_circle(
        by=a(world.leena), case=world.case, members=members, follows_own_worker=follows
    )


def yes(world: World, kind: str = "recorder") -> Acceptance:
    """Let the client say yes to a recorder or a chair."""
    return access.express(
        by=a(world.aino), case=world.case, giver=world.aino, kind=kind, is_yes=True
    )


def let_record(
    world: World,
    job: Employment,
    *,
    meeting: UUID | None = None,
    from_at: datetime | None = None,
    until_at: datetime | None = None,
    exception: Acceptance | None = None,
) -> Grant:
    """Let the job's person record one meeting."""
    return access.grant(
        case=world.case,
        holder=job.person,
        capacity=Capacity.RECORD,
        rights=CAPACITY_RIGHTS[Capacity.RECORD],
        basis=Grant.Basis.ACCEPTANCE,
        acceptance=yes(world),
        employment=job,
        occasion=meeting or uuid4(),
        from_at=from_at,
        until_at=until_at,
        exception=exception,
    )


def officer(world: World, name: str) -> Person:
    """Make a data protection officer of the organisation that opened the work."""
    person = make_person(name)
    employ(person, world.centre, "manager")
    Duty.objects.create(
        person=person,
        kind=Duty.Kind.DATA_PROTECTION,
        organisation=world.centre.organisation,
        from_on=date(2025, 1, 1),
    )
    return person


def ask(world: World, person: Person, until_on: date, matter: str = "complaint") -> Inquiry:
    return access.ask_inquiry(
        by=a(person),
        case_id=world.case.pk,
        matter=matter,
        reason="Muistutus 4.11.",
        until_on=until_on,
    )


def make_minor(world: World, age: int = 15) -> None:
    """Let the client be under 18."""
    world.aino.born_on = date(clock.today().year - age, 1, 1)
    world.aino.save()
    world.case.client = world.aino


def propose_guardian(world: World, name: str = "Marja") -> network.Link:
    """Let the one who leads make a guardian's place; the guardian has not answered."""
    return network.propose_guardian(
        by=a(world.leena),
        case_id=world.case.pk,
        first_name=name,
        last_name="Mäki",
        relation="äiti",
        custody="joint",
    )


def seat_guardian(world: World, name: str = "Marja") -> Seat:
    """Give a minor's guardian a place, and let the guardian promise silence."""
    make_minor(world)
    seat = network.spend_invitation(token=propose_guardian(world, name).token)
    return network.answer_seat(by=a(seat.person), seat_id=seat.pk, is_yes=True)


def decide(
    world: World, seat: Seat, *entries: CaseRecord, is_shown: bool = True, **facts: Any
) -> None:
    """Decide as the social counsellor who leads whether the guardian sees the entries."""
    will = {"could_decide": True, "forbids": False, "assessed_by": world.leena, **facts}
    access.decide_guardian(
        by=a(world.leena),
        case_id=world.case.pk,
        guardian=seat.person,
        entries=entries,
        is_shown=is_shown,
        will=access.MinorsWill(**will),
        reason="Aino toivoo niin.",
    )

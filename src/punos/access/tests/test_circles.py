"""S4.4 S3.10 · An entry for a few shows to those few, and follows the own worker."""

from datetime import timedelta

import pytest
import time_machine

from punos import clock
from punos.access import policy
from punos.access.rights import Right
from punos.access.tests.acts import circle_of, note
from punos.network import actions as network
from punos.network.models import Responsibility
from punos.people.models import Person
from tests.world import World, a, employ, make_person, seat_worker


def seen_by(person: Person) -> set[str]:
    rows = policy.visible(Responsibility.objects.all(), a(person), Right.NETWORK_READ)
    return {row.words for row in rows}


@pytest.fixture
def sanna(world: World) -> Person:
    """Another social worker in the network."""
    job = employ(make_person("Sanna"), world.health, "social_worker")
    seat_worker(world, job)
    return job.person


def name(world: World, person: Person, kind: str = "statutory") -> None:
    network.name_own_worker(
        by=a(world.leena), case_id=world.case.pk, kind=kind, person_id=person.pk
    )


def test_an_entry_of_a_circle_shows_to_its_members_only(world: World) -> None:
    note(world, "vain meille", circle_of(world, world.aino, world.leena))
    assert seen_by(world.aino) == seen_by(world.leena) == {"vain meille"}
    for person in (world.omar, world.riitta, world.veikko, world.outi, world.eero):
        assert not seen_by(person), person.first_name


def test_an_entry_without_a_circle_shows_to_all_who_hold_the_right(world: World) -> None:
    note(world, "kaikille")
    for person in (world.aino, world.leena, world.omar, world.veikko):
        assert seen_by(person) == {"kaikille"}
    for person in (world.outi, world.eero, world.pekka):
        assert not seen_by(person)


def test_membership_without_a_grant_opens_nothing(world: World) -> None:
    note(world, "vain meille", circle_of(world, world.aino, world.eero, world.outi))
    assert not seen_by(world.eero)
    assert not seen_by(world.outi)


def test_a_circle_of_the_own_worker_follows_the_new_one(world: World, sanna: Person) -> None:
    note(world, "meidän", circle_of(world, world.aino, world.leena, follows=True))
    name(world, sanna)
    assert seen_by(sanna) == {"meidän"}
    assert not seen_by(world.leena)
    assert seen_by(world.aino) == {"meidän"}


def test_a_circle_that_does_not_follow_stays_as_it_was(world: World, sanna: Person) -> None:
    note(world, "meidän", circle_of(world, world.aino, world.leena))
    name(world, sanna)
    assert seen_by(world.leena) == {"meidän"}
    assert not seen_by(sanna)


def test_naming_a_contact_beside_the_own_worker_opens_nothing_private(world: World) -> None:
    note(world, "meidän", circle_of(world, world.aino, world.leena, follows=True))
    name(world, world.omar, kind="contact")
    assert not seen_by(world.omar)
    assert seen_by(world.leena) == {"meidän"}


def test_when_the_own_worker_leaves_the_entry_goes_on_to_the_contact(world: World) -> None:
    note(world, "Leenan", circle_of(world, world.aino, world.leena, follows=True))
    row = Responsibility.objects.get()
    name(world, world.omar, kind="contact")
    network.leave(by=a(world.leena), case_id=world.case.pk)
    assert seen_by(world.omar) == {row.words}
    assert not seen_by(world.leena)


def test_who_left_a_circle_sees_from_then_on_no_more(world: World) -> None:
    circle = circle_of(world, world.aino, world.omar)
    note(world, "vain meille", circle)
    left_at = clock.now() + timedelta(hours=1)
    circle.members.filter(person=world.omar).update(until_at=left_at)
    with time_machine.travel(left_at - timedelta(microseconds=1), tick=False):
        assert seen_by(world.omar) == {"vain meille"}
    with time_machine.travel(left_at, tick=False):
        assert not seen_by(world.omar)
        assert seen_by(world.aino) == {"vain meille"}

"""S4.4 · Turvakielto: where the client is shows to those whose task needs it, the household too."""

from datetime import timedelta

import pytest
import time_machine

from punos import clock
from punos.access import actions as access
from punos.access import policy
from punos.access.rights import Right
from punos.network import actions as network
from punos.people.models import Person
from punos.trace.refusal import Refused
from tests.world import World, a


def protect(world: World, **facts: object) -> None:
    access.protect_address(by=a(world.leena), case_id=world.case.pk, **facts)


def test_it_covers_the_client_and_the_household_from_the_same_day(world: World) -> None:
    assert not policy.is_address_protected(world.aino)
    protect(world, household=[world.veikko])
    assert policy.is_address_protected(world.aino)
    assert policy.is_address_protected(world.veikko)
    assert not policy.is_address_protected(world.omar)


def test_it_holds_to_the_end_of_its_last_day(world: World) -> None:
    last = clock.today() + timedelta(days=7)
    protect(world, until_on=last)
    with time_machine.travel(clock.after(last) - timedelta(seconds=1), tick=False):
        assert policy.is_address_protected(world.aino)
    with time_machine.travel(clock.after(last), tick=False):
        assert not policy.is_address_protected(world.aino)


def test_only_the_one_with_the_task_reads_the_address(world: World) -> None:
    assert policy.may(a(world.leena), Right.ADDRESS_READ, world.case)
    for person in (world.omar, world.riitta, world.veikko, world.outi, world.eero):
        assert not policy.may(a(person), Right.ADDRESS_READ, world.case)


def test_the_task_brings_the_address_and_takes_it_along(world: World) -> None:
    name(world, "contact", world.omar)
    assert policy.may(a(world.omar), Right.ADDRESS_READ, world.case)
    name(world, "contact", world.riitta)
    assert not policy.may(a(world.omar), Right.ADDRESS_READ, world.case)


def test_who_has_two_tasks_keeps_the_address_while_one_remains(world: World) -> None:
    name(world, "contact", world.leena)
    name(world, "contact", world.omar)
    assert policy.may(a(world.leena), Right.ADDRESS_READ, world.case)


def test_a_newer_consent_keeps_the_address_of_the_one_with_the_task(world: World) -> None:
    network.accept_seat(
        by=a(world.aino),
        case_id=world.case.pk,
        seat_id=world.seats["leena"].pk,
        topics=["times"],
        until_on=clock.today(),
    )
    assert policy.may(a(world.leena), Right.ADDRESS_READ, world.case)
    assert not policy.may(a(world.leena), Right.PLAN_READ, world.case)


def name(world: World, kind: str, person: Person) -> None:
    network.name_own_worker(
        by=a(world.leena), case_id=world.case.pk, kind=kind, person_id=person.pk
    )


def test_a_stranger_notes_nothing(world: World) -> None:
    for person in (world.outi, world.eero, world.veikko):
        with pytest.raises(Refused):
            access.protect_address(by=a(person), case_id=world.case.pk)

"""S4.4 · Turvakielto: where the client is shows to those whose task needs it, the household too."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError

from punos import clock
from punos.access import actions as access
from punos.access import policy
from punos.access.models import AddressProtection
from punos.access.rights import Right
from punos.network import actions as network
from punos.notices import queries as notices
from punos.people.models import Person
from punos.trace.models import AuditEvent
from punos.trace.refusal import Refused
from tests.world import World, a, make_person, signed_in


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


def end(world: World, person: Person, reason: str = "Merkitty väärälle.") -> None:
    network.end_protection(by=a(person), case_id=world.case.pk, reason=reason)


def test_one_noted_by_mistake_is_ended_with_a_reason_that_the_client_reads(world: World) -> None:
    protect(world, household=[world.veikko])
    end(world, world.leena)
    assert not policy.address_protected([world.aino, world.veikko])
    event = AuditEvent.objects.get(event="access.address.unprotected")
    assert (event.actor_name, event.facts) == ("Leena", {})
    (line,) = [n for n in notices.mine(a(world.aino)) if n.kind == "protection_ended"]
    page = signed_in(world.aino).get(line.link).content.decode()
    assert "Leena poisti merkinnän" in page
    assert "Merkitty väärälle." in page


@pytest.mark.parametrize("name", ["omar", "riitta", "veikko", "outi", "eero", "pekka"])
def test_who_may_not_know_the_address_ends_nothing(world: World, name: str) -> None:
    protect(world)
    with pytest.raises(Refused):
        end(world, world.cast[name])
    address = f"/asiat/{world.case.pk}/turvakielto/poista/"
    answer = signed_in(world.cast[name]).post(address, {"reason": "Ei ole."})
    assert answer.status_code == 404
    assert policy.is_address_protected(world.aino)


def test_ending_asks_for_a_reason_and_for_something_to_end(world: World) -> None:
    address = f"/asiat/{world.case.pk}/turvakielto/poista/"
    browser = signed_in(world.leena)
    answer = browser.post(address, {"reason": "Ei ole."})
    assert "Täällä ei ole merkitty turvakieltoa." in answer.content.decode()
    protect(world)
    answer = browser.post(address, {"reason": " "})
    assert "Kirjoita, miksi merkintä poistetaan." in answer.content.decode()
    assert policy.is_address_protected(world.aino)
    assert browser.post(address, {"reason": "Väärä ihminen."}).status_code == 302
    assert not policy.is_address_protected(world.aino)


def test_one_that_others_noted_in_another_work_stays(world: World) -> None:
    protect(world)
    AddressProtection.objects.update(noted_by=make_person("Muualta"))
    with pytest.raises(ValidationError):
        end(world, world.leena)
    assert policy.is_address_protected(world.aino)


def test_it_can_be_noted_anew(world: World) -> None:
    protect(world)
    end(world, world.leena)
    protect(world)
    assert policy.is_address_protected(world.aino)

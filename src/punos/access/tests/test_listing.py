"""S4.4 S1.2 · A name on a list is noted by the right one's right, once a day, and to whom it went."""

from datetime import time, timedelta
from typing import Any

import pytest
import time_machine

from punos import clock
from punos.access import listing
from punos.access.tests.acts import decide, note, seat_guardian
from punos.people.actor import Actor, Level
from punos.people.models import Person
from punos.trace.models import LISTED, DisclosureLog, UseLog
from tests.world import World, a


def listed(world: World, person: Person, level: Level = Level.STRONG) -> list[UseLog]:
    """Let the client's name stand on the person's list; return all that was ever noted of it."""
    listing.note(a(person, level), [world.case.pk])
    rows = UseLog.objects.filter(case_id=str(world.case.pk), what=LISTED)
    return list(rows.order_by("number"))


def disclosed(**facts: Any) -> DisclosureLog | None:
    return DisclosureLog.objects.filter(description=LISTED, **facts).first()


def test_a_list_that_is_looked_at_often_is_noted_once_a_day(world: World) -> None:
    day = clock.today() + timedelta(days=1)
    for days, amount in ((0, 1), (1, 2)):
        with time_machine.travel(clock.at(day + timedelta(days=days), time(9)), tick=True):
            listed(world, world.leena)
            assert len(listed(world, world.leena)) == amount


def test_a_colleague_of_the_register_leaves_no_disclosure(world: World) -> None:
    (row,) = listed(world, world.leena)
    assert (row.actor_name, row.purpose) == ("Leena", "work")
    assert disclosed() is None


def test_a_name_that_goes_to_another_body_is_disclosed_by_the_clients_consent(world: World) -> None:
    listed(world, world.omar)
    row = disclosed(recipient_id=str(world.omar.pk))
    assert row
    assert row.recipient_body == world.workshop.organisation.name
    assert row.basis == f"consent {world.seats['omar'].consent_id}"
    assert row.discloser_name == world.aino.full_name


def test_a_close_ones_list_is_a_disclosure_to_no_body(world: World) -> None:
    (row,) = listed(world, world.veikko, Level.DEVICE)
    assert row.purpose == "close"
    told = disclosed(recipient_id=str(world.veikko.pk))
    assert told
    assert told.recipient_body == ""


def test_a_guardians_list_stands_on_the_law_and_not_on_a_consent(world: World) -> None:
    seat = seat_guardian(world)
    assert not listed(world, seat.person)
    decide(world, seat, note(world, "huoltajalle"))
    assert len(listed(world, seat.person)) == 1
    told = disclosed(recipient_id=str(seat.person.pk))
    assert told
    assert told.basis.startswith("law")


@pytest.mark.parametrize("name", ["outi", "eero", "pekka"])
def test_who_has_no_right_leaves_no_row(world: World, name: str) -> None:
    assert not listed(world, world.cast[name])


def test_nobody_a_preview_and_an_empty_list_leave_no_row(world: World) -> None:
    leena = a(world.leena)
    preview = a(world.aino).preview_of(world.omar, world.case.pk, frozenset(), Level.STRONG)
    listing.note(Actor(None), [world.case.pk])
    listing.note(preview, [world.case.pk])
    listing.note(leena, [])
    assert not UseLog.objects.filter(what=LISTED).exists()

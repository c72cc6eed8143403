"""S4.4 S4.5 · Fault 39: somebody at work browses without a task. Nothing opens, and it is told."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.http import Http404

from punos import clock
from punos.access import actions as access
from punos.access.tests.acts import ask, officer
from punos.config import worker
from punos.network import actions as network
from punos.network.queries.alarms import MOST
from punos.notices.models import Notice
from punos.people.models import Person
from punos.trace.chains import broken_chains
from punos.trace.models import AuditEvent
from tests.world import World, a, signed_in


@pytest.fixture
def tiina(world: World) -> Person:
    """Who looks after data protection where Leena and Outi work."""
    return officer(world, "Tiina")


@pytest.fixture
def day() -> Iterator[Any]:
    with time_machine.travel(clock.now(), tick=False) as machine:
        yield machine


def browse(world: World, works: int, person: Person) -> None:
    browser = signed_in(person)
    for _ in range(works):
        assert browser.get(f"/asiat/{uuid4()}/").status_code == 404


def alarms() -> int:
    return AuditEvent.objects.filter(event="network.tries.alarmed").count()


def told(person: Person) -> int:
    return Notice.objects.filter(to=person, kind="many_tries").count()


def test_twenty_tries_in_an_hour_are_a_mistake_and_one_more_is_told_once(
    world: World, tiina: Person, day: Any
) -> None:
    browse(world, MOST, world.outi)
    assert worker.tick() == []
    assert (alarms(), told(tiina)) == (0, 0)
    browse(world, 1, world.outi)
    for _ in range(2):
        assert worker.tick() == []
    assert (alarms(), told(tiina)) == (1, 1)
    assert AuditEvent.objects.filter(actor_id=str(world.outi.pk), event="access.refused").exists()
    assert broken_chains() == []


def test_the_same_in_the_next_hour_is_told_again(world: World, tiina: Person, day: Any) -> None:
    for _ in range(2):
        browse(world, MOST + 1, world.outi)
        worker.tick()
        day.shift(timedelta(hours=1, minutes=1))
    assert (alarms(), told(tiina)) == (2, 2)


def test_one_work_asked_again_and_again_is_no_browsing(world: World, tiina: Person) -> None:
    browser = signed_in(world.outi)
    for _ in range(MOST + 5):
        assert browser.get(f"/asiat/{world.case.pk}/").status_code == 404
    worker.tick()
    assert alarms() == 0


def test_the_notice_names_nobody_and_shows_to_data_protection_alone(
    world: World, tiina: Person
) -> None:
    browse(world, MOST + 1, world.outi)
    worker.tick()
    page = signed_in(tiina).get("/").content.decode()
    assert "jotka eivät ole hänen" in page
    assert "Outi" not in page
    assert Notice.objects.filter(kind="many_tries").exclude(to=tiina).count() == 0


def test_to_open_without_a_grant_a_reason_and_a_second_person_are_asked_and_the_client_told(
    world: World, tiina: Person
) -> None:
    other = officer(world, "Raija")
    day = clock.today() + timedelta(days=7)
    said = {"by": a(tiina), "case_id": world.case.pk, "matter": "complaint", "until_on": day}
    with pytest.raises(ValidationError):
        access.ask_inquiry(**said, reason=" ")
    asked = ask(world, tiina, day)
    with pytest.raises(Http404):
        network.approve_inquiry(by=a(tiina), inquiry_id=asked.pk)
    assert signed_in(tiina).get(f"/asiat/{world.case.pk}/").status_code == 404
    network.approve_inquiry(by=a(other), inquiry_id=asked.pk)
    assert signed_in(tiina).get(f"/asiat/{world.case.pk}/").status_code == 200
    assert Notice.objects.filter(to=world.aino, kind="inquiry_opened").exists()
    log = signed_in(world.aino).get(f"/asiat/{world.case.pk}/luvat/loki/").content.decode()
    assert "Tiina" in log

"""S4.10 · Fault 12: sent twice, or again after a time-out. One row, and each gets the same answer."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db.models import Model

from punos import clock
from punos.access.models import AddressProtection, DisclosurePermit, Inquiry, Prohibition
from punos.access.tests.acts import officer
from punos.meetings.models import Entry, Meeting
from punos.meetings.tests import scene
from punos.people.models import Person
from punos.plan.models import Step
from tests.faults.program import Answer, Program
from tests.world import World

AT_ONCE = 10


def send_at_once(program: Program, person: Person, path: str, said: dict[str, Any]) -> list[Answer]:
    """Send the same form ten times at the same moment."""
    browsers = [program.visitor(person) for _ in range(AT_ONCE)]
    with ThreadPoolExecutor(AT_ONCE) as threads:
        return list(threads.map(lambda browser: browser.post(path, said), browsers))


def an_entry(world: World, place: str) -> tuple[type[Model], Person, str, dict[str, Any]]:
    said = {"field": "shared_view", "text": "Arki sujuu.", "key": uuid4()}
    return Entry, world.kirsi, f"{place}kirjaukset/", said


def a_step_in_a_meeting(
    world: World, place: str
) -> tuple[type[Model], Person, str, dict[str, Any]]:
    said = {"what": "Soitan pajalle.", "responsible_id": world.omar.pk, "key": uuid4()}
    return Step, world.kirsi, f"{place}askeleet/", said


def read_aloud(world: World, place: str) -> tuple[type[Model], Person, str, dict[str, Any]]:
    return Entry, world.kirsi, f"{place}luettu/", {"key": uuid4()}


def a_call(world: World, place: str) -> tuple[type[Model], Person, str, dict[str, Any]]:
    day = clock.today() + timedelta(days=9)
    said = {"topic": "Arki.", "day": f"{day.day}.{day.month}.{day.year}", "time": "14.00"}
    said |= {"minutes": "60", "place": "Ohjaamo", "key": str(uuid4()), "variant": ""}
    return Meeting, world.leena, f"/asiat/{world.case.pk}/tapaamiset/uusi/", said


def a_limit(world: World, _place: str) -> tuple[type[Model], Person, str, dict[str, Any]]:
    said = {"what": "Lapsuuden asiat"}
    return Prohibition, world.aino, f"/asiat/{world.case.pk}/rajaukset/", said


def a_permit(world: World, _place: str) -> tuple[type[Model], Person, str, dict[str, Any]]:
    bodies = {
        "from_organisation": world.health.organisation_id,
        "to_organisation": world.centre.organisation_id,
    }
    path = f"/asiat/{world.case.pk}/luovutusluvat/"
    return DisclosurePermit, world.aino, path, {**bodies, "data": "Lausunto", "until_on": ""}


def a_protection(world: World, _place: str) -> tuple[type[Model], Person, str, dict[str, Any]]:
    said = {"household": world.veikko.pk, "until_on": ""}
    return AddressProtection, world.leena, f"/asiat/{world.case.pk}/turvakielto/", said


def an_inquiry(world: World, _place: str) -> tuple[type[Model], Person, str, dict[str, Any]]:
    until_on = (clock.today() + timedelta(days=30)).isoformat()
    said = {"case_id": world.case.pk, "matter": "complaint", "reason": "Muistutus"}
    return Inquiry, officer(world, "Tiina"), "/selvitykset/", {**said, "until_on": until_on}


@pytest.mark.parametrize("what", [an_entry, a_step_in_a_meeting, read_aloud, a_call])
def test_one_form_sent_ten_times_at_once_makes_one_row(
    program: Program, world: World, what: Callable[..., tuple[type[Model], Person, str, dict]]
) -> None:
    meeting = scene.opened(world)
    kind, person, path, said = what(world, f"/asiat/{world.case.pk}/tapaamiset/{meeting.pk}/")
    before = kind.objects.count()
    program.start()
    answers = send_at_once(program, person, path, said)
    assert {answer.status for answer in answers} == {302}, answers[0].text[-2000:]
    assert len({answer.headers["location"] for answer in answers}) == 1
    assert kind.objects.count() == before + 1


def test_what_says_the_same_ten_times_at_once_makes_one_row(program: Program, world: World) -> None:
    """These forms have no key: what stands already is found by what it says. One program for all."""
    sent = [make(world, "") for make in (a_limit, a_permit, a_protection, an_inquiry)]
    program.start()
    for kind, person, path, said in sent:
        answers = send_at_once(program, person, path, said)
        assert {answer.status for answer in answers} == {302}, (kind, answers[0].text[-2000:])
        assert kind.objects.count() == 1, kind

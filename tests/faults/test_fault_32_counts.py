"""S4.4 S4.5 · Fault 32: what somebody may not see changes no byte of any page: no count, no badge, no length."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.db import transaction

from punos import clock
from punos.access import actions as access
from punos.meetings import actions as meetings
from punos.meetings.models import Meeting
from punos.meetings.tests import scene
from punos.network import actions as network
from punos.plan import actions as plan
from punos.practice.queries import newest
from tests.faults.program import IS_LONG
from tests.faults.test_fault_34_markup import get_by
from tests.faults.walking import plain, walk
from tests.world import MODEL, World, a, make_person, signed_in


@pytest.fixture
def meeting(world: World) -> Meeting:
    """An open meeting, with something that everybody sees."""
    plan.add_step(by=a(world.leena), case_id=world.case.pk, what="Soitan pajalle.")
    open_now = scene.opened(world)
    scene.write(world, open_now, "Kaikille.")
    return open_now


def pages(world: World, name: str) -> dict[str, str]:
    """Return every page of one person, byte by byte; the walk itself leaves nothing."""
    with transaction.atomic():
        browser = signed_in(world.cast[name])
        found = {path: plain(text) for path, _status, text in walk(get_by(browser))}
        transaction.set_rollback(True)
    return found


def a_whole_other_work(world: World, _meeting: Meeting) -> None:
    """Another client of the same unit, with a team, a plan and a meeting: none of it theirs."""
    case = network.start_work(
        by=a(world.outi),
        employment=world.jobs["outi"],
        first_name="Toinen",
        phone="040 000 0009",
        model=newest(MODEL),
    )
    said = {"by": a(world.outi), "case_id": case.pk}
    plan.add_step(**said, what="Toisen askel.")
    access.forbid(by=a(case.client), case_id=case.pk, what="Velat")
    network.propose_seat(**said, employment=world.jobs["eero"], why="", topics=())
    begins = clock.now() + timedelta(hours=2)
    meetings.call_meeting(**said, topic="Toisen aihe.", begins_at=begins, place="Muualla")


def what_the_client_keeps(world: World, _meeting: Meeting) -> None:
    """A step of the client's own, and what the client has left out."""
    said = {"by": a(world.aino), "case_id": world.case.pk}
    plan.add_step(**said, what="Vain minulle.", is_private=True)
    access.forbid(**said, what="Velat")


def what_the_recorder_has_not_published(world: World, meeting: Meeting) -> None:
    facts = {"field": "shared_view", "tab": "x", "text": "Luonnos."}
    meetings.save_draft(by=a(world.kirsi), **scene.where(meeting), **facts)


def tries_of_strangers(world: World, _meeting: Meeting) -> None:
    for name in ("outi", "eero"):
        assert signed_in(world.cast[name]).get(f"/asiat/{world.case.pk}/").status_code == 404
    make_person("Uusi")


def everything(world: World, meeting: Meeting) -> None:
    for add in EACH:
        add(world, meeting)


EACH = (
    a_whole_other_work,
    what_the_client_keeps,
    what_the_recorder_has_not_published,
    tries_of_strangers,
)
WHO = ["omar", "veikko", "helmi", "pekka", "eero"] if IS_LONG else ["omar", "veikko"]


@pytest.mark.proof
@pytest.mark.parametrize("name", WHO)
@pytest.mark.parametrize("add", EACH if IS_LONG else [everything])
def test_what_one_may_not_see_changes_no_byte(
    world: World, meeting: Meeting, name: str, add: Callable[[World, Meeting], None]
) -> None:
    with time_machine.travel(clock.now(), tick=False):
        before = pages(world, name)
        add(world, meeting)
        after = pages(world, name)
    assert before.keys() == after.keys()
    wrong = [path for path in before if before[path] != after[path]]
    assert not wrong, wrong

"""S4.4 · A page that remembers what its actor holds answers as one that asks anew each time."""

from dataclasses import replace

import pytest

from punos.access import policy
from punos.access.rights import Right
from punos.network import actions as network
from punos.network.models import Responsibility
from punos.people.actor import Actor, Level
from tests.world import World, a, signed_in

NAMES = ["aino", "veikko", "leena", "omar", "riitta", "outi", "eero", "pekka"]


def page_of(actor: Actor) -> Actor:
    return replace(actor, memory={})


@pytest.mark.parametrize("level", list(Level))
@pytest.mark.parametrize("name", NAMES)
def test_remembering_changes_no_answer(world: World, name: str, level: Level) -> None:
    network.set_responsibility(
        by=a(world.leena), case_id=world.case.pk, person_id=world.omar.pk, words="vuorot"
    )
    fresh = a(world.cast[name], level)
    page = page_of(fresh)
    rows = Responsibility.objects.all()
    assert policy.rights_in(page, world.case) == policy.rights_in(fresh, world.case)
    for right in Right:
        assert policy.may(page, right, world.case) == policy.may(fresh, right, world.case)
        assert set(policy.cases(page, right)) == set(policy.cases(fresh, right))
        assert set(policy.visible(rows, page, right)) == set(policy.visible(rows, fresh, right))


def test_only_a_request_that_changes_nothing_remembers(world: World) -> None:
    browser = signed_in(world.aino)
    assert browser.get("/").wsgi_request.actor.memory is not None
    answer = browser.post(f"/asiat/{world.case.pk}/luvat/{world.seats['omar'].pk}/peru/")
    assert answer.wsgi_request.actor.memory is None


def test_the_next_request_remembers_nothing_of_the_one_before(world: World) -> None:
    browser = signed_in(world.omar)
    url = f"/asiat/{world.case.pk}/"
    assert browser.get(url).status_code == 200
    network.withdraw_seat(by=a(world.aino), case_id=world.case.pk, seat_id=world.seats["omar"].pk)
    assert browser.get(url).status_code == 404

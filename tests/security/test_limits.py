"""S4.4 · How much one may make: so many go through, and one more is told so."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from punos import clock
from punos.meetings.tests import scene
from punos.network import actions as network
from punos.network import limits
from punos.network.models import Seat
from punos.people import limits as tries
from punos.practice.queries import newest
from tests.world import MODEL, World, a, employ, make_person, seat_close_one, signed_in


def one_more_member(world: World) -> None:
    job = employ(make_person("Uusi"), world.health, "nurse")
    network.propose_seat(
        by=a(world.leena), case_id=world.case.pk, employment=job, why="", topics=()
    )


def one_more_link(world: World) -> None:
    seat = Seat.objects.filter(case=world.case, capacity="close", ended_at=None).first()
    network.make_link(by=a(world.leena), case_id=world.case.pk, seat_id=seat.pk)


def one_more_work(world: World) -> None:
    network.start_work(
        by=a(world.leena),
        employment=world.jobs["leena"],
        first_name="Uusi",
        model=newest(MODEL),
    )


def one_more_meeting(world: World) -> None:
    scene.call(world)


MADE = [
    ("MEMBERS", one_more_member),
    ("LINKS_A_DAY", one_more_link),
    ("WORKS_A_DAY", one_more_work),
    ("MEETINGS_A_DAY", one_more_meeting),
]


@pytest.mark.parametrize(("name", "make"), MADE)
def test_so_many_may_be_made_and_not_one_more(
    world: World, name: str, make: Callable[[World], None]
) -> None:
    # The standing cast holds some of each already.
    held = {"MEMBERS": 4, "LINKS_A_DAY": 1, "WORKS_A_DAY": 1, "MEETINGS_A_DAY": 0}[name]
    for _ in range(getattr(limits, name).most - held):
        make(world)
    with pytest.raises(ValidationError) as refused:
        make(world)
    assert refused.value.code == "limit"


def test_tomorrow_there_is_room_again(world: World) -> None:
    for _ in range(limits.MEETINGS_A_DAY.most):
        scene.call(world)
    with scene.moment(clock.now() + timedelta(days=1)):
        assert scene.call(world)


def test_the_page_says_it_beside_the_form(world: World) -> None:
    browser = signed_in(world.aino)
    seat_close_one(world, "Sisko", "sisko")
    seat = Seat.objects.filter(case=world.case, role="close_one", ended_at=None).first()
    path = f"/asiat/{world.case.pk}/verkosto/{seat.pk}/linkki/"
    answers = [browser.post(path) for _ in range(limits.LINKS_A_DAY.most)]
    assert answers[-1].status_code == 422
    assert "Jatka huomenna" in answers[-1].content.decode()


@pytest.mark.parametrize("what", ["plan", "minutes"])
def test_a_paper_is_made_so_many_times_and_then_the_hour_is_told(world: World, what: str) -> None:
    """A paper takes a second of the processor; nobody needs thirty in ten minutes."""
    paths: dict[str, Any] = {"plan": f"/asiat/{world.case.pk}/suunnitelma/kopio.pdf"}
    if what == "minutes":
        meeting = scene.opened(world)
        scene.write(world, meeting)
        scene.close(world, meeting)
        paths[what] = f"/asiat/{world.case.pk}/tapaamiset/{meeting.pk}/muistio.pdf"
    browser = signed_in(world.aino)
    assert browser.get(paths[what]).status_code == 200
    for _ in range(tries.PAPER.most - 1):
        tries.spend((tries.PAPER, str(world.aino.pk)))
    answer = browser.get(paths[what])
    assert answer.status_code == 429
    assert "Yritä uudelleen kello" in answer.content.decode()
    assert signed_in(world.leena).get(paths["plan"]).status_code == 200

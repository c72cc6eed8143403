"""S4.4 S4.15 · Faults 13 and 15: a consent, a session or a person is ended while pages are open."""

import asyncio
import subprocess
import time
from collections.abc import Callable

import pytest
from django.db import connection

from punos.live.tests.reading import Reader, close, run, until
from punos.meetings.models import Meeting
from punos.meetings.tests import scene
from punos.people.models import Person
from tests.faults.program import PUNOS, Program, Visitor, times
from tests.faults.streams import entry, in_a_thread, open_many, place_of, sessions
from tests.world import World

PER_BROWSER = 4
SECRET = "Tätä ei Omar enää kuule."  # noqa: S105 -- words of an entry


def cut_by(
    program: Program,
    world: World,
    act: Callable[[list[Visitor]], object],
    number: int,
    *,
    is_still: bool = False,
) -> tuple[float, list[Reader], list[Reader]]:
    """Open Omar's pages and one of Leena's, do what ends them; return how long the last one heard.

    In a meeting that is still nobody writes meanwhile, so nothing but the act itself is told.
    """
    meeting = scene.opened(world)
    program.start()
    # A browser that has too many open lets its oldest rest.
    pages = sessions(program, world.omar, -(-number // PER_BROWSER))
    recorder, leena = program.visitor(world.kirsi), program.visitor(world.leena)

    async def story() -> tuple[float, list[Reader], list[Reader]]:
        open_pages = await open_many(program, pages, meeting, number)
        others = await open_many(program, [leena], meeting, 1)
        assert {page.status for page in open_pages} == {200}
        await in_a_thread(act, pages)
        acted = time.perf_counter()
        if not is_still:
            path = f"{place_of(meeting)}kirjaukset/"
            assert (await asyncio.to_thread(recorder.post, path, entry(SECRET))).status == 302
        await until(lambda: all(page.closed_at for page in open_pages), 25)
        await until(lambda: is_still or "entry" in others[0].kinds, 10)
        await close([*open_pages, *others])
        last = max((at for page in open_pages for at in page.at), default=acted) - acted
        closed = max(page.closed_at or 0 for page in open_pages) - acted
        return max(last, closed), open_pages, others

    return run(story())


def is_refused(program: Program, world: World) -> bool:
    """Return whether a page that comes back is answered as what does not exist: it clears itself."""
    meeting = Meeting.objects.get()
    again = program.visitor(world.omar).get(f"/virta/tapaaminen/{meeting.pk}/")
    return again.status == 404


def heard(pages: list[Reader]) -> str:
    return "".join(html for page in pages for _, _, html in page.events)


@pytest.mark.proof
def test_no_byte_after_a_second_when_a_consent_is_taken_back(
    program: Program, world: World
) -> None:
    aino = program.visitor(world.aino)
    seat = world.seats["omar"].pk

    def take_back(_pages: list[Visitor]) -> None:
        aino.port = program.port
        answer = aino.post(f"/asiat/{world.case.pk}/luvat/{seat}/peru/", {})
        assert answer.status == 302

    took, omars, others = cut_by(program, world, take_back, times(20, 200))
    assert took < 1.0
    assert SECRET not in heard(omars)
    # Cleared at once; one that nobody could be asked about in time clears itself when it comes back.
    assert {page.kinds[-1] for page in omars} <= {"gone", "bye"}
    assert is_refused(program, world)
    assert SECRET in heard(others)


def test_signing_out_everywhere_in_another_tab_ends_every_open_page(
    program: Program, world: World
) -> None:
    def leave(pages: list[Visitor]) -> None:
        assert pages[0].post("/asetukset/ulos-kaikkialta/", {}).status == 302

    took, omars, _others = cut_by(program, world, leave, 8)
    assert took < 1.0
    assert SECRET not in heard(omars)


def test_signing_out_in_another_tab_ends_the_open_pages_of_that_browser(
    program: Program, world: World
) -> None:
    def leave(pages: list[Visitor]) -> None:
        for page in pages:
            assert page.post("/kirjaudu/ulos/", {}).status == 302

    took, omars, _others = cut_by(program, world, leave, 8)
    assert took < 1.0
    assert SECRET not in heard(omars)


@pytest.mark.parametrize("is_still", [False, True], ids=["said", "still"])
def test_one_who_is_disabled_by_the_command_hears_nothing_more(
    program: Program, world: World, *, is_still: bool
) -> None:
    Person.objects.filter(pk=world.omar.pk).update(email="omar@punos.example")

    def disable(_pages: list[Visitor]) -> None:
        words = [PUNOS, "disable", "omar@punos.example"]
        told = subprocess.run(
            words, env=program.settings(), capture_output=True, text=True, check=True
        )
        assert "Tunnus on suljettu." in told.stdout

    took, omars, _others = cut_by(program, world, disable, 8, is_still=is_still)
    # On SQLite the program sees once a second that another process wrote.
    assert took < (1.0 if connection.vendor == "postgresql" else 2.0)
    assert SECRET not in heard(omars)
    assert {page.kinds[-1] for page in omars} <= {"gone", "bye"}
    assert is_refused(program, world)

"""S4.10 S4.15 · Fault 17: the program is killed with hundreds of open pages. All are back, nothing missed."""

import asyncio
import time

import pytest

from punos.live.tests.reading import close, run, until
from punos.meetings.tests import scene
from tests.faults.program import Program, times
from tests.faults.streams import Page, entry, place_of, sessions
from tests.world import World

WORDS = ("Ennen katkoa.", "Katkon aikana.", "Katkon jälkeen.")


@pytest.mark.proof
def test_all_pages_are_back_in_ten_seconds_and_have_missed_nothing(
    program: Program, world: World
) -> None:
    meeting = scene.opened(world)
    program.start()
    people = (world.aino, world.leena, world.omar, world.veikko)
    recorder = program.visitor(world.kirsi)
    number = times(40, 400)
    # A browser that has too many open lets its oldest rest.
    browsers = [each for person in people for each in sessions(program, person, number // 16)]

    async def story() -> None:
        pages = [Page(program, browsers[n % len(browsers)], meeting) for n in range(number)]
        tasks = [asyncio.create_task(page.live()) for page in pages]
        await until(lambda: all(page.opened_at for page in pages), 60)

        async def say(words: str) -> None:
            path = f"{place_of(meeting)}kirjaukset/"
            assert (await asyncio.to_thread(recorder.post, path, entry(words))).status == 302

        await say("Ennen katkoa.")
        await until(lambda: all("Ennen katkoa." in "".join(page.heard) for page in pages), 20)
        await asyncio.to_thread(program.kill)
        # Some are back before the program has said that it serves.
        killed = time.perf_counter()
        await asyncio.to_thread(program.start)
        began = time.perf_counter()
        await say("Katkon aikana.")
        await until(lambda: all(page.opened_at > killed for page in pages), 30)
        back = max(page.opened_at for page in pages) - began
        await say("Katkon jälkeen.")
        await until(
            lambda: all(all(each in "".join(page.heard) for each in WORDS) for page in pages), 20
        )
        for task in tasks:
            task.cancel()
        await close([page.reader for page in pages if page.reader])
        await asyncio.gather(*tasks, return_exceptions=True)
        assert back < 10
        for page in pages:
            assert "".join(page.heard[1:]).count("Katkon jälkeen.") == 1

    run(story())

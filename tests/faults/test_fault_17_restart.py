"""S4.10 S4.15 · Fault 17: the program is killed with hundreds of open pages. All are back, nothing missed."""

import asyncio
import random
import time

import pytest

from punos.live.tests.reading import Reader, close, open_stream, run, until
from punos.meetings.models import Meeting
from punos.meetings.tests import scene
from tests.faults.program import Program, Visitor, times
from tests.faults.streams import entry, place_of, sessions
from tests.world import World


class Page:
    """An open page as live.js keeps it: it comes back by itself and says what it heard last."""

    def __init__(self, program: Program, browser: Visitor, meeting: Meeting) -> None:
        self.program, self.browser, self.meeting = program, browser, meeting
        self.heard: list[str] = []
        self.last = ""
        self.opened_at = 0.0
        self.reader: Reader | None = None

    async def live(self) -> None:
        wait = 1.0
        while True:
            try:
                await self.listen()
                wait = 1.0
            except (OSError, asyncio.IncompleteReadError):
                pass
            await asyncio.sleep(wait * random.uniform(0.5, 1.0))
            wait = min(wait * 2, 8.0)

    async def listen(self) -> None:
        path = f"/virta/tapaaminen/{self.meeting.pk}/"
        reader = await open_stream(self.program.port, path, self.browser.cookie, self.last)
        self.reader, told = reader, 0
        if reader.status == 200:
            self.opened_at = time.perf_counter()
        while not reader.closed_at or told < len(reader.events):
            for number, kind, html in reader.events[told:]:
                told += 1
                self.last = number or self.last
                if kind in ("entry", "whole"):
                    self.heard.append(html)
            await asyncio.sleep(0.02)


@pytest.mark.proof
def test_all_pages_are_back_in_ten_seconds_and_have_missed_nothing(
    program: Program, world: World
) -> None:
    meeting = scene.opened(world)
    program.start()
    people = (world.aino, world.leena, world.omar, world.veikko)
    browsers = [each for person in people for each in sessions(program, person, 2)]
    recorder = program.visitor(world.kirsi)
    number = times(40, 400)

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
        await asyncio.to_thread(program.start)
        began = time.perf_counter()
        await say("Katkon aikana.")
        await until(lambda: all(page.opened_at > began for page in pages), 30)
        back = max(page.opened_at for page in pages) - began
        await say("Katkon jälkeen.")
        words = ("Ennen katkoa.", "Katkon aikana.", "Katkon jälkeen.")
        await until(
            lambda: all(all(each in "".join(page.heard) for each in words) for page in pages), 20
        )
        for task in tasks:
            task.cancel()
        await close([page.reader for page in pages if page.reader])
        await asyncio.gather(*tasks, return_exceptions=True)
        assert back < 10
        for page in pages:
            assert "".join(page.heard[1:]).count("Katkon jälkeen.") == 1

    run(story())

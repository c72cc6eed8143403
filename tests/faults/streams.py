"""Open pages of the real program, read over real sockets by many at once."""

import asyncio
import random
import time
from collections.abc import Callable, Sequence
from uuid import uuid4

from django.db import connections

from punos.live.tests.reading import Reader, open_stream
from punos.meetings.models import Meeting
from punos.people.models import Person
from tests.faults.program import Program, Visitor

AT_ONCE = 8


def place_of(meeting: Meeting) -> str:
    return f"/asiat/{meeting.case_id}/tapaamiset/{meeting.pk}/"


async def open_many(
    program: Program, browsers: Sequence[Visitor], meeting: Meeting, number: int, last_id: str = ""
) -> list[Reader]:
    """Open so many pages of the meeting, shared among these browsers."""
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(browser: Visitor) -> Reader:
        async with gate:
            path = f"/virta/tapaaminen/{meeting.pk}/"
            return await open_stream(program.port, path, browser.cookie, last_id)

    chosen = [browsers[count % len(browsers)] for count in range(number)]
    return list(await asyncio.gather(*(one(browser) for browser in chosen)))


async def in_a_thread(act: Callable[..., object], *words: object) -> object:
    """Do something beside the loop, and leave no line to the database behind."""

    def done() -> object:
        try:
            return act(*words)
        finally:
            connections.close_all()

    return await asyncio.to_thread(done)


def entry(text: str) -> dict[str, object]:
    return {"field": "shared_view", "text": text, "key": uuid4()}


def sessions(program: Program, person: Person, number: int = 4) -> list[Visitor]:
    """Return several browsers of one person: a browser has six lines to a host."""
    return [program.visitor(person) for _ in range(number)]


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

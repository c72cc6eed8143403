"""Open pages of the real program, read over real sockets by many at once."""

import asyncio
from collections.abc import Callable, Sequence
from uuid import uuid4

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
    return await asyncio.to_thread(act, *words)


def entry(text: str) -> dict[str, object]:
    return {"field": "shared_view", "text": text, "key": uuid4()}


def sessions(program: Program, person: Person, number: int = 4) -> list[Visitor]:
    """Return several browsers of one person: a browser has six lines to a host."""
    return [program.visitor(person) for _ in range(number)]

"""S4.15 · Fault 18: pages that do not read are cut; the others hear all and memory stays flat."""

import asyncio
import re
import socket
from pathlib import Path

import pytest

from punos.live.tests.reading import close, run, until
from punos.meetings.models import Meeting
from punos.meetings.tests import scene
from tests.faults.program import Program, Visitor, times
from tests.faults.streams import Page, entry, place_of, sessions
from tests.world import World

LONG = "ö" * 19_000
# The first entries load what a program holds from then on: forms, pages, queries.
WARM = 10


def open_and_never_read(program: Program, browser: Visitor, meeting: Meeting) -> socket.socket:
    line = socket.socket()
    line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    line.connect(("127.0.0.1", program.port))
    head = f"GET /virta/tapaaminen/{meeting.pk}/ HTTP/1.1\r\nHost: localhost\r\n"
    line.sendall(f"{head}Cookie: {browser.cookie}\r\n\r\n".encode())
    return line


def heard_by(page: Page) -> set[int]:
    return {int(number) for html in page.heard for number in re.findall(r"Kirjaus (\d+)\.", html)}


def lines_held(program: Program) -> int:
    """Return how many lines the program holds open, as the kernel tells: the reader does not."""
    rows = Path("/proc/net/tcp").read_text(encoding="ascii").splitlines()[1:]
    ends = [(row.split()[1], row.split()[3]) for row in rows]
    return sum(local.endswith(f":{program.port:04X}") and state == "01" for local, state in ends)


# In `make test` one such page is cut (src/punos/live/tests/test_open_pages.py): here a queue must
# fill, which takes hundreds of long entries.
@pytest.mark.long
@pytest.mark.proof
def test_stuck_pages_are_cut_and_the_others_hear_everything(program: Program, world: World) -> None:
    meeting = scene.opened(world)
    program.start()
    stuck, entries = times(20, 200), 215
    # A browser that has too many open lets its oldest rest.
    browsers = sessions(program, world.omar, stuck // 4)
    recorder = program.visitor(world.kirsi)
    leena = program.visitor(world.leena)
    lines = [
        open_and_never_read(program, browsers[n % len(browsers)], meeting) for n in range(stuck)
    ]

    async def story() -> None:
        page = Page(program, leena, meeting)
        alive = asyncio.create_task(page.live())
        await until(lambda: page.opened_at, 30)
        before = 0.0
        for number in range(entries):
            if number == WARM:
                before = program.memory()
            said = entry(f"Kirjaus {number}. {LONG}")
            path = f"{place_of(meeting)}kirjaukset/"
            assert (await asyncio.to_thread(recorder.post, path, said)).status == 302
        last = f"Kirjaus {entries - 1}."
        await until(lambda: any(last in html[:2_000] for html in page.heard[-3:]), 60)
        assert heard_by(page) == set(range(entries))
        # Only the one that reads is left.
        await until(lambda: lines_held(program) == 1, 30)
        # Each might have held a queue of 100 entries, 4 MB; they share one copy of each entry.
        assert program.memory() - before < 40 + 0.5 * stuck
        alive.cancel()
        await close([page.reader])

    try:
        run(story())
    finally:
        for line in lines:
            line.close()

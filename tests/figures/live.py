"""How soon a saved entry is on 200 open pages of one meeting, and what open pages cost.

The real program, one process, SQLite. From the moment the recorder's browser sends an entry to the
moment its frame is read from each reader's socket: saving, committing, telling, asking who hears,
reading and sending included. The baseline is a bare loop that writes as many bytes to as many
sockets, without HTTP, without a database and without asking anybody. Readers and program share the
machine's cores.
"""

import asyncio
import multiprocessing
import signal
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from punos.live.tests.reading import Reader, close, open_stream, until
from tests.figures.ground import (
    PUNOS,
    Row,
    Served,
    Target,
    connect,
    figure,
    inside,
    run,
    serving,
    settings_in,
    share_of,
)

READERS, ROUNDS, BROWSERS = 200, 40, 10
SHARES = {"p50": 0.5, "p95": 0.95, "max": 1.0}
WORDS = "Sovittiin, että Omar soittaa torstaina. " * 8

# The standing cast in an open meeting, and so many sessions of those who take part.
PREPARE = """
import json
from punos import clock
from punos.meetings.tests import scene
from punos.people.session import BEGAN
from tests.world import content, make_world, signed_in
def kept(browser):
    session = browser.session
    session[BEGAN] = clock.now().timestamp()
    session.save()
    return "; ".join(f"{key}={each.value}" for key, each in browser.cookies.items())
content()
world = make_world()
meeting = scene.opened(world)
here = f"/asiat/{meeting.case_id}/tapaamiset/{meeting.pk}/"
people = [world.aino, world.leena, world.omar, world.veikko]
recorder = signed_in(world.kirsi)
page = recorder.get(here + "kirjaaja/")
assert page.status_code == 200
browsing = {
    "aino": ["/", f"/asiat/{meeting.case_id}/suunnitelma/"],
    "leena": ["/", f"/asiat/{meeting.case_id}/"],
}
print(json.dumps({
    "stream": f"/virta/tapaaminen/{meeting.pk}/",
    "publish": here + "kirjaukset/",
    "recorder": kept(recorder),
    "readers": [kept(signed_in(people[number % len(people)])) for number in range(READERS)],
    "browsing": [
        [kept(signed_in(getattr(world, name))), browsing[name]]
        for name in list(browsing) * (BROWSERS // 2)
    ],
}))
"""

BARE = """
import asyncio, sys
lines, words = [], sys.argv[1].encode() + b"\\n\\n"
async def serve(reader, writer):
    lines.append(writer)
    while await reader.readline():
        for line in lines:
            line.write(words)
async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()
asyncio.run(main())
"""


def measure() -> list[Row]:
    """Return what one meeting of 200 readers costs, alone and while others browse."""
    with TemporaryDirectory(prefix="punos-figures-") as name:
        folder = Path(name)
        environ = settings_in(folder)
        run([PUNOS, "migrate"], environ)
        run([sys.executable, "-m", "django", "collectstatic", "--noinput", "-v0"], environ)
        code = PREPARE.replace("READERS", str(READERS)).replace("BROWSERS", str(BROWSERS))
        told = inside(environ, code)
        plain = asyncio.run(_bare())
        with serving([PUNOS, "serve"], environ) as served:
            before = _held(served)
            quiet, after = asyncio.run(_read(served, told))
            browsing = [
                multiprocessing.Process(target=_browse, args=(served.port, cookie, paths))
                for cookie, paths in told["browsing"]
            ]
            for each in browsing:
                each.start()
            busy, _ = asyncio.run(_read(served, told))
            for each in browsing:
                each.terminate()
                each.join()
    rows = [
        figure(f"live alone {word}", _at(quiet, share), "ms", _at(plain, share))
        for word, share in SHARES.items()
    ]
    rows += [
        figure(f"live under_browsing {word}", _at(busy, share), "ms", _at(plain, share))
        for word, share in SHARES.items()
    ]
    return rows + [
        figure(f"live alone {what}", after[what], unit, before[what])
        for what, unit in (("threads", ""), ("connections", ""), ("memory", "MB"))
    ]


def _at(took: Sequence[float], share: float) -> float:
    return round(share_of(took, share), 1)


def _held(served: Served) -> dict[str, float]:
    """Return threads, open database files and memory (MB) of the program now."""
    here = Path(f"/proc/{served.process.pid}")
    lines = (here / "status").read_text(encoding="ascii").splitlines()
    status = dict(line.split(":\t", 1) for line in lines if ":\t" in line)
    files = [each.readlink().name for each in (here / "fd").iterdir() if each.is_symlink()]
    return {
        "threads": int(status["Threads"]),
        "connections": sum(name == "punos.sqlite3" for name in files),
        "memory": round(int(status["VmRSS"].split()[0]) / 1024, 1),
    }


async def _read(served: Served, told: dict[str, Any]) -> tuple[list[float], dict[str, float]]:
    """Open all pages, publish entries, and return each delivery's ms and what the program holds."""
    pages = [
        await open_stream(served.port, told["stream"], who, "999999") for who in told["readers"]
    ]
    token = dict(each.split("=", 1) for each in told["recorder"].split("; "))["csrftoken"]
    head = {
        "Cookie": told["recorder"],
        "X-CSRFToken": token,
        "HX-Request": "true",
        "Content-Type": "application/x-www-form-urlencoded",
    }
    line = connect(served.port)

    def publish() -> None:
        form = {"field": "shared_view", "text": WORDS, "key": str(uuid4())}
        line.request("POST", told["publish"], urlencode(form), head)
        answer = line.getresponse()
        answer.read()
        assert answer.status == 200, answer.status

    async def say() -> None:
        await asyncio.to_thread(publish)

    took = await _deliveries(pages, say)
    held = _held(served)
    await close(pages)
    return took, held


async def _deliveries(pages: Sequence[Reader], say: Callable[[], Awaitable[object]]) -> list[float]:
    """Say something `ROUNDS` times; return the milliseconds to each page."""
    took = []
    for _ in range(ROUNDS):
        heard = [len(page.at) for page in pages]
        began = time.perf_counter()
        await say()
        await until(
            lambda heard=heard: all(
                len(page.at) > number for page, number in zip(pages, heard, strict=True)
            ),
            30,
        )
        took += [(page.at[n] - began) * 1000 for page, n in zip(pages, heard, strict=True)]
        await asyncio.sleep(0.05)
    return took


def _browse(port: int, cookie: str, paths: Sequence[str]) -> None:
    """Ask for one page after another without a pause, until ended."""
    line, number = connect(port), 0
    while True:
        Target(port, paths[number % len(paths)], {"Cookie": cookie}).ask(line)
        number += 1


async def _bare() -> list[float]:
    """Measure the same bytes to as many bare sockets."""
    process = subprocess.Popen(  # noqa: S603 -- this Python and the text above
        [sys.executable, "-c", BARE, WORDS * 3], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout
    port = int(process.stdout.readline())
    lines = [await asyncio.open_connection("127.0.0.1", port) for _ in range(READERS)]
    pages = [Reader() for _ in lines]

    async def read(page: Reader, stream: asyncio.StreamReader) -> None:
        while await stream.readuntil(b"\n\n"):
            page.at.append(time.perf_counter())

    async def say() -> None:
        lines[0][1].write(b"nyt\n")

    for page, (stream, _) in zip(pages, lines, strict=True):
        page.task = asyncio.create_task(read(page, stream))
    await asyncio.sleep(0.1)
    took = await _deliveries(pages, say)
    for page, (_, writer) in zip(pages, lines, strict=True):
        if page.task:
            page.task.cancel()
        writer.close()
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    return took

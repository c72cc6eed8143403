"""How soon a saved entry is on 200 open pages, and what open pages cost.

From the moment the recorder's browser sends an entry to the moment its frame is read from each
reader's socket: saving, committing, telling, asking who hears, reading and sending included.
The baseline is a bare loop that writes as many bytes to as many sockets, without HTTP, without
a database and without asking anybody. Readers and server share the machine's cores.

Run alone: python -m tests.figures.live [readers]
"""

import asyncio
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any
from uuid import uuid4

from punos.live.tests.reading import Reader, Server, close, database_in, open_page, until

READERS, ROUNDS = 200, 40
NOTHING_MISSED = "999999"
HTML = '<li id="kirjaus-0190">' + "Sovittiin, että Omar soittaa torstaina. " * 8 + "</li>"

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


async def deliveries(
    pages: Sequence[Reader], say: Callable[[], Awaitable[object]], rounds: int = ROUNDS
) -> list[float]:
    """Say something `rounds` times; return the milliseconds to each page, sorted."""
    took = []
    for number in range(rounds):
        began = time.perf_counter()
        await say()
        await until(lambda number=number: all(len(page.at) > number for page in pages), 30)
        took += [(page.at[number] - began) * 1000 for page in pages]
        await asyncio.sleep(0.05)
    return sorted(took)


def at(took: Sequence[float], share: float) -> float:
    """Return the value below which this share of the measured ones lies."""
    return round(took[min(int(len(took) * share), len(took) - 1)], 1)


async def alone(server: Server, readers: int) -> dict[str, Any]:
    """Measure one meeting of so many readers in one process."""
    meeting = uuid4().hex
    people = [(f"p{number}", f"meeting:{meeting}", "others", None) for number in range(readers)]
    server.post("/lupa/", readers=json.dumps(people))
    words = {"channel": f"meeting:{meeting}", "html": HTML}

    async def say() -> None:
        await asyncio.to_thread(server.post, "/sano/", **words)

    warm = await open_page(server.port, "p0", meeting)
    await deliveries([warm], say, 3)
    await close([warm])
    before = server.post("/luvut/")
    began = time.perf_counter()
    pages = [await open_page(server.port, who, meeting, NOTHING_MISSED) for who, *_ in people]
    opened = (time.perf_counter() - began) / readers * 1000
    opened_cpu = server.post("/luvut/")["cpu_ms"]
    took = await deliveries(pages, say)
    after = server.post("/luvut/")
    began = time.perf_counter()
    channel = f"meeting:{meeting}"
    server.post("/vie/", channel=channel, person="%", ear=channel)
    await until(lambda: all(page.closed_at for page in pages), 5)
    cut = (max(page.closed_at or 0 for page in pages) - began) * 1000
    return {
        "took": took,
        "before": before,
        "after": after,
        "opened": opened,
        "opened_cpu": opened_cpu,
        "cut": cut,
    }


async def bare(readers: int) -> list[float]:
    """Measure the same bytes to as many bare sockets."""
    process = subprocess.Popen(  # noqa: S603 -- this Python and the text above
        [sys.executable, "-c", BARE, HTML], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout
    port = int(process.stdout.readline())
    lines = [await asyncio.open_connection("127.0.0.1", port) for _ in range(readers)]
    pages = [Reader() for _ in lines]

    async def read(page: Reader, stream: asyncio.StreamReader) -> None:
        while await stream.readuntil(b"\n\n"):
            page.at.append(time.perf_counter())

    async def say() -> None:
        lines[0][1].write(b"nyt\n")

    for page, (stream, _) in zip(pages, lines, strict=True):
        page.task = asyncio.create_task(read(page, stream))
    await asyncio.sleep(0.1)
    took = await deliveries(pages, say)
    for page, (_, writer) in zip(pages, lines, strict=True):
        page.task.cancel()
        writer.close()
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    return took


def measure(database: str, folder: Path, readers: int = READERS) -> list[dict[str, Any]]:
    """Return the rows of the bench: name, value, unit, baseline, ratio."""
    plain = asyncio.run(bare(readers))
    server = Server(database, folder / "log")
    try:
        found = asyncio.run(alone(server, readers))
    finally:
        server.stop()
    rows = [
        _row(f"live alone {name}", at(found["took"], share), "ms", at(plain, share))
        for name, share in (("p50", 0.5), ("p95", 0.95), ("max", 1.0))
    ]
    for name, unit in (("threads", ""), ("connections", ""), ("memory_mb", "MB")):
        rows.append(_row(f"live alone {name}", found["after"][name], unit, found["before"][name]))
    spent = (found["after"]["cpu_ms"] - found["opened_cpu"]) / ROUNDS
    rows.append(_row("live alone processor a message", round(spent, 1), "ms", None))
    rows.append(_row("live alone opening", round(found["opened"], 1), "ms", None))
    rows.append(_row("live withdrawal to last byte", round(found["cut"], 1), "ms", None))
    return rows


def _row(name: str, value: float, unit: str, baseline: float | None) -> dict[str, Any]:
    ratio = round(value / baseline, 2) if baseline else None
    return {"name": name, "value": value, "unit": unit, "baseline": baseline, "ratio": ratio}


def main() -> None:
    readers = int(sys.argv[1]) if len(sys.argv) > 1 else READERS
    with tempfile.TemporaryDirectory() as folder:
        database = os.environ.get("PUNOS_LIVE_DATABASE") or database_in(Path(folder))
        for row in measure(database, Path(folder), readers):
            print(json.dumps(row))  # noqa: T201 -- run by hand


if __name__ == "__main__":
    main()

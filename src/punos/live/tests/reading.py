"""Starts the small program of `serving` and reads its streams over real sockets."""

import asyncio
import json
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from codecs import getincrementaldecoder
from collections.abc import Collection, Coroutine, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlencode
from urllib.request import Request, urlopen

T = TypeVar("T")
EVENT = re.compile(r"(?:id: (?P<id>.*)\n)?event: (?P<kind>.*)\n(?P<data>(?:data: .*\n)+)")
UVICORN = (
    "punos.live.tests.serving:application",
    "--ws=none",
    "--no-access-log",
    "--timeout-graceful-shutdown=1",
)


@dataclass
class Reader:
    """One open page: what it has heard, when, and whether the other end has closed."""

    status: int = 0
    head: str = ""
    events: list[tuple[str, str, str]] = field(default_factory=list)
    at: list[float] = field(default_factory=list)
    closed_at: float | None = None
    task: asyncio.Task[None] | None = None

    @property
    def kinds(self) -> list[str]:
        return [kind for _, kind, _ in self.events]


class Server:
    """The small program in a process of its own."""

    def __init__(
        self, database: str, log: Path, extra: Sequence[str] = (), port: int | None = None
    ) -> None:
        self.port = port or _free_port()
        self._log = log.open("ab")
        self.process = subprocess.Popen(  # noqa: S603 -- this Python and our own module
            [sys.executable, "-m", "uvicorn", *UVICORN, *extra, "--port", str(self.port)],
            env={**os.environ, "PUNOS_LIVE_DATABASE": database},
            stderr=self._log,
            stdout=self._log,
        )
        deadline = time.monotonic() + 20
        while not _answers(self.port):
            if time.monotonic() > deadline or self.process.poll() is not None:
                self.stop(signal.SIGKILL)
                raise RuntimeError(log.read_text())
            time.sleep(0.05)

    def post(self, path: str, **words: str) -> object:
        address = f"http://127.0.0.1:{self.port}{path}?{urlencode(words)}"
        with urlopen(Request(address, method="POST"), timeout=10) as answer:
            return json.load(answer)

    def stop(self, number: int = signal.SIGINT) -> float:
        """Stop the program; return the seconds that it took."""
        began = time.monotonic()
        self.process.send_signal(number)
        try:
            self.process.wait(10)
        finally:
            self.process.kill()
            self.process.wait()
            self._log.close()
        return time.monotonic() - began


@contextmanager
def running(database: str, log: Path) -> Iterator[Server]:
    server = Server(database, log)
    try:
        yield server
    finally:
        if server.process.poll() is None:
            server.stop(signal.SIGKILL)


async def open_page(port: int, person: str, meeting: str, last_id: str = "0") -> Reader:
    """Open a stream of the small program, as a page that has nothing on it yet."""
    return await open_stream(port, f"/virta/tapaaminen/{meeting}/", f"who={person}", last_id)


async def open_stream(port: int, path: str, cookie: str, last_id: str = "") -> Reader:
    """Open a stream and go on reading it in the background until it closes."""
    reader = Reader()
    stream, writer = await asyncio.open_connection("127.0.0.1", port)
    again = f"Last-Event-ID: {last_id}\r\n" if last_id else ""
    writer.write(
        f"GET {path} HTTP/1.1\r\nHost: localhost\r\nCookie: {cookie}\r\n{again}\r\n".encode()
    )
    reader.head = (await stream.readuntil(b"\r\n\r\n")).decode()
    reader.status = int(reader.head.split()[1])
    reader.task = asyncio.create_task(_read(reader, stream, writer))
    await asyncio.sleep(0)  # it runs, so that its end closes the line
    return reader


async def _read(reader: Reader, stream, writer) -> None:
    # A letter of two bytes may lie on the border of what was read.
    text, decoder = "", getincrementaldecoder("utf-8")()
    try:
        while chunk := await stream.read(65536):
            arrived = time.perf_counter()
            # Chunk sizes of HTTP/1.1 stand on lines of their own and match no event.
            text = (text + decoder.decode(chunk)).replace("\r\n", "\n")
            *whole, text = text.split("\n\n")
            for block in whole:
                if found := EVENT.search(block + "\n"):
                    data = found["data"].replace("data: ", "").strip("\n")
                    reader.events.append((found["id"] or "", found["kind"], data))
                    reader.at.append(arrived)
            if chunk.endswith(b"0\r\n\r\n"):  # the last, empty chunk: the answer has ended
                break
    except ConnectionError:
        pass
    finally:
        reader.closed_at = time.perf_counter()
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()


async def close(pages: Collection[Reader]) -> None:
    """Leave the streams, as a browser does that closes its pages."""
    for page in pages:
        page.task.cancel()
    await asyncio.gather(*(page.task for page in pages), return_exceptions=True)


def run(story: Coroutine[Any, Any, T]) -> T:
    """Run a story in a loop of its own; this thread may have a browser's loop already."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, story).result()


async def until(true, seconds: float = 5.0) -> None:
    """Wait until something holds; fail loudly if it never does."""
    deadline = time.monotonic() + seconds
    while not true():
        if time.monotonic() > deadline:
            raise AssertionError("It did not happen in time.")
        await asyncio.sleep(0.005)


def database_in(folder: Path) -> str:
    """Return the address of the database that this run is about."""
    if os.environ.get("PUNOS_TEST_DATABASE") == "postgres":
        return os.environ["PUNOS_DATABASE"]
    path = folder / "live.sqlite3"
    with sqlite3.connect(path) as line:
        line.execute("PRAGMA journal_mode=WAL")
    line.close()
    return f"sqlite:///{path}"


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _answers(port: int) -> bool:
    with socket.socket() as line:
        return line.connect_ex(("127.0.0.1", port)) == 0

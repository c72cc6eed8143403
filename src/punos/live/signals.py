"""Carries "something changed" from any thread of any process to every process with open pages.

Only names and ids travel, never content: PostgreSQL's NOTIFY takes 8 kB and may be logged.
On SQLite the program is one process, and a call is enough; that somebody else wrote to the
database, such as a command, is seen by a watch (`live.sqlite`).
"""

import asyncio
import json
import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

from django.db import connection, transaction

from punos.live.sqlite import watch

NOTIFY = "punos_live"
LOOK_AGAIN = "look-again"
# These stand in the frame of a stream, so no sign that could end a line.
SAFE = re.compile(r"[\w.:-]{0,100}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Signal:
    """Something changed in a channel: a message to read by its id, or a reason to look again."""

    channel: str
    kind: str
    id: str = ""


# Somebody wrote to the database and did not say what.
WRITTEN = Signal("", LOOK_AGAIN)
Ear = Callable[[Signal], None]
_ears: dict[Ear, asyncio.AbstractEventLoop] = {}


def publish(channel: str, kind: str, message_id: str) -> None:
    """Tell all who hear the channel that this message can be read, once it is committed.

    The kind is the event's name in the browser. Ids grow in a channel in the order of commits.
    """
    _after_commit(Signal(channel, kind, message_id))


def look_again(channel: str) -> None:
    """Ask anew who may hear: a channel, "person:<id>" or "session:<key>", after the commit."""
    _after_commit(Signal(channel, LOOK_AGAIN))


def _after_commit(signal: Signal) -> None:
    for word in (signal.channel, signal.kind, signal.id):
        if not SAFE.fullmatch(word):
            raise ValueError("A signal is made of plain names and ids.")
    # Robust: the change is stored already, and open pages notice it by the sweep at the latest.
    transaction.on_commit(partial(_send, signal), robust=True)


def _send(signal: Signal) -> None:
    if connection.vendor == "postgresql":
        words = json.dumps([signal.channel, signal.kind, signal.id])
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_notify(%s, %s)", [NOTIFY, words])
        return
    for ear, loop in list(_ears.items()):
        with suppress(RuntimeError):  # a loop that has just been closed has no open pages
            loop.call_soon_threadsafe(ear, signal)


async def listen(heard: Ear, up: Callable[[], None], down: Callable[[], None]) -> None:
    """Give every signal to `heard` until cancelled; tell when the line is up and when it broke."""
    if connection.vendor == "postgresql":
        # Here, because the SQLite edition need not wait 0.2 s for a driver that it never uses.
        from punos.live.postgres import listen_to_notify  # noqa: PLC0415

        await listen_to_notify(heard, up, down)
        return
    _ears[heard] = asyncio.get_running_loop()
    try:
        up()
        await watch(lambda: heard(WRITTEN))
    finally:
        del _ears[heard]

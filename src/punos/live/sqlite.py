"""Sees that anybody wrote to the SQLite database, also another process: a command, a hand.

The files tell: what is committed goes into the log beside the database (WAL) and from there into
it. A line of our own would know it too (PRAGMA data_version), but while it is open SQLite
keeps the files of all other lines open as well.
"""

import asyncio
from collections.abc import Callable
from pathlib import Path

from django.db import connection

EVERY = 1.0


async def watch(written: Callable[[], None]) -> None:
    """Call `written` when the database was written to, once a second at most, until cancelled."""
    file = Path(str(connection.settings_dict["NAME"]))
    known = _state(file)
    while True:
        await asyncio.sleep(EVERY)
        if (now := _state(file)) != known:
            known = now
            written()


def _state(file: Path) -> list[tuple[int, int]]:
    """Return size and time of the files that have content; a log without any tells of no write."""
    found = []
    for each in (file, file.with_name(f"{file.name}-wal")):
        try:
            facts = each.stat()
        except OSError:
            continue
        if facts.st_size:
            found.append((facts.st_size, facts.st_mtime_ns))
    return found

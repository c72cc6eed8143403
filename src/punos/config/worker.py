"""Does what time owes: calls each room's `jobs.run(now)` on a tick, `jobs.hurry(now)` each second.

Every job picks what is owed and is idempotent, so many workers and a missed tick do no harm.
"""

import logging
import threading
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import cache
from importlib import import_module
from importlib.util import find_spec

from django.apps import apps
from django.db import close_old_connections

from punos import clock

TICK_SECONDS = 20
logger = logging.getLogger(__name__)
Job = Callable[[datetime], None]


@cache
def jobs(name: str = "run") -> tuple[tuple[str, Job], ...]:
    """Return the job of each room that has one by this name, from the ground upwards."""
    return tuple(_found(name))


def _found(name: str) -> Iterator[tuple[str, Job]]:
    for room in apps.get_app_configs():
        module = f"{room.name}.jobs"
        if not room.name.startswith("punos.") or not find_spec(module):
            continue
        if job := getattr(import_module(module), name, None):
            yield room.label, job


def tick() -> list[str]:
    """Run every job once; return the rooms whose job failed. One failing stops no other."""
    failed = []
    for room, run in jobs():
        try:
            run(clock.now())
        except Exception:
            logger.exception("The job of a room failed: %s", room)
            failed.append(room)
    return failed


def hurry() -> None:
    """Do at once what somebody waits for; the same again at the next second where it failed."""
    for room, run in jobs("hurry"):
        try:
            run(clock.now())
        except Exception:
            logger.exception("The hurried job of a room failed: %s", room)


def work(stop: threading.Event) -> None:
    """Tick until told to stop; each second do what somebody waits for."""
    while True:
        tick()
        for _second in range(TICK_SECONDS):
            hurry()
            # In between no connection is held, and a database that came back is asked anew.
            close_old_connections()
            if stop.wait(1):
                return


def start() -> threading.Event:
    """Tick in this process, beside the pages; return what stops it.

    On SQLite open pages hear of a change only from the process that serves them.
    """
    stop = threading.Event()
    threading.Thread(target=work, args=(stop,), name="worker", daemon=True).start()
    return stop

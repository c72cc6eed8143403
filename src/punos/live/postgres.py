"""The line between processes on PostgreSQL: one LISTEN connection for each process."""

import asyncio
import json
import logging
import random
from collections.abc import Callable
from typing import Any

from django.db import connection
from psycopg import AsyncConnection, Error

from punos.live.signals import NOTIFY, Ear, Signal

logger = logging.getLogger(__name__)

# A dead connection is noticed in seconds; until then the sweep of the hub keeps watch.
ALIVE = {
    "keepalives": 1,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "connect_timeout": 5,
}


async def listen_to_notify(heard: Ear, up: Callable[[], None], down: Callable[[], None]) -> None:
    """Give every signal to `heard`; when the line breaks, say so and try again, ever slower."""
    wait = 0.1
    while True:
        try:
            async with await _connect() as line:
                await line.execute(f"LISTEN {NOTIFY}")
                wait = 0.1
                up()
                async for notify in line.notifies():
                    heard(Signal(*json.loads(notify.payload)))
        except (Error, OSError):
            logger.warning("The line between processes broke; trying again.")
        finally:
            down()
        await asyncio.sleep(wait * random.uniform(0.5, 1.0))  # noqa: S311 -- spreads, hides nothing
        wait = min(wait * 2, 5.0)


async def _connect() -> AsyncConnection[Any]:
    wanted = connection.get_connection_params()
    # Django's own cursors and adapters are for its sync connections.
    for key in ("cursor_factory", "context"):
        wanted.pop(key, None)
    return await AsyncConnection.connect(**{**ALIVE, **wanted, "autocommit": True})

"""The baseline of scripts/bench.py: the page's reading SQL and as many bytes, without a framework."""

import json
import os
import sqlite3
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import uvicorn

WORK = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
DATABASE = sqlite3.connect(WORK["database"])
BODY = b"x" * WORK["size"]


async def application(
    scope: dict[str, Any], _receive: object, send: Callable[[dict[str, Any]], Awaitable[None]]
) -> None:
    """Answer /page with all reading done and as many bytes; anything else with three bytes."""
    body = b"ok\n"
    if scope["path"] == "/page":
        for sql in WORK["queries"]:
            DATABASE.execute(sql).fetchall()
        body = BODY
    headers = [(b"content-type", b"text/html"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


if __name__ == "__main__":
    port = int(os.environ["PORT"])
    uvicorn.run(application, port=port, lifespan="off", access_log=False, log_config=None)

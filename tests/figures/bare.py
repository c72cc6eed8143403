"""The baseline: a page's reading SQL and as many bytes, without a framework.

WORK names a file: {"database": …, "pages": {path: {"queries": […], "size": bytes}}}. A database that
is an address is asked by psycopg, a path by sqlite3.
"""

import json
import os
import sqlite3
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import psycopg
import uvicorn

WORK = json.loads(Path(os.environ["WORK"]).read_text(encoding="utf-8"))
IS_SERVER = "://" in WORK["database"]
DATABASE: Any = (
    psycopg.connect(WORK["database"], autocommit=True)
    if IS_SERVER
    else sqlite3.connect(WORK["database"])
)


async def application(
    scope: dict[str, Any], _receive: object, send: Callable[[dict[str, Any]], Awaitable[None]]
) -> None:
    """Answer a page with all its reading done and as many bytes; anything else with three bytes."""
    if scope["type"] != "http":
        return
    page = WORK["pages"].get(scope["path"], {"queries": [], "size": 3})
    for sql in page["queries"]:
        DATABASE.execute(sql).fetchall()
    body = b"x" * page["size"]
    headers = [(b"content-type", b"text/html"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


if __name__ == "__main__":
    port = int(os.environ["PORT"])
    uvicorn.run(application, port=port, lifespan="off", access_log=False, log_config=None)

"""The program as it is, with one header more: how long a request's own writing took, in ms.

What a page writes is its trace: the row, the head of its chain, and the commit that waits for the
disk. It is told apart so that pages compare with a baseline that writes nothing.
"""

import os
import time
from collections.abc import Callable
from typing import Any

import uvicorn
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.http import HttpRequest, HttpResponse

WRITES = ("INSERT", "UPDATE", "BEGIN", "SAVEPOINT", "RELEASE")
spent: dict[int, float] = {}


def _timed(name: str) -> None:
    plain = getattr(BaseDatabaseWrapper, name)

    def timed(self: BaseDatabaseWrapper, *args: Any) -> Any:
        begun = time.perf_counter()
        try:
            return plain(self, *args)
        finally:
            spent[id(self)] = spent.get(id(self), 0) + time.perf_counter() - begun

    setattr(BaseDatabaseWrapper, name, timed)


def tell_writing(get_response: Callable[[HttpRequest], HttpResponse]) -> Any:
    """Tell in a header how long the request's writing took."""

    def watch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001
        if not sql.startswith(WRITES):
            return execute(sql, params, many, context)
        begun = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            key = id(context["connection"])
            spent[key] = spent.get(key, 0) + time.perf_counter() - begun

    def middleware(request: HttpRequest) -> HttpResponse:
        connection.ensure_connection()
        key = id(connection._connections[connection._alias])  # type: ignore[attr-defined]  # noqa: SLF001
        spent[key] = 0
        with connection.execute_wrapper(watch):
            answer = get_response(request)
        answer.headers["X-Written-Ms"] = f"{spent[key] * 1000:.3f}"
        return answer

    return middleware


def main() -> None:
    from django.conf import settings  # noqa: PLC0415 - settings come from the environment

    settings.MIDDLEWARE = ["tests.figures.timed.tell_writing", *settings.MIDDLEWARE]
    _timed("_commit")
    uvicorn.run(
        "punos.config.asgi:application",
        port=int(os.environ["PORT"]),
        server_header=False,
        access_log=False,
        log_config=None,
    )


if __name__ == "__main__":
    # Under its own name, so that the middleware and the program share what was spent.
    from tests.figures import timed

    timed.main()

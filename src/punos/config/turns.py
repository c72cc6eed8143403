"""Lets few pages be read at once, so that what somebody writes comes through at once.

One process makes one page at a time anyway: ten at once only take turns so small that an entry
of a meeting waits for all of them. Whoever sends or reads slowly holds no turn: it begins when the
request is whole and ends when the answer begins, which Django has made by then.
"""

from asyncio import Semaphore
from collections.abc import Awaitable, Callable
from typing import Any

Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
Pages = Callable[[Any, Any, Any], Awaitable[None]]
# One works while others wait for the disk.
MOST = 3
READING = ("GET", "HEAD", "OPTIONS")


def in_turns(pages: Pages, most: int = MOST) -> Pages:
    """Return the application of which no more pages than that are read at once."""
    turns = Semaphore(most)

    async def application(scope: Any, receive: Receive, send: Send) -> None:
        if scope["method"] not in READING:
            await pages(scope, receive, send)
            return
        holds, is_answered = False, False

        async def receive_then_wait() -> dict[str, Any]:
            nonlocal holds
            message = await receive()
            is_whole = message["type"] == "http.request" and not message.get("more_body")
            if is_whole and not holds and not is_answered:
                await turns.acquire()
                holds = True
            return message

        def end() -> None:
            nonlocal holds, is_answered
            if holds:
                turns.release()
            holds, is_answered = False, True

        async def end_then_send(message: dict[str, Any]) -> None:
            end()
            await send(message)

        try:
            await pages(scope, receive_then_wait, end_then_send)
        finally:
            end()

    return application

"""S4.10 · Few pages are read at once; who writes waits for none, and who is slow holds nobody up."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from punos.config.turns import in_turns

WHOLE = {"type": "http.request", "body": b"", "more_body": False}
PART = {"type": "http.request", "body": b"x", "more_body": True}
BEGUN = {"type": "http.response.start", "status": 200, "headers": []}


def asked(method: str = "GET") -> dict[str, Any]:
    return {"type": "http", "method": method, "path": "/"}


async def receive() -> dict[str, Any]:
    return WHOLE


async def send(_message: dict[str, Any]) -> None:
    return


async def settle() -> None:
    for _ in range(10):
        await asyncio.sleep(0)


def test_no_more_are_read_at_once_than_there_are_turns_and_writers_wait_for_none() -> None:
    made: list[str] = []
    gate: list[asyncio.Event] = []

    async def pages(
        scope: dict[str, Any], receive: Callable[[], Awaitable[Any]], send: Any
    ) -> None:
        await receive()
        made.append(scope["method"])
        await gate[0].wait()
        await send(BEGUN)

    async def story() -> None:
        gate.append(asyncio.Event())
        application = in_turns(pages, 2)
        waiting = [
            asyncio.create_task(application(asked(method), receive, send))
            for method in ("GET", "GET", "GET", "GET", "POST")
        ]
        await settle()
        assert made == ["GET", "GET", "POST"]
        gate[0].set()
        await asyncio.gather(*waiting)
        assert made == ["GET", "GET", "POST", "GET", "GET"]

    asyncio.run(story())


def test_who_sends_or_reads_slowly_holds_no_turn() -> None:
    async def pages(scope: Any, receive: Callable[[], Awaitable[Any]], send: Any) -> None:
        while (await receive()).get("more_body"):
            pass
        await send(BEGUN)

    async def story() -> None:
        never = asyncio.Event()

        async def sends_slowly() -> dict[str, Any]:
            await never.wait()
            return PART

        async def reads_slowly(_message: dict[str, Any]) -> None:
            await never.wait()

        application = in_turns(pages, 1)
        slow = [
            asyncio.create_task(application(asked(), sends_slowly, send)),
            asyncio.create_task(application(asked(), receive, reads_slowly)),
        ]
        await settle()
        await asyncio.wait_for(application(asked(), receive, send), 1)
        for each in slow:
            each.cancel()
        await asyncio.gather(*slow, return_exceptions=True)

    asyncio.run(story())


def test_a_turn_comes_back_from_who_fails_and_from_who_has_gone() -> None:
    async def pages(scope: Any, receive: Callable[[], Awaitable[Any]], send: Any) -> None:
        await receive()
        if scope["path"] == "/fails/":
            raise RuntimeError
        if scope["path"] == "/stays/":
            await asyncio.sleep(60)
        await send(BEGUN)

    async def story() -> None:
        application = in_turns(pages, 1)

        def ask(path: str) -> asyncio.Task[None]:
            return asyncio.create_task(application(asked() | {"path": path}, receive, send))

        [failed] = await asyncio.gather(ask("/fails/"), return_exceptions=True)
        assert isinstance(failed, RuntimeError)
        holder = ask("/stays/")
        await settle()
        gone = ask("/")
        await settle()
        gone.cancel()
        holder.cancel()
        await asyncio.gather(gone, holder, return_exceptions=True)
        await asyncio.wait_for(ask("/"), 1)

    asyncio.run(story())

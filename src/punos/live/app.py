"""The ASGI app of open pages: Server-Sent Events under /virta/.

An address that is nobody's, one that does not exist and one that is refused answer alike.
"""

import asyncio
import signal
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from types import FrameType
from typing import Any

from punos.live.contract import Message, Scope, Wiring
from punos.live.hub import Hub
from punos.live.stream import Send, Stream

Receive = Callable[[], Awaitable[dict[str, Any]]]

PREFIX = "/virta/"
_PRIVATE = [(b"cache-control", b"no-store"), (b"x-content-type-options", b"nosniff")]
_STREAM = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"x-accel-buffering", b"no"),
    *_PRIVATE,
]
_PLAIN = [(b"content-type", b"text/plain; charset=utf-8"), *_PRIVATE]


class Live:
    """Opens streams, and lets them go when the program is told to stop."""

    def __init__(self, wiring: Wiring) -> None:
        self._wiring = wiring
        self._hub: Hub | None = None

    @property
    def hub(self) -> Hub:
        """Return the hub of this process; made at the first question, in the event loop."""
        if self._hub is None:
            self._hub = Hub(self._wiring)
            self._hub.start()
        return self._hub

    async def lifespan(self, receive: Receive, send: Send) -> None:
        """Begin and end with the server."""
        await receive()
        self.hub  # noqa: B018 -- it begins to hear now
        self._hear_the_stop()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await self.hub.stop()
        await send({"type": "lifespan.shutdown.complete"})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] != "GET":
            await _answer(send, 405, [(b"allow", b"GET")])
            return
        channel = self._wiring.channel(scope["path"].removeprefix(PREFIX))
        if channel is None:
            await _answer(send, 404)
        elif not await self.hub.may_open():
            await _answer(send, 503, [(b"retry-after", b"2")])
        else:
            await self._open(scope, receive, send, channel)

    async def _open(self, scope: Scope, receive: Receive, send: Send, channel: str) -> None:
        admitted = await self.hub.ask(self._wiring.admit, scope, channel)
        if admitted is None:
            await _answer(send, 404)
            return
        stream = Stream(channel, *admitted, self._wiring.now)
        self.hub.add(stream)
        try:
            # Subscribed first and asked then, so that nothing falls between.
            missed = await self.hub.ask(
                self._wiring.since, channel, _last_id(scope), stream.hearing.audience
            )
            await send({"type": "http.response.start", "status": 200, "headers": _STREAM})
            await self._serve(stream, receive, send, missed)
        finally:
            self.hub.remove(stream)

    async def _serve(
        self, stream: Stream, receive: Receive, send: Send, missed: Sequence[Message]
    ) -> None:
        talk = asyncio.ensure_future(stream.talk(send, missed, self.hub.recheck))
        stuck = asyncio.ensure_future(stream.stuck())
        tasks = [talk, stuck, asyncio.ensure_future(_left(receive))]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            if stuck.done() and not talk.done():
                _hang_up(send)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    def _hear_the_stop(self) -> None:
        """Tell the streams to go when the server is told to stop.

        The server waits for its open answers before it ends the lifespan, so that would be too
        late. Its own handler runs after ours.
        """
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            server = signal.getsignal(number)

            def stop(caught: int, where: FrameType | None, server: Any = server) -> None:
                with suppress(RuntimeError):  # the loop has ended already
                    loop.call_soon_threadsafe(self.hub.say_goodbye)
                if callable(server):
                    server(caught, where)

            with suppress(ValueError):  # not the main thread: a test's server
                signal.signal(number, stop)


def _last_id(scope: Scope) -> str:
    for name, value in scope["headers"]:
        if name == b"last-event-id":
            return str(value[:100].decode("ascii", "replace"))
    return ""


async def _left(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _hang_up(send: Send) -> None:
    """Drop what a page that does not read has left unread.

    Closing would keep the line, with the content on it, for as long as the other end pleases.
    ASGI has no word for hanging up; uvicorn's `send` belongs to an object that has the line.
    """
    transport = getattr(getattr(send, "__self__", None), "transport", None)
    if transport is not None:
        transport.abort()


async def _answer(send: Send, status: int, headers: Sequence[tuple[bytes, bytes]] = ()) -> None:
    await send({"type": "http.response.start", "status": status, "headers": [*_PLAIN, *headers]})
    await send({"type": "http.response.body", "body": b""})

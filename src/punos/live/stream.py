"""One open page: its queue, its timers and the words of Server-Sent Events."""

import asyncio
import itertools
import random
import re
from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime, timedelta
from typing import Any, Literal

from punos.live.contract import Hearing, Listener, Message

Send = Callable[[dict[str, Any]], Awaitable[None]]
Recheck = Callable[["Stream"], Awaitable[None]]
# gone: nothing more is shown, clear the page; bye: come back soon; refresh: load the page anew,
# which asks to sign in; rest: this browser has too many open, come back when looked at again.
End = Literal["gone", "bye", "refresh", "rest"]

KEEP_ALIVE = 15.0
ROOM = 100
NOTICE = timedelta(minutes=5)
# How long a page that does not read may hold the line after it has been cut.
PATIENCE = 0.3

_numbers = itertools.count()
_LINES = re.compile(r"\r\n|\r|\n")


def frame(message: Message) -> bytes:
    """Return the message in the words of Server-Sent Events."""
    lines = "\n".join(f"data: {line}" for line in _LINES.split(message.html))
    head = f"id: {message.id}\n" if message.id else ""
    return f"{head}event: {message.kind}\n{lines}\n\n".encode()


def sign(kind: str) -> bytes:
    """Return an event without content."""
    return frame(Message("", kind, ""))


class Stream:
    """The sending side of one open page. Everything here runs in the event loop."""

    def __init__(
        self, channel: str, listener: Listener, hearing: Hearing, now: Callable[[], datetime]
    ) -> None:
        self.channel, self.listener, self.hearing = channel, listener, hearing
        self.number = next(_numbers)
        self.end: End | None = None
        self._now = now
        self._queue: asyncio.Queue[tuple[str, bytes]] = asyncio.Queue(ROOM)
        self._told: datetime | None = None
        # When time alone brings something next, by the loop's clock; a message looks only at this.
        self._due = 0.0
        self._timer: asyncio.TimerHandle | None = None
        self._ended = asyncio.Event()

    def put(self, message_id: str, words: bytes) -> None:
        """Queue something; a page that has let the queue grow full is cut and comes back."""
        if self.end:
            return
        try:
            self._queue.put_nowait((message_id, words))
        except asyncio.QueueFull:
            self.cut("bye")

    def hear(self, hearing: Hearing) -> None:
        """Take the newest answer. Who hears as somebody else from now on needs another page."""
        if hearing.audience != self.hearing.audience:
            self.put("", sign("refresh"))
        if hearing != self.hearing:
            self.hearing = hearing
            if self._timer:
                self._wake_later()

    def cut(self, end: End) -> None:
        """End the stream. What was still in the queue is not said any more."""
        if self.end:
            return
        self.end = end
        while not self._queue.empty():
            self._queue.get_nowait()
        self._queue.put_nowait(("", b""))
        self._ended.set()

    async def stuck(self) -> None:
        """Return when the stream has been cut and its page still does not read."""
        await self._ended.wait()
        await asyncio.sleep(PATIENCE)

    async def talk(self, send: Send, missed: Iterable[Message], recheck: Recheck) -> None:
        """Say what was missed, then what comes, until the end."""
        # Pages come back at different times, so that a restart is no stampede.
        retry = f"retry: {random.randint(500, 3000)}\n\n"  # noqa: S311 -- spreads, hides nothing
        await _say(send, retry.encode())
        said = set()
        for message in missed:
            if self.end:
                break
            said.add(message.id)
            await _say(send, frame(message))
        self._wake_later()
        try:
            while not self.end:
                message_id, words = await self._queue.get()
                if not self.end and self._is_due():
                    await self._keep_time(send, recheck)
                    self._wake_later()
                if not self.end and message_id not in said:
                    await _say(send, words)
        finally:
            self._sleep()
        await _say(send, sign(self.end or "bye"), more=False)

    def _wake_later(self) -> None:
        """Set the one timer: a timeout for each message and page would cost more than saying it."""
        self._sleep()
        loop = asyncio.get_running_loop()
        self._due = loop.time() + self._pause()
        self._timer = loop.call_at(self._due, self._wake)

    def _sleep(self) -> None:
        if self._timer:
            self._timer.cancel()
        self._timer = None

    def _wake(self) -> None:
        if self._queue.empty():
            self.put("", b": \n\n")

    def _is_due(self) -> bool:
        # A loop may call a little early.
        return asyncio.get_running_loop().time() >= self._due - 0.001

    def _pause(self) -> float:
        """Return the seconds to the next thing that time alone brings."""
        ends_at, over_at, now = self.hearing.ends_at, self.hearing.over_at, self._now()
        pauses = [KEEP_ALIVE]
        if ends_at:
            left = ends_at - now
            pauses.append((left if self._told == ends_at else left - NOTICE).total_seconds())
        if over_at:
            pauses.append((over_at - now).total_seconds())
        return max(min(pauses), 0.0)

    def _is_over(self) -> bool:
        over_at = self.hearing.over_at
        return over_at is not None and over_at <= self._now()

    async def _keep_time(self, send: Send, recheck: Recheck) -> None:
        if self._is_over():
            await recheck(self)
            if self._is_over():
                self.cut("refresh")
                return
        ends_at, now = self.hearing.ends_at, self._now()
        if ends_at is None:
            return
        if ends_at <= now:
            await recheck(self)
            if self.hearing.ends_at == ends_at:
                self.cut("gone")
        elif ends_at - now <= NOTICE and self._told != ends_at:
            self._told = ends_at
            await _say(send, sign("ending"))


async def _say(send: Send, words: bytes, *, more: bool = True) -> None:
    await send({"type": "http.response.body", "body": words, "more_body": more})

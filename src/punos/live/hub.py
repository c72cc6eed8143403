"""All open pages of this process: who hears what, who is cut.

When in doubt, silence: if nobody can be asked or the line between processes is down, the
streams end and come back by a new opening, which asks everything anew.
"""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Callable, Collection, Coroutine, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any, ParamSpec, TypeVar

from django.db import connections

from punos.live.contract import Hearing, Listener, Message, Wiring
from punos.live.signals import LOOK_AGAIN, WRITTEN, Signal, listen
from punos.live.stream import End, Stream, frame

logger = logging.getLogger(__name__)

THREADS = 4
BATCH = 20
# A withdrawal cuts within a second, also when the database is slow to answer.
SOON = 0.5
# Catches what no signal told and no watch saw.
SWEEP = 20.0
# Nobody reads more at once: HTTP/1.1 gives a browser six lines to a host.
PER_SESSION = 6
# A look that only the watch asked for may wait; a withdrawal is told by its own signal.
PATIENT = 5.0

P = ParamSpec("P")
T = TypeVar("T")


def _then_close(ask: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    try:
        return ask(*args, **kwargs)
    finally:
        connections.close_all()


class Hub:
    """Keeps the streams by channel and takes each signal to those whom it concerns."""

    def __init__(self, wiring: Wiring) -> None:
        self.wiring = wiring
        self.is_open = False
        self._streams: dict[str, set[Stream]] = defaultdict(set)
        self._waiting: dict[str, list[Signal]] = defaultdict(list)
        self._tasks: set[asyncio.Task[None]] = set()
        self._threads = ThreadPoolExecutor(THREADS, "live")
        self._watching: asyncio.Task[None] | None = None
        self._up = asyncio.Event()

    def start(self) -> None:
        """Begin to hear; called in the event loop."""
        self.is_open = True
        self._go(listen(self.heard, self._up.set, self._line_broke))
        self._go(self._sweep())

    async def stop(self) -> None:
        """Say goodbye to all and let the threads go."""
        self.say_goodbye()
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._threads.shutdown(wait=False, cancel_futures=True)

    def say_goodbye(self) -> None:
        """Send every open page away; it comes back when the program does."""
        self.is_open = False
        _cut_all(self.streams(), "bye")

    def streams(self) -> list[Stream]:
        """Return all open streams."""
        return [stream for streams in self._streams.values() for stream in streams]

    async def may_open(self) -> bool:
        """Return whether streams can be opened: the line between processes is up."""
        if self.is_open and not self._up.is_set():
            with suppress(TimeoutError):
                await asyncio.wait_for(self._up.wait(), 3)
        return self.is_open and self._up.is_set()

    def add(self, stream: Stream) -> None:
        """Take the stream in; a session that has too many open lets its oldest rest."""
        session = stream.listener.session
        same = [each for each in self.streams() if each.listener.session == session]
        open_still = sorted((each for each in same if not each.end), key=lambda each: each.number)
        _cut_all(open_still[: max(len(open_still) + 1 - PER_SESSION, 0)], "rest")
        self._streams[stream.channel].add(stream)

    def remove(self, stream: Stream) -> None:
        streams = self._streams[stream.channel]
        streams.discard(stream)
        if not streams:
            del self._streams[stream.channel]

    async def ask(self, question: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a room's function in a thread that keeps no connection afterwards."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(
            self._threads, lambda: _then_close(question, *args, **kwargs)
        )

    def heard(self, signal: Signal) -> None:
        """Take a signal to the streams that it concerns; called in the event loop."""
        if signal == WRITTEN:
            self._look_at_all()
        elif signal.kind == LOOK_AGAIN:
            self._look_again(self._concerned(signal.channel))
        elif signal.channel in self._streams:
            self._waiting[signal.channel].append(signal)
            if len(self._waiting[signal.channel]) == 1:
                self._go(self._tell(signal.channel))

    async def recheck(self, stream: Stream) -> None:
        """Ask whether this one still hears."""
        await self._look(stream.channel, [stream])

    def _concerned(self, channel: str) -> list[Stream]:
        noun, _, key = channel.partition(":")
        if noun == "person":
            return [stream for stream in self.streams() if stream.listener.person == key]
        if noun == "session":
            return [stream for stream in self.streams() if stream.listener.session == key]
        return list(self._streams.get(channel, ()))

    def _look_again(self, streams: Iterable[Stream]) -> None:
        by_channel = defaultdict(list)
        for stream in streams:
            by_channel[stream.channel].append(stream)
        for channel, concerned in by_channel.items():
            self._go(self._look(channel, concerned))

    def _look_at_all(self) -> None:
        """Look again at every stream, channel by channel; one such look at a time."""
        if self.streams() and (self._watching is None or self._watching.done()):
            self._watching = self._go(self._look_through(list(self._streams)))

    async def _look_through(self, channels: Collection[str]) -> None:
        for channel in channels:
            streams = list(self._streams.get(channel, ()))
            await self._look(channel, streams, patience=PATIENT)

    async def _look(
        self, channel: str, streams: Collection[Stream], *, patience: float = SOON
    ) -> None:
        listeners = {stream.listener for stream in streams}
        try:
            answer = self.ask(self.wiring.audience, channel, listeners)
            hearings = await asyncio.wait_for(answer, patience)
        except Exception:
            logger.exception("Nobody could say who hears; the streams are cut.")
            _cut_all(streams, "bye")
        else:
            _sort(streams, hearings)

    async def _tell(self, channel: str) -> None:
        """Say what waits in the channel, in order, one batch at a time."""
        while batch := self._waiting[channel][:BATCH]:
            # Who opens after this moment reads the batch by `since`: it is committed already.
            streams = list(self._streams.get(channel, ()))
            try:
                hearings, words = await self.ask(self._read, channel, batch, streams)
            except Exception:
                logger.exception("A message could not be read; its streams are cut.")
                _cut_all(streams, "bye")
            else:
                _sort(streams, hearings)
                _fan_out(batch, streams, words)
            del self._waiting[channel][: len(batch)]
        del self._waiting[channel]

    def _read(
        self, channel: str, batch: list[Signal], streams: list[Stream]
    ) -> tuple[Mapping[Listener, Hearing], dict[tuple[str, str], bytes]]:
        """Ask once who hears and read each message once an audience; runs in a thread."""
        hearings = self.wiring.audience(channel, {stream.listener for stream in streams})
        audiences = frozenset(hearing.audience for hearing in hearings.values())
        words = {}
        for signal in batch if audiences else ():
            pages = self.wiring.render(channel, signal.id, audiences)
            for audience, html in pages.items():
                words[signal.id, audience] = frame(Message(signal.id, signal.kind, html))
        return hearings, words

    def _line_broke(self) -> None:
        # A withdrawal could not be heard any more, so nothing is said either.
        self._up.clear()
        _cut_all(self.streams(), "bye")

    async def _sweep(self) -> None:
        while True:
            await asyncio.sleep(SWEEP)
            self._look_again(self.streams())

    def _go(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task


def _cut_all(streams: Iterable[Stream], end: End) -> None:
    for stream in streams:
        stream.cut(end)


def _sort(streams: Iterable[Stream], hearings: Mapping[Listener, Hearing]) -> None:
    """Cut those who hear no more; the others hear as the newest answer says."""
    for stream in streams:
        hearing = hearings.get(stream.listener)
        if hearing is None:
            stream.cut("gone")
        else:
            stream.hear(hearing)


def _fan_out(
    batch: list[Signal], streams: list[Stream], words: Mapping[tuple[str, str], bytes]
) -> None:
    for signal in batch:
        for stream in streams:
            said = words.get((signal.id, stream.hearing.audience))
            if said is not None:
                stream.put(signal.id, said)

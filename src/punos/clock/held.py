"""Keeps the program's time from going back when somebody turns the machine's clock back.

A right that has ended would hold again for two hours. So a program that serves goes on by the
time since the machine was started, says so in the log, and follows the clock once it is right.
"""

import logging
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

logger = logging.getLogger(__name__)
# Small steps back are the machine's own corrections.
TOLERANCE = timedelta(seconds=2)
JUMP = timedelta(minutes=5)
SINCE_START = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


@dataclass
class Line:
    """The latest instant that was told, and when that was since the machine's start."""

    told: datetime
    since_start: float
    is_warned: bool = False

    def at(self, wall: datetime) -> datetime:
        """Return the time by the clock on the wall, unless that has gone back."""
        since_start = time.clock_gettime(SINCE_START)
        steady = self.told + timedelta(seconds=since_start - self.since_start)
        if wall < steady - TOLERANCE:
            self._warn("The clock of the machine was turned back; the program goes on by its own.")
            return steady
        if wall > steady + JUMP:
            self._warn("The clock of the machine was turned on; what it has ended stays ended.")
        elif wall >= steady:
            self.is_warned = False
        if wall > self.told:
            self.told, self.since_start = wall, since_start
        return wall

    def _warn(self, words: str) -> None:
        if not self.is_warned:
            logger.critical(words)
        self.is_warned = True


def line_from(floor: datetime | None) -> Line:
    """Return a line that begins now, or at the newest instant that the log knows if that is later."""
    wall = datetime.now(UTC)
    begun = floor if floor and floor > wall + TOLERANCE else wall
    return Line(begun, time.clock_gettime(SINCE_START))

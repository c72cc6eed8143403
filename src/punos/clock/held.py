"""Keeps the program's time from going back when somebody turns the machine's clock back.

A right that has ended would hold again for two hours. So a program that serves goes on by the
time since the machine was started, says so in the log, and follows the clock once it is right.
"""

import logging
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

logger = logging.getLogger(__name__)
# Small steps back are the machine's own corrections: the time stands still until they are made up.
TOLERANCE = timedelta(seconds=2)
JUMP = timedelta(minutes=5)
SINCE_START = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


@dataclass
class Line:
    """The latest instant that was told, and when that was since the machine's start."""

    # One value, so that no thread sees half of another's.
    latest: tuple[datetime, float]
    is_warned: bool = False

    def at(self, wall: datetime) -> datetime:
        """Return the time by the clock on the wall, unless that has gone back; never an earlier one."""
        since_start = time.clock_gettime(SINCE_START)
        told, told_at = self.latest
        steady = told + timedelta(seconds=since_start - told_at)
        instant = wall
        if wall < steady - TOLERANCE:
            self._warn("The clock of the machine was turned back; the program goes on by its own.")
            instant = steady
        elif wall > steady + JUMP:
            self._warn("The clock of the machine was turned on; what it has ended stays ended.")
        elif wall >= steady:
            self.is_warned = False
        if instant <= told:
            return told
        self.latest = instant, since_start
        return instant

    def _warn(self, words: str) -> None:
        if not self.is_warned:
            logger.critical(words)
        self.is_warned = True


def line_from(floor: datetime | None) -> Line:
    """Return a line that begins now, or at the newest instant that the log knows if that is later."""
    wall = datetime.now(UTC)
    begun = floor if floor and floor > wall + TOLERANCE else wall
    return Line((begun, time.clock_gettime(SINCE_START)))

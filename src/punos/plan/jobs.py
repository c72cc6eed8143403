"""Tells the client first when a worker's promised day went by without a word (S4.5)."""

from datetime import datetime

from punos import clock
from punos.plan import actions, queries


def run(now: datetime) -> None:
    """Tell of each day that has gone, once. Idempotent: one notice a step and day."""
    for step in queries.gone_without_a_word(clock.day_of(now)):
        actions.tell_of_gone_day(step)

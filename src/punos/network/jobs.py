"""Tells who looks after data protection when somebody tries one closed work after another."""

from datetime import datetime

from punos.network import actions, queries


def run(now: datetime) -> None:
    """Raise an alarm about each who has tried too many in an hour, once an hour. Idempotent."""
    for actor_id, tries in queries.who_try_many(now):
        actions.raise_alarm(actor_id=actor_id, tries=tries, now=now)

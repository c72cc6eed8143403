"""Tells in time that a yes ends, and that somebody tries one closed work after another."""

from datetime import datetime

from punos.network import actions, queries


def run(now: datetime) -> None:
    """Tell of each yes that ends in two weeks once, and of too many tries once an hour. Idempotent."""
    for consent in queries.ending_consents(now):
        actions.tell_of_ending(consent=consent)
    for actor_id, tries in queries.who_try_many(now):
        actions.raise_alarm(actor_id=actor_id, tries=tries, now=now)

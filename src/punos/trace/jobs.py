"""Keeps the heads of chains in two more places, so that a tail that is cut off shows."""

from datetime import datetime

from punos import clock
from punos.trace import actions, heads
from punos.trace.models import NO_CASE, AuditEvent


class Clockwork:
    """The program itself, in a room that lies below the one that knows persons."""

    trace_id, trace_name, trace_level = "system", "", "strong"


def run(now: datetime) -> None:
    """Add the day's row if it is not there yet, and tell the file what is new. Idempotent."""
    today = clock.start_of(clock.day_of(now))
    done = AuditEvent.objects.filter(chain=NO_CASE, event="trace.heads.chained", at__gte=today)
    if not done.exists():
        actions.chain_heads(Clockwork())
    heads.write()

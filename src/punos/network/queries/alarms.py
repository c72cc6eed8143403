"""Who has tried to open one closed work after another (TRUST.md fault 39)."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID

from punos.trace.models import AuditEvent

MOST = 20
WITHIN = timedelta(hours=1)


def who_try_many(now: datetime) -> Iterator[tuple[UUID, int]]:
    """Yield each person who was refused at more than so many different works within the hour."""
    rows = AuditEvent.objects.filter(case_id="", at__gt=now - WITHIN, event="access.refused")
    asked = defaultdict(set)
    for actor_id, facts in rows.values_list("actor_id", "facts"):
        asked[actor_id].add(facts.get("asked", ""))
    for actor_id, works in asked.items():
        if len(works - {""}) > MOST and (person := _person(actor_id)):
            yield person, len(works - {""})


def _person(actor_id: str) -> UUID | None:
    """Return whose id it is; a visitor and the program itself are no persons."""
    try:
        return UUID(actor_id)
    except ValueError:
        return None

"""Notes whose names stood on somebody's list: the desk, one's people, one's steps over many works.

A list opens no case, so nobody asks `policy.open_case` for it; yet names and next steps are a
client's data, and their use is logged (CDL § 10). One row a person, case and day is enough for
the client to know it (ADR 0019); when each list was looked at stands in the audit events.
"""

from collections.abc import Collection
from uuid import UUID

from django.db import transaction
from django.db.models import F, QuerySet

from punos import clock
from punos.access import looks, policy
from punos.access.models import Grant
from punos.people.actor import Actor
from punos.trace import actions as trace
from punos.trace.models import LISTED, UseLog


def note(actor: Actor, case_ids: Collection[UUID]) -> None:
    """Note that the names of these cases' clients stood on the actor's list today.

    Costs one query; at the first look of the day some more, for twenty cases as many as for two.
    """
    if actor.person is None or actor.preview or not case_ids:
        return
    new = {str(case_id) for case_id in case_ids}
    new -= _noted(actor, new)
    if not new:
        return
    with transaction.atomic():
        heads = trace.lock(new)
        new -= _noted(actor, new)  # another page of the same person may have been first
        rows = [
            (str(grant.case_id), row)
            for grant in _grants(actor, new)
            for row in looks.rows_of_one(actor, grant.case, LISTED, grant.case.owner, grant)
        ]
        trace.add_all(heads, actor, rows)


def _noted(actor: Actor, case_ids: Collection[str]) -> set[str]:
    today = clock.start_of(clock.today())
    rows = UseLog.objects.filter(
        case_id__in=case_ids, actor_id=actor.trace_id, what=LISTED, at__gte=today
    )
    return set(rows.values_list("case_id", flat=True))


def _grants(actor: Actor, case_ids: Collection[str]) -> list[Grant]:
    """Return of each case the grant by which the actor knows it."""
    held: QuerySet[Grant] = (
        policy.valid_grants()
        .filter(
            policy.fits(is_work=policy.is_work(actor)),
            holder=actor.person,
            case__in=map(UUID, case_ids),
        )
        .select_related("case__owner", "case__client", "employment__organisation")
        .order_by(F("occasion").asc(nulls_first=True), "-from_at")
    )
    by_case: dict[UUID, Grant] = {}
    for grant in held:
        by_case.setdefault(grant.case_id, grant)
    return list(by_case.values())

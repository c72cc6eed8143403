"""Writes the client's goal."""

from uuid import UUID

from django.db import transaction

from punos import clock
from punos.access.models import Case
from punos.people.actor import Actor
from punos.plan import queries
from punos.plan.actions.doors import ChangedMeanwhile, open_plan
from punos.plan.models import Goal
from punos.trace import actions as trace
from punos.trace.refusal import Refused


@transaction.atomic
def set_goal(
    *,
    by: Actor,
    case_id: UUID,
    words: str,
    seen_id: UUID | None = None,
    occasion: UUID | None = None,
) -> Goal:
    """Write the client's goal in the client's words; the older one ends and is kept.

    `seen_id` is the goal the writer saw: if another has been set since, nothing is written.
    """
    case = open_plan(by, case_id, occasion)
    if not occasion and not queries.may_set_goal(by, case):
        raise Refused(by, "plan.goal.set", case_id)
    Case.objects.select_for_update().get(pk=case.pk)  # two savers come one after the other
    older = Goal.objects.filter(case=case, ended_at=None).first()
    if older and older.words == words:
        return older
    if not occasion and (older.pk if older else None) != seen_id:
        raise ChangedMeanwhile
    if older:
        older.ended_at = clock.now()
        older.save(update_fields=["ended_at"])
    own = by.person == case.client
    goal = Goal.objects.create(
        case=case,
        owner=case.owner,
        author=case.client,
        recorder=None if own else by.person,
        words=words,
    )
    trace.record(by, "plan.goal.set", case.pk, goal)
    return goal

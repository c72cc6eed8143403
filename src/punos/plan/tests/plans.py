"""Small plans for the tests of this room, made through the actions."""

from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import time_machine

from punos import clock
from punos.access import actions as access
from punos.access.rights import CAPACITY_RIGHTS, Capacity
from punos.people.models import Person
from punos.plan import actions, queries
from punos.plan.models import Step
from punos.plan.rows import StepRow
from tests.world import World, a


def in_days(days: int) -> date:
    return clock.today() + timedelta(days=days)


def agree_step(world: World, by: Person, what: str, **facts: Any) -> Step:
    """Let the person agree on a step; it is their own unless another is named."""
    return actions.add_step(by=a(by), case_id=world.case.pk, what=what, **facts)


@contextmanager
def days_later(days: int) -> Any:
    """Let so many days go by."""
    with time_machine.travel(clock.now() + timedelta(days=days), tick=True):
        yield


def row_of(world: World, reader: Person, step: Step) -> StepRow:
    """Return the step as the reader finds it in the plan."""
    page = queries.plan_page(a(reader), world.case.pk)
    rows = [*page.now, *page.next, *page.later, *page.done]
    return next(row for row in [*rows, *(p for r in rows for p in r.parts)] if row.id == step.pk)


def whats(world: World, reader: Person) -> list[str]:
    """Return what the steps say that the reader finds in the plan, group by group."""
    page = queries.plan_page(a(reader), world.case.pk)
    return [row.what for row in (*page.now, *page.next, *page.later, *page.done)]


def let_record(world: World, recorder: Person, occasion: UUID | None = None) -> UUID:
    """Let the person record one meeting, as the client's yes to a recorder does."""
    occasion = occasion or uuid4()
    case = world.case
    yes = access.express(
        by=a(world.aino), case=case, giver=world.aino, kind="recorder", is_yes=True
    )
    access.grant(
        case=case,
        holder=recorder,
        capacity=Capacity.RECORD,
        rights=CAPACITY_RIGHTS[Capacity.RECORD],
        basis="acceptance",
        acceptance=yes,
        employment=world.jobs["kirsi"],
        occasion=occasion,
    )
    return occasion

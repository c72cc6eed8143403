"""Reads of the plan. What the reader may not see is not counted, ordered or hinted at either."""

from punos.plan.queries.lists import desk_steps, my_steps, own_plan
from punos.plan.queries.pages import (
    FACTS_IN_USE,
    PRIVATE,
    copy_data,
    day_shown,
    facts,
    facts_of,
    may_set_goal,
    own_worker_of,
    plan_page,
    plan_page_to,
    powers,
    step_page,
    step_page_to_write,
    summary,
    top_row,
    workers_of,
)
from punos.plan.queries.stored import Awaited, awaited, reported

__all__ = [
    "FACTS_IN_USE",
    "PRIVATE",
    "Awaited",
    "awaited",
    "copy_data",
    "day_shown",
    "desk_steps",
    "facts",
    "facts_of",
    "may_set_goal",
    "my_steps",
    "own_plan",
    "own_worker_of",
    "plan_page",
    "plan_page_to",
    "powers",
    "reported",
    "step_page",
    "step_page_to_write",
    "summary",
    "top_row",
    "workers_of",
]

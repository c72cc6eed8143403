"""The only writers of the plan. Each change, its trace and its notice are one transaction."""

from punos.plan.actions.doors import ChangedMeanwhile
from punos.plan.actions.ending import Said, end_work
from punos.plan.actions.goals import set_goal
from punos.plan.actions.guardians import decide_guardian
from punos.plan.actions.progress import (
    ask_help,
    complete_step,
    give_new_day,
    name_obstacle,
    reopen_step,
    tell_of_gone_day,
)
from punos.plan.actions.steps import add_step, change_step, withdraw_step

__all__ = [
    "ChangedMeanwhile",
    "Said",
    "add_step",
    "ask_help",
    "change_step",
    "complete_step",
    "decide_guardian",
    "end_work",
    "give_new_day",
    "name_obstacle",
    "reopen_step",
    "set_goal",
    "tell_of_gone_day",
    "withdraw_step",
]

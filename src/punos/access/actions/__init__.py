"""The only writers of consent, grants and circles. Change and trace are one transaction."""

from punos.access.actions.cases import end_without_consent, end_work, open_work
from punos.access.actions.circles import (
    MinorsWill,
    decide_guardian,
    make_circle,
    move_circles,
    shut_out,
)
from punos.access.actions.duties import give_duty
from punos.access.actions.grants import (
    carry_task_right,
    close_spent,
    drop_task_right,
    end_grants,
    grant,
)
from punos.access.actions.limits import forbid, give_permit, lift_prohibition, withdraw_permit
from punos.access.actions.safeguards import (
    approve_inquiry,
    ask_inquiry,
    end_protection,
    protect_address,
    recuse,
)
from punos.access.actions.wills import (
    ON_OWN_DEVICE,
    Given,
    express,
    give_consent,
    withdraw_consent,
    wording,
)

__all__ = [
    "ON_OWN_DEVICE",
    "Given",
    "MinorsWill",
    "approve_inquiry",
    "ask_inquiry",
    "carry_task_right",
    "close_spent",
    "decide_guardian",
    "drop_task_right",
    "end_grants",
    "end_protection",
    "end_without_consent",
    "end_work",
    "express",
    "forbid",
    "give_consent",
    "give_duty",
    "give_permit",
    "grant",
    "lift_prohibition",
    "make_circle",
    "move_circles",
    "open_work",
    "protect_address",
    "recuse",
    "shut_out",
    "withdraw_consent",
    "withdraw_permit",
    "wording",
]

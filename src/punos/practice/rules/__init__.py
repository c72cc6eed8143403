"""Pure rules over an operating model: when a step is due, where it stands, who speaks when.

Knows no Django, no case and no person: facts and marks come in, values go out. No model's name
and no step's id stands in an `if`; only words of the grammar (anchors, roles) do.
"""

from punos.practice.rules.agenda import AgendaItem, Asked, Names, agenda, fill
from punos.practice.rules.due import BadDueError, Due, Span, deadline, is_working_day, moment, parse
from punos.practice.rules.faults import faults
from punos.practice.rules.order import Speaker, Word, speaking_order
from punos.practice.rules.shape import Model, Phase, Step, Words, read, text, text_to_client
from punos.practice.rules.states import (
    Mark,
    Reminder,
    State,
    StepState,
    carrier,
    current,
    put_off,
    reminders,
    status,
)

__all__ = [
    "AgendaItem",
    "Asked",
    "BadDueError",
    "Due",
    "Mark",
    "Model",
    "Names",
    "Phase",
    "Reminder",
    "Span",
    "Speaker",
    "State",
    "Step",
    "StepState",
    "Word",
    "Words",
    "agenda",
    "carrier",
    "current",
    "deadline",
    "faults",
    "fill",
    "is_working_day",
    "moment",
    "parse",
    "put_off",
    "read",
    "reminders",
    "speaking_order",
    "status",
    "text",
    "text_to_client",
]

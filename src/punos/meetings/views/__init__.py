"""The pages of meetings: glue between an address, one query or action, and a template."""

from punos.meetings.views.calling import (
    answer,
    aside,
    call,
    cancel,
    case_meetings,
    choose,
    meeting,
    meetings,
    move,
    replace,
    unknown,
)
from punos.meetings.views.closing import accept, ask, close, correct, minutes, paper
from punos.meetings.views.leading import chair, lead, open_, roll
from punos.meetings.views.writing import draft, publish, read_aloud, recorder, step, strike

__all__ = [
    "accept",
    "answer",
    "aside",
    "ask",
    "call",
    "cancel",
    "case_meetings",
    "chair",
    "choose",
    "close",
    "correct",
    "draft",
    "lead",
    "meeting",
    "meetings",
    "minutes",
    "move",
    "open_",
    "paper",
    "publish",
    "read_aloud",
    "recorder",
    "replace",
    "roll",
    "step",
    "strike",
    "unknown",
]

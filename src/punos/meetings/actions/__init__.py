"""The only writers of meetings. Each change, its trace and its news are one transaction."""

from punos.meetings.actions.calling import call_meeting, cancel_meeting, move_meeting
from punos.meetings.actions.choosing import (
    answer_chair,
    answer_person,
    answer_recorder,
    choose_chair,
    choose_person,
    choose_recorder,
    replace_recorder,
    say_unknown,
    step_aside,
)
from punos.meetings.actions.closing import (
    accept_minutes,
    answer_correction,
    ask_correction,
    close_meeting,
)
from punos.meetings.actions.granting import settle_recorder
from punos.meetings.actions.holding import (
    Mark,
    add_minutes,
    call_roll,
    next_item,
    next_question,
    next_speaker,
    open_meeting,
    pass_turn,
    pause,
)
from punos.meetings.actions.recording import (
    mark_read_aloud,
    publish_entry,
    record_step,
    save_draft,
    strike_entry,
)
from punos.meetings.actions.room import ChangedError

__all__ = [
    "ChangedError",
    "Mark",
    "accept_minutes",
    "add_minutes",
    "answer_chair",
    "answer_correction",
    "answer_person",
    "answer_recorder",
    "ask_correction",
    "call_meeting",
    "call_roll",
    "cancel_meeting",
    "choose_chair",
    "choose_person",
    "choose_recorder",
    "close_meeting",
    "mark_read_aloud",
    "move_meeting",
    "next_item",
    "next_question",
    "next_speaker",
    "open_meeting",
    "pass_turn",
    "pause",
    "publish_entry",
    "record_step",
    "replace_recorder",
    "save_draft",
    "say_unknown",
    "settle_recorder",
    "step_aside",
    "strike_entry",
]

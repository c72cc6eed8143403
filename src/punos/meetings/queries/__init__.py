"""Reads of meetings; the first argument is who asks."""

from punos.meetings.queries.doors import (
    Room,
    audience_of,
    enter,
    enter_to_read,
    has_task,
    is_at_threshold,
    meeting_in,
)
from punos.meetings.queries.kept import kept_at_acceptance, kept_at_closing
from punos.meetings.queries.leading import ChairPage, chair_page
from punos.meetings.queries.lists import (
    CaseMeetings,
    MeetingLine,
    case_meetings,
    cases_with_spent_tasks,
    latest_minutes,
    my_meetings,
    next_meeting,
    shows_place,
    state_of,
)
from punos.meetings.queries.minutes import (
    MinutesPage,
    minutes_page,
    own_line,
    paper_data,
    reading_address,
)
from punos.meetings.queries.pages import (
    CallPage,
    MeetingPage,
    Threshold,
    call_page,
    meeting_page,
    move_page,
    threshold_of,
)
from punos.meetings.queries.pool import (
    Candidate,
    candidates,
    has_neutral_recorder,
    pool,
    recorded_by,
    recorders_who_wait,
    works_in,
)
from punos.meetings.queries.reported import FACTS_IN_USE, facts, facts_of
from punos.meetings.queries.stage import Stage, agenda_of, round_of, stage_of
from punos.meetings.queries.writing import RecorderPage, recorder_page

__all__ = [
    "FACTS_IN_USE",
    "CallPage",
    "Candidate",
    "CaseMeetings",
    "ChairPage",
    "MeetingLine",
    "MeetingPage",
    "MinutesPage",
    "RecorderPage",
    "Room",
    "Stage",
    "Threshold",
    "agenda_of",
    "audience_of",
    "call_page",
    "candidates",
    "case_meetings",
    "cases_with_spent_tasks",
    "chair_page",
    "enter",
    "enter_to_read",
    "facts",
    "facts_of",
    "has_neutral_recorder",
    "has_task",
    "is_at_threshold",
    "kept_at_acceptance",
    "kept_at_closing",
    "latest_minutes",
    "meeting_in",
    "meeting_page",
    "minutes_page",
    "move_page",
    "my_meetings",
    "next_meeting",
    "own_line",
    "paper_data",
    "pool",
    "reading_address",
    "recorded_by",
    "recorder_page",
    "recorders_who_wait",
    "round_of",
    "shows_place",
    "stage_of",
    "state_of",
    "threshold_of",
    "works_in",
]

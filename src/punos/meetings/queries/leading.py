"""The chair's page: where the meeting is, whose turn it is, and what to say when it is hard."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from punos.access.rights import Right
from punos.meetings.models import Attendance
from punos.meetings.queries.doors import Room, enter
from punos.meetings.queries.entries import EntryLine, entries_of, line_of, reading_of
from punos.meetings.queries.pages import Threshold, threshold_of
from punos.meetings.queries.parts import (
    Head,
    Who,
    head_of,
    in_my_language,
    parts_of,
    people_of,
    title_of,
)
from punos.meetings.queries.stage import Part, Stage, stage_of
from punos.meetings.queries.writing import DraftLine, left_behind
from punos.meetings.words import DANGER, MOMENTS, NOT_WRITTEN, SAFETY, Text
from punos.network import queries as network
from punos.people.actor import Actor
from punos.practice import queries as practice
from punos.trace.refusal import Refused


@dataclass(frozen=True, slots=True)
class ChairPage:
    """What the chair leads by."""

    template: ClassVar[str] = "meetings/chair.html"
    head: Head
    first_name: str
    topic: str
    people: tuple[Who, ...]
    stage: Stage | None
    parts: tuple[Part, ...]
    helps: tuple[tuple[str, str], ...]
    recorder: str
    recorder_agreed: bool
    latest: EntryLine | None
    left_behind: tuple[DraftLine, ...]
    safety: tuple[Text, ...] = SAFETY
    not_written: tuple[tuple[Text, Text], ...] = NOT_WRITTEN

    @property
    def members(self) -> tuple[Who, ...]:
        return tuple(who for who in self.people if who.is_member)

    @property
    def here(self) -> int:
        return sum(who.is_here for who in self.members)

    @property
    def remote(self) -> tuple[Who, ...]:
        return tuple(who for who in self.members if who.presence == Attendance.Presence.REMOTE)

    @property
    def choices(self) -> list[tuple[str, str]]:
        return [(value, str(label)) for value, label in Attendance.Presence.choices]


def chair_page(actor: Actor, case_id: UUID, meeting_id: UUID) -> ChairPage | Threshold:
    """Return what the chair leads by."""
    if threshold := threshold_of(actor, case_id, meeting_id):
        return threshold
    # Reading the topic and the people is a look, so it is traced as one.
    room = enter(actor, case_id, meeting_id, Right.MEETING_ATTEND)
    meeting = room.meeting
    if Right.MEETING_CHAIR not in room.rights or actor.person != meeting.chair:
        raise Refused(actor, Right.MEETING_CHAIR, case_id)
    shape = practice.model_of(meeting.model_id)
    answer = meeting.recorder_answer
    return ChairPage(
        head=head_of(room, title_of(room.case, is_named=True, is_client=False)),
        first_name=room.case.client.first_name,
        topic=meeting.topic,
        people=people_of(meeting, network.members(room.case)),
        stage=stage_of(meeting) if meeting.is_open else None,
        parts=parts_of(meeting),
        helps=tuple(
            (str(MOMENTS.get(each.id, each.when)), in_my_language(each))
            for each in shape.chair_help
            if each.id != DANGER
        ),
        recorder=meeting.recorder.first_name if meeting.recorder else "",
        recorder_agreed=bool(answer and answer.is_yes),
        latest=_latest(actor, room),
        left_behind=left_behind(meeting),
    )


def _latest(actor: Actor, room: Room) -> EntryLine | None:
    """Return what was written last, so that the chair need not look at another page."""
    if not room.audience:
        return None
    reading = reading_of(room, is_accepted=False)
    lines = [line_of(entry, reading) for entry in entries_of(actor, room) if entry.text]
    return lines[-1] if lines else None

"""The recorder's page: the fields, what has been written, and what was left unfinished."""

from dataclasses import dataclass, replace
from typing import ClassVar
from uuid import UUID, uuid4

from django.db.models import QuerySet

from punos.access import policy
from punos.access.rights import Capacity, Right
from punos.clock import words as clock_words
from punos.meetings import rules
from punos.meetings.models import Draft, Entry, Meeting, Minutes
from punos.meetings.queries.doors import Room, enter
from punos.meetings.queries.entries import EntryLine, Field, fields_of, page_fields, reading_of
from punos.meetings.queries.pages import Threshold, threshold_of
from punos.meetings.queries.parts import (
    Head,
    Who,
    head_of,
    in_my_language,
    people_of,
    title_of,
    until_of,
)
from punos.meetings.queries.stage import Stage, stage_of
from punos.meetings.words import FIELDS, HELPS, NOT_WRITTEN, Text
from punos.network import queries as network
from punos.people.actor import Actor
from punos.plan import queries as plan
from punos.practice import queries as practice
from punos.trace.refusal import Refused


@dataclass(frozen=True, slots=True)
class Place:
    """One field in the list of fields: written now, filled, empty, or put together by itself."""

    code: str
    number: int
    label: str
    state: str


@dataclass(frozen=True, slots=True)
class DraftLine:
    """Something typed but not published, in this tab or another; shown to its author alone."""

    field: str
    label: str
    tab: str
    text: str


@dataclass(frozen=True, slots=True)
class RecorderPage:
    """What the recorder writes on."""

    template: ClassVar[str] = "meetings/recorder.html"
    head: Head
    first_name: str
    places: tuple[Place, ...]
    fields: tuple[Field, ...]
    steps: Field
    now: Field
    help: str
    people: tuple[Who, ...]
    drafts: tuple[DraftLine, ...]
    rules: tuple[str, ...]
    wishes: tuple[EntryLine, ...]
    read_aloud: tuple[str, ...]
    read_key: UUID
    saved: str
    stage: Stage | None
    is_closed: bool
    may_write: bool
    until: str
    not_written: tuple[tuple[Text, Text], ...] = NOT_WRITTEN

    @property
    def is_views(self) -> bool:
        return self.now.code == rules.VIEWS

    @property
    def present(self) -> tuple[Who, ...]:
        return tuple(who for who in self.people if who.is_here)


def recorder_page(
    actor: Actor, case_id: UUID, meeting_id: UUID, code: str = ""
) -> RecorderPage | Threshold:
    """Return what the recorder writes on, at the wanted field."""
    if threshold := threshold_of(actor, case_id, meeting_id):
        return threshold
    # What the recorder reads here is a look, so it is traced as one.
    room = enter(actor, case_id, meeting_id, Right.MEETING_ATTEND)
    meeting = room.meeting
    if Right.MEETING_RECORD not in room.rights or actor.person != meeting.recorder:
        raise Refused(actor, Right.MEETING_RECORD, case_id)
    is_accepted = Minutes.objects.filter(meeting=meeting, answer__isnull=False).exists()
    reading = reading_of(room, is_accepted=is_accepted, may_answer=True)
    fields = page_fields(actor, room, reading) if room.audience else fields_of(())
    writable = [field for field in fields if not field.is_steps]
    now = next((field for field in writable if field.code == code), writable[0])
    lines = [line for field in fields for line in field.entries]
    read = _read_aloud(meeting)
    return RecorderPage(
        head=head_of(room, title_of(room.case, is_named=True, is_client=False)),
        first_name=room.case.client.first_name,
        places=_places(fields, now, has_read=bool(read)),
        fields=tuple(writable),
        steps=next(field for field in fields if field.is_steps),
        now=now,
        help=str(HELPS.get(now.code, "")),
        people=_people(room),
        drafts=_drafts(actor, meeting),
        rules=tuple(
            in_my_language(each) for each in practice.model_of(meeting.model_id).recorder_rules
        ),
        wishes=tuple(line for line in lines if any(not wish.answer for wish in line.wishes)),
        read_aloud=read,
        read_key=uuid4(),
        saved=max(lines, key=lambda line: line.number).at if lines else "",
        stage=stage_of(meeting) if meeting.is_open else None,
        is_closed=meeting.closed_at is not None,
        may_write=meeting.opened_at is not None and not is_accepted,
        until=until_of(meeting),
    )


def _people(room: Room) -> tuple[Who, ...]:
    """Return who is in the meeting, and which of them may promise a step: who sees the plan."""
    planners = plan.planners(room.case)
    return tuple(
        replace(who, may_promise=who.is_member and who.id in planners)
        for who in people_of(room.meeting, network.members(room.case))
    )


def _places(fields: list[Field], now: Field, *, has_read: bool) -> tuple[Place, ...]:
    """Return every field of the minutes; those nobody types are put together by the program."""
    written = {field.code: bool(field.entries) for field in fields}
    places = []
    for number, (code, label) in enumerate(FIELDS.items(), 1):
        if code == now.code:
            state = "now"
        elif code in written:
            state = "ok" if written[code] else "empty"
        elif code == rules.READ_ALOUD:
            state = "ok" if has_read else "empty"
        else:
            state = "derived"
        places.append(Place(code, number, str(label), state))
    return tuple(places)


def _drafts(actor: Actor, meeting: Meeting) -> tuple[DraftLine, ...]:
    """Return the actor's own drafts; nobody else's, not even to the client."""
    return _lines(Draft.objects.filter(meeting=meeting, author=actor.person))


def left_behind(meeting: Meeting) -> tuple[DraftLine, ...]:
    """Return what a recorder who writes no more has left unpublished: the chair sees it.

    The one who typed it can neither publish nor open it any more, so it would be lost. A right
    that ended by itself is over as much as one that was given to another.
    """
    drafts = Draft.objects.filter(meeting=meeting)
    return _lines(drafts.exclude(author=meeting.recorder) if _still_writes(meeting) else drafts)


def _still_writes(meeting: Meeting) -> bool:
    """Return whether the recorder's right to this meeting holds now."""
    recorder = meeting.recorder
    if recorder is None or not recorder.is_active:
        return False
    held = policy.valid_in(meeting.case_id, [recorder.pk])
    return any(each.capacity == Capacity.RECORD and each.occasion == meeting.pk for each in held)


def _lines(drafts: QuerySet[Draft]) -> tuple[DraftLine, ...]:
    rows = drafts.order_by("saved_at")
    return tuple(DraftLine(row.field, str(FIELDS[row.field]), row.tab, row.text) for row in rows)


def _read_aloud(meeting: Meeting) -> tuple[str, ...]:
    rows = Entry.objects.filter(meeting=meeting, field=rules.READ_ALOUD).order_by("first_news")
    return tuple(clock_words.clock_time(row.made_at) for row in rows)

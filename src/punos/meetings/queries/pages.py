"""The page of a meeting, and the threshold where a chair or recorder from outside comes first."""

from copy import copy
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from punos import clock
from punos.access import policy
from punos.access.models import Case
from punos.access.rights import Right
from punos.access.rules import record_span
from punos.clock import words as clock_words
from punos.meetings.models import Meeting, Minutes, Task
from punos.meetings.queries.doors import Room, enter, has_task, is_at_threshold
from punos.meetings.queries.entries import Field, page_fields, reading_of
from punos.meetings.queries.lists import shows_place, unit_of
from punos.meetings.queries.parts import (
    Asked,
    Head,
    Who,
    asked_of,
    head_of,
    parts_of,
    people_of,
    title_of,
)
from punos.meetings.queries.pool import Candidate, candidates
from punos.meetings.queries.stage import Part, Stage, stage_of
from punos.meetings.words import VARIANTS
from punos.network import queries as network
from punos.people.actor import Actor
from punos.practice import queries as practice
from punos.prepared import prepared
from punos.trace.refusal import Refused


@dataclass(frozen=True, slots=True)
class Threshold:
    """The first page of chair and recorder: a first name and a unit, and "Tunnen hänet"."""

    template: ClassVar[str] = "meetings/threshold.html"
    case_id: UUID
    meeting_id: UUID
    task: str
    first_name: str
    unit: str
    when: str
    opens: str
    is_ready: bool
    people: tuple[Who, ...] = ()
    after: None = None


@dataclass(frozen=True, slots=True)
class MeetingPage:
    """The meeting as whoever sees its times sees it; the more rights, the more parts."""

    template: ClassVar[str] = "meetings/meeting.html"
    head: Head
    topic: str
    people: tuple[Who, ...]
    parts: tuple[Part, ...]
    asked: tuple[Asked, ...]
    fields: tuple[Field, ...]
    candidates: dict[str, list[Candidate]]
    stage: Stage | None
    is_client: bool
    may_call: bool
    may_replace: bool
    has_minutes: bool
    task_pages: tuple[tuple[str, str], ...]
    after: "CallPage | None"

    @property
    def chosen(self) -> frozenset[str]:
        """Return the tasks that somebody has already been chosen for."""
        return frozenset(each.task for each in self.asked)


def threshold_of(actor: Actor, case_id: UUID, meeting_id: UUID) -> Threshold | None:
    """Return the first page of a chair or recorder from outside; None for whoever may go on."""
    meeting = next(iter(_led(case_id, meeting_id, actor.who.pk)), None)
    if not has_task(actor, meeting) or meeting is None:
        return None
    task = Task.CHAIR if actor.person == meeting.chair else Task.RECORDER
    from_at, _until = record_span(meeting.begins_at)
    is_open_to = policy.may(actor, Right.MEETING_ATTEND, meeting.case, occasion=meeting.pk)
    waits = is_at_threshold(actor, meeting)
    is_early = task == Task.RECORDER and clock.now() < from_at
    if not (is_open_to and waits) and not (is_early and not is_open_to):
        return None
    return Threshold(
        case_id=meeting.case_id,
        meeting_id=meeting.pk,
        task=str(task.label),
        first_name=meeting.case.client.first_name,
        unit=unit_of(meeting.case, is_masked=not shows_place(actor, meeting)),
        when=clock_words.moment(meeting.begins_at),
        opens="" if is_open_to else clock_words.moment(from_at),
        is_ready=not waits,
    )


@prepared
def _led(case_id: UUID, meeting_id: UUID, who: UUID) -> QuerySet[Meeting]:
    """Return the meeting to its chair and recorder alone: to others it looks like none at once."""
    return (
        Meeting.objects.filter(Q(chair=who) | Q(recorder=who), pk=meeting_id, case=case_id)
        .filter(cancelled_at=None, case__ending=None)
        .exclude(case__recusals__person=who)
        .select_related("case__client", "case__unit", "case__owner", "chair", "recorder")
        .select_related("chair_answer", "recorder_answer")
    )


def meeting_page(actor: Actor, case_id: UUID, meeting_id: UUID) -> MeetingPage | Threshold:
    """Return the meeting; chair and recorder from outside come to the threshold first."""
    if threshold := threshold_of(actor, case_id, meeting_id):
        return threshold
    room = enter(actor, case_id, meeting_id)
    meeting, case = room.meeting, room.case
    is_named = bool({Right.NETWORK_READ, Right.MEETING_ATTEND} & room.rights)
    is_client = actor.person == case.client and Right.CONSENT_GIVE in room.rights
    may_call = Right.MEETING_CALL in room.rights
    members = network.members(case) if is_named else []
    return MeetingPage(
        head=head_of(room, title_of(case, is_named=is_named, is_client=is_client)),
        topic=meeting.topic if is_named else "",
        people=people_of(meeting, members, is_roll_shown=bool(room.audience)) if is_named else (),
        parts=parts_of(meeting) if is_named else (),
        asked=asked_of(meeting, members) if is_named else (),
        fields=_fields(actor, room),
        candidates=_candidates(meeting) if may_call and not meeting.closed_at else {},
        stage=stage_of(meeting) if meeting.is_open and room.audience else None,
        is_client=is_client,
        may_call=may_call,
        may_replace=is_client and meeting.is_open,
        has_minutes=meeting.closed_at is not None and bool(room.audience),
        task_pages=_task_pages(actor, room),
        after=next_call(actor, room),
    )


def _fields(actor: Actor, room: Room) -> tuple[Field, ...]:
    if not room.audience:
        return ()
    is_accepted = Minutes.objects.filter(meeting=room.meeting, answer__isnull=False).exists()
    return tuple(page_fields(actor, room, reading_of(room, is_accepted=is_accepted)))


def _candidates(meeting: Meeting) -> dict[str, list[Candidate]]:
    return {task.value: candidates(meeting, task) for task in Task}


def _task_pages(actor: Actor, room: Room) -> tuple[tuple[str, str], ...]:
    """Return the pages of the actor's own task in this meeting."""
    pages = []
    if Right.MEETING_CHAIR in room.rights and actor.person == room.meeting.chair:
        pages.append(("meeting-chair", _("Johda puhetta")))
    if Right.MEETING_RECORD in room.rights and actor.person == room.meeting.recorder:
        pages.append(("meeting-recorder", _("Kirjaa")))
    return tuple(pages)


@dataclass(frozen=True, slots=True)
class CallPage:
    """What the form of a new meeting begins with."""

    case_id: UUID
    first_name: str
    is_client: bool
    variants: tuple[tuple[str, str], ...]
    length: int
    before: Meeting | None


def _to_begin_with(actor: Actor, meeting: Meeting) -> Meeting:
    """Return the meeting as a form may begin with it: a protected place is not in it for others."""
    shown = copy(meeting)
    shown.place = meeting.place if shows_place(actor, meeting) else ""
    return shown


def call_page(actor: Actor, case_id: UUID) -> CallPage:
    """Return what a call begins with: the model's length, and the meeting before it."""
    case = policy.open_case(actor, case_id, Right.MEETING_CALL)
    model = network.model_of(case)
    shape = practice.model_of(model.pk) if model else None
    before = _before(actor, case)
    length = shape.variant().length_minutes if shape else 60
    variants = tuple(shape.variants) if shape else ()
    return CallPage(
        case_id=case.pk,
        first_name=case.client.first_name,
        is_client=actor.person == case.client,
        variants=tuple((each, str(VARIANTS.get(each, each))) for each in variants if each),
        length=before.minutes if before else length,
        before=before,
    )


def _before(actor: Actor, case: Case) -> Meeting | None:
    """Return the newest meeting to one who sees the times; else not even that there was one."""
    if not policy.may(actor, Right.TIMES_READ, case):
        return None
    held = Meeting.objects.filter(case=case, cancelled_at=None).select_related("case__client")
    before = held.order_by("-begins_at").first()
    return _to_begin_with(actor, before) if before else None


def next_call(actor: Actor, room: Room) -> CallPage | None:
    """Return what the next meeting takes from this one, where none has been called yet."""
    meeting = room.meeting
    if not {Right.MEETING_CALL, Right.TIMES_READ} <= room.rights or meeting.opened_at is None:
        return None
    later = Meeting.objects.filter(case=room.case, cancelled_at=None, opened_at=None)
    if later.filter(begins_at__gt=meeting.begins_at).exists():
        return None
    is_client = actor.person == room.case.client
    begin = _to_begin_with(actor, meeting)
    return CallPage(room.case.pk, "", is_client, (), meeting.minutes, begin)


def move_page(actor: Actor, case_id: UUID, meeting_id: UUID) -> tuple[Head, Meeting]:
    """Return the meeting as its form begins, for whoever sees its time and may move it."""
    room = enter(actor, case_id, meeting_id)
    if Right.MEETING_CALL not in room.rights:
        raise Refused(actor, Right.MEETING_CALL, case_id)
    head = head_of(room, _("Muuta aikaa tai paikkaa"))
    return head, _to_begin_with(actor, room.meeting)

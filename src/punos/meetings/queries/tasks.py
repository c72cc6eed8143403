"""What waits for chair and recorder: their meetings, when the page opens, and what is missing."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from punos import clock
from punos.access import policy
from punos.access.rights import Right
from punos.access.rules import RECORD_AFTER, record_span
from punos.clock import words as clock_words
from punos.meetings.models import Meeting, Task
from punos.meetings.queries.doors import may_have_tasks
from punos.meetings.queries.lists import (
    MeetingLine,
    line_rows,
    lines_of,
    occasions_of,
    tasks_of,
)
from punos.meetings.queries.parts import until_of
from punos.network import queries as network
from punos.people.actor import Actor
from punos.prepared import prepared


@dataclass(frozen=True, slots=True)
class TaskLine:
    """One meeting that somebody chairs or records, and what must be known of it before."""

    meeting: MeetingLine
    access: str
    missing: tuple[str, ...]
    waits: bool


def my_tasks(actor: Actor) -> tuple[TaskLine, ...]:
    """Return the meetings that the actor chairs or records until the task is over, by time."""
    if actor.person is None or not may_have_tasks(actor):
        return ()
    held = occasions_of(actor)
    rows = list(_agreed(actor.person.pk, held, clock.now() - RECORD_AFTER))
    # Who was asked in a work is known to those who may ask there, and to nobody else.
    asked = set(network.cases_asked(policy.case_ids(actor, Right.NETWORK_WRITE)))
    return tuple(
        TaskLine(
            line,
            _access(actor, row),
            () if row.opened_at else tuple(_missing(row, has_asked=row.case_id in asked)),
            waits=row.closed_at is not None,
        )
        for row, line in zip(rows, lines_of(actor, rows), strict=True)
    )


@prepared
def _agreed(person: UUID, held: Collection[UUID], since: datetime) -> QuerySet[Meeting]:
    # A meeting that nobody closed is over too when its time is gone and no right is held any more.
    is_now = Q(begins_at__gt=since) | Q(pk__in=held)
    return line_rows(tasks_of(person, held) & is_now).select_related(
        "chair_answer", "recorder_answer"
    )


def places_of(lines: Collection[TaskLine]) -> dict[UUID, str]:
    """Return when and where each task is, without a name: so two requests are told apart."""
    return {each.meeting.id: f"{each.meeting.when}, {each.meeting.unit}" for each in lines}


def _access(actor: Actor, meeting: Meeting) -> str:
    """Say when the recorder's right begins and ends by itself, and until when the chair's is."""
    if actor.person != meeting.recorder:
        return _("Näet asian, kunnes tapaaminen suljetaan.")
    from_at, _until = record_span(meeting.begins_at)
    until = _("viimeistään %(day)s") % {"day": until_of(meeting)}
    if from_at > clock.now():
        opens = clock_words.moment(from_at)
        return _("Pääsysi avautuu %(opens)s ja päättyy, kun muistio on hyväksytty, %(until)s.") % {
            "opens": opens,
            "until": until,
        }
    return _("Pääsysi päättyy, kun muistio on hyväksytty, %(until)s.") % {"until": until}


def _missing(meeting: Meeting, *, has_asked: bool) -> list[str]:
    """Say what the meeting cannot begin without."""
    found = [_("joku odottaa vielä asiakkaan lupaa")] if has_asked else []
    for task, person, answer in (
        (Task.CHAIR, meeting.chair_id, meeting.chair_answer),
        (Task.RECORDER, meeting.recorder_id, meeting.recorder_answer),
    ):
        words = {"task": task.label}
        if person is None or (answer and not answer.is_yes):
            found.append(_("%(task)s puuttuu vielä") % words)
        elif answer is None and task == Task.RECORDER:
            found.append(_("%(task)s odottaa asiakkaan vastausta") % words)
    return found

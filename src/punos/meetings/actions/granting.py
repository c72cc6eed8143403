"""The grants of chair and recorder: made because of the client's yes, moved with the meeting, ended.

A recorder's right begins two days before the meeting and ends by itself when the client has
accepted the minutes, or after thirty days.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from punos import clock
from punos.access import actions as access
from punos.access import policy
from punos.access import rules as access_rules
from punos.access.models import Case, Grant
from punos.access.rights import CAPACITY_RIGHTS, Capacity
from punos.meetings import queries, rules
from punos.meetings.models import Meeting, Task
from punos.people.actor import Actor
from punos.people.models import Employment, Person

CAPACITY = {Task.CHAIR: Capacity.CHAIR, Task.RECORDER: Capacity.RECORD}


def holder_of(meeting: Meeting, task: Task) -> Person | None:
    return meeting.chair if task == Task.CHAIR else meeting.recorder


def end_task(by: Actor, meeting: Meeting, task: Task) -> None:
    if holder := holder_of(meeting, task):
        access.end_grants(
            by=by, case=meeting.case, holder=holder, capacity=CAPACITY[task], occasion=meeting.pk
        )


def end_grants(by: Actor, meeting: Meeting) -> None:
    """End what chair and recorder hold for this meeting."""
    for task in (Task.CHAIR, Task.RECORDER):
        end_task(by, meeting, task)
    if meeting.recorder:
        settle_recorder(by=by, case=meeting.case, holder=meeting.recorder)


def renew_grants(by: Actor, meeting: Meeting) -> None:
    """Write the grants of chair and recorder anew for the meeting's new time."""
    for task in (Task.CHAIR, Task.RECORDER):
        answer = meeting.chair_answer if task == Task.CHAIR else meeting.recorder_answer
        if (answer and answer.is_yes) or sits_by_consent(meeting, task):
            end_task(by, meeting, task)
            open_task(by, meeting, task)


def open_task(by: Actor, meeting: Meeting, task: Task) -> None:
    """Make the grant of the task; a neutral recorder of several meetings has one at a time."""
    person = holder_of(meeting, task)
    if task == Task.RECORDER and queries.has_neutral_recorder(meeting) and person:
        settle_recorder(by=by, case=meeting.case, holder=person)
    else:
        grant_task(meeting, task)


@transaction.atomic
def settle_recorder(*, by: Actor, case: Case, holder: Person) -> None:
    """Let the recorder's one right in this work be for the meeting whose turn it is. Idempotent.

    The database allows one grant of work or record a person (S4.10), so the next meeting of the
    same recorder waits until the minutes before it are accepted or its own two days begin.
    """
    meetings = {meeting.pk: meeting for meeting in queries.recorded_by(case, holder)}
    now = clock.now()
    chosen = rules.recorded_now([_recorded(meeting) for meeting in meetings.values()], now)
    held = Grant.objects.filter(
        case=case, holder=holder, capacity=Capacity.RECORD, closed_at=None, exception=None
    )
    key = UUID(str(chosen.key)) if chosen else None
    for grant in held.filter(occasion__in=meetings).exclude(occasion=key):
        access.end_grants(
            by=by, case=case, holder=holder, capacity=Capacity.RECORD, occasion=grant.occasion
        )
    if key and not held.filter(occasion=key, until_at__gt=now).exists():
        grant_task(meetings[key], Task.RECORDER)


def _recorded(meeting: Meeting) -> rules.Recorded:
    from_at, _until = access_rules.record_span(meeting.begins_at)
    return rules.Recorded(meeting.pk, meeting.begins_at, from_at, meeting.closed_at is not None)


def sits_by_consent(meeting: Meeting, task: Task) -> bool:
    """Return whether the chair is in the network already, so that nothing new is opened."""
    return task == Task.CHAIR and _consent_grant(meeting, meeting.chair) is not None


def _consent_grant(meeting: Meeting, person: Person | None) -> Grant | None:
    held = policy.valid_in(meeting.case_id, [person.pk]) if person else []
    work = (grant for grant in held if grant.capacity == Capacity.WORK and grant.consent_id)
    return next(work, None)


def grant_task(meeting: Meeting, task: Task) -> None:
    """Make the grant of the task: because of the client's yes, or of the seat's own consent."""
    person = holder_of(meeting, task)
    assert person is not None  # noqa: S101 - the callers have looked
    answer = meeting.chair_answer if task == Task.CHAIR else meeting.recorder_answer
    seat = _consent_grant(meeting, person)
    from_at, until_at = span(meeting, task)
    job = (
        seat.employment
        if seat
        else Employment.objects.on(clock.today()).filter(person=person).first()
    )
    access.grant(
        case=meeting.case,
        holder=person,
        capacity=CAPACITY[task],
        rights=CAPACITY_RIGHTS[CAPACITY[task]],
        basis=Grant.Basis.ACCEPTANCE if answer else Grant.Basis.CONSENT,
        acceptance=answer,
        consent=seat.consent if seat and not answer else None,
        employment=job,
        occasion=meeting.pk,
        # Without a neutral recorder work carries the pen: the client's yes names the exception.
        exception=answer
        if task == Task.RECORDER and not queries.has_neutral_recorder(meeting)
        else None,
        from_at=from_at,
        until_at=until_at,
    )


def span(meeting: Meeting, task: Task) -> tuple[datetime, datetime]:
    """Return from when until when at most the task opens the meeting."""
    from_at, until_at = access_rules.record_span(meeting.begins_at)
    now = clock.now()
    return (now if task == Task.CHAIR else max(now, from_at)), max(until_at, now)

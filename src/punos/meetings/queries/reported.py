"""The facts that meetings report about cases, each with its meeting as the occasion."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from punos.access.facts import Fact
from punos.access.models import Case
from punos.meetings.models import Correction, Entry, Meeting, Minutes
from punos.meetings.rules import READ_ALOUD
from punos.plan import queries as plan
from punos.prepared import prepared

FACTS_IN_USE = frozenset(
    {
        "meeting",
        "close",
        "plan",
        "recorder_agreed",
        "minutes_read",
        "minutes_accepted",
        "steps_reported",
        "next_agreed",
    }
)
Facts = dict[UUID, list[Fact]]


def facts(case: Case) -> list[Fact]:
    """Return what meetings report about the case."""
    return facts_of([case]).get(case.pk, [])


def facts_of(cases: Collection[Case]) -> Facts:
    """Return the facts by case, with as many queries for many cases as for one."""
    meetings = _held([case.pk for case in cases])
    by_case: dict[UUID, list[Meeting]] = defaultdict(list)
    for meeting in meetings:
        by_case[meeting.case_id].append(meeting)
    found: Facts = defaultdict(list)
    for case_id, held in by_case.items():
        found[case_id] += [fact for meeting in held for fact in _facts_of(meeting, held)]
    for case_id, fact in (*_reported(meetings), *_minutes_facts(meetings)):
        found[case_id].append(fact)
    return dict(found)


@prepared
def _held(cases: Collection[UUID]) -> QuerySet[Meeting]:
    rows = Meeting.objects.filter(case__in=cases, cancelled_at=None)
    return rows.select_related("chair_answer", "recorder_answer").order_by("begins_at")


def _facts_of(meeting: Meeting, held: Iterable[Meeting]) -> list[Fact]:
    found = [Fact("meeting", meeting.begins_at, meeting.pk)]
    yes = meeting.recorder_answer
    if yes and yes.is_yes and meeting.chair_id:
        chair = meeting.chair_answer
        agreed_at = max(yes.given_at, chair.given_at) if chair else yes.given_at
        found.append(Fact("recorder_agreed", agreed_at, meeting.pk))
    if meeting.closed_at:
        found.append(Fact("close", meeting.closed_at, meeting.pk))
        later = [each.made_at for each in held if each.begins_at > meeting.closed_at]
        if later:
            # Agreed in the room already: it counts from the moment the meeting was closed.
            found.append(Fact("next_agreed", max(min(later), meeting.closed_at), meeting.pk))
    return found


def _reported(meetings: Collection[Meeting]) -> list[tuple[UUID, Fact]]:
    """Return the closed meetings of which the workers have said how their steps go."""
    closed = {meeting.pk: meeting.case_id for meeting in meetings if meeting.closed_at}
    return [
        (closed[occasion], Fact("steps_reported", at, occasion))
        for occasion, at in plan.reported(closed).items()
    ]


def _minutes_facts(meetings: Collection[Meeting]) -> list[tuple[UUID, Fact]]:
    """Return of each meeting that it was read aloud, and the client's first word on the minutes."""
    ids = [meeting.pk for meeting in meetings]
    found: dict[tuple[str, UUID], tuple[UUID, Fact]] = {}
    for at, meeting_id, case_id in _read_aloud(ids):
        found["read", meeting_id] = (case_id, Fact("minutes_read", at, meeting_id))
    words = list(_wishes(ids))
    accepted = _accepted(ids)
    words += [(at, meeting_id, case_id) for at, meeting_id, case_id, _plan in accepted]
    for at, meeting_id, case_id in sorted(words, key=lambda word: word[0], reverse=True):
        fact = Fact("minutes_accepted", at, meeting_id)
        found["accepted", meeting_id] = (case_id, fact)
    for at, meeting_id, case_id, has_steps in reversed(accepted):
        if has_steps:
            found["plan", case_id] = (case_id, Fact("plan", at, meeting_id))
    return list(found.values())


def _accepted(ids: Collection[UUID]) -> list[tuple[datetime, UUID, UUID, bool]]:
    """Return the yeses to minutes, oldest first, and whether steps stand in them."""
    planned = set(_planned(ids))
    return [
        (at, meeting_id, case_id, meeting_id in planned) for at, meeting_id, case_id in _yeses(ids)
    ]


@prepared
def _read_aloud(meetings: Collection[UUID]) -> QuerySet[Entry, Any]:
    read = Entry.objects.filter(meeting__in=meetings, field=READ_ALOUD).order_by("made_at")
    return read.values_list("made_at", "meeting", "case")


@prepared
def _wishes(meetings: Collection[UUID]) -> QuerySet[Correction, Any]:
    wishes = Correction.objects.filter(entry__meeting__in=meetings)
    return wishes.values_list("made_at", "entry__meeting", "case")


@prepared
def _planned(meetings: Collection[UUID]) -> QuerySet[Entry, Any]:
    steps = Entry.objects.filter(meeting__in=meetings, step__isnull=False, struck_at=None)
    return steps.values_list("meeting", flat=True).distinct()


@prepared
def _yeses(meetings: Collection[UUID]) -> QuerySet[Minutes, Any]:
    accepted = Minutes.objects.filter(meeting__in=meetings, answer__isnull=False)
    ordered = accepted.order_by("answer__given_at")
    return ordered.values_list("answer__given_at", "meeting", "case")

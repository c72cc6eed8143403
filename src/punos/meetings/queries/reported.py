"""The facts that meetings report about cases, each with its meeting as the occasion."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from punos.access.facts import Fact
from punos.access.models import Case
from punos.meetings.models import Correction, Entry, Meeting, Minutes
from punos.meetings.rules import READ_ALOUD
from punos.plan.models import Step

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
    rows = Meeting.objects.filter(case__in=cases, cancelled_at=None)
    meetings = list(rows.select_related("chair_answer", "recorder_answer").order_by("begins_at"))
    by_case: dict[UUID, list[Meeting]] = defaultdict(list)
    for meeting in meetings:
        by_case[meeting.case_id].append(meeting)
    found: Facts = defaultdict(list)
    for case_id, held in by_case.items():
        found[case_id] += [fact for meeting in held for fact in _facts_of(meeting, held)]
    for case_id, fact in (*_reported(meetings), *_minutes_facts(meetings)):
        found[case_id].append(fact)
    return dict(found)


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
    """Return the closed meetings whose every step is done or has its obstacle named."""
    closed = {meeting.pk: meeting for meeting in meetings if meeting.closed_at}
    steps = Step.objects.filter(occasion__in=closed, withdrawn_at=None)
    said: dict[UUID, list[datetime | None]] = defaultdict(list)
    for step in steps.select_related("completion").prefetch_related("obstacles"):
        if step.occasion:
            said[step.occasion].append(_told_at(step))
    return [
        (closed[occasion].case_id, Fact("steps_reported", max(known), occasion))
        for occasion, times in said.items()
        if len(known := [at for at in times if at]) == len(times)
    ]


def _told_at(step: Step) -> datetime | None:
    """Return when it was first said how the step goes; None when nothing has been said."""
    told = [obstacle.at for obstacle in step.obstacles.all()]
    if hasattr(step, "completion"):
        told.append(step.completion.at)
    return min(told, default=None)


def _minutes_facts(meetings: Collection[Meeting]) -> list[tuple[UUID, Fact]]:
    """Return of each meeting that it was read aloud, and the client's first word on the minutes."""
    ids = [meeting.pk for meeting in meetings]
    found: dict[tuple[str, UUID], tuple[UUID, Fact]] = {}
    for entry in Entry.objects.filter(meeting__in=ids, field=READ_ALOUD).order_by("made_at"):
        fact = Fact("minutes_read", entry.made_at, entry.meeting_id)
        found["read", entry.meeting_id] = (entry.case_id, fact)
    words = [
        (wish.made_at, wish.entry.meeting_id, wish.case_id)
        for wish in Correction.objects.filter(entry__meeting__in=ids).select_related("entry")
    ]
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
    rows = Minutes.objects.filter(meeting__in=ids, answer__isnull=False).select_related("answer")
    steps = Entry.objects.filter(meeting__in=ids, step__isnull=False, struck_at=None)
    planned = set(steps.values_list("meeting_id", flat=True))
    return [
        (row.answer.given_at, row.meeting_id, row.case_id, row.meeting_id in planned)
        for row in rows.order_by("answer__given_at")
        if row.answer
    ]

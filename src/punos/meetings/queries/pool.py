"""Who can be asked to chair or to record: the pool over organisations, and who is barred from it."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q

from punos import clock
from punos.access.models import Case, Grant
from punos.access.rights import Capacity
from punos.access.rules import RECORD_AFTER
from punos.meetings.models import Meeting, Task, Veto
from punos.network.models import Seat
from punos.people.models import Employment, Person, Qualification
from punos.practice import queries as practice


@dataclass(frozen=True, slots=True)
class Candidate:
    """One who can be asked to chair or record."""

    person: Person
    words: str
    body: str


def works_in(case: Case, person: Person) -> bool:
    """Return whether the person works in the case, or has been proposed to."""
    works = Grant.objects.filter(
        case=case, holder=person, capacity=Capacity.WORK, closed_at=None
    ).exists()
    return (
        works
        or Seat.objects.filter(
            case=case, person=person, capacity=Capacity.WORK, ended_at=None
        ).exists()
    )


def pool(task: Task, day: date) -> list[Candidate]:
    """Return everybody trained for the task who works somewhere that day."""
    trained = Qualification.objects.filter(
        Q(until_on=None) | Q(until_on__gte=day), kind=task.value, from_on__lte=day
    )
    jobs = (
        Employment.objects.on(day)
        .filter(person__in=trained.values("person"), person__is_active=True)
        .select_related("person", "organisation", "unit")
        .order_by("person__sort_key", "person_id", "-from_on")
    )
    found = {
        job.person_id: Candidate(
            job.person, job.words, job.unit.name if job.unit else job.organisation.name
        )
        for job in reversed(jobs)
    }
    return list(reversed(found.values()))


def candidates(meeting: Meeting, task: Task) -> list[Candidate]:
    """Return who can be asked: none who works in the case, knows the client or got a no."""
    case = meeting.case
    barred = set(
        Grant.objects.filter(case=case, closed_at=None)
        .exclude(capacity__in=(Capacity.CHAIR, Capacity.RECORD))
        .values_list("holder_id", flat=True)
    )
    barred |= set(Seat.objects.filter(case=case, ended_at=None).values_list("person_id", flat=True))
    barred |= set(case.recusals.values_list("person_id", flat=True))
    barred |= set(Veto.objects.filter(case=case, task=task).values_list("person_id", flat=True))
    other = meeting.chair_id if task == Task.RECORDER else meeting.recorder_id
    found = pool(task, clock.today())
    return [each for each in found if each.person.pk not in barred and each.person.pk != other]


def recorded_by(case: Case, holder: Person) -> list[Meeting]:
    """Return the meetings that the client lets this neutral recorder write, not yet accepted."""
    rows = Meeting.objects.filter(
        case=case,
        recorder=holder,
        recorder_answer__is_yes=True,
        cancelled_at=None,
        written__answer=None,
        begins_at__gt=clock.now() - RECORD_AFTER,
    ).select_related("case__client", "case__owner", "chair", "recorder", "recorder_answer")
    return [meeting for meeting in rows if has_neutral_recorder(meeting)]


def has_neutral_recorder(meeting: Meeting) -> bool:
    """Return whether the meeting's variant asks for a recorder from outside."""
    return practice.model_of(meeting.model_id).variant(meeting.variant).has_neutral_recorder


def recorders_who_wait(now: datetime) -> list[tuple[Case, Person]]:
    """Return case and person where somebody records several meetings, so that one may wait."""
    rows = (
        Meeting.objects.filter(
            recorder_answer__is_yes=True,
            cancelled_at=None,
            written__answer=None,
            begins_at__gt=now - RECORD_AFTER,
        )
        .select_related("case", "recorder")
        .order_by("pk")
    )
    seen: defaultdict[Any, list[Meeting]] = defaultdict(list)
    for meeting in rows:
        seen[meeting.case_id, meeting.recorder_id].append(meeting)
    return [
        (held[0].case, held[0].recorder)
        for held in seen.values()
        if len(held) > 1 and held[0].recorder
    ]

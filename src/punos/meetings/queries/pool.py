"""Who can be asked to chair or to record: the pool over organisations, and who is barred from it."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from punos import clock
from punos.access.models import Case, Grant
from punos.access.rights import Capacity
from punos.meetings.models import Meeting, Task, Veto
from punos.network.models import Seat
from punos.people.models import Employment, Person, Qualification


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

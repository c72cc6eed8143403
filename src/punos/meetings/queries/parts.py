"""What several pages of a meeting show: its head, its people, its chair and recorder."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from punos import clock
from punos.access import policy
from punos.access.models import Acceptance, Case
from punos.access.rights import Right
from punos.access.rules import record_span
from punos.clock import words as clock_words
from punos.meetings.models import Attendance, Meeting, Task
from punos.meetings.queries.doors import Room
from punos.meetings.queries.lists import place_of, state_of
from punos.meetings.queries.stage import Part, agenda_of
from punos.network import queries as network
from punos.people.models import Employment, Person
from punos.practice.rules import text
from punos.practice.rules.shape import Worded

HERE = (Attendance.Presence.PRESENT, Attendance.Presence.REMOTE)
STRANDS = {"me": "client", "close": "close", "work": "work"}


@dataclass(frozen=True, slots=True)
class Who:
    """A person on a page, with how that person is in the meeting."""

    id: UUID
    name: str
    role: str
    strand: str
    is_member: bool
    presence: str = ""
    presence_words: str = ""
    hears: str = ""
    may_promise: bool = False

    @property
    def is_here(self) -> bool:
        return self.presence in HERE


@dataclass(frozen=True, slots=True)
class Asked:
    """Chair or recorder, and whether the client has been asked and said yes."""

    task: str
    task_words: str
    name: str
    body: str
    waits: bool


@dataclass(frozen=True, slots=True)
class Head:
    """What every page of a meeting shows at its top."""

    case_id: UUID
    meeting_id: UUID
    title: str
    when: str
    on: date
    at: str
    day: str
    length: str
    place: str
    state: str
    state_words: str
    version: int
    news: int
    stream: str

    @property
    def is_open(self) -> bool:
        return self.state == "open"


def in_my_language(item: Worded) -> str:
    """Return a model's text in the language of the page."""
    return text(item, (get_language() or "fi")[:2])


def title_of(case: Case, *, is_named: bool, is_client: bool) -> str:
    """Return the title; the client is not told the own name, a light guest not the client's."""
    if is_client or not is_named:
        return _("Tapaaminen")
    return f"{_('Tapaaminen')}: {case.client.first_name}"


def head_of(room: Room, title: str) -> Head:
    """Return what stands at the top; the place is masked for a protected address."""
    meeting = room.meeting
    state, words = state_of(meeting)
    place = place_of(
        meeting,
        may_see=Right.ADDRESS_READ in room.rights,
        is_protected=policy.is_address_protected(room.case.client),
    )
    return Head(
        case_id=room.case.pk,
        meeting_id=meeting.pk,
        title=title,
        when=clock_words.moment(meeting.begins_at),
        on=clock.day_of(meeting.begins_at),
        at=clock_words.at_time(meeting.begins_at),
        day=clock_words.short_day(clock.day_of(meeting.begins_at)),
        length=_("%(minutes)s min") % {"minutes": meeting.minutes},
        place=place,
        state=state,
        state_words=words,
        version=meeting.version,
        news=meeting.news,
        stream=f"/virta/tapaaminen/{meeting.pk}/" if room.audience else "",
    )


def people_of(
    meeting: Meeting, members: list[network.Member], *, is_roll_shown: bool = True
) -> tuple[Who, ...]:
    """Return who is invited, with the roll where it has been called, then chair and recorder.

    Who was there and who else heard stands in the minutes, so it shows to their readers alone.
    """
    called = Attendance.objects.filter(meeting=meeting) if is_roll_shown else ()
    roll = {row.person_id: row for row in called}
    found = [_who(member, roll.get(member.person.pk)) for member in members]
    known = {who.id for who in found}
    for person, task in ((meeting.chair, Task.CHAIR), (meeting.recorder, Task.RECORDER)):
        if person and person.pk not in known:
            found.append(
                Who(person.pk, person.first_name, str(task.label), "work", is_member=False)
            )
    return tuple(found)


def _who(member: network.Member, row: Attendance | None) -> Who:
    return Who(
        id=member.person.pk,
        name=member.person.first_name,
        role=f"{member.words}, {member.body}" if member.body else member.words,
        strand=STRANDS[member.strand],
        is_member=True,
        presence=row.presence if row else "",
        presence_words=str(row.get_presence_display()) if row else "",
        hears=row.who_else_hears if row else "",
    )


def parts_of(meeting: Meeting) -> tuple[Part, ...]:
    """Return the agenda as it was planned."""
    return tuple(
        Part(
            clock_words.clock_time(item.begins_at),
            item.title,
            _("%(minutes)s min") % {"minutes": item.minutes},
            "ahead",
        )
        for item in agenda_of(meeting)
    )


def asked_of(meeting: Meeting, members: list[network.Member]) -> tuple[Asked, ...]:
    """Return chair and recorder as the client is asked about them."""
    seated = {member.person.pk for member in members}
    found: list[Asked] = []
    tasks: tuple[tuple[Task, Person | None, Acceptance | None], ...] = (
        (Task.CHAIR, meeting.chair, meeting.chair_answer),
        (Task.RECORDER, meeting.recorder, meeting.recorder_answer),
    )
    for task, person, answer in tasks:
        if person:
            is_known = task == Task.CHAIR and person.pk in seated
            waits = answer is None and meeting.closed_at is None and not is_known
            words = str(task.label)
            found.append(Asked(task.value, words, person.full_name, body_of(person), waits))
    return tuple(found)


def body_of(person: Person) -> str:
    """Return where the person works today."""
    jobs = Employment.objects.on(clock.today()).filter(person=person)
    job = jobs.select_related("organisation", "unit").first()
    return (job.unit.name if job.unit else job.organisation.name) if job else ""


def until_of(meeting: Meeting) -> str:
    """Return the last day of the recorder's right, whatever happens."""
    _from, until_at = record_span(meeting.begins_at)
    return clock_words.full_day(clock_words.last_day(until_at))

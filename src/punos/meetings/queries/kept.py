"""What the program puts together into minutes: composed once, kept, and read as it was then.

Who was there, the tasks and the responsibilities are kept when the meeting is closed; what comes
from steps, and the next meeting, when the client accepts. The words are in the client's language.
"""

from django.utils import translation
from django.utils.translation import gettext as _

from punos import clock
from punos.access.models import Case
from punos.clock import words as clock_words
from punos.meetings import rules
from punos.meetings.models import Attendance, Entry, Meeting, Minutes
from punos.meetings.queries.parts import Who, people_of
from punos.network import queries as network
from punos.network.models import Responsibility

Lines = dict[str, list[str]]


def kept_at_closing(meeting: Meeting) -> Lines:
    """Return what the minutes keep of this moment: people, tasks and responsibilities."""
    with translation.override(meeting.case.client.language):
        return {
            "present": [_presence(who) for who in _people(meeting)],
            "own_worker": _own_workers(meeting.case),
            "duties": _duties(meeting.case),
        }


def kept_at_acceptance(meeting: Meeting) -> Lines:
    """Return what the minutes keep besides, when the client has said yes to them."""
    with translation.override(meeting.case.client.language):
        return _steps(meeting) | {"next": _next(meeting)}


def derived_lines(meeting: Meeting, minutes: Minutes) -> Lines:
    """Return the lines by field: as they were kept, and until the yes from the steps of today."""
    kept = minutes.kept
    if minutes.answer is None:
        kept = kept | _steps(meeting) | {"next": _next(meeting)}
    return {
        "present": kept["present"],
        "client_part": kept["client_steps"],
        "network_part": kept["network_steps"] + kept["duties"],
        "own_worker": kept["own_worker"],
        "next": kept["next"],
    }


def _people(meeting: Meeting) -> list[Who]:
    """Return the network and the tasks, and whoever was on the roll but has left the network."""
    members = network.members(meeting.case)
    here = {member.person.pk for member in members}
    gone = Attendance.objects.filter(meeting=meeting).exclude(person__in=here)
    return [
        *people_of(meeting, members),
        *(_gone(row) for row in gone.select_related("person").order_by("marked_at", "pk")),
    ]


def _gone(row: Attendance) -> Who:
    return Who(
        row.person_id,
        row.person.first_name,
        row.role_words,
        "work",
        is_member=True,
        presence=row.presence,
        presence_words=str(row.get_presence_display()),
        hears=row.who_else_hears,
    )


def _presence(who: Who) -> str:
    """Return that one was there or was not, with the role of that day."""
    state = who.presence_words or (_("ei merkitty") if who.is_member else "")
    hears = f" ({_('kuulolla myös')}: {who.hears})" if who.hears else ""
    return f"{who.name}, {who.role}" + (f": {state}{hears}" if state else "")


def _own_workers(case: Case) -> list[str]:
    lines = []
    for task in (network.own_worker(case), network.named_contact(case)):
        if task:
            words = f"{task.get_kind_display()}: {task.person.full_name}"
            if task.substitute:
                words += f", {_('varahenkilö')}: {task.substitute.full_name}"
            lines.append(words)
    return lines


def _duties(case: Case) -> list[str]:
    rows = Responsibility.objects.filter(case=case, ended_at=None, circle=None)
    rows = rows.select_related("person").order_by("made_at", "pk")
    return [f"{row.person.first_name}: {row.words}" for row in rows]


def _steps(meeting: Meeting) -> Lines:
    """Return the steps that stand in the minutes, the client's own apart; none of a circle's."""
    lines: Lines = {"client_steps": [], "network_steps": []}
    rows = Entry.objects.filter(meeting=meeting, field=rules.STEPS, struck_at=None)
    rows = rows.filter(circle=None, corrects=None, step__circle=None).select_related("step")
    for row in rows.order_by("first_news"):
        if row.step:
            is_own = row.step.responsible_id == meeting.case.client_id
            line = rules.in_one_line(rules.read_step(row.text))
            lines["client_steps" if is_own else "network_steps"].append(line)
    return lines


def _next(meeting: Meeting) -> list[str]:
    later = (
        Meeting.objects.filter(
            case=meeting.case, cancelled_at=None, begins_at__gt=meeting.begins_at
        )
        .order_by("begins_at")
        .first()
    )
    if later is None:
        return []
    day = clock_words.short_day(clock.day_of(later.begins_at))
    return [f"{day} {clock_words.at_time(later.begins_at)}"]

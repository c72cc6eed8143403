"""The minutes of a closed meeting: what was written, and what the program puts together."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any, ClassVar
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from punos import clock
from punos.access import policy
from punos.access.models import Case, Will
from punos.access.rights import Right
from punos.clock import words as clock_words
from punos.directory.models import Organisation
from punos.meetings import rules
from punos.meetings.models import Entry, Meeting, Minutes
from punos.meetings.queries.doors import Room, enter, enter_to_read
from punos.meetings.queries.entries import (
    EntryLine,
    Field,
    entries_of,
    fields_of,
    line_of,
    reading_of,
    ready,
)
from punos.meetings.queries.kept import derived_lines
from punos.meetings.queries.pages import CallPage, next_call
from punos.meetings.queries.parts import Head, head_of, title_of
from punos.meetings.words import CLIENTS_PART, FIELDS
from punos.network import queries as network
from punos.people.actor import Actor
from punos.trace.refusal import Refused


@dataclass(frozen=True, slots=True)
class Part:
    """One field of the minutes: entries that were written, or lines the program puts together."""

    code: str
    number: int
    label: str
    written: Field | None = None
    lines: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not self.lines and not (self.written and self.written.entries)


@dataclass(frozen=True, slots=True)
class MinutesPage:
    """The minutes as one audience reads them."""

    template: ClassVar[str] = "meetings/minutes.html"
    head: Head
    topic: str
    parts: tuple[Part, ...]
    chair: str
    recorder: str
    is_client: bool
    is_accepted: bool
    accepted: str
    may_accept: bool
    may_write_down: bool
    may_answer: bool
    after: CallPage | None

    @property
    def empty(self) -> str:
        return ", ".join(part.label for part in self.parts if part.is_empty)


def minutes_page(actor: Actor, case_id: UUID, meeting_id: UUID) -> MinutesPage:
    """Return the minutes for whoever the client lets read them, and for the recorder."""
    room = enter_minutes(actor, case_id, meeting_id)
    meeting, case = room.meeting, room.case
    minutes = Minutes.objects.select_related("answer").filter(meeting=meeting).first()
    if minutes is None:
        raise Refused(actor, "meeting.minutes", case_id)
    may_answer = room.audience == rules.RECORDER or _is_own_worker(actor, case)
    reading = reading_of(room, is_accepted=minutes.answer is not None, may_answer=may_answer)
    entries = entries_of(actor, room)
    _note_look(actor, room, entries)
    fields = {each.code: each for each in fields_of(line_of(one, reading) for one in entries)}
    own = room.audience == rules.CLIENT and Right.CONSENT_GIVE in room.rights
    return MinutesPage(
        head=head_of(room, title_of(case, is_named=True, is_client=room.is_client)),
        topic=meeting.topic,
        parts=tuple(_parts(room, fields, minutes)),
        chair=meeting.chair.full_name if meeting.chair else "",
        recorder=meeting.recorder.full_name if meeting.recorder else "",
        is_client=own,
        is_accepted=minutes.answer is not None,
        accepted=_accepted(minutes),
        may_accept=own and minutes.answer is None,
        may_write_down=minutes.answer is None and not own and _may_write_down(room),
        may_answer=may_answer,
        after=next_call(actor, room),
    )


def enter_minutes(actor: Actor, case_id: UUID, meeting_id: UUID) -> Room:
    """Open the closed meeting for reading: the topic of minutes, or the recorder's own right.

    What is read decides what is noted, so the page notes it.
    """
    room = enter(actor, case_id, meeting_id, _opens(actor, case_id), noted=False)
    if not room.audience or room.meeting.closed_at is None:
        raise Refused(actor, "meeting.minutes", case_id)
    return room


def _opens(actor: Actor, case_id: UUID) -> Right:
    held = case_id in policy.case_ids(actor, Right.MINUTES_READ)
    return Right.MINUTES_READ if held else Right.MEETING_ATTEND


def _note_look(actor: Actor, room: Room, entries: Iterable[Entry]) -> None:
    """Note the look in the register of each body whose entries were read (CDL § 70)."""
    case, right = room.case, _opens(actor, room.case.pk)
    others = {entry.owner_id for entry in entries} - {case.owner_id}
    bodies = Organisation.objects.filter(pk__in=others).order_by("sort_key") if others else ()
    registers = {right: (case.owner, *bodies)}
    policy.note_look(actor, case, right, occasion=room.meeting.pk, registers=registers)


def _is_own_worker(actor: Actor, case: Case) -> bool:
    named = (network.own_worker(case), network.named_contact(case))
    return actor.preview is None and actor.person in [task.person for task in named if task]


def _may_write_down(room: Room) -> bool:
    """Return whether this one may write down what the client says aloud."""
    return bool({Right.MEETING_CALL, Right.MEETING_RECORD} & room.rights)


def _accepted(minutes: Minutes) -> str:
    answer = minutes.answer
    if answer is None:
        return ""
    words = clock_words.moment(answer.given_at)
    if answer.how == Will.How.OWN_DEVICE:
        return words
    return f"{words}, {answer.get_how_display()}"


def _parts(room: Room, fields: dict[str, Field], minutes: Minutes) -> list[Part]:
    """Return every field in its order; a field with nothing in it says so."""
    lines = derived_lines(room.meeting, minutes)
    if Right.TIMES_READ not in room.rights:
        lines["next"] = []
    lines["read_aloud"] = _read_aloud(room.meeting, minutes)
    parts = []
    for number, (code, label) in enumerate(FIELDS.items(), 1):
        words = CLIENTS_PART if code == "client_part" and room.is_client else label
        parts.append(Part(code, number, str(words), fields.get(code), tuple(lines.get(code, ()))))
    return parts


def _read_aloud(meeting: Meeting, minutes: Minutes) -> list[str]:
    rows = Entry.objects.filter(meeting=meeting, field=rules.READ_ALOUD).order_by("first_news")
    lines = [
        _("Luettu ääneen %(time)s") % {"time": clock_words.at_time(row.made_at)} for row in rows
    ]
    if minutes.answer:
        lines.append(_("Hyväksytty %(when)s") % {"when": _accepted(minutes)})
    return lines


def paper_data(actor: Actor, case_id: UUID, meeting_id: UUID) -> dict[str, Any]:
    """Return the minutes as plain values (paper.shapes.Minutes); nothing in them is ever markup.

    What was struck is on no paper, not even on the client's own: papers are shown to others.
    """
    page = minutes_page(actor, case_id, meeting_id)
    return {
        "title": page.head.title,
        "copy_of": actor.trace_name,
        "day": page.head.day,
        "when": page.head.at,
        "length": page.head.length,
        "place": page.head.place,
        "topic": page.topic,
        "chair": page.chair,
        "recorder": page.recorder,
        "accepted": page.accepted,
        "printed": clock_words.full_day(clock.today()),
        "parts": [_paper_part(part) for part in page.parts if not part.is_empty],
    }


def _paper_part(part: Part) -> dict[str, Any]:
    written = part.written.entries if part.written else ()
    return {
        "number": part.number,
        "label": part.label,
        "lines": list(part.lines),
        "entries": [_paper_entry(line) for line in written if not line.is_struck],
    }


def _paper_entry(line: EntryLine) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "text": line.text,
        "holder": line.holder if line.field == rules.VIEWS else "",
        "corrections": [{"words": wish.words, "answer": wish.answer} for wish in line.wishes],
    }
    if line.step and line.step.who:
        entry["step"] = asdict(line.step)
    return entry


def own_line(actor: Actor, case_id: UUID, meeting_id: UUID, entry_id: UUID) -> EntryLine:
    """Return one entry as the actor, who has just changed it, sees it now.

    The change is traced; that its writer sees it is no look at anything.
    """
    room = enter_to_read(actor, case_id, meeting_id, noted=False)
    answered = Minutes.objects.filter(meeting=room.meeting, answer__isnull=False)
    is_accepted = not room.meeting.is_open and answered.exists()
    reading = reading_of(room, is_accepted=is_accepted, may_answer=room.audience == rules.RECORDER)
    entry = ready(Entry.objects.filter(meeting=room.meeting, pk=entry_id)).first()
    if entry is None:
        raise Refused(actor, "meeting.entry", case_id)
    return line_of(entry, reading)


def reading_address(actor: Actor, case_id: UUID, meeting_id: UUID) -> str:
    """Return where the actor goes on reading: the minutes, the meeting, or one's own list."""
    where = Meeting.objects.filter(pk=meeting_id, case=case_id).only("closed_at").first()
    held = [Right.MINUTES_READ, Right.MEETING_RECORD, Right.TIMES_READ]
    rights = {
        right
        for right in held
        if policy.cases(actor, right, occasion=meeting_id).filter(pk=case_id).exists()
    }
    if where and where.closed_at and {Right.MINUTES_READ, Right.MEETING_RECORD} & rights:
        return reverse("meeting-minutes", args=[case_id, meeting_id])
    if Right.TIMES_READ in rights:
        return reverse("meeting", args=[case_id, meeting_id])
    return reverse("meetings")

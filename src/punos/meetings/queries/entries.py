"""The entries of a meeting as one audience reads them."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from punos import clock
from punos.access import policy
from punos.access.models import Case
from punos.clock import words as clock_words
from punos.meetings import rules
from punos.meetings.models import Correction, Entry, Meeting, Minutes
from punos.meetings.queries.doors import Room
from punos.meetings.words import FIELDS
from punos.network import queries as network
from punos.people.actor import Actor


@dataclass(frozen=True, slots=True)
class Wish:
    """A wish of correction, and the corrected text once somebody has written it."""

    id: UUID
    words: str
    at: str
    answer: str
    answered: str


@dataclass(frozen=True, slots=True)
class EntryLine:
    """One entry as its reader sees it."""

    id: UUID
    number: str
    field: str
    text: str
    step: rules.StepText | None
    holder: str
    strand: str
    who: str
    at: str
    is_struck: bool
    may_strike: bool
    may_strike_for: bool
    may_ask: bool
    may_answer: bool
    key: UUID
    wishes: tuple[Wish, ...]
    case_id: UUID
    meeting_id: UUID
    is_row: bool = False  # a step stands in the recorder's table


@dataclass(frozen=True, slots=True)
class Field:
    """One field of the minutes with its entries."""

    code: str
    number: int
    label: str
    entries: tuple[EntryLine, ...]

    @property
    def is_steps(self) -> bool:
        return self.code == rules.STEPS


@dataclass(frozen=True, slots=True)
class Reading:
    """How the entries are read: as whom, in which state of the meeting."""

    audience: str
    is_open: bool
    is_accepted: bool
    strands: dict[UUID, str]
    may_answer: bool = False

    @property
    def may_strike(self) -> bool:
        return self.audience == rules.CLIENT and not self.is_accepted

    @property
    def may_strike_for(self) -> bool:
        return self.audience == rules.RECORDER and not self.is_accepted

    @property
    def may_ask(self) -> bool:
        return self.audience == rules.CLIENT and not self.is_open


def number_of(news: int) -> str:
    """Return the id of a message: it grows in the meeting's channel."""
    return f"{news:08d}"


def ready(rows: QuerySet[Entry]) -> QuerySet[Entry]:
    """Return the entries with all that a line shows; the count of queries does not grow."""
    wishes = Correction.objects.select_related("answer__recorder").order_by("made_at")
    return rows.select_related("holder", "recorder", "author", "step").prefetch_related(
        Prefetch("corrections", wishes)
    )


def shown(rows: QuerySet[Entry], audience: str, *, is_open: bool) -> QuerySet[Entry]:
    """Leave out what was struck where this audience does not see it: no gap, no count."""
    if rules.is_struck_shown(audience, is_open=is_open):
        return rows
    return rows.filter(struck_at=None)


def entries_of(actor: Actor, room: Room) -> list[Entry]:
    """Return the entries the actor may see in this room, oldest first."""
    rows = Entry.objects.filter(meeting=room.meeting, corrects=None)
    rows = policy.visible(rows, actor, room.reading, occasion=room.meeting.pk)
    return list(
        ready(shown(rows, room.audience, is_open=room.meeting.is_open)).order_by("first_news")
    )


def strands_of(case: Case) -> dict[UUID, str]:
    """Return whose face is of which strand: client, close or work."""
    return {m.person.pk: m.strand if m.strand != "me" else "client" for m in network.members(case)}


def line_of(entry: Entry, reading: Reading) -> EntryLine:
    """Return the entry as a line."""
    is_plain = entry.field not in (rules.STEPS, rules.READ_ALOUD)
    struck = entry.struck_at is not None
    whose = entry.step.responsible_id if entry.step else entry.holder_id
    return EntryLine(
        id=entry.pk,
        number=number_of(entry.news),
        field=entry.field,
        text=entry.text,
        step=rules.read_step(entry.text) if entry.field == rules.STEPS else None,
        holder=entry.holder.first_name if entry.holder else "",
        strand=reading.strands.get(whose, "work") if whose else "",
        who=entry.recorder.full_name if entry.recorder else "",
        at=clock_words.clock_time(entry.made_at),
        is_struck=struck,
        may_strike=reading.may_strike and not struck and entry.field != rules.READ_ALOUD,
        may_strike_for=reading.may_strike_for and not struck and entry.field != rules.READ_ALOUD,
        key=clock.uuid7(),
        may_ask=reading.may_ask and not struck and (is_plain or entry.field == rules.STEPS),
        may_answer=reading.may_answer and not struck,
        wishes=tuple(_wish(each) for each in entry.corrections.all()),
        case_id=entry.case_id,
        meeting_id=entry.meeting_id,
        is_row=entry.field == rules.STEPS and reading.audience == rules.RECORDER,
    )


def _wish(wish: Correction) -> Wish:
    answer = wish.answer
    return Wish(
        wish.pk,
        wish.words,
        clock_words.moment(wish.made_at),
        answer.text if answer else "",
        clock_words.moment(answer.made_at) if answer else "",
    )


def reading_of(room: Room, *, is_accepted: bool, may_answer: bool = False) -> Reading:
    """Return how this room's entries are read."""
    return Reading(
        room.audience,
        room.meeting.is_open,
        is_accepted,
        strands_of(room.case),
        may_answer=may_answer,
    )


def fields_of(lines: Iterable[EntryLine], codes: Sequence[str] = rules.TYPED) -> list[Field]:
    """Return the written fields in the order of the minutes, empty ones too."""
    by_field: dict[str, list[EntryLine]] = {}
    for line in lines:
        by_field.setdefault(line.field, []).append(line)
    numbers = {code: number for number, code in enumerate(FIELDS, 1)}
    in_order = sorted(codes, key=lambda code: numbers[code])
    return [
        Field(code, numbers[code], str(FIELDS[code]), tuple(by_field.get(code, ())))
        for code in in_order
    ]


def page_fields(actor: Actor, room: Room, reading: Reading) -> list[Field]:
    """Return the entries of a page, field by field."""
    return fields_of(line_of(entry, reading) for entry in entries_of(actor, room))


def live_lines(
    meeting: Meeting, audience: str, numbers: Collection[int] | None = None
) -> dict[int, EntryLine]:
    """Return entries by the number of their newest change, as the audience reads them."""
    rows = Entry.objects.filter(meeting=meeting, circle=None, corrects=None)
    rows = shown(rows, audience, is_open=meeting.is_open).exclude(field=rules.READ_ALOUD)
    if numbers is not None:
        rows = rows.filter(news__in=numbers)
    is_accepted = Minutes.objects.filter(meeting=meeting, answer__isnull=False).exists()
    reading = Reading(
        audience,
        meeting.is_open,
        is_accepted=is_accepted,
        strands=strands_of(meeting.case),
        may_answer=audience == rules.RECORDER,
    )
    return {entry.news: line_of(entry, reading) for entry in ready(rows)}

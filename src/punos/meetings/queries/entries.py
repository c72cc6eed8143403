"""The entries of a meeting as one audience reads them."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter
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
from punos.prepared import Number, attach, prepared

SHOWN_ALONG = ("holder", "recorder", "author", "step")


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
    strands: "Strands"
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
    return rows.select_related(*SHOWN_ALONG).prefetch_related(Prefetch("corrections", _wishes()))


def _wishes() -> QuerySet[Correction]:
    return Correction.objects.select_related("answer__recorder").order_by("made_at")


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


class Strands:
    """Whose face is of which strand: client, close or work. Asked when a line names somebody."""

    def __init__(self, case: Case) -> None:
        self._case = case

    def of(self, person: UUID | None) -> str:
        """Return the strand; of one who is in the network no more, as of work."""
        return self._known.get(person, "work") if person else ""

    @cached_property
    def _known(self) -> dict[UUID, str]:
        named = {"me": "client"}
        return {m.person.pk: named.get(m.strand, m.strand) for m in network.members(self._case)}


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
        strand=reading.strands.of(whose),
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
        Strands(room.case),
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


@prepared
def _changed(meeting: UUID, numbers: Collection[Number] | None) -> QuerySet[Entry]:
    """Return what open pages hear of: all entries, or those whose newest change is of these."""
    rows = Entry.objects.filter(meeting=meeting, circle=None, corrects=None)
    rows = rows.exclude(field=rules.READ_ALOUD).select_related(*SHOWN_ALONG)
    return rows if numbers is None else rows.filter(news__in=numbers)


@prepared
def _wishes_for(entries: Collection[UUID]) -> QuerySet[Correction]:
    return _wishes().filter(entry__in=entries)


class Changes:
    """Entries of a meeting as its open pages hear of them: asked once, for all who hear."""

    def __init__(self, meeting: Meeting, numbers: Iterable[int] | None = None) -> None:
        asked = None if numbers is None else [Number(each) for each in numbers]
        self._meeting, self._strands = meeting, Strands(meeting.case)
        self._entries = _changed(meeting.pk, asked)
        wishes = _wishes_for([each.pk for each in self._entries])
        attach(self._entries, "corrections", wishes, attrgetter("entry_id"))

    @cached_property
    def _is_accepted(self) -> bool:
        minutes = Minutes.objects.filter(meeting=self._meeting, answer__isnull=False)
        return not self._meeting.is_open and minutes.exists()

    def lines(self, audience: str) -> dict[int, EntryLine]:
        """Return them by the number of their newest change, as the audience reads them."""
        is_open = self._meeting.is_open
        reading = Reading(
            audience,
            is_open,
            is_accepted=self._is_accepted,
            strands=self._strands,
            may_answer=audience == rules.RECORDER,
        )
        shows_struck = rules.is_struck_shown(audience, is_open=is_open)
        shown = [each for each in self._entries if shows_struck or each.struck_at is None]
        return {entry.news: line_of(entry, reading) for entry in shown}

"""Where a meeting is: agenda, clock, whose turn. Read by the chair's page and by all readers."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from punos import clock
from punos.access.models import Case
from punos.clock import words as clock_words
from punos.meetings import rules
from punos.meetings.models import Attendance, Meeting, Turn
from punos.meetings.words import TO, TO_WORKERS
from punos.network import queries as network
from punos.people.professions import Field, kind_of
from punos.practice import queries as practice
from punos.practice.rules import AgendaItem, Names, Speaker, Word, agenda, speaking_order

PAIR = {Field.HEALTH: "pair_health", Field.SOCIAL: "pair_social"}


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the agenda as components/agenda.html shows it."""

    time: str
    title: str
    length: str
    state: str


@dataclass(frozen=True, slots=True)
class Place:
    """One in the strip of the speaking order (components/speaking_order.html)."""

    name: str
    strand: str
    state: str
    label: str


@dataclass(frozen=True, slots=True)
class OtherQuestion:
    """Another question of the same part, asked already or not."""

    words: str
    is_asked: bool


@dataclass(frozen=True, slots=True)
class Clock:
    """The calm clock: minutes of this part and of the whole, in numbers and in words."""

    now: str
    end: str
    left: int
    whole: int
    label: str
    used_of_all: int
    all_minutes: int
    all_label: str
    is_paused: bool
    began: int
    part_began: int


@dataclass(frozen=True, slots=True)
class Stage:
    """What the chair leads by."""

    seen: int
    number: int
    count: int
    title: str
    to: str
    question: str
    others: tuple[OtherQuestion, ...]
    parts: tuple[Part, ...]
    order: tuple[Place, ...]
    speaking: str
    next_speaker: str
    has_next_question: bool
    has_next_item: bool
    clock: Clock


def agenda_of(meeting: Meeting) -> list[AgendaItem]:
    """Return the agenda of the meeting's own model version, from when it began or will."""
    client = meeting.case.client
    names = Names(client.first_name, client.first_name_genitive)
    start = meeting.opened_at or meeting.begins_at
    language = (get_language() or "fi")[:2]
    shape = practice.model_of(meeting.model_id)
    return agenda(shape, meeting.variant, start, names, language=language)


def speakers_of(meeting: Meeting, members: list[network.Member]) -> list[Speaker]:
    """Return who speaks: those who are here, with the roles the model may know them by."""
    absent = set(
        Attendance.objects.filter(meeting=meeting, presence=Attendance.Presence.ABSENT).values_list(
            "person_id", flat=True
        )
    )
    found = {
        m.person.pk: Speaker(m.person.pk, _roles(m)) for m in members if m.person.pk not in absent
    }
    if meeting.chair_id:
        found[meeting.chair_id] = Speaker(meeting.chair_id, frozenset({"chair"}))
    return [each for key, each in found.items() if key != meeting.recorder_id]


def _roles(member: network.Member) -> frozenset[str]:
    if member.strand == "me":
        return frozenset({"client"})
    if member.strand == "close":
        return frozenset({"close_one"})
    field = kind_of(member.employment.profession).field if member.employment else ""
    more = {PAIR[Field(field)]} if field in PAIR else set()
    return frozenset({member.role, "member"} | more)


def round_of(
    meeting: Meeting, members: list[network.Member] | None = None
) -> tuple[list[Word], list[rules.Spoken]]:
    """Return the order of speaking and the turns given in the round at hand."""
    shape = practice.model_of(meeting.model_id)
    members = network.members(meeting.case) if members is None else members
    people = speakers_of(meeting, members)
    order = speaking_order(shape, meeting.variant, people, clock.day_of(meeting.begins_at))
    turns = Turn.objects.filter(
        meeting=meeting, item=meeting.item, turn_round=meeting.turn_round
    ).order_by("made_at", "pk")
    return order, [rules.Spoken(t.person_id, t.is_last_word, t.has_passed) for t in turns]


def stage_of(meeting: Meeting) -> Stage:
    """Return where the open meeting is."""
    members = network.members(meeting.case)
    items = agenda_of(meeting)
    place = min(meeting.item, len(items) - 1)
    item = items[place]
    number = min(meeting.question, len(item.questions) - 1)
    order, spoken = round_of(meeting, members)
    following = rules.next_word(order, spoken)
    names = _names(meeting, members)
    current = [turn for turn in spoken if not turn.has_passed][-1:]
    return Stage(
        seen=meeting.stage_news,
        number=place + 1,
        count=len(items),
        title=item.title,
        to=str(TO.get(item.questions[number].to, TO_WORKERS)),
        question=item.questions[number].text,
        others=tuple(
            OtherQuestion(each.text, i < number)
            for i, each in enumerate(item.questions)
            if i != number
        ),
        parts=_parts(items, place, meeting),
        order=tuple(_places(order, spoken, following, names)),
        speaking=names[current[0].key][0] if current and current[0].key in names else "",
        next_speaker=names[following.key][0] if following else "",
        has_next_question=number + 1 < len(item.questions),
        has_next_item=place + 1 < len(items),
        clock=clock_of(meeting, item.minutes + meeting.extra_minutes),
    )


def _names(meeting: Meeting, members: list[network.Member]) -> dict[object, tuple[str, str]]:
    strands = {"me": "client", "close": "close", "work": "work"}
    names: dict[object, tuple[str, str]] = {
        m.person.pk: (m.person.first_name, strands[m.strand]) for m in members
    }
    if meeting.chair:
        names[meeting.chair.pk] = (meeting.chair.first_name, "work")
    return names


def _places(
    order: list[Word],
    spoken: list[rules.Spoken],
    following: rules.Word | None,
    names: dict[object, tuple[str, str]],
) -> list[Place]:
    had = {(turn.key, turn.is_last_word): turn for turn in spoken}
    now = spoken[-1] if spoken and not spoken[-1].has_passed else None
    places = []
    for word in order:
        turn = had.get((word.key, word.is_last_word))
        state, label = _state(
            word, turn, is_now=turn is now and now is not None, is_next=word is following
        )
        name, strand = names.get(word.key, ("", "work"))
        places.append(Place(name, strand, state, label))
    return places


def _state(
    word: Word, turn: rules.Spoken | None, *, is_now: bool, is_next: bool
) -> tuple[str, str]:
    if is_now:
        return "speaking", _("puhuu")
    if turn:
        return ("passed", _("ohitti")) if turn.has_passed else ("spoke", _("puhui"))
    if word.is_last_word:
        return "last", _("lopuksi")
    return ("next", _("seuraava")) if is_next else ("waiting", "")


def _parts(items: list[AgendaItem], place: int, meeting: Meeting) -> tuple[Part, ...]:
    """Return the parts; those ahead begin where the present one will end."""
    parts, at = [], meeting.item_began_at or meeting.begins_at
    for i, item in enumerate(items):
        state = "done" if i < place else "now" if i == place and meeting.opened_at else "ahead"
        begins = item.begins_at if i < place else at
        if i >= place:
            extra = meeting.extra_minutes if i == place else 0
            at += timedelta(minutes=item.minutes + extra)
        length = _("%(minutes)s min") % {"minutes": item.minutes}
        parts.append(Part(clock_words.clock_time(begins), item.title, length, state))
    return tuple(parts)


def clock_of(meeting: Meeting, minutes: int) -> Clock:
    """Return the clock of the present part and of the whole meeting."""
    now = clock.now()
    opened = meeting.opened_at or now
    begun, stopped = meeting.item_began_at or opened, stopped_for(meeting, now)
    part = rules.time_of(begun, now, minutes, stopped)
    whole = rules.time_of(opened, now, meeting.minutes, timedelta())
    if part.left >= 0:
        label = _("Tästä kohdasta on jäljellä noin %(left)s min") % {"left": part.left}
    else:
        label = _("Tämä kohta on %(over)s min yli") % {"over": -part.left}
    told = {"used": whole.used, "all": whole.whole}
    return Clock(
        now=clock_words.clock_time(now),
        end=clock_words.clock_time(opened + timedelta(minutes=meeting.minutes)),
        left=part.left,
        whole=part.whole,
        label=label,
        used_of_all=min(whole.used, whole.whole),
        all_minutes=whole.whole,
        all_label=_("Kulunut %(used)s min, yhteensä %(all)s min") % told,
        is_paused=meeting.paused_at is not None,
        began=int(opened.timestamp()),
        part_began=int((begun + stopped).timestamp()),
    )


def stopped_for(meeting: Meeting, now: datetime) -> timedelta:
    """Return how long this part has stood still."""
    gone = timedelta(seconds=meeting.paused_seconds)
    return gone + (now - meeting.paused_at) if meeting.paused_at else gone


def presence_words(case: Case, meeting: Meeting) -> list[Attendance]:
    """Return the roll as it was marked, client first."""
    rows = Attendance.objects.filter(meeting=meeting).select_related("person").order_by("pk")
    return sorted(rows, key=lambda row: row.person_id != case.client_id)

"""What open pages of a meeting hear, and who hears it: the same doors as the pages, asked anew.

A message is the number of a change. It is read when it is said, so that what was struck
meanwhile is said to nobody who may not see it.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Q, QuerySet
from django.template.loader import render_to_string

from punos import clock
from punos.access import policy
from punos.access.models import Grant
from punos.access.rights import LEAST_LEVEL, Capacity, Right
from punos.live.contract import Hearing, Message
from punos.meetings import queries, rules
from punos.meetings.models import Entry, Meeting
from punos.meetings.queries.entries import Changes, EntryLine, number_of
from punos.people.actor import Actor
from punos.prepared import prepared

ENTRY, STAGE, WHOLE = "entry", "stage", "whole"


class Reading(NamedTuple):
    """A valid grant by which somebody reads the entries, and when it ends by itself."""

    holder_id: UUID
    employment_id: UUID | None
    until_at: datetime | None
    agreed_until: datetime | None

    @property
    def end(self) -> datetime | None:
        return min((end for end in (self.until_at, self.agreed_until) if end), default=None)


def admit(actor: Actor, subject_id: UUID) -> Hearing | None:
    """Return as whom the actor hears the meeting; the opening is traced, not each message."""
    meeting = Meeting.objects.filter(pk=subject_id).only("case_id").first()
    case_id = meeting.case_id if meeting else subject_id
    room = queries.enter_to_read(actor, case_id, subject_id)
    return audience([actor], subject_id).get(actor) if room.audience else None


def audience(actors: Collection[Actor], subject_id: UUID) -> Mapping[Actor, Hearing]:
    """Return the hearing of each who still hears, by one look at the grants."""
    meeting = _meeting(subject_id)
    if meeting is None or meeting.opened_at is None:
        return {}
    held = _held(meeting, [actor.person.pk for actor in actors if actor.person])
    found = {}
    for actor in actors:
        grants = _fitting(actor, held)
        if grants and actor.level >= LEAST_LEVEL[Right.MEETING_ATTEND]:
            found[actor] = Hearing(_as_whom(actor, meeting), _end_of(grants))
    return found


def _fitting(actor: Actor, held: Mapping[UUID, list[Reading]]) -> list[Reading]:
    """Return the grants this session may use: what is held by work asks for a work sign-in."""
    grants = held.get(actor.person.pk, []) if actor.person else []
    return [each for each in grants if policy.is_work(actor) or each.employment_id is None]


def _meeting(subject_id: UUID) -> Meeting | None:
    return next(iter(_meetings(subject_id)), None)


@prepared
def _meetings(pk: UUID) -> QuerySet[Meeting]:
    return Meeting.objects.filter(pk=pk).select_related("case__client", "chair", "recorder")


def _held(meeting: Meeting, people: Collection[UUID]) -> dict[UUID, list[Reading]]:
    """Return by holder the valid grants by which the entries are read now."""
    right = Right.MEETING_ATTEND if meeting.is_open else Right.MINUTES_READ
    rows = _reading(
        meeting.case_id,
        meeting.pk,
        people,
        clock.now(),
        clock.today(),
        right=right.value,
        has_chair=meeting.chair_ready_at is not None,
        has_recorder=meeting.recorder_ready_at is not None,
    )
    found: dict[UUID, list[Reading]] = {}
    for row in rows:
        found.setdefault(row[0], []).append(Reading(*row))
    return found


@prepared
def _reading(  # noqa: PLR0913 - what the answer hangs on
    case: UUID,
    meeting: UUID,
    people: Collection[UUID],
    at: datetime,
    day: date,
    *,
    right: str,
    has_chair: bool,
    has_recorder: bool,
) -> QuerySet[Grant, Any]:
    reads = Q(rights__right=right, circles_only=False)
    if has_recorder:
        reads |= Q(capacity=Capacity.RECORD, rights__right=Right.MEETING_RECORD)
    waiting = [Capacity.CHAIR] * (not has_chair) + [Capacity.RECORD] * (not has_recorder)
    valid = policy.valid_grants(at, day).filter(
        Q(occasion=None) | Q(occasion=meeting), reads, case=case, holder__in=people
    )
    columns = ("holder", "employment", "until_at", "consent__until_at")
    return valid.exclude(capacity__in=waiting).values_list(*columns)


def _as_whom(actor: Actor, meeting: Meeting) -> str:
    if actor.person == meeting.case.client:
        return rules.CLIENT
    return rules.RECORDER if actor.person == meeting.recorder else rules.OTHERS


def _end_of(grants: Collection[Reading]) -> datetime | None:
    """Return when the last of the grants ends by itself; None when one has no end."""
    ends = [grant.end for grant in grants]
    return None if None in ends else max(end for end in ends if end)


def render(subject_id: UUID, message_id: str, audiences: Collection[str]) -> Mapping[str, str]:
    """Return the HTML of one change for each audience that gets it."""
    meeting = _meeting(subject_id)
    if meeting is None or not message_id.isdigit():
        return {}
    number = int(message_id)
    if number == meeting.stage_news:
        return dict.fromkeys(audiences, _stage(meeting))
    changes = Changes(meeting, [number])
    lines = {each: changes.lines(each).get(number) for each in audiences}
    said = {each: _line(line) for each, line in lines.items() if line}
    if len(said) < len(audiences) and (gone := _gone(meeting, number)):
        said |= dict.fromkeys(set(audiences) - said.keys(), gone)
    return said


def _stage(meeting: Meeting) -> str:
    stage = queries.stage_of(meeting) if meeting.is_open else None
    context = {"stage": stage, "is_open": meeting.is_open, "seen": meeting.stage_news}
    return render_to_string("meetings/_stage.html", context)


def _gone(meeting: Meeting, number: int) -> str | None:
    """Return what takes a struck entry off the pages that had it."""
    gone = Entry.objects.filter(
        meeting=meeting, news=number, struck_at__isnull=False, first_news__lt=number, circle=None
    ).first()
    return render_to_string("meetings/_gone.html", {"id": gone.pk}) if gone else None


def _line(line: EntryLine) -> str:
    return render_to_string("meetings/_entry.html", {"line": line})


def since(subject_id: UUID, last_id: str, audience: str) -> Sequence[Message]:
    """Return what this audience missed after that number, oldest first.

    A page that says no number gets all that stands now, so that it can take away what was
    struck while it was being opened. Of what it has not seen, nothing is said.
    """
    meeting = _meeting(subject_id)
    if meeting is None:
        return []
    after = int(last_id) if last_id.isdigit() else 0
    messages = _missed(meeting, audience, after) if after else [_whole(meeting, audience)]
    if meeting.is_open and meeting.stage_news > after:
        messages.append(Message(number_of(meeting.stage_news), STAGE, _stage(meeting)))
    return sorted(messages, key=lambda message: message.id)


def _whole(meeting: Meeting, audience: str) -> Message:
    lines = Changes(meeting).lines(audience)
    html = "".join(_line(lines[number]) for number in sorted(lines))
    return Message(number_of(meeting.news), WHOLE, html)


def _missed(meeting: Meeting, audience: str, after: int) -> list[Message]:
    rows = Entry.objects.filter(meeting=meeting, news__gt=after, corrects=None, circle=None)
    lines = Changes(meeting, rows.values_list("news", flat=True)).lines(audience)
    said = {number: _line(line) for number, line in lines.items()}
    for entry in rows.filter(first_news__lte=after, struck_at__isnull=False):
        said.setdefault(entry.news, render_to_string("meetings/_gone.html", {"id": entry.pk}))
    return [Message(number_of(number), ENTRY, html) for number, html in said.items()]

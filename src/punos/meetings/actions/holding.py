"""Holding a meeting: the roll, the opening, where the chair is, whose turn it is.

Each tap of the chair carries the number of what the chair saw; a tap on an old page, or the
same tap sent twice, changes nothing.
"""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from punos import clock, live
from punos.access import actions as access
from punos.access import policy
from punos.access.models import Grant
from punos.access.rights import CAPACITY_RIGHTS, Capacity, Right
from punos.meetings import queries, rules
from punos.meetings.actions.room import enter, must_be_ahead, must_be_open, stage_changed
from punos.meetings.models import Attendance, Meeting, Turn
from punos.network import queries as network
from punos.people.actor import Actor
from punos.people.models import Person
from punos.trace import actions as trace

HERE = (Attendance.Presence.PRESENT, Attendance.Presence.REMOTE)


@dataclass(frozen=True, slots=True)
class Mark:
    """One line of the roll-call: who, how, and who else hears there."""

    person_id: UUID
    presence: str
    who_else_hears: str = ""


@transaction.atomic
def open_meeting(
    *, by: Actor, case_id: UUID, meeting_id: UUID, roll: Collection[Mark] = ()
) -> Meeting:
    """Open the meeting. Whoever is here reads its entries until it is closed."""
    meeting = enter(by, case_id, meeting_id, Right.MEETING_CHAIR)
    if meeting.is_open:
        return meeting
    must_be_ahead(meeting)
    if meeting.begins_at - clock.now() > rules.EARLIEST_OPENING:
        raise ValidationError(_("Tapaamisen voi avata tuntia ennen sovittua aikaa."), code="early")
    meeting.opened_at = meeting.item_began_at = clock.now()
    meeting.opened_by = by.person
    stage_changed(meeting, "opened_at", "opened_by", "item_began_at")
    _call_roll(by, meeting, roll)
    for row in Attendance.objects.filter(meeting=meeting).select_related("person"):
        _let_read(by, meeting, row)
    trace.record(by, "meetings.meeting.opened", case_id, meeting)
    live.look_again(meeting.channel)
    return meeting


@transaction.atomic
def call_roll(*, by: Actor, case_id: UUID, meeting_id: UUID, roll: Collection[Mark]) -> Meeting:
    """Mark who is here, who is remote and who else hears; it can be called again any time."""
    meeting = enter(by, case_id, meeting_id, Right.MEETING_CHAIR)
    if meeting.closed_at or meeting.cancelled_at:
        raise ValidationError(_("Tapaaminen on jo ohi."), code="over")
    for row in _call_roll(by, meeting, roll):
        if meeting.is_open:
            _let_read(by, meeting, row)
    if meeting.is_open:
        stage_changed(meeting)
        live.look_again(meeting.channel)
    return meeting


def _call_roll(by: Actor, meeting: Meeting, roll: Collection[Mark]) -> list[Attendance]:
    invited = {member.person.pk: member for member in network.members(meeting.case)}
    rows = []
    for mark in roll:
        member = invited.get(mark.person_id)
        if member is None:
            continue
        if mark.presence not in Attendance.Presence.values:
            raise ValidationError(_("Valitse: paikalla, etänä tai poissa."), code="presence")
        row, _made = Attendance.objects.update_or_create(
            meeting=meeting,
            person=member.person,
            defaults={
                "presence": mark.presence,
                "who_else_hears": mark.who_else_hears.strip()[:200],
                "marked_at": clock.now(),
                "role_words": member.words,
                "author": by.person,
            },
            create_defaults={
                "case": meeting.case,
                "owner": meeting.owner,
                "author": by.person,
                "presence": mark.presence,
                "who_else_hears": mark.who_else_hears.strip()[:200],
                "role_words": member.words,
                "about_on": meeting.about_on,
            },
        )
        rows.append(row)
    if rows:
        trace.record(by, "meetings.roll.called", meeting.case_id, meeting, people=len(rows))
    return rows


def _let_read(by: Actor, meeting: Meeting, row: Attendance) -> None:
    """Let one who is here read the open meeting by the seat's own consent; absent, no more."""
    if row.person == meeting.case.client:
        return
    held = policy.valid_in(meeting.case_id, [row.person_id])
    is_held = any(
        grant.capacity == Capacity.ATTEND and grant.occasion == meeting.pk for grant in held
    )
    if row.presence in HERE and not is_held:
        _grant(meeting, row.person, held)
    if row.presence not in HERE and is_held:
        access.end_grants(
            by=by,
            case=meeting.case,
            holder=row.person,
            capacity=Capacity.ATTEND,
            occasion=meeting.pk,
        )


def _grant(meeting: Meeting, person: Person, held: list[Grant]) -> None:
    seats = (Capacity.WORK, Capacity.CLOSE)
    seat = next((each for each in held if each.consent_id and each.capacity in seats), None)
    if seat is None or meeting.opened_at is None:
        return
    access.grant(
        case=meeting.case,
        holder=person,
        capacity=Capacity.ATTEND,
        rights=CAPACITY_RIGHTS[Capacity.ATTEND],
        basis=Grant.Basis.CONSENT,
        consent=seat.consent,
        employment=seat.employment,
        occasion=meeting.pk,
        until_at=max(rules.attend_end(meeting.opened_at), clock.now()),
        circles_only=seat.circles_only,
    )


def _enter_stage(by: Actor, case_id: UUID, meeting_id: UUID, seen: int | None) -> Meeting | None:
    """Return the open meeting, or None where the chair's page was older than the meeting."""
    meeting = enter(by, case_id, meeting_id, Right.MEETING_CHAIR)
    must_be_open(meeting)
    return meeting if seen is None or seen == meeting.stage_news else None


def _running(meeting: Meeting) -> None:
    """End a pause, so that the clock goes on from where it was."""
    if meeting.paused_at:
        gone = clock.now() - meeting.paused_at
        meeting.paused_seconds += int(gone.total_seconds())
        meeting.paused_at = None


@transaction.atomic
def next_item(*, by: Actor, case_id: UUID, meeting_id: UUID, seen: int | None = None) -> None:
    """Go on to the next part of the agenda; the last one stays."""
    if meeting := _enter_stage(by, case_id, meeting_id, seen):
        if meeting.item + 1 >= len(queries.agenda_of(meeting)):
            raise ValidationError(_("Tämä on viimeinen kohta."), code="last_item")
        meeting.item, meeting.question, meeting.turn_round = meeting.item + 1, 0, 0
        meeting.item_began_at, meeting.extra_minutes = clock.now(), 0
        meeting.paused_at, meeting.paused_seconds = None, 0
        stage_changed(meeting, *_PLACE, "item_began_at", "extra_minutes", *_PAUSE)


_PLACE = ("item", "question", "turn_round")
_PAUSE = ("paused_at", "paused_seconds")


@transaction.atomic
def next_question(*, by: Actor, case_id: UUID, meeting_id: UUID, seen: int | None = None) -> None:
    """Put the next question of this part; asked of all or of the client, the round begins anew."""
    if meeting := _enter_stage(by, case_id, meeting_id, seen):
        questions = queries.agenda_of(meeting)[meeting.item].questions
        if meeting.question + 1 >= len(questions):
            raise ValidationError(_("Tässä kohdassa ei ole enää kysymyksiä."), code="last_question")
        meeting.question += 1
        order, spoken = queries.round_of(meeting)
        if spoken and rules.begins_new_round(questions[meeting.question].to, order, spoken):
            meeting.turn_round += 1
        stage_changed(meeting, *_PLACE)


@transaction.atomic
def next_speaker(
    *,
    by: Actor,
    case_id: UUID,
    meeting_id: UUID,
    seen: int | None = None,
    has_passed: bool = False,
) -> None:
    """Give the turn to the next in the order; `has_passed` lets that one be quiet this time."""
    if meeting := _enter_stage(by, case_id, meeting_id, seen):
        order, spoken = queries.round_of(meeting)
        word = rules.next_word(order, spoken)
        if word is None:
            raise ValidationError(_("Kaikki ovat puhuneet tällä kierroksella."), code="all_spoke")
        Turn.objects.create(
            case=meeting.case,
            owner=meeting.owner,
            author=by.person,
            meeting=meeting,
            item=meeting.item,
            turn_round=meeting.turn_round,
            person_id=UUID(str(word.key)),
            is_last_word=word.is_last_word,
            has_passed=has_passed,
        )
        stage_changed(meeting)


def pass_turn(*, by: Actor, case_id: UUID, meeting_id: UUID, seen: int | None = None) -> None:
    """Let the next in the order be quiet this time; the turn goes on."""
    next_speaker(by=by, case_id=case_id, meeting_id=meeting_id, seen=seen, has_passed=True)


@transaction.atomic
def pause(*, by: Actor, case_id: UUID, meeting_id: UUID, seen: int | None = None) -> None:
    """Pause, or go on after a pause; the part's clock stands still meanwhile."""
    if meeting := _enter_stage(by, case_id, meeting_id, seen):
        if meeting.paused_at:
            _running(meeting)
        else:
            meeting.paused_at = clock.now()
        stage_changed(meeting, *_PAUSE)


@transaction.atomic
def add_minutes(*, by: Actor, case_id: UUID, meeting_id: UUID, seen: int | None = None) -> None:
    """Give this part five minutes more."""
    if meeting := _enter_stage(by, case_id, meeting_id, seen):
        meeting.extra_minutes = min(meeting.extra_minutes + rules.MORE, rules.MOST_EXTRA)
        stage_changed(meeting, "extra_minutes")

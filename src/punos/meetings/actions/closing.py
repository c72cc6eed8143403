"""Closing a meeting, and the client's word on the minutes: yes, or a wish of correction."""

from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from punos import clock, live
from punos.access import actions as access
from punos.access import policy
from punos.access.actions import ON_OWN_DEVICE, Given
from punos.access.models import ConsentText, Will
from punos.access.rights import Capacity, Right
from punos.meetings import queries
from punos.meetings.actions.granting import settle_recorder
from punos.meetings.actions.room import (
    ENTRY,
    enter,
    minutes_of,
    must_be_open,
    next_number,
    stage_changed,
    tell_one,
    tell_pages,
)
from punos.meetings.models import Correction, Entry, Meeting, Minutes
from punos.network import queries as network
from punos.people.actor import Actor
from punos.people.models import Person
from punos.trace import actions as trace
from punos.trace.refusal import Refused


@transaction.atomic
def close_meeting(*, by: Actor, case_id: UUID, meeting_id: UUID) -> Minutes:
    """Close the meeting: minutes are made and keep who was there; reading by presence ends."""
    meeting = enter(by, case_id, meeting_id, _held(by, case_id, meeting_id, _CLOSERS))
    if (made := minutes_of(meeting)) is not None:
        return made
    must_be_open(meeting)
    meeting.closed_at, meeting.closed_by = clock.now(), by.person
    stage_changed(meeting, "closed_at", "closed_by")
    for capacity in (Capacity.ATTEND, Capacity.CHAIR):
        access.end_grants(by=by, case=meeting.case, capacity=capacity, occasion=meeting.pk)
    minutes = Minutes.objects.create(
        case=meeting.case,
        owner=meeting.owner,
        author=by.person,
        recorder=meeting.recorder,
        about_on=meeting.about_on,
        meeting=meeting,
        kept=queries.kept_at_closing(meeting),
    )
    trace.record(by, "meetings.meeting.closed", case_id, meeting)
    tell_one(meeting.case.client, meeting, "minutes_ready", page="minutes")
    live.look_again(meeting.channel)
    return minutes


_CLOSERS = (Right.MEETING_CHAIR, Right.MEETING_RECORD)
# A worker in the network, or the recorder in the room, writes down what the client said aloud.
_WRITERS = (Right.MEETING_CALL, Right.MEETING_RECORD)


def _held(by: Actor, case_id: UUID, meeting_id: UUID, rights: tuple[Right, ...]) -> Right:
    """Return the first of the rights that the actor holds; the first of all to be refused by."""
    for right in rights:
        if policy.cases(by, right, occasion=meeting_id).filter(pk=case_id).exists():
            return right
    return rights[0]


def _enter_for_will(by: Actor, case_id: UUID, meeting_id: UUID, given: Given) -> Meeting:
    """Open the meeting for the client's own word, or for a worker who writes it down."""
    if given.how == Will.How.OWN_DEVICE:
        return enter(by, case_id, meeting_id, Right.CONSENT_GIVE)
    return enter(by, case_id, meeting_id, _held(by, case_id, meeting_id, _WRITERS))


@transaction.atomic
def accept_minutes(
    *,
    by: Actor,
    case_id: UUID,
    meeting_id: UUID,
    seen: int | None = None,
    words: str = "",
    given: Given = ON_OWN_DEVICE,
) -> Minutes:
    """Keep the client's yes, and the minutes as they are now; the recorder's right ends with it.

    `seen` is the newest change the client saw: what came after it must be read first.
    """
    meeting = _enter_for_will(by, case_id, meeting_id, given)
    minutes = _minutes(by, meeting)
    if minutes.answer:
        return minutes
    if seen is not None and seen != meeting.news:
        raise ValidationError(_("Muistioon tuli juuri uutta. Lue se ensin."), code="changed")
    minutes.answer = access.express(
        by=by,
        case=meeting.case,
        giver=meeting.case.client,
        kind=ConsentText.Kind.MINUTES,
        is_yes=True,
        words=words,
        given=given,
    )
    minutes.kept |= queries.kept_at_acceptance(meeting)
    minutes.save(update_fields=["answer", "kept"])
    access.end_grants(by=by, case=meeting.case, capacity=Capacity.RECORD, occasion=meeting.pk)
    if meeting.recorder:
        settle_recorder(by=by, case=meeting.case, holder=meeting.recorder)
    trace.record(by, "meetings.minutes.accepted", case_id, minutes)
    stage_changed(meeting)
    _tell_recorder_and_worker(by, meeting, "minutes_accepted")
    return minutes


def _minutes(by: Actor, meeting: Meeting) -> Minutes:
    minutes = minutes_of(meeting)
    if minutes is None:
        raise Refused(by, "meeting.minutes", meeting.case_id)
    return minutes


@transaction.atomic
def ask_correction(  # noqa: PLR0913 - a wish has these parts
    *,
    by: Actor,
    case_id: UUID,
    meeting_id: UUID,
    entry_id: UUID,
    words: str,
    key: UUID | None = None,
    given: Given = ON_OWN_DEVICE,
) -> Correction:
    """Keep the client's wish that an entry be corrected. The entry stays as it was."""
    meeting = _enter_for_will(by, case_id, meeting_id, given)
    key = key or clock.uuid7()
    if same := Correction.objects.filter(entry__meeting=meeting, key=key).first():
        return same
    _minutes(by, meeting)
    if not words.strip():
        raise ValidationError(_("Kirjoita, mitä pitäisi korjata."), code="empty")
    entry = _entry(by, meeting, entry_id)
    wish = Correction.objects.create(
        case=meeting.case,
        owner=meeting.case.owner,
        author=meeting.case.client,
        recorder=None if by.person == meeting.case.client else by.person,
        about_on=meeting.about_on,
        entry=entry,
        words=words.strip(),
        key=key,
    )
    _renew(meeting, entry)
    trace.record(by, "meetings.correction.asked", case_id, wish, how=given.how)
    _tell_recorder_and_worker(by, meeting, "correction_asked", about=str(wish.pk))
    return wish


@transaction.atomic
def answer_correction(
    *, by: Actor, case_id: UUID, meeting_id: UUID, correction_id: UUID, text: str, key: UUID
) -> Entry:
    """Answer a wish with a corrected entry; the original stays beside it.

    The recorder answers until the client has accepted the minutes; the own worker always.
    """
    meeting = _enter_to_correct(by, case_id, meeting_id)
    wish = (
        Correction.objects.select_for_update(of=("self",))
        .filter(entry__meeting=meeting, pk=correction_id)
        .select_related("entry", "answer")
        .first()
    )
    if wish is None:
        raise Refused(by, "meeting.correction", case_id)
    if wish.answer:
        return wish.answer
    if not text.strip():
        raise ValidationError(_("Kirjoita ensin jotakin."), code="empty")
    wish.answer = _corrected(by, meeting, wish.entry, text.strip(), key)
    wish.save(update_fields=["answer"])
    _renew(meeting, wish.entry)
    trace.record(by, "meetings.correction.answered", case_id, wish)
    tell_one(meeting.case.client, meeting, "correction_made", about=str(wish.pk), page="minutes")
    return wish.answer


def _corrected(by: Actor, meeting: Meeting, old: Entry, text: str, key: UUID) -> Entry:
    number = next_number(meeting)
    return Entry.objects.create(
        case=meeting.case,
        owner=old.owner,
        author=by.person,
        recorder=by.person,
        about_on=meeting.about_on,
        meeting=meeting,
        field=old.field,
        text=text,
        holder=old.holder,
        corrects=old,
        key=key,
        first_news=number,
        news=number,
    )


def _enter_to_correct(by: Actor, case_id: UUID, meeting_id: UUID) -> Meeting:
    if policy.cases(by, Right.MEETING_RECORD, occasion=meeting_id).filter(pk=case_id).exists():
        return enter(by, case_id, meeting_id, Right.MEETING_RECORD)
    meeting = enter(by, case_id, meeting_id, Right.MINUTES_READ)
    if by.person not in own_workers(meeting):
        raise Refused(by, Right.MEETING_RECORD, case_id)
    return meeting


def own_workers(meeting: Meeting) -> list[Person]:
    """Return the own worker and the named contact of the case."""
    named = (network.own_worker(meeting.case), network.named_contact(meeting.case))
    return [task.person for task in named if task]


def _entry(by: Actor, meeting: Meeting, entry_id: UUID) -> Entry:
    entry = (
        Entry.objects.select_for_update(of=("self",))
        .filter(meeting=meeting, pk=entry_id, corrects=None, struck_at=None)
        .first()
    )
    if entry is None:
        raise Refused(by, "meeting.entry", meeting.case_id)
    return entry


def _renew(meeting: Meeting, entry: Entry) -> None:
    """Let open pages hear that the entry has something new about it."""
    entry.news = next_number(meeting)
    entry.save(update_fields=["news"])
    tell_pages(meeting, ENTRY, entry.news)


def _tell_recorder_and_worker(by: Actor, meeting: Meeting, kind: str, about: str = "") -> None:
    """Tell those who may act on it and still may know of it."""
    people = [*own_workers(meeting), *([meeting.recorder] if meeting.recorder else [])]
    for person in set(people):
        if person != by.person:
            tell_one(person, meeting, kind, about=about, page="minutes")

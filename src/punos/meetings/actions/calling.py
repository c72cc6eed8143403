"""Calling, moving and cancelling a meeting, and telling of it to those who see its times."""

from datetime import datetime, timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from punos import clock
from punos.access import policy
from punos.access.models import Case
from punos.access.queries import people_with
from punos.access.rights import Right
from punos.clock.days import FARTHEST
from punos.meetings import queries
from punos.meetings.actions import choosing, granting
from punos.meetings.actions.room import ChangedError, enter, must_be_ahead, stage_changed, tell_one
from punos.meetings.models import Meeting, Task
from punos.network import limits
from punos.network import queries as network
from punos.people.actor import Actor
from punos.people.models import Person
from punos.practice import queries as practice
from punos.practice.models import OperatingModel
from punos.trace import actions as trace

SHORTEST, LONGEST = 10, 480
# Somebody who walks in may be met at once, and a call takes a moment to write.
GRACE = timedelta(hours=1)


@transaction.atomic
def call_meeting(  # noqa: PLR0913 - a call has these parts
    *,
    by: Actor,
    case_id: UUID,
    topic: str,
    begins_at: datetime,
    minutes: int | None = None,
    place: str = "",
    is_remote: bool = False,
    variant: str = "",
    after_id: UUID | None = None,
    key: UUID | None = None,
) -> Meeting:
    """Call a meeting by the case's own model; after an earlier one with the same chair and recorder."""
    case = policy.open_case(by, case_id, Right.MEETING_CALL)
    if same := _sent_before(case, key):
        return same
    limits.MEETINGS_A_DAY.hold(_called_today(case))
    model, before = _model_of(case, variant), _before(case, after_id)
    length = minutes or _length_of(model, variant)
    _check(begins_at, length)
    meeting = Meeting.objects.create(
        case=case,
        owner=case.owner,
        author=by.person,
        about_on=clock.day_of(begins_at),
        model=model,
        variant=variant,
        topic=topic.strip(),
        begins_at=begins_at,
        minutes=length,
        place=_place(by, before, place),
        is_remote=is_remote,
        key=key,
    )
    trace.record(by, "meetings.meeting.called", case.pk, meeting)
    if before:
        _choose_same(by, meeting, before)
    tell(by, meeting, "meeting_called")
    return meeting


def _sent_before(case: Case, key: UUID | None) -> Meeting | None:
    """Return the meeting of a second sending; two that come at once come one after the other."""
    Case.objects.select_for_update().get(pk=case.pk)
    return Meeting.objects.filter(case=case, key=key).first() if key else None


def _called_today(case: Case) -> QuerySet[Meeting]:
    return Meeting.objects.filter(case=case, made_at__gte=clock.start_of(clock.today()))


def _model_of(case: Case, variant: str) -> OperatingModel:
    """Return the case's own version of its model, if its meeting can be held in this way."""
    model = network.model_of(case)
    if model is None:
        raise ValidationError(_("Valitse yhteiselle työlle ensin toimintamalli."), code="no_model")
    if variant and variant not in practice.model_of(model.pk).variants:
        raise ValidationError(_("Valitse tapaamisen muoto listasta."), code="variant")
    return model


def _length_of(model: OperatingModel, variant: str) -> int:
    return practice.model_of(model.pk).variant(variant).length_minutes


def _check(begins_at: datetime, minutes: int) -> None:
    now = clock.now()
    if not now - GRACE <= begins_at <= now + FARTHEST:
        raise ValidationError(_("Valitse tuleva aika, enintään kahden vuoden päästä."), code="time")
    if not SHORTEST <= minutes <= LONGEST:
        raise ValidationError(_("Kesto on 10–480 minuuttia."), code="minutes")


def _before(case: Case, after_id: UUID | None) -> Meeting | None:
    if after_id is None:
        return None
    rows = Meeting.objects.select_related("case__client", "chair", "recorder")
    return rows.filter(case=case, pk=after_id).first()


def _choose_same(by: Actor, meeting: Meeting, before: Meeting) -> None:
    """Choose the earlier meeting's chair and recorder; who may not any more is left out."""
    for task, person in ((Task.CHAIR, before.chair), (Task.RECORDER, before.recorder)):
        if person and not choosing.why_not(meeting, person, task):
            choosing.choose(by, meeting, person, task)


@transaction.atomic
def move_meeting(  # noqa: PLR0913 - what a call says can be said anew
    *,
    by: Actor,
    case_id: UUID,
    meeting_id: UUID,
    version: int,
    topic: str,
    begins_at: datetime,
    minutes: int,
    place: str = "",
    is_remote: bool = False,
) -> Meeting:
    """Give the meeting another time or place; the grants of chair and recorder move with it.

    Raises ChangedError where another saved after this one had begun to write.
    """
    meeting = enter(by, case_id, meeting_id, Right.MEETING_CALL)
    must_be_ahead(meeting)
    said = (topic.strip(), begins_at, minutes, _place(by, meeting, place), is_remote)
    if said == _said(meeting):
        return meeting
    if meeting.version != version:
        raise ChangedError
    if begins_at != meeting.begins_at or minutes != meeting.minutes:
        _check(begins_at, minutes)
    is_moved = begins_at != meeting.begins_at
    meeting.topic, meeting.begins_at, meeting.minutes, meeting.place, meeting.is_remote = said
    meeting.about_on, meeting.version = clock.day_of(begins_at), meeting.version + 1
    stage_changed(
        meeting, "topic", "begins_at", "minutes", "place", "is_remote", "about_on", "version"
    )
    if is_moved:
        granting.renew_grants(by, meeting)
    trace.record(by, "meetings.meeting.moved", meeting.case_id, meeting, version=meeting.version)
    tell(by, meeting, "meeting_moved", about=str(meeting.version))
    return meeting


def _place(by: Actor, before: Meeting | None, typed: str) -> str:
    """Return the place as it was typed; who is not shown a protected one does not take it away."""
    typed = typed.strip()
    if typed or before is None or queries.shows_place(by, before):
        return typed
    return before.place


def _said(meeting: Meeting) -> tuple[str, datetime, int, str, bool]:
    return meeting.topic, meeting.begins_at, meeting.minutes, meeting.place, meeting.is_remote


@transaction.atomic
def cancel_meeting(*, by: Actor, case_id: UUID, meeting_id: UUID) -> Meeting:
    """Cancel the meeting; what chair and recorder held for it ends."""
    meeting = enter(by, case_id, meeting_id, Right.MEETING_CALL)
    if meeting.cancelled_at:
        return meeting
    must_be_ahead(meeting)
    to = hearers(meeting)
    meeting.cancelled_at, meeting.cancelled_by = clock.now(), by.person
    stage_changed(meeting, "cancelled_at", "cancelled_by")
    granting.end_grants(by, meeting)
    trace.record(by, "meetings.meeting.cancelled", meeting.case_id, meeting)
    tell(by, meeting, "meeting_cancelled", to=to)
    return meeting


def hearers(meeting: Meeting) -> list[Person]:
    """Return who may see when this meeting is: by topic, or by a task in it."""
    return people_with(meeting.case, Right.TIMES_READ, occasion=meeting.pk)


def tell(
    by: Actor, meeting: Meeting, kind: str, *, about: str = "", to: list[Person] | None = None
) -> None:
    """Tell all who see the times of this meeting, but the one who did it."""
    for person in hearers(meeting) if to is None else to:
        if person != by.person:
            tell_one(person, meeting, kind, about=about)

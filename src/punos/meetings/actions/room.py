"""The door of every change: who may, the meeting locked, and the news for open pages."""

from uuid import UUID

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext as _

from punos import live
from punos.access import policy
from punos.access.models import Case
from punos.access.rights import Right
from punos.meetings.models import Meeting, Minutes
from punos.meetings.queries.doors import is_at_threshold
from punos.meetings.queries.entries import number_of
from punos.notices import actions as notices
from punos.people.actor import Actor
from punos.people.models import Person
from punos.trace.refusal import Refused

ENTRY, STAGE = "entry", "stage"


class ChangedError(ValidationError):
    """Somebody changed the meeting meanwhile; nothing is overwritten and both are shown."""

    def __init__(self) -> None:
        super().__init__(_("Joku muutti tätä juuri. Katso molemmat ja valitse."), code="changed")


def locked(by: Actor, case: Case, meeting_id: UUID) -> Meeting:
    """Return the meeting of an opened case, locked until the change is done."""
    meeting = (
        Meeting.objects.select_for_update(of=("self",))
        .select_related("case__client", "owner", "model", "chair", "recorder")
        .select_related("chair_answer", "recorder_answer")
        .filter(case=case, pk=meeting_id)
        .first()
    )
    if meeting is None:
        raise Refused(by, "meeting", case.pk)
    meeting.case = case
    return meeting


def enter(by: Actor, case_id: UUID, meeting_id: UUID, right: Right) -> Meeting:
    """Open the case for this right at this meeting, and lock the meeting."""
    case = policy.open_case(by, case_id, right, occasion=meeting_id)
    meeting = locked(by, case, meeting_id)
    if is_at_threshold(by, meeting):
        raise Refused(by, right, case_id)
    return meeting


def must_be_open(meeting: Meeting) -> None:
    """Refuse what only an open meeting allows."""
    if not meeting.is_open:
        raise ValidationError(_("Tapaaminen ei ole nyt auki."), code="not_open")


def must_be_ahead(meeting: Meeting) -> None:
    """Refuse what only a meeting that has not begun allows."""
    if meeting.cancelled_at:
        raise ValidationError(_("Tapaaminen on peruttu."), code="cancelled")
    if meeting.opened_at:
        raise ValidationError(_("Tapaaminen on jo alkanut."), code="begun")


def minutes_of(meeting: Meeting) -> Minutes | None:
    """Return the minutes, once the meeting is closed."""
    return Minutes.objects.select_related("answer").filter(meeting=meeting).first()


def next_number(meeting: Meeting) -> int:
    """Take the next number of the meeting's news; the lock keeps them in the order of commits."""
    meeting.news += 1
    meeting.save(update_fields=["news"])
    return meeting.news


def tell_pages(meeting: Meeting, kind: str, number: int) -> None:
    """Tell open pages, once this is committed."""
    live.publish(meeting.channel, kind, number_of(number))


def stage_changed(meeting: Meeting, *fields: str) -> None:
    """Save where the chair is and tell open pages."""
    meeting.news += 1
    meeting.stage_news = meeting.news
    meeting.save(update_fields=["news", "stage_news", *fields])
    tell_pages(meeting, STAGE, meeting.stage_news)


PAGES = {"chair": "meeting-chair", "recorder": "meeting-recorder", "minutes": "meeting-minutes"}


def tell_one(
    person: Person, meeting: Meeting, kind: str, *, about: str = "", page: str = ""
) -> None:
    """Tell one person; the link leads to the page where something can be done."""
    notices.tell(
        to=person,
        kind=kind,
        case=meeting.case,
        subject_id=meeting.pk,
        key=f"{meeting.pk}:{about}"[:60],
        link=reverse(PAGES.get(page, "meeting"), args=[meeting.case_id, meeting.pk]),
    )

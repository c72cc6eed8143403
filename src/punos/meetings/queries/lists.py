"""Meetings as lists: one's own, the next one, who can be asked, and the facts of a case."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from punos import clock
from punos.access import policy
from punos.access.models import Case, Grant
from punos.access.rights import Right
from punos.clock import words as clock_words
from punos.meetings.models import Meeting, Task
from punos.meetings.queries.doors import may_have_tasks, taken_back
from punos.meetings.rules import LONGEST_OPEN
from punos.meetings.words import PLACE_MASKED
from punos.people.actor import Actor, Level
from punos.prepared import prepared

KEPT = timedelta(days=30)
PAGES: dict[str, str] = {Task.CHAIR: "meeting-chair", Task.RECORDER: "meeting-recorder"}


@dataclass(frozen=True, slots=True)
class MeetingLine:
    """One meeting in a list. What this reader may not see is empty."""

    id: UUID
    case_id: UUID
    at: datetime
    when: str
    length: str
    place: str
    who: str
    unit: str
    task: str
    state: str
    state_words: str
    page: str


def place_of(meeting: Meeting, *, may_see: bool, is_protected: bool) -> str:
    """Return where the meeting is; masked for those to whom a protected address is not shown."""
    if is_protected and not may_see:
        return str(PLACE_MASKED)
    if meeting.is_remote:
        return f"{_('Etänä')}: {meeting.place}" if meeting.place else _("Etänä")
    return meeting.place


def unit_of(case: Case, *, is_masked: bool) -> str:
    """Return where the shared work was opened; of a protected client only what kind of body it is.

    The name of a unit tells the municipality, and that a protected client lives there.
    """
    if is_masked:
        return str(case.owner.get_kind_display())
    return case.unit.name if case.unit else case.owner.name


def shows_place(actor: Actor, meeting: Meeting) -> bool:
    """Return whether the actor is shown where the meeting is: all are, but for a protected address."""
    if not policy.is_address_protected(meeting.case.client):
        return True
    return policy.may(actor, Right.ADDRESS_READ, meeting.case)


def my_meetings(actor: Actor) -> list[MeetingLine]:
    """Return the actor's meetings ahead and those just held, by topic and by task."""
    shown = policy.case_ids(actor, Right.TIMES_READ)
    task_of = actor.who.pk if may_have_tasks(actor) else None
    return lines_of(actor, _mine(shown, task_of, occasions_of(actor), clock.now() - KEPT))


def occasions_of(actor: Actor) -> frozenset[UUID]:
    """Return the meetings for which the actor holds something of their own now."""
    return frozenset(each.occasion for each in policy.held(actor) if each.occasion)


def only_case(actor: Actor) -> UUID | None:
    """Return the one case whose times the actor reads: its older meetings are a tap away."""
    found = policy.case_ids(actor, Right.TIMES_READ)
    return next(iter(found)) if len(found) == 1 else None


@dataclass(frozen=True, slots=True)
class CaseMeetings:
    """All meetings of one shared work."""

    case_id: UUID
    first_name: str
    lines: tuple[MeetingLine, ...]
    may_call: bool


def case_meetings(actor: Actor, case_id: UUID) -> CaseMeetings:
    """Return all meetings of the case, newest first; opens the case."""
    case = policy.open_case(actor, case_id, Right.TIMES_READ)
    rights = policy.rights_in(actor, case)
    is_shown = Right.NETWORK_READ in rights and actor.person != case.client
    return CaseMeetings(
        case.pk,
        case.client.first_name if is_shown else "",
        tuple(lines_of(actor, reversed(_of_case(case.pk)))),
        Right.MEETING_CALL in rights,
    )


def next_meeting(actor: Actor, case: Case) -> MeetingLine | None:
    """Return the meeting that is under way or ahead; the case has been opened by the caller."""
    if not policy.may(actor, Right.TIMES_READ, case):
        return None
    lines = lines_of(actor, _ahead(case.pk, clock.now() - LONGEST_OPEN))
    return lines[0] if lines else None


def latest_minutes(actor: Actor, case: Case) -> MeetingLine | None:
    """Return the newest closed meeting whose minutes the actor may read."""
    if not policy.may(actor, Right.MINUTES_READ, case):
        return None
    lines = lines_of(actor, _newest_closed(case.pk))
    return lines[0] if lines else None


def line_rows(wanted: Q) -> QuerySet[Meeting]:
    """Return the meetings with what their lines need."""
    return (
        Meeting.objects.filter(wanted)
        .select_related(
            "case__client", "case__unit", "case__owner", "chair", "recorder", "written__answer"
        )
        .order_by("begins_at", "pk")
    )


@prepared
def _of_case(case_id: UUID) -> QuerySet[Meeting]:
    return line_rows(Q(case=case_id))


@prepared
def _ahead(case_id: UUID, since: datetime) -> QuerySet[Meeting]:
    ahead = Q(case=case_id, begins_at__gte=since, closed_at=None, cancelled_at=None)
    return line_rows(ahead)[:1]


@prepared
def _newest_closed(case_id: UUID) -> QuerySet[Meeting]:
    return line_rows(Q(case=case_id, closed_at__isnull=False)).order_by("-closed_at")[:1]


@prepared
def _mine(
    cases: Collection[UUID], task_of: UUID | None, held: Collection[UUID], since: datetime
) -> QuerySet[Meeting]:
    member = Q(case__in=cases)
    wanted = member | tasks_of(task_of, held) if task_of else member
    return line_rows(wanted & Q(begins_at__gte=since))


def tasks_of(person: UUID, held: Collection[UUID]) -> Q:
    """Return which meetings somebody was agreed to for, as chair or recorder, from any place.

    The chair's task is over when the meeting is closed, the recorder's when the minutes are
    accepted, and both when the client takes back the consent by which the person was let in.
    Of a closed meeting only the right that is held tells: without it the page would be refused.
    """
    chairs = Q(chair=person, chair_answer__is_yes=True, closed_at=None)
    chairs &= ~Q(Exists(taken_back(person, OuterRef("case"), OuterRef("chair_answer__given_at"))))
    records = Q(recorder=person, recorder_answer__is_yes=True, written__answer=None)
    records &= Q(closed_at=None) | Q(pk__in=held)
    records &= ~Q(
        Exists(taken_back(person, OuterRef("case"), OuterRef("recorder_answer__given_at")))
    )
    known = Q(case__recusals__person=person)
    return (chairs | records) & ~known & Q(cancelled_at=None, case__ending=None)


def lines_of(actor: Actor, rows: Iterable[Meeting]) -> list[MeetingLine]:
    """Return a line for each meeting, in their order; what the actor may not see is empty."""
    meetings = list(rows)
    cases = {meeting.case_id: meeting.case for meeting in meetings}
    named = policy.case_ids(actor, Right.NETWORK_READ)
    places = policy.case_ids(actor, Right.TIMES_READ)
    address = policy.case_ids(actor, Right.ADDRESS_READ)
    readable = policy.case_ids(actor, Right.MINUTES_READ)
    protected = policy.address_protected([case.client for case in cases.values()])
    lines = []
    for meeting in meetings:
        task = _task_of(actor, meeting)
        is_named = meeting.case_id in named or bool(task)
        may_see = meeting.case_id in address
        is_protected = meeting.case.client_id in protected
        place = ""
        if meeting.case_id in places:
            place = place_of(meeting, may_see=may_see, is_protected=is_protected)
        is_masked = is_protected and not may_see
        unit = unit_of(meeting.case, is_masked=is_masked) if is_named else ""
        # Nobody needs to be told one's own name.
        is_told = is_named and meeting.case.client != actor.person
        who = meeting.case.client.first_name if is_told else ""
        page = _page_of(meeting, task, may_read=meeting.case_id in readable)
        lines.append(_line(meeting, task, page, place, who, unit))
    return lines


def _page_of(meeting: Meeting, task: str, *, may_read: bool) -> str:
    """Return which page opens: the minutes only for those who may read them."""
    return PAGES.get(task) or ("meeting-minutes" if meeting.closed_at and may_read else "meeting")


def _line(meeting: Meeting, task: str, page: str, place: str, who: str, unit: str) -> MeetingLine:
    state, words = state_of(meeting)
    return MeetingLine(
        id=meeting.pk,
        case_id=meeting.case_id,
        at=meeting.begins_at,
        when=clock_words.moment(meeting.begins_at),
        length=_("%(minutes)s min") % {"minutes": meeting.minutes},
        place=place,
        who=who,
        unit=unit,
        task=str(Task(task).label) if task else "",
        state=state,
        state_words=words,
        page=reverse(page, args=[meeting.case_id, meeting.pk]),
    )


def _task_of(actor: Actor, meeting: Meeting) -> str:
    if actor.person is None or actor.preview or actor.level < Level.STRONG:
        return ""
    if actor.person == meeting.chair:
        return Task.CHAIR
    return Task.RECORDER if actor.person == meeting.recorder else ""


def state_of(meeting: Meeting) -> tuple[str, str]:
    """Return the state of the meeting, derived from its facts, as a code and in words."""
    if meeting.cancelled_at:
        return "cancelled", _("peruttu")
    if meeting.closed_at:
        written = getattr(meeting, "written", None)
        if written and written.answer_id:
            return "accepted", _("muistio hyväksytty")
        return "closed", _("muistio odottaa hyväksyntää")
    if meeting.opened_at:
        return "open", _("käynnissä")
    return "ahead", _("sovittu")


def cases_with_spent_tasks(now: datetime) -> QuerySet[Case]:
    """Return the cases in which a grant of one meeting has run out and is not marked as closed."""
    spent = Grant.objects.filter(occasion__isnull=False, closed_at=None, until_at__lte=now)
    return Case.objects.filter(pk__in=spent.values("case"))

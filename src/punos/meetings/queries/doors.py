"""Who comes in to a meeting, and as whom they read it. Every page, stream and paper asks here.

While the meeting is open, whoever takes part reads its entries; after it is closed only those
whom the client lets read minutes, and the recorder until the client has accepted them.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import OuterRef, QuerySet

from punos.access import policy
from punos.access.models import Case, Withdrawal
from punos.access.rights import Right
from punos.meetings import rules
from punos.meetings.models import Meeting
from punos.people.actor import Actor, Level
from punos.people.queries import works_today
from punos.prepared import prepared
from punos.trace.refusal import Refused


@dataclass(frozen=True, slots=True)
class Room:
    """A meeting that somebody has come in to, with what they may do there."""

    meeting: Meeting
    case: Case
    rights: frozenset[Right]
    audience: str

    @property
    def is_client(self) -> bool:
        return self.audience == rules.CLIENT

    @property
    def reading(self) -> Right:
        """Return the right by which the entries are read here."""
        if self.audience == rules.RECORDER:
            return Right.MEETING_RECORD
        return Right.MEETING_ATTEND if self.meeting.is_open else Right.MINUTES_READ


def meeting_in(actor: Actor, case: Case, meeting_id: UUID) -> Meeting:
    """Return the meeting of an opened case; another case's looks like a missing page."""
    for meeting in _meeting(case.pk, meeting_id):
        meeting.case = case
        return meeting
    raise Refused(actor, "meeting", case.pk)


@prepared
def _meeting(case_id: UUID, meeting_id: UUID) -> QuerySet[Meeting]:
    return Meeting.objects.filter(case=case_id, pk=meeting_id).select_related(
        "model", "chair", "recorder", "chair_answer", "recorder_answer"
    )


def enter(
    actor: Actor,
    case_id: UUID,
    meeting_id: UUID,
    right: Right = Right.TIMES_READ,
    *,
    noted: bool = True,
) -> Room:
    """Open the meeting with the right; whoever has not yet said "I do not know them" stays out."""
    case = policy.open_case(actor, case_id, right, occasion=meeting_id, noted=noted)
    meeting = meeting_in(actor, case, meeting_id)
    return room_of(actor, meeting)


def room_of(actor: Actor, meeting: Meeting) -> Room:
    """Return what the actor may do in the meeting, whose case has been opened."""
    rights = policy.rights_in(actor, meeting.case, occasion=meeting.pk)
    if is_at_threshold(actor, meeting):
        raise Refused(actor, "meeting.threshold", meeting.case_id)
    return Room(meeting, meeting.case, rights, audience_of(actor, meeting, rights))


def is_at_threshold(actor: Actor, meeting: Meeting) -> bool:
    """Return whether a chair or recorder from outside has not yet said that the client is unknown."""
    person = actor.person
    waits = (person == meeting.chair and meeting.chair_ready_at is None) or (
        person == meeting.recorder and meeting.recorder_ready_at is None
    )
    if person is None or not waits:
        return False
    return Right.NETWORK_READ not in policy.rights_in(actor, meeting.case)


def audience_of(actor: Actor, meeting: Meeting, rights: frozenset[Right]) -> str:
    """Return as whom the actor reads the entries now; '' where they are not shown."""
    right = Right.MEETING_ATTEND if meeting.is_open else Right.MINUTES_READ
    if actor.person == meeting.case.client and Right.MINUTES_READ in rights:
        return rules.CLIENT if meeting.opened_at else ""
    if meeting.opened_at is None:
        return ""
    if actor.person == meeting.recorder and Right.MEETING_RECORD in rights:
        return rules.RECORDER
    return rules.OTHERS if right in rights else ""


def enter_to_read(actor: Actor, case_id: UUID, meeting_id: UUID, *, noted: bool = True) -> Room:
    """Open the meeting for its entries; refused where the actor may not read them."""
    meeting = (
        Meeting.objects.filter(pk=meeting_id, case=case_id).only("opened_at", "closed_at").first()
    )
    is_open = meeting is not None and meeting.is_open
    wanted = [Right.MEETING_ATTEND if is_open else Right.MINUTES_READ, Right.MEETING_RECORD]
    held = (r for r in wanted if case_id in policy.case_ids(actor, r, occasion=meeting_id))
    right = next(held, None)
    if meeting is None or right is None:
        raise Refused(actor, wanted[0], case_id)
    room = enter(actor, case_id, meeting_id, right, noted=noted)
    if not room.audience:
        raise Refused(actor, "meeting.entries", case_id)
    return room


# By which rights each change is made; one of them is asked before the form is read.
_WILL = (Right.CONSENT_GIVE, Right.MEETING_CALL)
CHANGES: dict[str, tuple[Right, ...]] = {
    "choose": (Right.MEETING_CALL,),
    "answer": _WILL,
    "replace": (Right.CONSENT_GIVE,),
    "lead": (Right.MEETING_CHAIR,),
    "write": (Right.MEETING_RECORD,),
    "wish": (*_WILL, Right.MEETING_RECORD),
    "correct": (Right.MEETING_RECORD, Right.CASE_LEAD),
}


def knock(actor: Actor, case_id: UUID, meeting_id: UUID, change: str) -> None:
    """Refuse whoever has no right to such a change, before the form is read; it opens nothing.

    The action asks again, and more closely: this leaves the trace of one who sends nonsense.
    """
    rights = CHANGES[change]
    held = any(case_id in policy.case_ids(actor, right, occasion=meeting_id) for right in rights)
    if not (held and Meeting.objects.filter(pk=meeting_id, case=case_id).exists()):
        raise Refused(actor, rights[0], case_id)


def has_task(actor: Actor, meeting: Meeting | None) -> bool:
    """Return whether the actor was chosen and agreed to as chair or recorder of this meeting.

    This shows a first name, a unit and a time, so that "Tunnen hänet" can be said before
    anything opens; the details wait for the grant. It ends with the job and with the consent.
    """
    # The job is asked of a meeting that is not there too: else the time would tell.
    if not may_have_tasks(actor) or meeting is None:
        return False
    answer = meeting.chair_answer if actor.person == meeting.chair else None
    if actor.person == meeting.recorder:
        answer = answer or meeting.recorder_answer
    if answer is None or not answer.is_yes:
        return False
    return not taken_back(actor.who.pk, meeting.case_id, answer.given_at).exists()


def may_have_tasks(actor: Actor) -> bool:
    """Return whether chair and recorder are asked from this session: at work, surely known."""
    if actor.person is None or actor.preview or actor.level < Level.STRONG:
        return False
    return works_today(actor.person)


def taken_back(
    person: UUID, case_id: UUID | OuterRef, agreed_at: datetime | OuterRef
) -> QuerySet[Withdrawal]:
    """Return the person's consents in the case that the client took back after agreeing to a task."""
    return Withdrawal.objects.filter(
        consent__to_person=person, consent__case=case_id, at__gte=agreed_at
    )

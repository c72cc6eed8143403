"""Chair and recorder: chosen from the pool, agreed by the client, replaced in the room.

The recorder does not work with the client (S4.10); the client sees the name beforehand.
"""

from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from punos import clock
from punos.access import actions as access
from punos.access.actions import ON_OWN_DEVICE, Given
from punos.access.models import Acceptance, ConsentText, Will
from punos.access.rights import Right
from punos.meetings import queries
from punos.meetings.actions.granting import (
    end_task,
    grant_task,
    holder_of,
    open_task,
    sits_by_consent,
)
from punos.meetings.actions.room import enter, stage_changed, tell_one
from punos.meetings.models import Meeting, Task, Veto
from punos.network import queries as network
from punos.notices import actions as notices
from punos.people.actor import Actor
from punos.people.models import Person
from punos.trace import actions as trace
from punos.trace.refusal import Refused


def choose_chair(*, by: Actor, case_id: UUID, meeting_id: UUID, person_id: UUID) -> Meeting:
    """Choose who leads the meeting; the client sees the name and may say no."""
    return choose_person(
        by=by, case_id=case_id, meeting_id=meeting_id, person_id=person_id, task=Task.CHAIR
    )


def choose_recorder(*, by: Actor, case_id: UUID, meeting_id: UUID, person_id: UUID) -> Meeting:
    """Choose who writes the minutes; refused, with the reason, for one who works with the client."""
    return choose_person(
        by=by, case_id=case_id, meeting_id=meeting_id, person_id=person_id, task=Task.RECORDER
    )


@transaction.atomic
def replace_recorder(*, by: Actor, case_id: UUID, meeting_id: UUID, person_id: UUID) -> Meeting:
    """Let the client take another recorder in the room by one tap: chosen and agreed at once."""
    meeting = enter(by, case_id, meeting_id, Right.CONSENT_GIVE)
    person = get_object_or_404(Person, pk=person_id)
    if person == meeting.recorder and meeting.recorder_answer and meeting.recorder_answer.is_yes:
        return meeting
    return choose(by, meeting, person, Task.RECORDER)


@transaction.atomic
def choose_person(
    *, by: Actor, case_id: UUID, meeting_id: UUID, person_id: UUID, task: str
) -> Meeting:
    """Choose somebody for a task of the meeting."""
    task = Task(task)
    meeting = enter(by, case_id, meeting_id, Right.MEETING_CALL)
    person = get_object_or_404(Person, pk=person_id)
    if person == holder_of(meeting, task):
        return meeting
    return choose(by, meeting, person, task)


def choose(by: Actor, meeting: Meeting, person: Person, task: Task) -> Meeting:
    """Put the person to the task. The client's own choice is the client's yes."""
    if refusal := why_not(meeting, person, task):
        raise refusal
    end_task(by, meeting, task)
    _set(meeting, task, person, None)
    trace.record(by, f"meetings.{task}.chosen", meeting.case_id, meeting, person=str(person.pk))
    if by.person == meeting.case.client:
        _agree(by, meeting, task, ON_OWN_DEVICE)
    elif not sits_by_consent(meeting, task):
        _tell_client(meeting, task)
    else:
        grant_task(meeting, task)
    return meeting


def why_not(meeting: Meeting, person: Person, task: Task) -> ValidationError | None:
    """Return why the person cannot have the task, in a kind sentence; None where all is well."""
    if meeting.cancelled_at or meeting.closed_at:
        return ValidationError(_("Tapaaminen on jo ohi."), code="over")
    if person == meeting.case.client:
        return ValidationError(_("Asiakas on tapaamisessa omana itsenään."), code="client")
    if person == (meeting.recorder if task == Task.CHAIR else meeting.chair):
        return ValidationError(_("Sama ihminen ei voi johtaa puhetta ja kirjata."), code="both")
    if Veto.objects.filter(case=meeting.case, person=person, task=task).exists():
        return ValidationError(_("Asiakas toivoo jotakuta toista. Valitse toinen."), code="veto")
    seat = next((m for m in network.members(meeting.case) if m.person == person), None)
    if seat is None:
        return _why_not_from_outside(meeting, person, task)
    return _why_not_from_inside(meeting, seat, task)


def _why_not_from_outside(meeting: Meeting, person: Person, task: Task) -> ValidationError | None:
    if task == Task.RECORDER and queries.works_in(meeting.case, person):
        return _works()
    if person.pk not in {each.person.pk for each in queries.pool(task, clock.today())}:
        return ValidationError(_("Valitse joku listasta."), code="pool")
    return None


def _why_not_from_inside(
    meeting: Meeting, seat: network.Member, task: Task
) -> ValidationError | None:
    """Say no to those who carry the case; in a variant without a neutral recorder work may record."""
    if seat.strand == "close":
        return ValidationError(
            _("Läheinen on tapaamisessa läheisenä. Valitse joku toinen."), code="close"
        )
    if not queries.has_neutral_recorder(meeting):
        return None
    if task == Task.RECORDER:
        return _works()
    if seat.role == "own_worker":
        return ValidationError(
            _("Omatyöntekijä ei johda puhetta. Valitse joku toinen."), code="own_worker"
        )
    return None


def _works() -> ValidationError:
    return ValidationError(
        _("Kirjaaja ei voi olla joku, joka työskentelee asiakkaan kanssa. Valitse joku muualta."),
        code="recorder_works",
    )


def answer_recorder(
    *,
    by: Actor,
    case_id: UUID,
    meeting_id: UUID,
    is_yes: bool,
    words: str = "",
    given: Given = ON_OWN_DEVICE,
) -> Meeting:
    """Keep the client's yes or no to the recorder; after a no another is chosen."""
    return answer_person(
        by=by,
        case_id=case_id,
        meeting_id=meeting_id,
        task=Task.RECORDER,
        is_yes=is_yes,
        words=words,
        given=given,
    )


def answer_chair(
    *,
    by: Actor,
    case_id: UUID,
    meeting_id: UUID,
    is_yes: bool,
    words: str = "",
    given: Given = ON_OWN_DEVICE,
) -> Meeting:
    """Keep the client's yes or no to the chair; after a no another is chosen."""
    return answer_person(
        by=by,
        case_id=case_id,
        meeting_id=meeting_id,
        task=Task.CHAIR,
        is_yes=is_yes,
        words=words,
        given=given,
    )


@transaction.atomic
def answer_person(  # noqa: PLR0913 - an answer has these parts
    *,
    by: Actor,
    case_id: UUID,
    meeting_id: UUID,
    task: str,
    is_yes: bool,
    words: str = "",
    given: Given = ON_OWN_DEVICE,
) -> Meeting:
    """Keep the client's yes or no to whoever was chosen for the task."""
    task = Task(task)
    own = given.how == Will.How.OWN_DEVICE
    meeting = enter(by, case_id, meeting_id, Right.CONSENT_GIVE if own else Right.MEETING_CALL)
    if meeting.cancelled_at or meeting.closed_at:
        raise ValidationError(_("Tapaaminen on jo ohi."), code="over")
    if holder_of(meeting, task) is None:
        raise ValidationError(_("Ketään ei ole vielä valittu."), code="nobody")
    if is_yes:
        return _agree(by, meeting, task, given, words)
    return _veto(by, meeting, task, given, words)


def _express(
    by: Actor, meeting: Meeting, given: Given, words: str, task: Task, *, is_yes: bool
) -> Acceptance:
    kind = ConsentText.Kind.CHAIR if task == Task.CHAIR else ConsentText.Kind.RECORDER
    client = meeting.case.client
    return access.express(
        by=by, case=meeting.case, giver=client, kind=kind, is_yes=is_yes, words=words, given=given
    )


def _agree(by: Actor, meeting: Meeting, task: Task, given: Given, words: str = "") -> Meeting:
    answer = meeting.chair_answer if task == Task.CHAIR else meeting.recorder_answer
    if answer and answer.is_yes:
        return meeting
    person = holder_of(meeting, task)
    assert person is not None  # noqa: S101 - the callers have looked
    _set(meeting, task, person, _express(by, meeting, given, words, task, is_yes=True))
    open_task(by, meeting, task)
    notices.settle(kind=f"{task}_proposed", subject_id=meeting.pk)
    tell_one(person, meeting, f"{task}_chosen", page=task)
    return meeting


def _veto(by: Actor, meeting: Meeting, task: Task, given: Given, words: str) -> Meeting:
    answer = _express(by, meeting, given, words, task, is_yes=False)
    person = holder_of(meeting, task)
    assert person is not None  # noqa: S101 - the caller has looked
    Veto.objects.create(case=meeting.case, meeting=meeting, person=person, task=task, answer=answer)
    end_task(by, meeting, task)
    _set(meeting, task, None, None)
    notices.settle(kind=f"{task}_proposed", subject_id=meeting.pk)
    if meeting.author and meeting.author != by.person:
        tell_one(meeting.author, meeting, f"{task}_refused", about=str(answer.pk))
    return meeting


def _set(meeting: Meeting, task: Task, person: Person | None, answer: Acceptance | None) -> None:
    """Write who has the task and with which answer; whoever is new says first whether they know."""
    if task == Task.CHAIR:
        is_new = meeting.chair != person
        meeting.chair, meeting.chair_answer = person, answer
        meeting.chair_ready_at = None if is_new else meeting.chair_ready_at
        stage_changed(meeting, "chair", "chair_answer", "chair_ready_at")
    else:
        is_new = meeting.recorder != person
        meeting.recorder, meeting.recorder_answer = person, answer
        meeting.recorder_ready_at = None if is_new else meeting.recorder_ready_at
        stage_changed(meeting, "recorder", "recorder_answer", "recorder_ready_at")


@transaction.atomic
def say_unknown(*, by: Actor, case_id: UUID, meeting_id: UUID) -> Meeting:
    """Say "I do not know this person": only then do the details open."""
    meeting, task = _own_task(by, case_id, meeting_id)
    field = "chair_ready_at" if task == Task.CHAIR else "recorder_ready_at"
    if getattr(meeting, field) is None:
        if meeting.cancelled_at or meeting.closed_at:
            raise ValidationError(_("Tapaaminen on jo ohi."), code="over")
        setattr(meeting, field, clock.now())
        meeting.save(update_fields=[field])
        trace.record(by, f"meetings.{task}.ready", case_id, meeting)
    return meeting


@transaction.atomic
def step_aside(*, by: Actor, case_id: UUID, meeting_id: UUID) -> None:
    """Say "Tunnen hänet": every door of the case shuts, and another is asked."""
    meeting, task = _own_task(by, case_id, meeting_id)
    access.recuse(by=by, case_id=case_id)
    _set(meeting, task, None, None)
    if meeting.author:
        tell_one(meeting.author, meeting, f"{task}_missing", about=f"aside {by.trace_id}")


def _own_task(by: Actor, case_id: UUID, meeting_id: UUID) -> tuple[Meeting, Task]:
    found = (
        Meeting.objects.select_for_update(of=("self",))
        .select_related("case__client", "chair", "recorder", "chair_answer", "recorder_answer")
        .filter(Q(chair=by.person) | Q(recorder=by.person), case=case_id, pk=meeting_id)
        .first()
    )
    if not queries.has_task(by, found) or found is None:
        raise Refused(by, "meeting.task", case_id)
    return found, Task.CHAIR if by.person == found.chair else Task.RECORDER


def _tell_client(meeting: Meeting, task: Task) -> None:
    person = holder_of(meeting, task)
    tell_one(
        meeting.case.client,
        meeting,
        f"{task}_proposed",
        about=str(person.pk) if person else "",
    )

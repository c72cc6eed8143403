"""Chair and recorder: chosen from the pool, agreed by the client, replaced in the room.

The recorder does not work with the client (S4.10). The right begins two days before the meeting
and ends by itself when the client has accepted the minutes, or after thirty days.
"""

from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from punos import clock
from punos.access import actions as access
from punos.access import policy
from punos.access import rules as access_rules
from punos.access.actions import ON_OWN_DEVICE, Given
from punos.access.models import Acceptance, Case, ConsentText, Grant, Will
from punos.access.rights import CAPACITY_RIGHTS, Capacity, Right
from punos.meetings import queries, rules
from punos.meetings.actions.room import enter, stage_changed, tell_one
from punos.meetings.models import Meeting, Task, Veto
from punos.network import queries as network
from punos.people.actor import Actor
from punos.people.models import Employment, Person
from punos.trace import actions as trace
from punos.trace.refusal import Refused

CAPACITY = {Task.CHAIR: Capacity.CHAIR, Task.RECORDER: Capacity.RECORD}


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
    if person == _holder(meeting, task):
        return meeting
    return choose(by, meeting, person, task)


def _holder(meeting: Meeting, task: Task) -> Person | None:
    return meeting.chair if task == Task.CHAIR else meeting.recorder


def choose(by: Actor, meeting: Meeting, person: Person, task: Task) -> Meeting:
    """Put the person to the task. The client's own choice is the client's yes."""
    if refusal := why_not(meeting, person, task):
        raise refusal
    _end_task(by, meeting, task)
    _set(meeting, task, person, None)
    trace.record(by, f"meetings.{task}.chosen", meeting.case_id, meeting, person=str(person.pk))
    if by.person == meeting.case.client:
        _agree(by, meeting, task, ON_OWN_DEVICE)
    elif not _sits_by_consent(meeting, task):
        _tell_client(meeting, task)
    else:
        _grant(meeting, task)
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
    if _holder(meeting, task) is None:
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
    person = _holder(meeting, task)
    assert person is not None  # noqa: S101 - the callers have looked
    _set(meeting, task, person, _express(by, meeting, given, words, task, is_yes=True))
    _open(by, meeting, task)
    tell_one(person, meeting, f"{task}_chosen", page=task)
    return meeting


def _veto(by: Actor, meeting: Meeting, task: Task, given: Given, words: str) -> Meeting:
    answer = _express(by, meeting, given, words, task, is_yes=False)
    person = _holder(meeting, task)
    assert person is not None  # noqa: S101 - the caller has looked
    Veto.objects.create(case=meeting.case, meeting=meeting, person=person, task=task, answer=answer)
    _end_task(by, meeting, task)
    _set(meeting, task, None, None)
    if meeting.author and meeting.author != by.person:
        tell_one(meeting.author, meeting, "recorder_refused", about=str(answer.pk))
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


def _end_task(by: Actor, meeting: Meeting, task: Task) -> None:
    if holder := _holder(meeting, task):
        access.end_grants(
            by=by, case=meeting.case, holder=holder, capacity=CAPACITY[task], occasion=meeting.pk
        )


def end_grants(by: Actor, meeting: Meeting) -> None:
    """End what chair and recorder hold for this meeting."""
    for task in (Task.CHAIR, Task.RECORDER):
        _end_task(by, meeting, task)
    if meeting.recorder:
        settle_recorder(by=by, case=meeting.case, holder=meeting.recorder)


def renew_grants(by: Actor, meeting: Meeting) -> None:
    """Write the grants of chair and recorder anew for the meeting's new time."""
    for task in (Task.CHAIR, Task.RECORDER):
        answer = meeting.chair_answer if task == Task.CHAIR else meeting.recorder_answer
        if (answer and answer.is_yes) or _sits_by_consent(meeting, task):
            _end_task(by, meeting, task)
            _open(by, meeting, task)


def _open(by: Actor, meeting: Meeting, task: Task) -> None:
    """Make the grant of the task; a neutral recorder of several meetings has one at a time."""
    person = _holder(meeting, task)
    if task == Task.RECORDER and queries.has_neutral_recorder(meeting) and person:
        settle_recorder(by=by, case=meeting.case, holder=person)
    else:
        _grant(meeting, task)


@transaction.atomic
def settle_recorder(*, by: Actor, case: Case, holder: Person) -> None:
    """Let the recorder's one right in this work be for the meeting whose turn it is. Idempotent.

    The database allows one grant of work or record a person (S4.10), so the next meeting of the
    same recorder waits until the minutes before it are accepted or its own two days begin.
    """
    meetings = {meeting.pk: meeting for meeting in queries.recorded_by(case, holder)}
    now = clock.now()
    chosen = rules.recorded_now([_recorded(meeting) for meeting in meetings.values()], now)
    held = Grant.objects.filter(
        case=case, holder=holder, capacity=Capacity.RECORD, closed_at=None, exception=None
    )
    key = UUID(str(chosen.key)) if chosen else None
    for grant in held.filter(occasion__in=meetings).exclude(occasion=key):
        access.end_grants(
            by=by, case=case, holder=holder, capacity=Capacity.RECORD, occasion=grant.occasion
        )
    if key and not held.filter(occasion=key, until_at__gt=now).exists():
        _grant(meetings[key], Task.RECORDER)


def _recorded(meeting: Meeting) -> rules.Recorded:
    from_at, _until = access_rules.record_span(meeting.begins_at)
    return rules.Recorded(meeting.pk, meeting.begins_at, from_at, meeting.closed_at is not None)


def _sits_by_consent(meeting: Meeting, task: Task) -> bool:
    """Return whether the chair is in the network already, so that nothing new is opened."""
    return task == Task.CHAIR and _consent_grant(meeting, meeting.chair) is not None


def _consent_grant(meeting: Meeting, person: Person | None) -> Grant | None:
    held = policy.valid_grants().filter(
        case=meeting.case, holder=person, capacity=Capacity.WORK, consent__isnull=False
    )
    return held.select_related("consent", "employment").first() if person else None


def _grant(meeting: Meeting, task: Task) -> None:
    """Make the grant of the task: because of the client's yes, or of the seat's own consent."""
    person = _holder(meeting, task)
    assert person is not None  # noqa: S101 - the callers have looked
    answer = meeting.chair_answer if task == Task.CHAIR else meeting.recorder_answer
    seat = _consent_grant(meeting, person)
    from_at, until_at = span(meeting, task)
    job = (
        seat.employment
        if seat
        else Employment.objects.on(clock.today()).filter(person=person).first()
    )
    access.grant(
        case=meeting.case,
        holder=person,
        capacity=CAPACITY[task],
        rights=CAPACITY_RIGHTS[CAPACITY[task]],
        basis=Grant.Basis.ACCEPTANCE if answer else Grant.Basis.CONSENT,
        acceptance=answer,
        consent=seat.consent if seat and not answer else None,
        employment=job,
        occasion=meeting.pk,
        # Without a neutral recorder work carries the pen: the client's yes names the exception.
        exception=answer
        if task == Task.RECORDER and not queries.has_neutral_recorder(meeting)
        else None,
        from_at=from_at,
        until_at=until_at,
    )


def span(meeting: Meeting, task: Task) -> tuple[datetime, datetime]:
    """Return from when until when at most the task opens the meeting."""
    from_at, until_at = access_rules.record_span(meeting.begins_at)
    now = clock.now()
    return (now if task == Task.CHAIR else max(now, from_at)), max(until_at, now)


@transaction.atomic
def say_unknown(*, by: Actor, case_id: UUID, meeting_id: UUID) -> Meeting:
    """Say "I do not know this person": only then do the details open."""
    meeting, task = _own_task(by, case_id, meeting_id)
    field = "chair_ready_at" if task == Task.CHAIR else "recorder_ready_at"
    if getattr(meeting, field) is None:
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
        tell_one(meeting.author, meeting, "recorder_refused", about=f"aside {by.trace_id}")


def _own_task(by: Actor, case_id: UUID, meeting_id: UUID) -> tuple[Meeting, Task]:
    found = (
        Meeting.objects.select_for_update(of=("self",))
        .select_related("case__client", "chair", "recorder", "chair_answer", "recorder_answer")
        .filter(case=case_id, pk=meeting_id)
        .first()
    )
    if found is None or not queries.has_task(by, found):
        raise Refused(by, "meeting.task", case_id)
    return found, Task.CHAIR if by.person == found.chair else Task.RECORDER


def _tell_client(meeting: Meeting, task: Task) -> None:
    person = _holder(meeting, task)
    tell_one(
        meeting.case.client,
        meeting,
        "recorder_proposed",
        about=f"{task} {person.pk if person else ''}",
    )

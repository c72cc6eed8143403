"""Recording: drafts that only their author sees, entries that all who take part see, striking.

Entries are only added. The key made by the page makes a second sending harmless, so that nothing
is lost and nothing is doubled when the network comes and goes.
"""

from datetime import date
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from punos import clock
from punos.access import policy
from punos.access.rights import Capacity, Right
from punos.clock import words as clock_words
from punos.directory.models import Organisation
from punos.meetings import queries, rules
from punos.meetings.actions.room import ENTRY, enter, minutes_of, next_number, tell_pages
from punos.meetings.models import Draft, Entry, Meeting
from punos.network import queries as network
from punos.people.actor import Actor
from punos.people.models import Person
from punos.plan import actions as plan
from punos.plan.models import Step
from punos.trace import actions as trace
from punos.trace.refusal import Refused

LONGEST = 20_000
MOST_DRAFTS = 200


@transaction.atomic
def publish_entry(  # noqa: PLR0913 - an entry is field, text, whose view, and the page's key
    *,
    by: Actor,
    case_id: UUID,
    meeting_id: UUID,
    field: str,
    text: str,
    key: UUID,
    holder_id: UUID | None = None,
    tab: str = "",
) -> Entry:
    """Publish what was written; the draft of that tab is done with. The same key makes one entry."""
    meeting = enter(by, case_id, meeting_id, Right.MEETING_RECORD)
    if same := _sent_before(by, meeting, key):
        return same
    if field not in rules.TYPED or field == rules.STEPS:
        raise ValidationError(_("Valitse muistion kohta."), code="field")
    holder = _holder(meeting, field, holder_id)
    entry = _write(by, meeting, field=field, text=_checked(text), key=key, holder=holder)
    Draft.objects.filter(meeting=meeting, author=by.person, field=field, tab=tab).delete()
    return entry


@transaction.atomic
def record_step(  # noqa: PLR0913 - a step is who, what, by when and how it is noticed
    *,
    by: Actor,
    case_id: UUID,
    meeting_id: UUID,
    what: str,
    responsible_id: UUID,
    key: UUID,
    due_on: date | None = None,
    sign: str = "",
) -> Entry:
    """Record a step: it stands in the plan, and the entry points to it."""
    meeting = enter(by, case_id, meeting_id, Right.MEETING_RECORD)
    if same := _sent_before(by, meeting, key):
        return same
    step = plan.add_step(
        by=by,
        case_id=case_id,
        what=" ".join(what.split()),
        responsible_id=responsible_id,
        due_on=due_on,
        sign=" ".join(sign.split()),
        occasion=meeting.pk,
        made_key=key,
    )
    return _write(by, meeting, field=rules.STEPS, text=_step_text(step), key=key, step=step)


def _step_text(step: Step) -> str:
    due = clock_words.short_day(step.due_on) if step.due_on else ""
    who = step.responsible.first_name
    return rules.step_text(rules.StepText(who, step.what, due, step.sign))


@transaction.atomic
def mark_read_aloud(*, by: Actor, case_id: UUID, meeting_id: UUID, key: UUID) -> Entry:
    """Mark that the entries so far were read aloud."""
    meeting = enter(by, case_id, meeting_id, Right.MEETING_RECORD)
    if same := _sent_before(by, meeting, key):
        return same
    return _write(by, meeting, field=rules.READ_ALOUD, text="", key=key)


def _sent_before(by: Actor, meeting: Meeting, key: UUID) -> Entry | None:
    """Return the entry of a second sending; refuse a new one before the start and after the yes."""
    entry = (
        Entry.objects.filter(meeting=meeting, key=key).select_related("holder", "recorder").first()
    )
    if entry:
        if entry.recorder != by.person:
            raise Refused(by, Right.MEETING_RECORD, meeting.case_id)
        return entry
    if meeting.opened_at is None:
        raise ValidationError(_("Tapaaminen ei ole vielä alkanut."), code="not_open")
    minutes = minutes_of(meeting)
    if minutes and minutes.answer:
        raise ValidationError(_("Muistio on jo hyväksytty. Pyydä korjausta."), code="accepted")
    return None


def _checked(text: str) -> str:
    text = text.strip()
    if not text:
        raise ValidationError(_("Kirjoita ensin jotakin."), code="empty")
    if len(text) > LONGEST:
        raise ValidationError(
            _("Teksti on liian pitkä. Jaa se kahdeksi kirjaukseksi."), code="long"
        )
    return text


def _holder(meeting: Meeting, field: str, holder_id: UUID | None) -> Person | None:
    """Return whose words these are: a differing view always has somebody's name."""
    if holder_id is None:
        if field == rules.VIEWS:
            raise ValidationError(_("Valitse, kenen näkemys tämä on."), code="holder")
        return meeting.case.client if field == "own_words" else None
    people = {member.person.pk: member.person for member in network.members(meeting.case)}
    if meeting.chair:
        people[meeting.chair.pk] = meeting.chair
    if holder_id not in people:
        raise ValidationError(_("Valitse, kenen näkemys tämä on."), code="holder")
    return people[holder_id]


def _owner(by: Actor, meeting: Meeting, holder: Person | None) -> Organisation:
    """Return whose record it is: the opener's, but a recording worker's own entry is the employer's."""
    if queries.has_neutral_recorder(meeting) or holder == meeting.case.client:
        return meeting.case.owner
    for grant in policy.valid_in(meeting.case_id, [by.who.pk]):
        if grant.capacity == Capacity.WORK and grant.employment:
            return grant.employment.organisation
    return meeting.case.owner


def _write(  # noqa: PLR0913 - an entry is these facts
    by: Actor,
    meeting: Meeting,
    *,
    field: str,
    text: str,
    key: UUID,
    holder: Person | None = None,
    step: Step | None = None,
) -> Entry:
    number = next_number(meeting)
    entry = Entry.objects.create(
        case=meeting.case,
        owner=_owner(by, meeting, holder),
        author=holder or by.person,
        recorder=by.person,
        about_on=meeting.about_on,
        meeting=meeting,
        field=field,
        text=text,
        holder=holder,
        step=step,
        key=key,
        first_news=number,
        news=number,
    )
    trace.record(by, "meetings.entry.published", meeting.case_id, entry, field=field)
    tell_pages(meeting, ENTRY, number)
    return entry


@transaction.atomic
def save_draft(
    *, by: Actor, case_id: UUID, meeting_id: UUID, field: str, tab: str, text: str
) -> Draft | None:
    """Keep what is being typed in one tab; only its author sees it. No text, no draft."""
    meeting = enter(by, case_id, meeting_id, Right.MEETING_RECORD)
    if field not in rules.TYPED or not tab or len(tab) > 40:
        raise ValidationError(_("Valitse muistion kohta."), code="field")
    own = Draft.objects.filter(meeting=meeting, author=by.person)
    if not text.strip():
        own.filter(field=field, tab=tab).delete()
        return None
    if own.count() >= MOST_DRAFTS:
        raise ValidationError(
            _("Keskeneräisiä on liikaa. Julkaise tai poista jokin."), code="drafts"
        )
    draft, _made = Draft.objects.update_or_create(
        meeting=meeting,
        author=by.person,
        field=field,
        tab=tab,
        defaults={"text": text[:LONGEST], "saved_at": clock.now()},
        create_defaults={
            "text": text[:LONGEST],
            "case": meeting.case,
            "owner": meeting.owner,
            "about_on": meeting.about_on,
        },
    )
    return draft


@transaction.atomic
def strike_entry(
    *, by: Actor, case_id: UUID, meeting_id: UUID, entry_id: UUID, is_oral: bool = False
) -> Entry:
    """Strike an entry at once because the client says "Ei näin"; the step it made is withdrawn.

    Only the client strikes; said aloud, the recorder writes it down in the client's name.
    """
    right = Right.MEETING_RECORD if is_oral else Right.CONSENT_GIVE
    meeting = enter(by, case_id, meeting_id, right)
    entry = _entry(by, meeting, entry_id)
    if entry.struck_at:
        return entry
    minutes = minutes_of(meeting)
    if minutes and minutes.answer:
        raise ValidationError(_("Muistio on jo hyväksytty. Pyydä korjausta."), code="accepted")
    if entry.step_id:
        plan.withdraw_step(by=by, case_id=case_id, step_id=entry.step_id, occasion=meeting.pk)
    number = next_number(meeting)
    entry.struck_at, entry.struck_by, entry.news = clock.now(), meeting.case.client, number
    entry.struck_recorder = by.person if is_oral else None
    entry.save(update_fields=["struck_at", "struck_by", "struck_recorder", "news"])
    trace.record(by, "meetings.entry.struck", case_id, entry, oral=is_oral)
    tell_pages(meeting, ENTRY, number)
    return entry


def _entry(by: Actor, meeting: Meeting, entry_id: UUID) -> Entry:
    entry = (
        Entry.objects.select_for_update(of=("self",))
        .filter(meeting=meeting, pk=entry_id, corrects=None)
        .select_related("holder", "recorder")
        .first()
    )
    if entry is None:
        raise Refused(by, "meeting.entry", meeting.case_id)
    return entry

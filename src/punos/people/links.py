"""Links by mail: to a new password, and to the first one of somebody who is asked to work here.

A GET spends nothing. A link is good once, leads to our own host, and never goes round the second
factor: after it one signs in as always (fault 29).
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _

from punos import clock
from punos.directory.models import Organisation, Unit
from punos.people import actions, addresses, letters, limits, passwords, queries, rules, work
from punos.people.actor import Actor, Level
from punos.people.models import (
    Employment,
    Letter,
    PasswordLink,
    Person,
    SignIn,
    StaffInvitation,
)
from punos.people.professions import Profession
from punos.people.tokens import new_token, token_hash
from punos.trace import actions as trace
from punos.trace.refusal import Refused

# Who asks others to work in an organisation: by their own work in it.
INVITERS = (Profession.COORDINATOR, Profession.MANAGER)


class ByLink(Protocol):
    """What sets a password by a link."""

    def __call__(self, *, by: Actor, token: str, password: str) -> Person: ...


@dataclass(frozen=True, slots=True)
class InvitationLine:
    """An invitation that waits for its answer."""

    id: UUID
    name: str
    email: str
    until_on: str


@dataclass(frozen=True, slots=True)
class InvitePage:
    """Where the actor may invite to, and who is awaited there."""

    organisation: Organisation
    choices: list[tuple[str, str]]
    waiting: tuple[InvitationLine, ...]


def ask_reset(*, request: HttpRequest, email: str) -> Letter:
    """Owe a link to the address; a known and an unknown one are one and the same row."""
    email = email.strip().lower()
    limits.spend((limits.ASKED, f"reset {email}"), (limits.ASKED_PLACE, limits.place_of(request)))
    now = clock.now()
    until = now + rules.RESET_LASTS
    return letters.owe(Letter.Kind.RESET, now=now, until=until, address=email)


@transaction.atomic
def choose_anew(*, by: Actor, token: str, password: str) -> Person:
    """Set a new password by the link; every session of the person ends, the second factor stays."""
    now = clock.now()
    links = PasswordLink.objects.select_for_update(of=("self",)).select_related("person")
    living = links.filter(spent_at=None, until_at__gt=now, person__is_active=True)
    link = living.filter(token_hash=token_hash(token)).first()
    if link is None:
        raise _over()
    passwords.set_password(person=link.person, password=password)
    PasswordLink.objects.filter(person=link.person, spent_at=None).update(spent_at=now)
    actions.end_sessions(SignIn.objects.filter(person=link.person))
    trace.record(by, "people.password.reset", None, link.person)
    return link.person


def invite_page(actor: Actor) -> InvitePage:
    """Return what the actor may invite to; raises Refused where that is nothing."""
    organisation = _invites_to(actor)
    waiting = StaffInvitation.objects.filter(
        organisation=organisation, spent_at=None, until_at__gt=clock.now()
    ).order_by("-made_at")
    units = Unit.objects.filter(organisation=organisation)
    return InvitePage(
        organisation,
        [(str(each.pk), each.name) for each in units.order_by("name")],
        tuple(
            InvitationLine(
                each.pk,
                f"{each.first_name} {each.last_name}",
                each.email,
                queries.day_words(each.until_at),
            )
            for each in waiting
        ),
    )


def may_invite(actor: Actor) -> bool:
    """Return whether the actor may ask somebody to work."""
    return _inviting_job(actor) is not None


@transaction.atomic
def invite(
    *, by: Actor, first_name: str, last_name: str, email: str, profession: str, unit: str
) -> StaffInvitation:
    """Ask somebody to work in the actor's own organisation; the link goes by mail alone.

    Whether the address is somebody's already is asked when the link is used, and told to nobody.
    """
    organisation = _invites_to(by)
    limits.spend((limits.INVITED, str(by.who.pk)))
    place = Unit.objects.filter(organisation=organisation, pk=unit).first() if unit else None
    return owe_invitation(
        by=by,
        organisation=organisation,
        unit=place,
        first_name=first_name.strip(),
        last_name=last_name.strip(),
        email=email.strip().lower(),
        profession=profession,
    )


@transaction.atomic
def owe_invitation(
    *, by: Actor, organisation: Organisation, unit: Unit | None, email: str, **facts: str
) -> StaffInvitation:
    """Make the invitation and owe its letter. The caller knows that it may be made."""
    now = clock.now()
    until = now + rules.STAFF_INVITED
    made = StaffInvitation.objects.create(
        organisation=organisation,
        unit=unit,
        email=email,
        made_by=by.person,
        made_at=now,
        until_at=until,
        **facts,
    )
    letters.owe(Letter.Kind.STAFF, now=now, until=until, subject_id=made.pk, address=email)
    trace.record(by, "people.staff.invited", None, made, organisation=str(organisation.pk))
    return made


@transaction.atomic
def hand_over_invitation(*, by: Actor, job: Employment) -> str:
    """Return the address by which the worker chooses a password, to be given by hand.

    For the one who runs the installation. An older one of the same work ends.
    """
    person, now, token = job.person, clock.now(), new_token()
    StaffInvitation.objects.filter(
        email=person.email, organisation=job.organisation, spent_at=None
    ).update(until_at=now)
    made = StaffInvitation.objects.create(
        organisation=job.organisation,
        unit=job.unit,
        first_name=person.first_name,
        last_name=person.last_name,
        email=person.email or "",
        profession=job.profession,
        made_by=by.person,
        made_at=now,
        until_at=now + rules.STAFF_INVITED,
        token_hash=token_hash(token),
    )
    trace.record(by, "people.staff.invited", None, made, organisation=str(job.organisation_id))
    return addresses.full("staff-begin", token)


@transaction.atomic
def take_back(*, by: Actor, invitation_id: UUID) -> None:
    """Take back an invitation to the actor's organisation; its link opens nothing any more."""
    waiting = StaffInvitation.objects.filter(
        pk=invitation_id, organisation=_invites_to(by), spent_at=None
    )
    if not waiting.update(until_at=clock.now() - timedelta(seconds=1)):
        raise Refused(by, "people.staff.invite", "")
    trace.record(by, "people.staff.invitation_taken_back", None, None, which=str(invitation_id))


@transaction.atomic
def begin_work(*, by: Actor, token: str, password: str) -> Person:
    """Answer an invitation: the password is chosen and the work begins; one signs in after it."""
    now = clock.now()
    open_now = StaffInvitation.objects.select_for_update(of=("self",)).exclude(token_hash="")
    living = open_now.filter(token_hash=token_hash(token), spent_at=None, until_at__gt=now)
    asked = living.select_related("organisation", "unit").first()
    person = _invited(asked) if asked else None
    if asked is None or person is None:
        raise _over()
    passwords.set_password(person=person, password=password)
    asked.spent_at = now
    asked.save(update_fields=["spent_at"])
    actions.end_sessions(SignIn.objects.filter(person=person))
    work.employ(
        by=by,
        person=person,
        organisation=asked.organisation,
        unit=asked.unit,
        profession=asked.profession,
        until_on=_last_day(person, asked),
    )
    trace.record(by, "people.staff.begun", None, asked, person=str(person.pk))
    return person


def _invited(asked: StaffInvitation) -> Person | None:
    """Return whose mailbox it is, made now if we did not know it; nothing if that one is closed."""
    known = Person.objects.filter(email__iexact=asked.email).first()
    # A look-alike, which only the database calls the same, is somebody else.
    if known is not None and (known.email or "").lower() == asked.email:
        return known if known.is_active else None
    return Person.objects.create_user(
        email=asked.email, first_name=asked.first_name, last_name=asked.last_name
    )


def _last_day(person: Person, asked: StaffInvitation) -> date | None:
    """Return the last day that is already known of this work; answering a link changes none."""
    jobs = Employment.objects.on(clock.today()).filter(person=person, unit=asked.unit)
    known = jobs.filter(organisation=asked.organisation, profession=asked.profession).first()
    return known.until_on if known else None


def _inviting_job(actor: Actor) -> Employment | None:
    if actor.person is None or actor.level < Level.STRONG:
        return None
    jobs = Employment.objects.on(clock.today()).filter(person=actor.person)
    return jobs.filter(profession__in=INVITERS).select_related("organisation").first()


def _invites_to(actor: Actor) -> Organisation:
    job = _inviting_job(actor)
    if job is None:
        raise Refused(actor, "people.staff.invite", "")
    return job.organisation


def _over() -> ValidationError:
    return ValidationError(_("Linkki on jo käytetty tai vanhentunut. Pyydä uusi."), code="link")

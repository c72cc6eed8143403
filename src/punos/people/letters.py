"""Writes what is owed into the outbox, and sends it from the job.

Who asks never waits for the sending and never learns from it: the row is the same for a known
and an unknown address, and whose address it is, is asked only here (TRUST 6.3.8, fault 31).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from cryptography.fernet import InvalidToken
from django.db import transaction
from django.db.models import F, Q
from django.utils import translation
from django.utils.translation import gettext as _

from punos.people import addresses, post, queries, rules
from punos.people.actor import SYSTEM
from punos.people.models import (
    CredentialChange,
    Letter,
    LightCode,
    PasswordLink,
    Person,
    Reach,
    StaffInvitation,
)
from punos.people.seal import seal, unseal
from punos.people.tokens import digits_hash, new_digits, new_token, token_hash
from punos.trace import actions as trace

# How long after a failed try the next one comes; after the last one the letter is left.
WAITS = tuple(timedelta(seconds=each) for each in (10, 60, 300, 1800, 7200, 21600, 43200))


@dataclass(frozen=True, slots=True)
class Message:
    """What leaves: to where, and the words."""

    to: str
    subject: str
    text: str
    is_text_message: bool = False

    def send(self) -> None:
        if self.is_text_message:
            post.text_message(to=self.to, text=self.text)
        else:
            post.mail(to=self.to, subject=self.subject, text=self.text)


def owe(
    kind: str, *, now: datetime, until: datetime, subject_id: UUID | None = None, address: str
) -> Letter:
    """Put a letter in the outbox, in the transaction of what it tells of."""
    return Letter.objects.create(
        kind=kind,
        subject_id=subject_id,
        address=seal(address),
        made_at=now,
        next_at=now,
        until_at=until,
    )


def tell_of_change(*, person: Person, kind: str, now: datetime) -> None:
    """Note that a way in has changed; the notice and the mail follow from the row."""
    change = CredentialChange.objects.create(person=person, kind=kind, at=now)
    if person.email:
        until = now + rules.CHANGE_TOLD_WITHIN
        owe(Letter.Kind.CHANGE, now=now, until=until, subject_id=change.pk, address=person.email)


def send_owed(now: datetime) -> int:
    """Send what is due, each by one worker at a time; return how many left or were settled."""
    due = Letter.objects.filter(done_at=None, next_at__lte=now).order_by("next_at")
    return sum(_send(letter, now) for letter in due[:100])


def _send(letter: Letter, now: datetime) -> bool:
    """Try one letter. It is claimed first, so that a second worker leaves it alone."""
    wait = WAITS[min(letter.tries, len(WAITS) - 1)]
    mine = Letter.objects.filter(pk=letter.pk, done_at=None, tries=letter.tries)
    if not mine.update(tries=F("tries") + 1, next_at=now + wait):
        return False
    is_over = letter.until_at <= now or letter.tries >= len(WAITS)
    try:
        message = None if is_over else _compose(letter, now)
        if message:
            message.send()
    except post.NotSent as problem:
        trace.record(SYSTEM, "people.letter.failed", None, letter, why=str(problem))
        return False
    Letter.objects.filter(pk=letter.pk).update(done_at=now, address="")
    if is_over:
        trace.record(SYSTEM, "people.letter.given_up", None, letter)
    return True


def _compose(letter: Letter, now: datetime) -> Message | None:
    """Make the message with its code or link; nothing where there is nobody to tell."""
    try:
        address = unseal(letter.address)
    except InvalidToken:  # the key it was sealed with was taken away
        return None
    making = {
        Letter.Kind.CODE: _code,
        Letter.Kind.RESET: _reset,
        Letter.Kind.STAFF: _staff,
        Letter.Kind.CHANGE: _change,
    }
    with transaction.atomic():
        return making[Letter.Kind(letter.kind)](letter, address, now)


def _code(letter: Letter, address: str, now: datetime) -> Message | None:
    """Make the six digits of a light code, if the address is one person's and not at work.

    What is at work needs more than a mail or a text message (TRUST 6.3.6).
    """
    code = LightCode.objects.filter(pk=_subject(letter), spent_at=None, until_at__gt=now).first()
    is_phone = rules.phone(address) is not None
    can_send = post.can_text() if is_phone else post.can_mail()
    person, kept = _one_reached_by(address) if can_send else (None, "")
    if code is None or person is None or queries.works_today(person):
        return None
    digits = new_digits()
    code.person, code.digits_hash = person, digits_hash(f"{code.pk}{digits}")
    code.save(update_fields=["person", "digits_hash"])
    with translation.override(person.language):
        words = _("Punos: koodisi on %(digits)s. Se käy kymmenen minuuttia.")
        text = words % {"digits": f"{digits[:3]} {digits[3:]}"}
        to = (rules.international(kept) or "") if is_phone else kept
        return Message(to, _("Kirjautumiskoodi"), text, is_phone)


def _one_reached_by(address: str) -> tuple[Person | None, str]:
    """Return whose the address is, and as we keep it: a look-alike is never written to.

    One that two persons share opens nobody's door.
    """
    if number := rules.phone(address):
        ways = Q(reaches__kind=Reach.Kind.PHONE, reaches__value=number)
        return _only(ways), number
    by_reach = Q(reaches__kind=Reach.Kind.EMAIL, reaches__value__iexact=address)
    person = _only(by_reach | Q(email__iexact=address))
    if person is None:
        return None, ""
    reaches = Reach.objects.filter(person=person, kind=Reach.Kind.EMAIL)
    kept = [*reaches.values_list("value", flat=True), person.email or ""]
    # What a database calls the same in capitals may be another mailbox.
    same = next((each for each in kept if each.lower() == address), "")
    return (person, same) if same else (None, "")


def _only(ways: Q) -> Person | None:
    found = list(Person.objects.filter(ways, is_active=True).distinct()[:2])
    return found[0] if len(found) == 1 else None


def _reset(letter: Letter, address: str, now: datetime) -> Message | None:
    del letter
    person = Person.objects.filter(email__iexact=address, is_active=True).first()
    if person is None or not person.has_usable_password() or not person.email:
        return None
    if person.email.lower() != address:  # a look-alike, which only the database calls the same
        return None
    token = new_token()
    # A newer link ends the older ones.
    PasswordLink.objects.filter(person=person, spent_at=None).delete()
    PasswordLink.objects.create(
        person=person,
        token_hash=token_hash(token),
        made_at=now,
        until_at=now + rules.RESET_LASTS,
    )
    with translation.override(person.language):
        words = _("Vaihda Punoksen salasana tunnin sisällä: %(link)s")
        more = _("Jos et pyytänyt tätä, sinun ei tarvitse tehdä mitään.")
        link = addresses.full("password-anew", token)
        return Message(person.email, _("Uusi salasana"), f"{words % {'link': link}}\n\n{more}\n")


def _staff(letter: Letter, address: str, now: datetime) -> Message | None:
    asked = StaffInvitation.objects.filter(pk=_subject(letter), spent_at=None).first()
    if asked is None or asked.until_at <= now:
        return None
    token = new_token()
    asked.token_hash = token_hash(token)
    asked.save(update_fields=["token_hash"])
    words = _("Sinut on kutsuttu Punokseen. Ota tunnus käyttöön viikon sisällä: %(link)s")
    link = addresses.full("staff-begin", token)
    return Message(address, _("Kutsu Punokseen"), f"{words % {'link': link}}\n")


def _change(letter: Letter, address: str, now: datetime) -> Message | None:
    del now
    change = CredentialChange.objects.select_related("person").filter(pk=_subject(letter)).first()
    if change is None:
        return None
    with translation.override(change.person.language):
        words = _("Kirjautumisesi Punokseen muuttui. Jos et tehnyt sitä itse, katso: %(link)s")
        text = words % {"link": addresses.full("devices")}
        return Message(address, _("Kirjautumisesi muuttui"), f"{text}\n")


def _subject(letter: Letter) -> UUID:
    if letter.subject_id is None:
        raise ValueError("This letter is about something.")
    return letter.subject_id

"""The only writers of persons, devices and sessions. Each change and its trace are one transaction.

Who may do it to *another* person is not known here: this room lies below `access`. An action
that touches somebody else (`make_sign_in_code`, `end_devices`, `note_identity`, `name_genitive`)
trusts its caller, in `network`, to have opened a case of that client for work first.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _
from stdnum.exceptions import ValidationError as NoIdentityCode

from punos import clock, live
from punos.people import replay, rules
from punos.people.actor import Actor, Level
from punos.people.models import (
    Device,
    Person,
    Reach,
    SignIn,
    SignInCode,
    identity_hash,
)
from punos.people.tokens import digits_hash, new_digits, new_token, token_hash
from punos.trace import actions as trace
from punos.trace import journal
from punos.trace.refusal import FieldRefused, Refused


@dataclass(frozen=True, slots=True)
class CodeShown:
    """What the worker shows and the client's phone answers; it is shown once and kept nowhere."""

    digits: str
    link_token: str
    until_at: datetime


@dataclass(frozen=True, slots=True)
class Met:
    """A device that was just met, and the secret that its browser keeps."""

    device: Device
    token: str


@transaction.atomic
def make_person(  # noqa: PLR0913 - a person is these facts
    *,
    by: Actor,
    first_name: str,
    last_name: str = "",
    phone: str = "",
    language: str = "fi",
    born_on: date | None = None,
    email: str | None = None,
) -> Person:
    """Make a person without a sign-in. A client or a close one may stay so."""
    person = Person.objects.create_user(
        email=email, first_name=first_name, last_name=last_name, language=language, born_on=born_on
    )
    if phone:
        Reach.objects.create(person=person, kind=Reach.Kind.PHONE, value=phone)
    trace.record(by, "people.person.made", None, person)
    return person


@transaction.atomic
def make_sign_in_code(*, by: Actor, person: Person, how: str, why: str = "") -> CodeShown:
    """Make six digits and a link by which the person's own phone becomes a met device.

    The caller has opened a case of this client for work. `how` is the code of the way in which
    the worker knew the person; `why` says why this way was chosen (LAW.md 3.1). An older code
    of the same person ends.
    """
    if by.person is None or by.level < Level.DEVICE:
        raise Refused(by, "people.code.make", "")
    now = clock.now()
    SignInCode.objects.filter(person=person, spent_at=None, until_at__gt=now).update(until_at=now)
    shown = CodeShown(_free_digits(now), new_token(), now + rules.CODE_LASTS)
    code = SignInCode.objects.create(
        person=person,
        digits_hash=digits_hash(shown.digits),
        link_hash=token_hash(shown.link_token),
        made_by=by.person,
        made_at=now,
        how=how,
        why=why,
        until_at=shown.until_at,
    )
    trace.record(by, "people.code.made", None, code, how=how)
    return shown


def _free_digits(now: datetime) -> str:
    """Return digits that no living code has."""
    while True:
        digits = new_digits()
        taken = SignInCode.objects.filter(digits_hash=digits_hash(digits), until_at__gt=now)
        if not taken.exists():
            return digits


def spend_digits(*, by: Actor, digits: str, device_name: str = "", replaces: str = "") -> Met:
    """Answer six digits with this browser; a wrong number is counted even though it is refused.

    `replaces` is the secret that this browser kept until now: that device is over.
    """
    # The link is too long to guess, so wrong numbers end the digits alone.
    codes = SignInCode.objects.filter(digits_hash=digits_hash(digits), tries__lt=rules.MOST_WRONG)
    _refuse_another(by, codes)
    met = _spend(by, codes, device_name, replaces)
    if met is None:
        living = SignInCode.objects.filter(spent_at=None, until_at__gt=clock.now())
        living.update(tries=F("tries") + 1)
        trace.record(by, "people.code.refused", None, None, way="digits")
        raise ValidationError(
            _("Numerot eivät täsmää. Katso ne uudelleen, tai pyydä työntekijältä uudet."),
            code="digits",
        )
    return met


def spend_link(*, by: Actor, token: str, device_name: str = "", replaces: str = "") -> Met:
    """Answer the link of a QR code with this browser."""
    codes = SignInCode.objects.filter(link_hash=token_hash(token))
    _refuse_another(by, codes)
    met = _spend(by, codes, device_name, replaces)
    if met is None:
        trace.record(by, "people.code.refused", None, None, way="link")
        raise ValidationError(
            _("Linkki on jo käytetty tai vanhentunut. Pyydä työntekijältä uusi."), code="link"
        )
    return met


def _refuse_another(by: Actor, codes: QuerySet[SignInCode]) -> None:
    """Refuse a browser in which somebody else is signed in: nobody slides into being the client."""
    if by.person is None:
        return
    others = codes.filter(spent_at=None, until_at__gt=clock.now()).exclude(person=by.person)
    if not others.exists():
        return
    trace.record(by, "people.code.refused", None, None, way="another_is_in")
    raise ValidationError(
        _("Tällä laitteella on kirjautunut joku muu. Kirjaudu ulos, ja yritä sitten."),
        code="another_is_in",
    )


@transaction.atomic
def _spend(by: Actor, codes: QuerySet[SignInCode], device_name: str, replaces: str) -> Met | None:
    """Spend the living code once; the lock makes a double press make one device."""
    now = clock.now()
    living = codes.filter(spent_at=None, until_at__gt=now, person__is_active=True)
    code = living.select_for_update(of=("self",)).select_related("person", "made_by").first()
    if code is None:
        return None
    code.spent_at = now
    code.save(update_fields=["spent_at"])
    if replaces:
        _end(by, list(Device.objects.filter(token_hash=token_hash(replaces), ended_at=None)))
    token = new_token()
    device = Device.objects.create(
        person=code.person,
        name=device_name[:60],
        token_hash=token_hash(token),
        met_by=code.made_by,
        met_at=now,
        how=code.how,
        why=code.why,
        until_at=rules.device_end(now),
    )
    met = Actor(code.person, Level.DEVICE, by.session)
    trace.record(met, "people.device.met", None, device, how=code.how, by=str(code.made_by_id))
    return Met(device, token)


@transaction.atomic
def end_device(*, by: Actor, device_id: UUID) -> None:
    """End one of the actor's own devices, with everything that is open from it."""
    mine = Device.objects.select_for_update().filter(person=by.person, ended_at=None)
    device = mine.filter(pk=device_id).first()
    if device is None:
        raise Refused(by, "people.device", device_id)
    _end(by, [device])


@transaction.atomic
def end_sign_in(*, by: Actor, ref: UUID) -> None:
    """End one of the actor's own sessions, wherever it is open."""
    if not end_sessions(SignIn.objects.filter(person=by.person, ref=ref)):
        raise Refused(by, "people.session.end", "")
    trace.record(by, "people.session.ended", None, None)


@transaction.atomic
def end_devices(*, by: Actor, person: Person) -> int:
    """End all devices of the person: a lost phone. The caller may work with this client."""
    living = Device.objects.select_for_update().filter(person=person, ended_at=None)
    return _end(by, list(living))


def _end(by: Actor, devices: list[Device]) -> int:
    now = clock.now()
    for device in devices:
        device.ended_at = now
        device.save(update_fields=["ended_at"])
        trace.record(by, "people.device.ended", None, device)
        journal.append_on_commit(replay.line_of_device(device))
        end_sessions(SignIn.objects.filter(device=device))
    return len(devices)


@transaction.atomic
def sign_out_everywhere(*, by: Actor) -> None:
    """End every session and device of the actor, this one too, and cut what is open by them."""
    person = by.person
    if person is None:
        raise Refused(by, "people.sign_out", "")
    Person.objects.filter(pk=person.pk).update(sign_in_epoch=F("sign_in_epoch") + 1)
    _end(by, list(Device.objects.select_for_update().filter(person=person, ended_at=None)))
    end_sessions(SignIn.objects.filter(person=person))
    trace.record(by, "people.person.signed_out_everywhere", None, person)
    live.look_again(f"person:{person.pk}")


@transaction.atomic
def disable(*, by: Actor, person: Person) -> bool:
    """Shut the person out and let all that is open go dark; return whether it was not so before.

    The caller is the one who runs the installation: no page leads here.
    """
    active = Person.objects.select_for_update().filter(pk=person.pk, is_active=True)
    if not active.update(is_active=False, sign_in_epoch=F("sign_in_epoch") + 1):
        return False
    _end(by, list(Device.objects.select_for_update().filter(person=person, ended_at=None)))
    end_sessions(SignIn.objects.filter(person=person))
    trace.record(by, "people.person.disabled", None, person)
    journal.append_on_commit(replay.line_of_disabled(person))
    live.look_again(f"person:{person.pk}")
    return True


@transaction.atomic
def enable(*, by: Actor, person: Person) -> bool:
    """Let one who was shut out sign in again; return whether the person was out.

    What was open then stays closed: phones and sign-ins are made anew.
    """
    closed = Person.objects.select_for_update().filter(pk=person.pk, is_active=False)
    if not closed.update(is_active=True):
        return False
    trace.record(by, "people.person.enabled", None, person)
    journal.append_on_commit(replay.line_of_enabled(person))
    return True


@transaction.atomic
def end_sessions(sign_ins: QuerySet[SignIn]) -> int:
    """End the sessions, and let the pages that are open in them go dark after the commit."""
    keys = list(sign_ins.values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    sign_ins.delete()
    for key in keys:
        live.look_again(f"session:{key}")
    return len(keys)


@transaction.atomic
def note_sign_in(*, by: Actor, device: Device | None = None, way: str, name: str = "") -> None:
    """Keep whose this session is, so that it can be ended from afar."""
    if by.person is None:
        raise ValueError("Only a person signs in.")
    SignIn.objects.create(session_key=by.session, person=by.person, device=device, name=name)
    trace.record(by, "people.person.signed_in", None, by.person, way=way)


@transaction.atomic
def note_sign_out(*, by: Actor, why: str) -> None:
    """Forget the session, and cut what is open by it."""
    end_sessions(SignIn.objects.filter(session_key=by.session))
    trace.record(by, "people.person.signed_out", None, by.person, why=why)


@transaction.atomic
def change_settings(
    *, by: Actor, language: str, colour_scheme: str, first_name_genitive: str
) -> Person:
    """Change one's own language, colours and the genitive of one's own name."""
    return _change(
        by,
        by.person,
        language=language,
        colour_scheme=colour_scheme,
        first_name_genitive=first_name_genitive.strip(),
    )


@transaction.atomic
def choose_language(*, by: Actor, language: str) -> Person:
    """Speak this language to the actor from now on."""
    return _change(by, by.person, language=language)


@transaction.atomic
def name_genitive(*, by: Actor, person: Person, genitive: str) -> Person:
    """Write the genitive of a client's first name; the caller may work with this client."""
    return _change(by, person, first_name_genitive=genitive.strip())


def _change(by: Actor, person: Person | None, **facts: Any) -> Person:
    if by.person is None or person is None:
        raise Refused(by, "people.settings", "")
    changed = Person.objects.select_for_update().get(pk=person.pk)
    for name, value in facts.items():
        setattr(changed, name, value)
    others = {each.name for each in Person._meta.get_fields()} - set(facts)  # noqa: SLF001
    changed.clean_fields(exclude=others)
    changed.save(update_fields=list(facts))
    trace.record(by, "people.person.changed", None, changed, what=sorted(facts))
    return changed


@transaction.atomic
def add_reach(*, by: Actor, kind: str, value: str, note: str = "") -> Reach:
    """Add a way in which the actor is reached; the same one again is no second one."""
    if by.person is None:
        raise Refused(by, "people.reach", "")
    reach, _is_new = Reach.objects.update_or_create(
        person=by.person, kind=kind, value=_reachable(kind, value), defaults={"note": note.strip()}
    )
    trace.record(by, "people.reach.added", None, reach, kind=kind)
    return reach


def _reachable(kind: str, value: str) -> str:
    """Return the value as it is kept; raises ValidationError with an example of how to write it."""
    value = value.strip()
    if kind == Reach.Kind.PHONE:
        number = rules.phone(value)
        if number is None:
            raise FieldRefused("value", _("Kirjoita puhelinnumero, esimerkiksi 040 123 4567."))
        return number
    if kind == Reach.Kind.EMAIL:
        try:
            validate_email(value)
        except ValidationError:
            sentence = _("Kirjoita sähköpostiosoite, esimerkiksi nimi@esimerkki.fi.")
            raise FieldRefused("value", sentence) from None
    return value


@transaction.atomic
def remove_reach(*, by: Actor, reach_id: int) -> None:
    """Take away one of the actor's own ways of being reached."""
    reach = Reach.objects.filter(person=by.person, pk=reach_id).first()
    if reach is None:
        raise Refused(by, "people.reach", str(reach_id))
    trace.record(by, "people.reach.removed", None, reach, kind=reach.kind)
    reach.delete()


@transaction.atomic
def note_identity(*, by: Actor, person: Person, code: str) -> Person:
    """Keep the keyed hash of the person's identity code; the code itself is kept nowhere.

    The caller may work with this client. Raises ValidationError, which never repeats the code.
    """
    try:
        hashed = identity_hash(code)
    except NoIdentityCode:
        raise ValidationError(
            _("Tarkista henkilötunnus. Siinä on 11 merkkiä, esimerkiksi 010190-900P."),
            code="identity",
        ) from None
    held = Person.objects.filter(identity_hash=hashed).exclude(pk=person.pk)
    try:
        if held.exists():
            raise IntegrityError
        with transaction.atomic():
            Person.objects.filter(pk=person.pk).update(identity_hash=hashed)
    except IntegrityError:
        raise ValidationError(
            _("Tunnus on jo toisella henkilöllä. Tarkista, että avasit oikean ihmisen tiedot."),
            code="identity_held",
        ) from None
    person.identity_hash = hashed
    trace.record(by, "people.identity.noted", None, person)
    return person

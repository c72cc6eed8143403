"""The second factors of somebody at work: keys, an app's codes, spare codes; added and taken away.

allauth keeps and judges them. Here is which may go: never the last one, and only by somebody who
was known just now. Every change is traced, told to its owner, and ends the other sessions.
"""

from dataclasses import dataclass
from typing import Any

from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.webauthn.internal import auth as webauthn
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from punos import clock
from punos.people import actions, doors, letters, queries
from punos.people.actor import Actor
from punos.people.http import Request
from punos.people.models import CredentialChange, SignIn
from punos.people.passkeys import MALFORMED
from punos.trace import actions as trace
from punos.trace.refusal import Refused

TYPE = Authenticator.Type
FACTORS = (TYPE.TOTP, TYPE.WEBAUTHN)
MOST_KEYS = 10
CHANGES = {
    TYPE.TOTP: CredentialChange.Kind.APP,
    TYPE.WEBAUTHN: CredentialChange.Kind.PASSKEY,
    TYPE.RECOVERY_CODES: CredentialChange.Kind.CODES,
}


@dataclass(frozen=True, slots=True)
class KeyLine:
    """One second factor in the list of its owner."""

    id: int
    name: str
    is_app: bool
    made_on: str
    used_on: str
    may_go: bool

    @property
    def card_id(self) -> str:
        return f"avain-{self.id}"


@dataclass(frozen=True, slots=True)
class KeysPage:
    """What the page of second factors shows."""

    keys: tuple[KeyLine, ...]
    has_app: bool
    codes_left: int


def keys_page(actor: Actor) -> KeysPage:
    """Return the actor's own second factors, oldest first."""
    mine = list(Authenticator.objects.filter(user=actor.who).order_by("created_at"))
    factors = [each for each in mine if each.type in FACTORS]
    spare = next((each for each in mine if each.type == TYPE.RECOVERY_CODES), None)
    return KeysPage(
        tuple(_line(each, may_go=len(factors) > 1) for each in factors),
        any(each.type == TYPE.TOTP for each in factors),
        len(spare.wrap().get_unused_codes()) if spare else 0,
    )


def _line(factor: Authenticator, *, may_go: bool) -> KeyLine:
    is_app = factor.type == TYPE.TOTP
    name = _("Tunnistussovellus") if is_app else factor.wrap().name
    used = queries.day_words(factor.last_used_at) if factor.last_used_at else ""
    made = queries.day_words(factor.created_at)
    return KeyLine(factor.pk, name, is_app, made, used, may_go)


def has_factor(actor: Actor) -> bool:
    """Return whether the actor has a second factor already."""
    return bool(Authenticator.objects.filter(user=actor.who, type__in=FACTORS).exists())


def kinds_of(person: Any) -> dict[str, bool]:
    """Return which second factors a page asks of this person."""
    kinds = set(Authenticator.objects.filter(user=person).values_list("type", flat=True))
    return {"has_key": TYPE.WEBAUTHN in kinds, "has_app": TYPE.TOTP in kinds}


def app_added(*, request: Request, code: str) -> list[str]:
    """Let the session rise to what the app's first code proves; return the spare codes."""
    by = request.actor
    totp = Authenticator.objects.get(user=by.who, type=TYPE.TOTP)
    # Asked once more so that the same code does not open a second door.
    totp.wrap().validate_code(code)
    with transaction.atomic():
        changed(by=by, factor=totp, event="people.key.added")
    post_authentication(request, totp)
    doors.renew(request, way="second_factor")
    codes: list[str] = RecoveryCodes.activate(by.who).get_unused_codes()
    return codes


def ask_to_make(actor: Actor) -> dict[str, Any]:
    """Return what the browser needs to make a key for the second step."""
    options: dict[str, Any] = webauthn.begin_registration(actor.who, passwordless=False)
    return options


def add(*, request: Request, name: str, credential: Any) -> list[str]:
    """Keep a key that the browser made; return the spare codes if these are the first ones."""
    by = request.actor
    if Authenticator.objects.filter(user=by.who, type=TYPE.WEBAUTHN).count() >= MOST_KEYS:
        raise ValidationError(_("Avaimia on jo kymmenen. Poista ensin jokin niistä."), code="many")
    _judge(credential)
    with transaction.atomic():
        key = webauthn.WebAuthn.add(by.who, name.strip()[:60], credential).instance
        codes = _first_spare_codes(by)
        changed(by=by, factor=key, event="people.key.added")
    # The session rises to what the key proves, under a new session key (TRUST 7.2.4).
    post_authentication(request, key)
    doors.renew(request, way="second_factor")
    return codes


def _judge(credential: Any) -> None:
    """Raise ValidationError unless the key answers what was asked; broken ones are no error of ours."""
    try:
        webauthn.parse_registration_response(credential)
        webauthn.complete_registration(credential)
    except MALFORMED:
        raise ValidationError(_("Avain ei käynyt. Kokeile uudelleen."), code="passkey") from None


def _first_spare_codes(by: Actor) -> list[str]:
    if Authenticator.objects.filter(user=by.who, type=TYPE.RECOVERY_CODES).exists():
        return []
    codes: list[str] = RecoveryCodes.activate(by.who).get_unused_codes()
    return codes


@transaction.atomic
def remove(*, by: Actor, key_id: int) -> None:
    """Take away one of the actor's own factors; the last one stays, or nobody could come back."""
    mine = list(Authenticator.objects.select_for_update().filter(user=by.who, type__in=FACTORS))
    gone = next((each for each in mine if each.pk == key_id), None)
    if gone is None:
        raise Refused(by, "people.key.remove", "")
    if len(mine) == 1:
        raise ValidationError(_("Ota ensin käyttöön toinen tapa, sitten poista tämä."), code="last")
    changed(by=by, factor=gone, event="people.key.removed")
    Authenticator.objects.filter(pk=gone.pk).delete()


@transaction.atomic
def renew_spare_codes(*, by: Actor) -> list[str]:
    """Make ten new spare codes; the old ones open nothing any more."""
    if not has_factor(by):
        raise Refused(by, "people.key.codes", "")
    Authenticator.objects.filter(user=by.who, type=TYPE.RECOVERY_CODES).delete()
    spare = RecoveryCodes.activate(by.who)
    changed(by=by, factor=spare.instance, event="people.key.codes_renewed")
    codes: list[str] = spare.get_unused_codes()
    return codes


def changed(*, by: Actor, factor: Authenticator, event: str) -> None:
    """Trace the change, tell its owner, and end what is open elsewhere (TRUST 6.3.7, 7.4.3)."""
    kind = CHANGES[TYPE(factor.type)]
    letters.tell_of_change(person=by.who, kind=kind, now=clock.now())
    actions.end_sessions(SignIn.objects.filter(person=by.who).exclude(session_key=by.session))
    trace.record(by, event, None, by.who, kind=str(kind))

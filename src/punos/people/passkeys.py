"""The client's own key: made by the phone beside the worker, and the way in with it after that.

The phone keeps the secret and asks for its owner's finger, face or number; here is the public
half. No e-mail and no password of the person is needed. What the device row says of the meeting
holds for the key: who met the phone, how, why, until when (LAW.md 3.1).
"""

import hashlib
import json
from typing import Any, Literal

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from fido2.cose import CoseKey, UnsupportedKey
from fido2.server import Fido2Server
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    AuthenticatorAttachment,
    AuthenticatorData,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from punos import clock
from punos.people import addresses, doors, limits, queries, rules
from punos.people.actor import Actor, Level
from punos.people.http import Request
from punos.people.models import Device, Passkey, SignIn
from punos.people.tokens import new_token, token_hash
from punos.trace import actions as trace

STATE = "punos_passkey"
Doing = Literal["make", "use"]
# What the library raises on what no browser sends.
MALFORMED = (ValueError, TypeError, KeyError, IndexError, AttributeError, AssertionError)


def _server(request: Request) -> Fido2Server:
    entity = PublicKeyCredentialRpEntity(id=addresses.host(request), name="Punos")
    own = addresses.base(request)
    return Fido2Server(entity, verify_origin=lambda origin: origin == own)


def ask_to_make(request: Request) -> dict[str, Any]:
    """Return what the phone needs to make a key; it is good once and for ten minutes."""
    person = request.actor.who
    # The phone shows the name when it asks which key to use; nobody else does.
    user = PublicKeyCredentialUserEntity(
        id=person.pk.bytes, name=person.first_name, display_name=person.first_name
    )
    options, state = _server(request).register_begin(
        user,
        resident_key_requirement=ResidentKeyRequirement.REQUIRED,
        user_verification=UserVerificationRequirement.REQUIRED,
        authenticator_attachment=AuthenticatorAttachment.PLATFORM,
    )
    _remember(request, "make", state)
    return dict(options)


def ask_to_use(request: Request) -> dict[str, Any]:
    """Return what a phone needs to come in by its key; nobody is named."""
    options, state = _server(request).authenticate_begin(
        user_verification=UserVerificationRequirement.REQUIRED
    )
    _remember(request, "use", state)
    return dict(options)


def just_met(request: Request) -> Device | None:
    """Return the device of this session while a key may be made for it: met a moment ago."""
    actor = request.actor
    here = SignIn.objects.select_related("device").filter(session_key=actor.session).first()
    device = here.device if here else None
    if device is None or device.person_id != actor.who.pk or device.ended_at:
        return None
    is_new = clock.now() - device.met_at <= rules.PASSKEY_WITHIN
    return device if is_new and not hasattr(device, "passkey") else None


def make(*, request: Request, credential: str) -> Passkey:
    """Keep the key that the phone made; from now on the key opens, and the cookie no more."""
    state = _recall(request, "make")
    try:
        made = _server(request).register_complete(state, json.loads(credential))
    except MALFORMED:
        raise _no_key() from None
    device = just_met(request)
    if device is None or made.credential_data is None:
        raise _no_key()
    if isinstance(CoseKey.parse(made.credential_data.public_key), UnsupportedKey):
        raise _no_key()
    return _keep(request.actor, device, made)


@transaction.atomic
def _keep(by: Actor, device: Device, made: AuthenticatorData) -> Passkey:
    data = made.credential_data
    if data is None:
        raise _no_key()
    try:
        with transaction.atomic():
            kept = Passkey.objects.create(
                device=device,
                credential_hash=_hash(data.credential_id),
                credential=bytes(data),
                sign_count=made.counter,
            )
    except IntegrityError:
        raise _no_key() from None
    device.token_hash = token_hash(new_token())
    device.save(update_fields=["token_hash"])
    trace.record(by, "people.passkey.made", None, device, how=device.how, by=str(device.met_by_id))
    return kept


def come_in(*, request: Request, credential: str) -> Device:
    """Sign in with the key of a device that is still known."""
    spent = limits.spend((limits.PASSKEY_PLACE, limits.place_of(request)))
    state = _recall(request, "use")
    device = _used(request, state, credential)
    if device is None:
        trace.record(request.actor, "people.sign_in.refused", None, None, way="passkey")
        raise _no_key()
    spent.forgive()
    doors.sign_in(request, device.person, Level.DEVICE, device=device, way="passkey")
    return device


@transaction.atomic
def _used(request: Request, state: dict[str, Any], credential: str) -> Device | None:
    try:
        answer = AuthenticationResponse.from_dict(json.loads(credential))
        key = _of_a_living_device(answer.raw_id)
        if key is None:
            return None
        known = AttestedCredentialData(bytes(key.credential))
        _server(request).authenticate_complete(state, [known], answer)
    except MALFORMED:
        return None
    handle, count = answer.response.user_handle, answer.response.authenticator_data.counter
    is_own = handle in (None, key.device.person_id.bytes)
    # A key that counts must count on: one that does not has been copied.
    if not is_own or ((count or key.sign_count) and count <= key.sign_count):
        return None
    key.sign_count, key.used_at = count, clock.now()
    key.save(update_fields=["sign_count", "used_at"])
    return key.device


def _of_a_living_device(credential_id: bytes) -> Passkey | None:
    keys = Passkey.objects.select_for_update(of=("self",)).select_related("device__person")
    living = queries.valid_devices()
    return keys.filter(credential_hash=_hash(credential_id), device__in=living).first()


def _hash(credential_id: bytes) -> str:
    return hashlib.sha256(credential_id).hexdigest()


def _remember(request: Request, doing: Doing, state: dict[str, Any]) -> None:
    request.session[STATE] = {"doing": doing, "at": clock.now().timestamp(), "state": dict(state)}


def _recall(request: Request, doing: Doing) -> dict[str, Any]:
    """Return what was asked, once; raises ValidationError when it was something else or long ago."""
    kept = request.session.pop(STATE, None)
    lasts = rules.CODE_LASTS.total_seconds()
    if not kept or kept["doing"] != doing or clock.now().timestamp() - kept["at"] > lasts:
        raise _no_key()
    state: dict[str, Any] = kept["state"]
    return state


def _no_key() -> ValidationError:
    return ValidationError(
        _("Avain ei käynyt. Kokeile uudelleen, tai pyydä työntekijältä numerot."), code="passkey"
    )

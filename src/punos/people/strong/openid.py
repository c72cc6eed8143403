"""OIDC: allauth carries state, PKCE and the exchange of the code; what is believed is asked here.

Nothing of allauth's own accounts is used: no row is written, nobody is joined by e-mail, nobody
signs up, and the address of a page cannot add a scope or a parameter.
"""

import functools
from typing import Any
from urllib.parse import urlencode, urlsplit

import requests
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.base.constants import AuthError
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language

from punos import clock
from punos.people import addresses
from punos.people.strong import idtoken, secrets
from punos.people.strong.door import NEAR, Door, NotIn, Proof
from punos.people.tokens import new_token

TIMEOUT = (3, 5)
KEPT_SECONDS = 3600
# A key that is not known is asked for at most this often.
AGAIN_SECONDS = 30
_kept: dict[str, tuple[float, dict[str, Any]]] = {}


class Adapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """What allauth asks of us: which doors there are, and what to do when one stays shut."""

    def list_apps(self, *args: Any, **kwargs: Any) -> list[SocialApp]:
        """Know no door but those of the environment, which are not looked for here."""
        del args, kwargs
        return []

    def is_open_for_signup(self, *args: Any, **kwargs: Any) -> bool:
        del args, kwargs
        return False

    def get_requests_session(self) -> requests.Session:
        return line()

    def on_authentication_error(self, request: HttpRequest, provider: Any, **facts: Any) -> None:
        """Say why in a code of ours; allauth's pages and the issuer's words are shown to nobody."""
        del provider
        if "state" not in facts.get("extra_context", {}):
            raise NotIn("expired")
        if facts.get("error") == AuthError.CANCELLED:
            raise NotIn("cancelled")
        told = request.GET.get("error", "")
        is_away = isinstance(facts.get("exception"), requests.RequestException)
        raise NotIn("down" if is_away or told in DOWN else "broken")


DOWN = ("temporarily_unavailable", "server_error")


def line() -> requests.Session:
    """Return a line to an issuer: it waits seconds, and follows nobody elsewhere."""
    session = requests.Session()
    session.max_redirects = 0
    session.request = functools.partial(session.request, timeout=TIMEOUT)  # type: ignore[method-assign]
    return session


def fetched(address: str, *, within: float = KEPT_SECONDS) -> dict[str, Any]:
    """Return what stands at the address, kept for an hour or as told."""
    now = clock.now().timestamp()
    at, found = _kept.get(address, (0.0, {}))
    if now - at > within:
        try:
            with line() as session:
                answer = session.get(address)
            answer.raise_for_status()
            found = answer.json()
        except requests.RequestException:
            raise NotIn("down") from None
        if not isinstance(found, dict):
            raise NotIn("down")
        _kept[address] = (now, found)
    return found


def forget() -> None:
    """Forget what was fetched: the next one who asks, asks anew."""
    _kept.clear()


def facts_of(door: Door) -> dict[str, Any]:
    """Return what the issuer tells of itself, if it is the one that the door names."""
    found = fetched(f"{door.issuer.rstrip('/')}/.well-known/openid-configuration")
    ways = ("authorization_endpoint", "token_endpoint", "jwks_uri")
    if found.get("issuer") != door.issuer or not all(_is_safe(found.get(way)) for way in ways):
        raise NotIn("broken")
    return found


def _is_safe(address: object) -> bool:
    if not isinstance(address, str):
        return False
    parts = urlsplit(address)
    is_near = address.startswith(NEAR) and not settings.PRODUCTION
    return parts.scheme == "https" or is_near


def claims_of(door: Door, token: str, *, nonce: str | None) -> dict[str, Any]:
    """Return what a token of the door's issuer claims, after every check."""
    _algorithm, name = idtoken.key_of(token)
    address = facts_of(door)["jwks_uri"]
    keys = fetched(address).get("keys", [])
    if name and name not in [each.get("kid") for each in keys]:
        # The issuer may have changed its keys within the hour.
        keys = fetched(address, within=AGAIN_SECONDS).get("keys", [])
    return idtoken.verified(token, keys=keys, issuer=door.issuer, client=door.client, nonce=nonce)


class Provider(OpenIDConnectProvider):  # type: ignore[misc]
    """The door as allauth knows it. PKCE always."""

    pkce_enabled_default = True

    def __init__(self, request: HttpRequest, door: Door) -> None:
        app = SocialApp(
            provider=self.id,
            provider_id=door.code,
            name=door.code,
            client_id=door.client,
            secret=door.secret,
            settings={"server_url": door.issuer, "scope": door.scope.split()},
        )
        super().__init__(request, app=app)
        self.door = door

    def get_oauth2_adapter(self, request: HttpRequest) -> "Guard":
        return Guard(request, self.door)


class Proven(Exception):  # noqa: N818 -- it is an answer, not a fault
    """The way out of allauth's view with what was proved, before it would make an account."""

    def __init__(self, proof: Proof) -> None:
        super().__init__(proof.door.code)
        self.proof = proof


class Guard(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]
    """Speaks with the issuer of one door."""

    def __init__(self, request: HttpRequest, door: Door) -> None:
        super().__init__(request, door.code)
        self.door = door
        self.state: dict[str, Any] = {}

    def get_provider(self) -> Provider:
        return Provider(self.request, self.door)

    @property
    def openid_config(self) -> dict[str, Any]:
        return facts_of(self.door)

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:
        del app
        return addresses.full("door-return", self.door.code, request=request)

    def complete_login(
        self, request: HttpRequest, app: SocialApp, token: object, **kwargs: Any
    ) -> None:
        """Believe the ID token or nobody; the access token is thrown away."""
        del request, app, token
        told = kwargs["response"].get("id_token")
        if not isinstance(told, str) or not self.state.get("nonce"):
            raise NotIn("broken")
        claims = claims_of(self.door, told, nonce=self.state["nonce"])
        idtoken.ask_surety(self.door, claims)
        subject = idtoken.first(claims, self.door.subject)
        if not subject:
            raise NotIn("broken")
        proof = secrets.proof_of(
            door=self.door,
            issuer=claims["iss"],
            subject=subject,
            token_id=self.state["nonce"],
            identity_code=idtoken.first(claims, [self.door.identity_code]),
            session=idtoken.first(claims, ["sid"]),
        )
        raise Proven(proof)


class Callback(OAuth2CallbackView):  # type: ignore[misc]
    """allauth's way back, which tells the guard what was asked for."""

    adapter: Guard

    def _get_state(
        self, request: HttpRequest, provider: Provider
    ) -> tuple[dict[str, Any] | None, HttpResponse | None]:
        state, answer = super()._get_state(request, provider)
        self.adapter.state = state or {}
        _ask_who_answers(request, self.adapter.door)
        return state, answer


def _ask_who_answers(request: HttpRequest, door: Door) -> None:
    """Refuse an answer of another issuer to what was asked from this one (RFC 9207)."""
    told = request.GET.get("iss")
    is_told_always = facts_of(door).get("authorization_response_iss_parameter_supported")
    if told != door.issuer and (told is not None or is_told_always):
        raise NotIn("broken")


def begin(request: HttpRequest, door: Door, errand: dict[str, Any]) -> HttpResponse:
    """Lead the browser to the issuer; what it comes for waits in the session, ten minutes."""
    nonce = new_token()
    asked = {"nonce": nonce, "ui_locales": (get_language() or "fi")[:2]}
    if door.acr:
        asked["acr_values"] = " ".join(door.acr)
    kept = {**errand, "nonce": nonce}
    answer: HttpResponse = Provider(request, door).redirect(
        request, "login", auth_params=asked, **kept
    )
    return answer


def finish(request: HttpRequest, door: Door) -> tuple[Proof, dict[str, Any]]:
    """Return what the issuer proved, and what the browser came for. Raises NotIn."""
    guard = Guard(request, door)
    try:
        Callback.adapter_view(guard)(request)
    except Proven as proven:
        return proven.proof, guard.state
    except NotIn as closed:
        raise NotIn(closed.code, next_page=guard.state.get("next_page", "")) from None
    raise NotIn("broken")


def way_out(request: HttpRequest, door: Door) -> str:
    """Return where the issuer's own session is ended, or nothing if it tells no such place."""
    place = facts_of(door).get("end_session_endpoint", "")
    back = addresses.full("sign-in", request=request)
    asked = {"client_id": door.client, "post_logout_redirect_uri": back}
    return f"{place}?{urlencode(asked)}" if _is_safe(place) else ""


def ended_session(door: Door, token: str) -> str:
    """Return the hash of the session that the issuer says is over (back-channel logout)."""
    claims = claims_of(door, token, nonce=None)
    events = claims.get("events", {})
    sid = idtoken.first(claims, ["sid"])
    if LOGOUT not in events or not sid:
        raise NotIn("broken")
    return secrets.outer_hash("session", door.issuer, sid)


LOGOUT = "http://schemas.openid.net/event/backchannel-logout"

"""How somebody comes in and goes out. Every way in ends in `_begin`, so all are equally strong.

allauth checks passwords and second factors; this is its adapter. `sign_in` is for all other
ways: a met device, its key, a light code, an invitation's link, a door of others, the demo area.
A GET signs nobody in, but for the return from a door that this very session went out by.
"""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode, urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import record_authentication
from allauth.account.internal.stagekit import clear_login
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.contrib.auth import login, logout, update_session_auth_hash
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from punos import live
from punos.people import (
    actions,
    addresses,
    known,
    limits,
    passwords,
    qr,
    queries,
    rules,
    session,
    wall,
)
from punos.people.actor import Actor, Level
from punos.people.http import Request
from punos.people.models import Device, Person
from punos.people.seal import seal, unseal
from punos.trace import actions as trace
from punos.trace.refusal import Refused

DEVICE_COOKIE = "__Host-device" if settings.PRODUCTION else "punos_device"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def sign_in(
    request: Request,
    person: Person,
    level: Level,
    *,
    device: Device | None = None,
    way: str = "invitation",
) -> None:
    """Open a session of the person at this level; a surer session of the same person stays.

    `way` is the code of the way in, for the trace.
    """
    if request.user == person and session.level_of(request) >= level:
        return
    _leave_old(request)
    login(request, person, backend=BACKEND)
    _begin(request, person, level, way=way, device=device)


def _leave_old(request: Request) -> None:
    """Leave whatever this browser was before: a new session key, and nothing carried over."""
    if request.session.session_key:
        live.look_again(f"session:{request.session.session_key}")
    clear_login(request)
    request.session.flush()


def _begin(
    request: Request, person: Person, level: Level, *, way: str, device: Device | None = None
) -> None:
    session.begin(request, level, staff=queries.works_today(person))
    key = request.session.session_key or ""
    now = Actor(person, session.level_of(request), key)
    request.actor = now
    actions.note_sign_in(by=now, device=device, way=way, name=browser(request))


def renew(request: Request, *, way: str) -> None:
    """Give the session a new key: its rights rose, or its password changed (TRUST 7.2.4)."""
    old = request.actor
    if old.person is None:
        raise ValueError("Nobody is signed in.")
    old.person.refresh_from_db()
    actions.note_sign_out(by=old, why="renewed")
    update_session_auth_hash(request, old.person)
    _begin(request, old.person, Level.LIGHT, way=way)


def change_password(*, request: Request, current: str, password: str) -> Actor:
    """Change one's own password, held back where somebody guesses the old one; renew the session."""
    asker = request.actor
    spent = limits.spend((limits.OWN_PASSWORD, str(request.user.pk)))
    passwords.change_password(by=asker, current=current, password=password)
    spent.forgive()
    renew(request, way="password")
    return asker


def sign_out(request: Request, *, why: str = "wish") -> None:
    """Close the session, and what is open by it. The device stays known."""
    gone = request.actor
    if gone.person is not None:
        actions.note_sign_out(by=gone, why=why)
    clear_login(request)
    logout(request)
    request.actor = Actor(None)


def come_in(request: Request, met: actions.Met) -> HttpResponse:
    """Sign the client in on the device that was just met, and let the browser keep it.

    A phone that can make a key is asked to make one at once, beside the worker.
    """
    sign_in(request, met.device.person, Level.DEVICE, device=met.device, way="code")
    page = next_page(request)
    makes_keys = request.POST.get("makes_keys") == "1"
    response = HttpResponseRedirect(with_next("passkey-make", page) if makes_keys else page)
    keep_device(response, met)
    return response


def prove_again(*, request: Request, current: str) -> Actor:
    """Take the password once more, so that ways in may be changed; the session gets a new key."""
    asker = request.actor
    if not asker.who.has_usable_password():
        raise Refused(asker, "people.password", "")
    spent = limits.spend((limits.OWN_PASSWORD, str(asker.who.pk)))
    passwords.check_password(by=asker, current=current)
    spent.forgive()
    record_authentication(request, asker.who, method="password", reauthenticated=True)
    renew(request, way="again")
    return asker


def come_back(request: Request) -> HttpResponse:
    """Sign in on a device that was met earlier; one that is over leads to the sign-in page."""
    device = queries.device_of(device_token(request))
    if device is None:
        response = HttpResponseRedirect(with_next("sign-in", next_page(request)))
        forget_device(response)
        return response
    sign_in(request, device.person, Level.DEVICE, device=device, way="device")
    return HttpResponseRedirect(next_page(request))


def meet_by_digits(*, request: Request, digits: str) -> actions.Met:
    """Answer six digits, held back where somebody tries many (TRUST 6.3.1)."""
    wall.check(request)
    if not request.session.session_key:
        request.session.create()
    spent = limits.spend(
        (limits.DIGITS, request.session.session_key or ""),
        (limits.DIGITS_PLACE, limits.place_of(request)),
    )
    met = actions.spend_digits(**_asker(request), digits=digits)
    # What was right holds nobody back: many phones are met behind one address.
    spent.forgive()
    return met


def meet_by_link(*, request: Request, token: str) -> actions.Met:
    """Answer the link of a QR code."""
    wall.check(request)
    return actions.spend_link(**_asker(request), token=token)


def _asker(request: Request) -> dict[str, Any]:
    return {
        "by": request.actor,
        "device_name": browser(request),
        "replaces": device_token(request),
    }


def browser(request: HttpRequest) -> str:
    """Return the browser's name in words that its owner knows."""
    return rules.device_name(request.headers.get("User-Agent", ""))[:60]


def device_token(request: HttpRequest) -> str:
    """Return the secret of this browser as a met device, or nothing."""
    return request.COOKIES.get(DEVICE_COOKIE, "")


def keep_device(response: HttpResponse, met: actions.Met) -> None:
    """Let the browser keep the device's secret until it must be met again."""
    response.set_cookie(
        DEVICE_COOKIE,
        met.token,
        expires=met.device.until_at,
        httponly=True,
        samesite="Lax",
        secure=settings.PRODUCTION,
    )


def forget_device(response: HttpResponse) -> None:
    """Let the browser forget that it was a met device."""
    response.delete_cookie(DEVICE_COOKIE, samesite="Lax")


def next_page(request: HttpRequest, otherwise: str = "home") -> str:
    """Return the page the person wanted, if it is ours; else the other one."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    return wanted if _is_ours(request, wanted) else reverse(otherwise)


def way_back(request: HttpRequest) -> str:
    """Return the page to come back to: this one, or the one from which something was sent."""
    asked = request.get_full_path()
    if request.method == "GET" and not request.headers.get("HX-Request"):
        return asked
    shown = urlsplit(request.headers.get("Referer", ""))
    page = f"{shown.path}?{shown.query}" if shown.query else shown.path
    return page if shown.netloc == request.get_host() and _is_ours(request, page) else ""


def _is_ours(request: HttpRequest, address: str) -> bool:
    return address.startswith("/") and url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )


def with_next(name: str, page: str) -> str:
    """Return the address of the named page, knowing where to go on from there."""
    return f"{reverse(name)}?{urlencode({'next': page})}" if page else reverse(name)


def secret_page(response: HttpResponse) -> HttpResponse:
    """Let no page hear of an address that opens something (fault 29).

    Not "no-referrer": with that a browser says nothing of where a form comes from either.
    """
    response.headers["Referrer-Policy"] = "strict-origin"
    return response


def leave_nothing(response: HttpResponse) -> HttpResponse:
    """Let the browser empty its storage: who sits there next finds no draft (TRUST.md 14.3.1)."""
    response.headers["Clear-Site-Data"] = '"storage"'
    return response


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    """What allauth asks of us: our sentences, our pages, our rules."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _("Sähköposti tai salasana ei täsmää. Tarkista molemmat."),
        "incorrect_password": _("Salasana ei täsmää. Kirjoita se uudelleen."),
        "incorrect_code": _("Koodi ei täsmää. Katso sovelluksesta uusi koodi."),
        "too_many_login_attempts": _(
            "Liian monta yritystä. Yritä uudelleen viiden minuutin päästä."
        ),
        "rate_limited": _("Liian monta yritystä. Odota hetki ja yritä sitten."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        del request
        return False

    def authenticate(self, request: Request, **credentials: Any) -> Person | None:
        """Give the same answer for a wrong password, an unknown and a closed account."""
        person: Person | None = super().authenticate(request, **credentials)
        if person is None or not person.is_active:
            return None
        self.spent.forgive()
        return person

    def pre_authenticate(self, request: Request, **credentials: Any) -> None:
        """Hold back who tries many; a browser that is known has a count of its own (fault 30)."""
        self.spent = limits.spend(*known.counts(request, credentials.get("email", "")))

    def authentication_failed(self, request: Request, **credentials: Any) -> None:
        del credentials
        trace.record(request.actor, "people.sign_in.refused", None, None, way="password")

    def is_reauthentication_required(self, *, app: str, **facts: Any) -> bool:
        """Ask for no second password in allauth's way; our pages do (`views.keys.known_just_now`)."""
        del app, facts
        return False

    def login(self, request: Request, user: Person) -> None:
        records = dict(request.session.items())
        request.session.flush()
        request.session.update({key: records[key] for key in _ALLAUTH if key in records})
        login(request, user, backend=BACKEND)
        _begin(request, user, Level.LIGHT, way="password")

    def get_login_redirect_url(self, request: Request) -> str:
        return next_page(request)

    def is_safe_url(self, url: str) -> bool:
        return _is_ours(self.request, url)

    def post_login(self, request: Request, user: Person, **facts: Any) -> HttpResponse:
        address = facts.get("redirect_url") or self.get_login_redirect_url(request)
        if session.lacks_second_factor(request):
            address = with_next("second-factor", address)
        response = HttpResponseRedirect(address)
        known.keep(request, response, user.email or "")
        return response

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Say nothing in allauth's words; pages of ours say what happened."""


_ALLAUTH: Iterable[str] = ("account_authentication_methods", "account_authentication_methods_user")


class SecondFactor(DefaultMFAAdapter):  # type: ignore[misc]
    """What allauth asks of us about the second factor."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("Koodi ei täsmää. Katso sovelluksesta uusi koodi."),
    }

    def build_totp_svg(self, url: str) -> str:
        return qr.picture(url)

    def encrypt(self, text: str) -> str:
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(encrypted_text)

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {"id": addresses.host(context.request), "name": "Punos"}

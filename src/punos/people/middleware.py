"""Gives each request its actor and its language, and ends sessions that have lasted long enough."""

from collections.abc import Callable
from dataclasses import replace

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.middleware import LoginRequiredMiddleware, get_user
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from punos import clock
from punos.people import doors, session
from punos.people.actor import Actor, Level
from punos.people.http import note_slipped_in
from punos.people.models import Person

Handler = Callable[[HttpRequest], HttpResponse]
# What a password alone opens to somebody at work, by the names of the addresses.
ENROLLING = frozenset(
    {"second-factor", "key-add", "prove-again", "sign-out", "set-language", "keep-alive"}
)
# What a light sign-in does not open though it is one's own: who reads a mailbox must change no
# way in and no way of being reached (LAW.md 3.1: times and places, nothing else).
NOT_LIGHTLY = frozenset(
    {
        "settings",
        "reach-add",
        "reach-remove",
        "devices",
        "device-end",
        "sign-in-end",
        "sign-out-everywhere",
        "passkey-make",
    }
)
TOO_LIGHT = _("Tähän tarvitset puhelimen, jonka työntekijä on ottanut käyttöön.")
FAREWELLS = {
    "idle": _("Kirjasimme sinut ulos, koska sivu oli pitkään hiljaa. Jatkat samasta kohdasta."),
    "over": _("Kirjasimme sinut ulos, koska edellisestä kirjautumisesta on kauan."),
    "unfinished": _("Kirjasimme sinut ulos, koska toista vaihetta ei otettu käyttöön ajoissa."),
}


def actor(get_response: Handler) -> Handler:
    """Set `request.actor`: everything that is asked or done names it first."""

    def middleware(request: HttpRequest) -> HttpResponse:
        # The person itself: Django's lazy one costs at every look, and a page looks hundreds of times.
        user = get_user(request)
        request.actor = Actor(  # type: ignore[attr-defined]
            user if isinstance(user, Person) else None,
            session.level_of(request),
            request.session.session_key or "",
        )
        return get_response(request)

    return middleware


def remember(get_response: Handler) -> Handler:
    """Let a page that changes nothing ask once what its actor holds.

    Only pages pass here: a stream stays open for hours and must ask anew each time.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.method in ("GET", "HEAD"):
            request.actor = replace(request.actor, memory={})  # type: ignore[attr-defined]
        return get_response(request)

    return middleware


def language(get_response: Handler) -> Handler:
    """Speak the person's language; a visitor's is the one chosen in this browser, else Finnish."""

    def middleware(request: HttpRequest) -> HttpResponse:
        chosen = request.user.language if request.user.is_authenticated else None
        chosen = chosen or request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
        known = dict(settings.LANGUAGES)
        with translation.override(chosen if chosen in known else settings.LANGUAGE_CODE):
            request.LANGUAGE_CODE = translation.get_language() or settings.LANGUAGE_CODE
            response = get_response(request)
            response.headers.setdefault("Content-Language", request.LANGUAGE_CODE)
            return response

    return middleware


def idle_sign_out(get_response: Handler) -> Handler:
    """Sign a professional out after idle minutes, and everybody after half a day.

    Drafts stay, as they are on the server, and the next sign-in comes back to this page.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            now = clock.now()
            if why := session.why_over(request, now):
                doors.sign_out(request, why=why)  # type: ignore[arg-type]
                messages.info(request, FAREWELLS[why])
            else:
                session.touch(request, now)
        return get_response(request)

    return middleware


class SignInFirst(LoginRequiredMiddleware):
    """Deny by default: a page that is not marked public asks to sign in, and then comes back."""

    def process_view(
        self,
        request: HttpRequest,
        view_func: Callable[..., HttpResponseBase],
        view_args: tuple[object, ...],
        view_kwargs: dict[str, object],
    ) -> HttpResponseBase | None:
        name = request.resolver_match.url_name if request.resolver_match else ""
        request.actor = replace(request.actor, page=name or "")  # type: ignore[attr-defined]
        note_slipped_in(request)
        refused = super().process_view(request, view_func, view_args, view_kwargs)
        is_public = not getattr(view_func, "login_required", True)
        if refused or is_public:
            return refused
        if session.lacks_second_factor(request):
            if name in ENROLLING:
                return None
            return redirect(doors.with_next("second-factor", doors.way_back(request)))
        if name in NOT_LIGHTLY and session.level_of(request) <= Level.LIGHT:
            messages.info(request, TOO_LIGHT)
            return redirect("home")
        return None

    def handle_no_permission(  # type: ignore[override]
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase]
    ) -> HttpResponseBase:
        address = doors.with_next("sign-in", doors.way_back(request))
        if request.headers.get("HX-Request"):
            # A fragment must not be filled with the sign-in page: the whole page goes there.
            return HttpResponse(status=204, headers={"HX-Redirect": address})
        return redirect(address)

"""What every answer goes through: no cache keeps it, a rule's no is shown, a full disk is told."""

from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed
from django.shortcuts import render
from django.utils.deprecation import MiddlewareMixin
from django.utils.translation import gettext as _

from punos.people import space
from punos.web import errors

Handler = Callable[[HttpRequest], HttpResponse]


def keep_private(get_response: Handler) -> Handler:
    """Mark every page `no-store`: after sign-out the back button shows nothing (TRUST.md 14.3)."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    return middleware


class SayNo(MiddlewareMixin):
    """A rule said no to a button that has no form of its own: say its sentence, and the way back."""

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, ValidationError):
            return None
        status = 429 if getattr(exception, "code", "") == "rate" else 422
        return render(request, "no.html", {"sentences": exception.messages}, status=status)

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """An address that is only sent to, opened like a page, is answered by a page too."""
        if not isinstance(response, HttpResponseNotAllowed):
            return response
        sentences = [_("Tätä osoitetta ei voi avata sivuna.")]
        page = render(request, "no.html", {"sentences": sentences}, status=405)
        page.headers["Allow"] = response.headers["Allow"]
        return page


# What is let through on a full disk: coming in, going out and taking back take little room.
TAKE_BACK = frozenset(
    {
        "consent-withdraw",
        "consent-decline",
        "seat-leave",
        "recuse",
        "left-out",
        "protection",
        "meeting-strike",
    }
)
LIGHT_ROOMS = ("punos.people.", "punos.demo.")


class KeepRoom(MiddlewareMixin):
    """Refuse new texts while the disk is nearly full, so that nobody is locked out by them."""

    def process_view(
        self,
        request: HttpRequest,
        view_func: Callable[..., HttpResponseBase],
        view_args: tuple[object, ...],
        view_kwargs: dict[str, object],
    ) -> HttpResponse | None:
        if request.method in ("GET", "HEAD", "OPTIONS") or _is_light(request, view_func):
            return None
        return errors.unsaved(request) if space.is_short() else None


def _is_light(request: HttpRequest, view_func: Callable[..., HttpResponseBase]) -> bool:
    match = request.resolver_match
    is_back = match is not None and match.url_name in TAKE_BACK
    return is_back or view_func.__module__.startswith(LIGHT_ROOMS)

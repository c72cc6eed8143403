"""Keeps pages about people out of every cache, and shows a rule's no where no form shows it."""

from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.deprecation import MiddlewareMixin

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
        return render(request, "no.html", {"sentences": exception.messages}, status=422)

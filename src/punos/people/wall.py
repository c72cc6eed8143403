"""Keeps a worker's own browser from becoming a client's phone.

Whoever leads a work makes the six digits; answering them is the client's alone. A browser that
has shown digits is marked and answers none, also after a sign-out. It never becomes a way in:
the mark opens nothing and names nobody. An invitation's link meets the same wall.
"""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.utils.translation import gettext as _

from punos.people.http import Request
from punos.people.models import Person
from punos.trace import actions as trace

COOKIE = "__Host-shows" if settings.PRODUCTION else "punos_shows"
# As long as a device that was met lasts.
LASTS = 365 * 24 * 60 * 60


def mark(response: HttpResponse) -> HttpResponse:
    """Mark the browser to which digits or a guardian's link are shown: it is the worker's."""
    response.set_cookie(
        COOKIE, "1", max_age=LASTS, httponly=True, samesite="Lax", secure=settings.PRODUCTION
    )
    return response


def check(request: Request) -> None:
    """Refuse digits and links in a browser that has shown some itself."""
    if COOKIE not in request.COOKIES:
        return
    trace.record(request.actor, "people.code.refused", None, None, way="shown_here")
    raise ValidationError(
        _("Tällä laitteella on näytetty numeroita. Avaa sivu asiakkaan omalla puhelimella."),
        code="shown_here",
    )


def reason(request: Request, person: Person) -> str:
    """Return the code of why this browser may not answer for the person, or nothing."""
    if COOKIE in request.COOKIES:
        return "shown_here"
    here = request.actor.person
    return "another_is_in" if here is not None and here != person else ""


def stands(request: Request, person: Person) -> bool:
    """Return whether an answer for the person is refused here; that leaves a row."""
    if way := reason(request, person):
        trace.record(request.actor, "people.code.refused", None, None, way=way)
    return bool(way)

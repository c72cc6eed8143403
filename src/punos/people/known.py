"""Browsers in which somebody has signed in by a password before, known by a signed cookie.

The cookie opens nothing. It only gives that browser and that account a count of their own, so
that a stranger who fills the counts of an account or an address locks nobody out (fault 30).
"""

import hashlib
import hmac

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from punos.people import limits

COOKIE = "__Host-known" if settings.PRODUCTION else "punos_known"
SALT = "punos.known"
# A shared machine of a team; the newest are kept.
MOST = 8
LASTS = 365 * 24 * 3600


def counts(request: HttpRequest, email: str) -> tuple[tuple[limits.Limit, str], ...]:
    """Return what a try for this account from this browser is counted in."""
    account = _mark(email)
    if account in _marks(request):
        return ((limits.BROWSER, f"{request.COOKIES[COOKIE]} {account}"),)
    return ((limits.ACCOUNT, account), (limits.PLACE, limits.place_of(request)))


def keep(request: HttpRequest, response: HttpResponse, email: str) -> None:
    """Let the browser be known from now on as one in which this account has signed in."""
    account = _mark(email)
    marks = [account, *(each for each in _marks(request) if each != account)][:MOST]
    response.set_cookie(
        COOKIE,
        signing.dumps(marks, salt=SALT),
        max_age=LASTS,
        httponly=True,
        samesite="Lax",
        secure=settings.PRODUCTION,
    )


def _marks(request: HttpRequest) -> list[str]:
    try:
        marks: list[str] = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=LASTS)
    except signing.BadSignature:
        return []
    return marks


def _mark(email: str) -> str:
    """Return a keyed mark of the account; the cookie tells nobody whose it is."""
    key = f"known browser:{settings.SECRET_KEY}".encode()
    return hmac.new(key, email.strip().lower().encode(), hashlib.sha256).hexdigest()[:32]

"""Our own whole addresses: for letters, keys, and the guards of other doors."""

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse


def base(request: HttpRequest | None = None) -> str:
    """Return where we answer, without the closing slash: as the site has set it, if it has.

    Whoever asks claims a host; what leaves without a request never repeats it (fault 29).
    """
    if settings.BASE_URL:
        return str(settings.BASE_URL).rstrip("/")
    if request is None:
        return f"http://localhost:{settings.PORT}"
    return f"{request.scheme}://{request.get_host()}"


def host(request: HttpRequest) -> str:
    """Return the name that keys are made for."""
    return urlsplit(base(request)).hostname or ""


def full(name: str, *parts: str, request: HttpRequest | None = None) -> str:
    """Return the whole address of a page."""
    return base(request) + reverse(name, args=parts)

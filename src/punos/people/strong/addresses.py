"""Addresses as a door's guard must know them: whole, and the same whoever asks."""

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from punos.people.strong.door import Door


def base(request: HttpRequest) -> str:
    """Return the service's own address; outside production the one that was asked."""
    return settings.BASE_URL.rstrip("/") or request.build_absolute_uri("/").rstrip("/")


def full(request: HttpRequest, name: str, door: Door | None = None) -> str:
    """Return the whole address of a page of the door, or of the named page."""
    return base(request) + reverse(name, args=[door.code] if door else [])

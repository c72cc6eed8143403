"""What a session knows of its person: how surely, since when, at work or not."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from django.conf import settings
from django.http import HttpRequest

from punos import clock
from punos.people import queries, rules
from punos.people.actor import Level

LEVEL, BEGAN, SEEN, STAFF = "punos_level", "punos_began", "punos_seen", "punos_staff"
# What `over_at` looks at.
TIMES = (BEGAN, SEEN, STAFF)
# By which door of others the session came, and what ends the session there.
OUTER = "punos_outer"


def begin(request: HttpRequest, level: Level, *, staff: bool) -> None:
    """Note in the fresh session how surely its person is known, and since when."""
    now = clock.now().timestamp()
    request.session.update({LEVEL: int(level), BEGAN: now, SEEN: now, STAFF: staff})


def level_of(request: HttpRequest) -> Level:
    """Return how surely this session knows its person.

    A password alone is light; with a second factor it is strong.
    """
    if not request.user.is_authenticated:
        return Level.NONE
    if "mfa" in methods(request):
        return Level.STRONG
    return Level(request.session.get(LEVEL, Level.LIGHT))


def methods(request: HttpRequest) -> set[str]:
    """Return by which means the person of this session was recognised: password, mfa."""
    if not request.user.is_authenticated:
        return set()
    return {each["method"] for each in get_authentication_records(request, request.user)}


def lacks_second_factor(request: HttpRequest) -> bool:
    """Return whether somebody at work came by a password alone: then only enrolling is open."""
    known_by = methods(request)
    if "password" not in known_by or "mfa" in known_by:
        return False
    return queries.works_today(request.user)  # type: ignore[arg-type]


def is_fresh(request: HttpRequest) -> bool:
    """Return whether the person was known just now, by whatever proof; needed to change ways in."""
    records = get_authentication_records(request, request.user)
    by_door = request.session.get(BEGAN, 0.0) if OUTER in request.session else 0.0
    newest = max((each["at"] for each in records), default=by_door)
    return bool(clock.now().timestamp() - newest < rules.FRESH.total_seconds())


def why_over(request: HttpRequest, now: datetime) -> str:
    """Return why this session has lasted long enough: idle, over or unfinished; else nothing."""
    kept = request.session
    age = now.timestamp() - kept.get(BEGAN, now.timestamp())
    idle = now.timestamp() - kept.get(SEEN, now.timestamp())
    if kept.get(STAFF) and idle > settings.IDLE_MINUTES * 60:
        return "idle"
    if age > rules.SESSION_LASTS.total_seconds():
        return "over"
    late = age > rules.ENROL_WITHIN.total_seconds()
    return "unfinished" if late and lacks_second_factor(request) else ""


def over_at(kept: Mapping[str, Any]) -> datetime:
    """Return when a session with these values is over by time alone: as `why_over` has it."""
    now = clock.now().timestamp()
    ends = [kept.get(BEGAN, now) + rules.SESSION_LASTS.total_seconds()]
    if kept.get(STAFF):
        ends.append(kept.get(SEEN, now) + settings.IDLE_MINUTES * 60)
    return datetime.fromtimestamp(min(ends), UTC)


def touch(request: HttpRequest, now: datetime) -> None:
    """Put the idle sign-out of a professional off; written once a minute at most."""
    if request.session.get(STAFF) and now.timestamp() - request.session.get(SEEN, 0) > 60:
        request.session[SEEN] = now.timestamp()

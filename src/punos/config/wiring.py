"""Joins rooms that may not know each other: gives `live` the functions of the rooms that speak.

A room that speaks has a module `live` with four functions (see `Room`). Here is only what is
the same for all of them: which address is whose, that a stream goes through the same doors as
a page, and that an ended session or a disabled person hears nothing.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from io import BytesIO
from typing import Any, Protocol, cast
from uuid import UUID

from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.contrib.sessions.models import Session
from django.core.exceptions import DisallowedHost
from django.core.handlers.asgi import ASGIRequest
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from punos import clock
from punos.live.contract import Hearing, Listener, Message, Scope, Wiring
from punos.meetings import live as meetings
from punos.people import session
from punos.people.actor import Actor
from punos.people.middleware import actor as know_the_asker
from punos.people.middleware import language as speak_the_language
from punos.people.models import Person
from punos.prepared import Text, prepared
from punos.trace.middleware import TraceRefusals
from punos.trace.refusal import Refused


class Room(Protocol):
    """What a room's module `live` has. The audience is a word of the room's own choice."""

    def admit(self, actor: Actor, subject_id: UUID) -> Hearing | None:
        """Return as whom the actor hears; None or Refused if not at all. Traces the opening."""

    def audience(self, actors: Collection[Actor], subject_id: UUID) -> Mapping[Actor, Hearing]:
        """Return the hearing of each who still hears, by one query."""

    def render(
        self, subject_id: UUID, message_id: str, audiences: Collection[str]
    ) -> Mapping[str, str]:
        """Return the HTML of one message for each of the audiences that gets it."""

    def since(self, subject_id: UUID, last_id: str, audience: str) -> Sequence[Message]:
        """Return what was said after that id, oldest first; all that is open if it is ""."""


# The first word of an address under /virta/ → the noun of the channel and the room that speaks.
ROOMS: dict[str, tuple[str, Room]] = {"tapaaminen": ("meeting", meetings)}


# The same that Person.get_session_auth_hash is made of.
SIGNS = ("password", "sign_in_epoch")


def build_wiring() -> Wiring:
    """Return what `live` asks from the rooms."""
    return Wiring(_channel, _admit, _audience, _render, _since, clock.now)


def _channel(path: str) -> str | None:
    word, _, rest = path.partition("/")
    try:
        subject_id = UUID(rest.removesuffix("/"))
    except ValueError:
        return None
    if word not in ROOMS or rest != f"{subject_id}/":
        return None
    return f"{ROOMS[word][0]}:{subject_id}"


def _room(channel: str) -> tuple[Room, UUID]:
    noun, _, subject_id = channel.partition(":")
    return next(room for known, room in ROOMS.values() if known == noun), UUID(subject_id)


def _admit(scope: Scope, channel: str) -> tuple[Listener, Hearing] | None:
    """Ask through the same doors as a page: session, person, actor, language.

    A page that comes back by itself is not a person at work: it puts no idle sign-out off.
    """
    room, subject_id = _room(channel)
    admitted: list[tuple[Listener, Hearing]] = []

    def ask(request: HttpRequest) -> HttpResponse:
        actor: Actor = request.actor  # type: ignore[attr-defined]
        over_at = session.over_at(request.session)
        is_in = actor.person and over_at > clock.now()
        try:
            hearing = room.admit(actor, subject_id) if is_in else None
        except Refused as refusal:
            TraceRefusals(ask).process_exception(request, refusal)
            hearing = None
        if hearing and actor.person:
            listener = Listener(str(actor.person.pk), actor.session, actor)
            admitted.append((listener, replace(hearing, over_at=over_at)))
        return HttpResponse()

    doors = SessionMiddleware(AuthenticationMiddleware(know_the_asker(speak_the_language(ask))))
    request = ASGIRequest(dict(scope), BytesIO())
    try:
        request.get_host()
    except DisallowedHost:
        return None
    doors(request)
    return admitted[0] if admitted else None


def _audience(channel: str, listeners: Collection[Listener]) -> Mapping[Listener, Hearing]:
    room, subject_id = _room(channel)
    alive = _still_signed_in(listeners)
    hearings = room.audience({_actor(each) for each in alive}, subject_id)
    return {
        each: replace(hearings[_actor(each)], over_at=over_at)
        for each, over_at in alive.items()
        if _actor(each) in hearings
    }


def _still_signed_in(listeners: Collection[Listener]) -> dict[Listener, datetime]:
    """Return when each sign-in is over by time; who signed out or is disabled is left out."""
    rows = _living({Text(each.session) for each in listeners}, clock.now())
    sessions = {key: session.over_at(_times(data)) for key, data in rows}
    people = {
        str(key): tuple(signs)
        for key, *signs in _active({_actor(each).who.pk for each in listeners})
    }
    return {
        each: sessions[each.session]
        for each in listeners
        if each.session in sessions and people.get(each.person) == _signs(_actor(each).person)
    }


@prepared
def _living(keys: Collection[Text], at: datetime) -> QuerySet[Session, Any]:
    found = Session.objects.filter(session_key__in=keys, expire_date__gt=at)
    return found.values_list("session_key", "session_data")


@prepared
def _active(people: Collection[UUID]) -> QuerySet[Person, Any]:
    return Person.objects.filter(pk__in=people, is_active=True).values_list("pk", *SIGNS)


@lru_cache(maxsize=4096)
def _times(data: str) -> Mapping[str, Any]:
    """Return since when a session lasts, read out of its row: most rows are as they were before."""
    kept = Session(session_data=data).get_decoded()
    return {name: kept[name] for name in session.TIMES if name in kept}


def _signs(person: Person | None) -> tuple[object, ...]:
    """Return what every session of the person hangs on; when it changes, they all are over."""
    return tuple(getattr(person, name) for name in SIGNS)


def _actor(listener: Listener) -> Actor:
    return cast("Actor", listener.asker)


def _render(channel: str, message_id: str, audiences: Collection[str]) -> Mapping[str, str]:
    room, subject_id = _room(channel)
    return room.render(subject_id, message_id, audiences)


def _since(channel: str, last_id: str, audience: str) -> Sequence[Message]:
    room, subject_id = _room(channel)
    return room.since(subject_id, last_id, audience)

"""Reads of the room: who works now, own settings, own devices and open sessions."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db.models import Q, QuerySet
from django.utils import formats, translation

from punos import clock
from punos.people.actor import Actor
from punos.people.models import Device, Employment, Person, Reach, SignIn
from punos.people.tokens import token_hash
from punos.prepared import prepared


@dataclass(frozen=True, slots=True)
class DeviceLine:
    """A device in the list of its owner."""

    id: UUID
    name: str
    met_by: str
    met_on: str
    until_on: str
    is_this: bool

    @property
    def card_id(self) -> str:
        return f"laite-{self.id}"


@dataclass(frozen=True, slots=True)
class SignInLine:
    """An open session in the list of its owner."""

    ref: UUID
    name: str
    began: str
    is_this: bool

    @property
    def card_id(self) -> str:
        return f"istunto-{self.ref}"


@dataclass(frozen=True, slots=True)
class SettingsPage:
    """What the page of own settings shows."""

    person: Person
    reaches: list[Reach]
    has_password: bool

    @property
    def has_doors(self) -> bool:
        """Whether there are doors of others to be joined."""
        return bool(settings.STRONG_DOORS)

    @property
    def initial(self) -> dict[str, str]:
        """What the form of settings begins with."""
        names = ("language", "colour_scheme", "first_name_genitive")
        return {name: getattr(self.person, name) for name in names}


def works_today(person: Person) -> bool:
    """Return whether the person has an employment today: then a password alone is too little."""
    return bool(_jobs(person.pk, clock.today()))


@prepared
def _jobs(person: UUID, day: date) -> QuerySet[Employment, Any]:
    return Employment.objects.on(day).filter(person=person).values_list("pk")[:1]


def valid_devices() -> QuerySet[Device]:
    """Return the devices by which somebody can sign in now."""
    now = clock.now()
    return Device.objects.filter(
        Q(ended_at__isnull=True) | Q(ended_at__gt=now), until_at__gt=now, person__is_active=True
    )


def device_of(token: str) -> Device | None:
    """Return the living device with this cookie, if there is one."""
    if not token:
        return None
    return valid_devices().select_related("person").filter(token_hash=token_hash(token)).first()


def devices(actor: Actor, token: str = "") -> list[DeviceLine]:
    """Return the actor's own living devices, newest first; the one that asks is marked."""
    mine = valid_devices().filter(person=actor.person).select_related("met_by")
    this = token_hash(token) if token else ""
    return [
        DeviceLine(
            each.pk,
            each.name,
            each.met_by.full_name,
            day_words(each.met_at),
            day_words(each.until_at),
            each.token_hash == this,
        )
        for each in mine.order_by("-met_at")
    ]


def sign_ins(actor: Actor) -> list[SignInLine]:
    """Return the actor's own open sessions, newest first; the one that asks is marked."""
    living = Session.objects.filter(expire_date__gt=clock.now()).values("session_key")
    mine = SignIn.objects.filter(person=actor.person, session_key__in=living)
    return [
        SignInLine(
            each.ref,
            each.name,
            f"{day_words(each.at)} {time_words(each.at)}",
            each.session_key == actor.session,
        )
        for each in mine.order_by("-at")
    ]


def settings_page(actor: Actor) -> SettingsPage:
    """Return the actor's own settings."""
    person = actor.person
    if person is None:
        raise ValueError("Settings belong to somebody.")
    reaches = Reach.objects.filter(person=person).order_by("kind", "pk")
    return SettingsPage(person, list(reaches), person.has_usable_password())


def day_words(instant: datetime) -> str:
    """Return the Helsinki day as 24.11.2026, in the order of the page's language."""
    day = clock.day_of(instant)
    if (translation.get_language() or "fi")[:2] in {"fi", "sv"}:
        return f"{day.day}.{day.month}.{day.year}"
    return formats.date_format(day, "j F Y")


def time_words(instant: datetime) -> str:
    """Return the Helsinki time as 14.40, or 14:40 in English."""
    local = instant.astimezone(clock.HELSINKI)
    colon = ":" if (translation.get_language() or "fi").startswith("en") else "."
    return f"{local.hour}{colon}{local.minute:02}"

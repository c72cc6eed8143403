"""Ends again, in a restored database, what ended after the backup: devices, identities, sessions.

Who was shut out since stays out, and who was let in again stays in.

No session outlives a restore: somebody may have signed out everywhere since the backup.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any

from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import QuerySet

from punos import clock
from punos.people.actor import SYSTEM
from punos.people.models import Device, Identity, Person, SignIn
from punos.trace import actions as trace

DISABLED, ENABLED = "disabled", "enabled"
ENDED: dict[str, Callable[[], QuerySet[Any]]] = {
    "device": Device.objects.all,
    "identity": Identity.objects.all,
}


@transaction.atomic
def apply(line: dict[str, Any]) -> bool:
    """Apply one line of the journal; return whether it changed anything."""
    kind = line["kind"]
    if kind in (DISABLED, ENABLED):
        return _let_in(line["person"], is_active=kind == ENABLED)
    if kind not in ENDED:
        return False
    row = ENDED[kind]().filter(pk=line[kind], ended_at=None).first()
    if row is None:
        return False
    row.ended_at = datetime.fromisoformat(line["at"])
    row.save(update_fields=["ended_at"])
    trace.record(SYSTEM, f"people.{kind}.ended", None, row, replayed=True)
    return True


def _let_in(key: str, *, is_active: bool) -> bool:
    person = Person.objects.filter(pk=key, is_active=not is_active).first()
    if person is None:
        return False
    person.is_active = is_active
    person.save(update_fields=["is_active"])
    event = "people.person.enabled" if is_active else "people.person.disabled"
    trace.record(SYSTEM, event, None, person, replayed=True)
    return True


def standing(lines: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Leave out of lines, oldest first, what a later one of the same person has undone."""
    lines = list(lines)
    kinds = (DISABLED, ENABLED)
    last = {line["person"]: id(line) for line in lines if line["kind"] in kinds}
    return [line for line in lines if line["kind"] not in kinds or last[line["person"]] == id(line)]


@transaction.atomic
def end_all_sessions() -> None:
    """Let everybody sign in again."""
    Session.objects.all().delete()
    SignIn.objects.all().delete()


def lines_of_database() -> Iterator[dict[str, str]]:
    """Yield what the journal must hold of this room, as the database tells it."""
    for device in Device.objects.exclude(ended_at=None).order_by("ended_at"):
        yield line_of_device(device)
    for identity in Identity.objects.exclude(ended_at=None).order_by("ended_at"):
        yield line_of_identity(identity)
    for person in Person.objects.filter(is_active=False).order_by("pk"):
        yield line_of_disabled(person)


def line_of_device(device: Device) -> dict[str, str]:
    """Return the journal's line of a device that was ended."""
    at = device.ended_at.isoformat() if device.ended_at else ""
    return {"kind": "device", "at": at, "device": str(device.pk)}


def line_of_identity(identity: Identity) -> dict[str, str]:
    """Return the journal's line of an identity that was parted."""
    at = identity.ended_at.isoformat() if identity.ended_at else ""
    return {"kind": "identity", "at": at, "identity": str(identity.pk)}


def line_of_disabled(person: Person) -> dict[str, str]:
    """Return the journal's line of a person who is shut out from now on."""
    return {"kind": DISABLED, "at": clock.now().isoformat(), "person": str(person.pk)}


def line_of_enabled(person: Person) -> dict[str, str]:
    """Return the journal's line of a person who is let in again."""
    return {"kind": ENABLED, "at": clock.now().isoformat(), "person": str(person.pk)}

"""Ends again, in a restored database, the devices that were ended after the backup; and sessions.

No session outlives a restore: somebody may have signed out everywhere since the backup.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.contrib.sessions.models import Session
from django.db import transaction

from punos.people.actor import SYSTEM
from punos.people.models import Device, SignIn
from punos.trace import actions as trace


@transaction.atomic
def apply(line: dict[str, Any]) -> bool:
    """Apply one line of the journal; return whether it changed anything."""
    if line["kind"] != "device":
        return False
    device = Device.objects.filter(pk=line["device"], ended_at=None).first()
    if device is None:
        return False
    device.ended_at = datetime.fromisoformat(line["at"])
    device.save(update_fields=["ended_at"])
    trace.record(SYSTEM, "people.device.ended", None, device, replayed=True)
    return True


@transaction.atomic
def end_all_sessions() -> None:
    """Let everybody sign in again."""
    Session.objects.all().delete()
    SignIn.objects.all().delete()


def lines_of_database() -> Iterator[dict[str, str]]:
    """Yield what the journal must hold of devices, as the database tells it."""
    for device in Device.objects.exclude(ended_at=None).order_by("ended_at"):
        yield line_of_device(device)


def line_of_device(device: Device) -> dict[str, str]:
    """Return the journal's line of a device that was ended."""
    at = device.ended_at.isoformat() if device.ended_at else ""
    return {"kind": "device", "at": at, "device": str(device.pk)}

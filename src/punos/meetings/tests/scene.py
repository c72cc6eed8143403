"""Meetings of the standing cast, made through the actions: called, agreed, opened, closed."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import time_machine

from punos import clock
from punos.access.models import Grant
from punos.meetings import actions
from punos.meetings.models import Entry, Meeting, Minutes
from punos.people.models import Person
from tests.world import World, a

# Everything that may be written in a field and must come back as text.
ODD_TEXTS = [
    "<script>alert(1)</script>",
    "<svg onload=alert(1)><b>lihava</b>",
    "</textarea><img src=x onerror=alert(1)>",
    "مرحبا بالعالم \u202eabc\u202c",
    "👩‍👩‍👧‍👦 e\u0301 ä̈ Z͑ͫ̓a̴l̵g̷o",
    "{{ 7|add:7 }} {% now 'Y' %} ${7*7} #let x = 1 \\u{41}",
    "\"quoted\" 'single' & &amp; – “kaarevat”",
    "ö" * 10_240,
]


@contextmanager
def moment(at: datetime) -> Iterator[None]:
    """Let it be that moment."""
    with time_machine.travel(at, tick=True):
        yield


def soon(hours: int = 1) -> datetime:
    return (clock.now() + timedelta(hours=hours)).replace(second=0, microsecond=0)


def call(world: World, **facts: Any) -> Meeting:
    """Let Leena call a meeting that begins within the hour."""
    said = {
        "topic": "Haluan, että arki helpottuu.",
        "begins_at": soon(),
        "place": "Ohjaamon olohuone",
    }
    return actions.call_meeting(by=a(world.leena), case_id=world.case.pk, **said | facts)


def where(meeting: Meeting) -> dict[str, Any]:
    return {"case_id": meeting.case_id, "meeting_id": meeting.pk}


def agree(world: World, meeting: Meeting) -> Meeting:
    """Choose Helmi and Kirsi; Aino says yes to both, and both say that they do not know her."""
    actions.choose_chair(by=a(world.leena), **where(meeting), person_id=world.helmi.pk)
    actions.choose_recorder(by=a(world.leena), **where(meeting), person_id=world.kirsi.pk)
    actions.answer_chair(by=a(world.aino), **where(meeting), is_yes=True)
    actions.answer_recorder(by=a(world.aino), **where(meeting), is_yes=True)
    actions.say_unknown(by=a(world.helmi), **where(meeting))
    actions.say_unknown(by=a(world.kirsi), **where(meeting))
    return Meeting.objects.get(pk=meeting.pk)


def present(*people: Person) -> list[actions.Mark]:
    return [actions.Mark(person.pk, "present") for person in people]


def opened(world: World, **facts: Any) -> Meeting:
    """Return an open meeting with Aino, Leena and Omar in the room and Veikko remote."""
    meeting = agree(world, call(world, **facts))
    roll = [
        *present(world.aino, world.leena, world.omar),
        actions.Mark(world.veikko.pk, "remote", "kissa"),
    ]
    actions.open_meeting(by=a(world.helmi), **where(meeting), roll=roll)
    return Meeting.objects.get(pk=meeting.pk)


def write(
    world: World, meeting: Meeting, text: str = "Kaupassa käynti onnistuu.", **facts: Any
) -> Entry:
    """Let Kirsi publish an entry."""
    said = {"field": "shared_view", "key": uuid4()}
    return actions.publish_entry(by=a(world.kirsi), **where(meeting), text=text, **said | facts)


def close(world: World, meeting: Meeting) -> Minutes:
    return actions.close_meeting(by=a(world.helmi), **where(meeting))


def grants_of(meeting: Meeting, person: Person) -> list[Grant]:
    """Return what the person holds for this meeting, ended ones too."""
    return list(Grant.objects.filter(occasion=meeting.pk, holder=person).order_by("from_at"))

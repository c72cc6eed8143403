"""S4.4 S4.5 · Every address is a locked door: nobody signs in first, a stranger finds nothing."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from punos import clock
from punos.access import actions as access
from punos.access.tests.acts import ask, officer, propose_guardian, seat_guardian
from punos.meetings import actions as meetings
from punos.meetings.models import Meeting
from punos.meetings.tests import scene
from punos.network import actions as network
from punos.notices.models import Notice
from punos.people import links
from punos.people.actor import Level
from punos.people.models import Device, Employment, Identity, Person, Reach, SignIn
from punos.plan import actions as plan
from punos.trace.models import AuditEvent
from tests.world import World, a, agree, employ, make_person, no_such_id, same_page, signed_in

# Whoever comes, signed in or not. A new public address is added here by hand, with a reason.
PUBLIC = {
    "sign-in": "the door itself",
    "account_login": "the same page under the name that allauth asks for",
    "mfa_authenticate": "the second half of signing in; without the first it leads back",
    "sign-out": "leaving needs no key",
    "device": "six digits from a worker who sits beside",
    "device-link": "the QR of the same",
    "device-return": "a device that was met comes back",
    "passkey-in": "a phone's own key; nothing is told before it has answered",
    "light-ask": "asks a code to an address; known and unknown get the same answer",
    "light-in": "takes the code in the browser that asked it",
    "password-forgotten": "asks a link to an address; known and unknown get the same answer",
    "password-anew": "the link that was asked, once",
    "staff-begin": "the link of an invitation to work, once",
    "invitation": "a close one's link; it opens no case",
    "door": "a door that somebody else guards; it only leads there",
    "door-return": "the guard's answer; without what this session asked for it opens nothing",
    "door-logout": "the guard ends its own session by a signed word",
    "door-metadata": "what a guard must know of us; it tells of nobody",
    "door-invitation": "an employee's link; without the organisation's door it opens nothing",
    "farewell": "after signing out: the way out of the guard's session too",
    "set-language": "a visitor too reads in an own language",
    "health": "whether the program can serve",
    "demo": "the cast; outside demo mode there is no such page",
    "accessibility": "how data is guarded and whom to tell what does not work",
    "gallery": "the parts with invented words",
    "offline": "shown without a connection",
}
# Whoever is signed in: one's own pages, which name nobody else's matter.
OWN = {
    "home",
    "people",
    "own-data",
    "steps",
    "meetings",
    "settings",
    "identities",
    "reach-add",
    "password",
    "devices",
    "passkey-make",
    "keys",
    "key-add",
    "key-codes",
    "prove-again",
    "second-factor",
    "sign-out-everywhere",
    "keep-alive",
}
# Whoever works somewhere today may open a new work, which opens none that there is.
OF_A_JOB = {"start-work"}
# What belongs to another answers as what does not exist: these lead home or to one's own list.
LEAD_HOME = {"notice-see", "key-remove"}
METHODS = ("get", "post")
# A name that no text of the program has in it.
NAME = "Ruusunmarja"
AS_PAGE_AND_PART: tuple[dict[str, str], ...] = ({}, {"HX-Request": "true"})


@dataclass(frozen=True)
class Door:
    """One address of the program and what must be filled in."""

    name: str
    parts: tuple[tuple[str, str], ...]

    def at(self, place: dict[tuple[str, str], Any]) -> str:
        """Return the address in this world. A part that the world does not know fails the test."""
        unknown = [part for part in self.parts if part not in place]
        assert not unknown, f"{self.name}: tests/architecture/test_doors.py must fill {unknown}"
        return reverse(self.name, kwargs={part[0]: place[part] for part in self.parts})

    def everywhere(self, places: list[dict[tuple[str, str], Any]]) -> list[str]:
        """Return its different addresses in these places."""
        return list(dict.fromkeys(self.at(place) for place in places))


def all_doors(resolver: URLResolver | None = None) -> Iterator[Door]:
    """Yield every address of the URLconf."""
    for each in (resolver or get_resolver()).url_patterns:
        if isinstance(each, URLResolver):
            yield from all_doors(each)
        elif isinstance(each, URLPattern):
            converters = each.pattern.converters.items()
            parts = tuple((name, type(kind).__name__) for name, kind in converters)
            yield Door(each.name or str(each.pattern), parts)


DOORS = list(all_doors())
LOCKED = [door for door in DOORS if door.name not in {*PUBLIC, *OWN, *OF_A_JOB}]


STUCK = {"kind": "no_strength", "words": ""}


def filled(world: World, meeting: Meeting, entry: Any, correction: Any) -> dict[Any, Any]:
    """Return a real id for every part, all of Aino's matter."""
    step = plan.add_step(by=a(world.leena), case_id=world.case.pk, what="Soitan pajalle.")
    plan.name_obstacle(by=a(world.leena), case_id=world.case.pk, step_id=step.pk, **STUCK)
    reach = Reach.objects.filter(person=world.aino).first()
    device = Device.objects.create(
        person=world.aino,
        token_hash=str(no_such_id()),
        met_by=world.leena,
        how="known",
        until_at=clock.after(clock.today()),
    )
    notice = Notice.objects.filter(to=world.aino).first()
    forbidden = access.forbid(by=a(world.aino), case_id=world.case.pk, what="Velat")
    identity = Identity.objects.create(
        person=world.aino, door="koe", issuer="https://koe.example", subject_hash="0", how="own"
    )
    uuids = {
        "identity_id": identity.pk,
        "case_id": world.case.pk,
        "seat_id": waiting(world),
        "meeting_id": meeting.pk,
        "entry_id": entry.pk,
        "correction_id": correction.pk,
        "step_id": step.pk,
        "notice_id": notice.pk,
        "device_id": device.pk,
        "prohibition_id": forbidden.pk,
        "permit_id": permit_of(world),
        "ref": SignIn.objects.create(session_key="x", person=world.aino).ref,
        "invitation_id": invited(coordinator(world)),
        "inquiry_id": ask(world, officer(world, "Tiina"), clock.today()).pk,
    }
    return {(name, "UUIDConverter"): value for name, value in uuids.items()} | {
        ("step_id", "SlugConverter"): "ensitapaaminen",
        ("reach_id", "IntConverter"): reach.pk,
        ("key_id", "IntConverter"): 2**29,
        ("token", "StringConverter"): "x" * 43,
        ("code", "SlugConverter"): "eiole",
    }


def permit_of(world: World) -> Any:
    """Return the client's permit between two registers."""
    return access.give_permit(
        by=a(world.aino),
        case_id=world.case.pk,
        from_organisation=world.health.organisation,
        to_organisation=world.centre.organisation,
        data="Lausunto",
    ).pk


def coordinator(world: World) -> Person:
    """Return who asks others to work in the centre."""
    person = make_person("Kaarina")
    employ(person, world.centre, "coordinator")
    return person


def invited(asker: Person) -> Any:
    """Return somebody who has been asked to work there."""
    facts = {"first_name": "Uusi", "last_name": "Tulija", "profession": "nurse", "unit": ""}
    return links.invite(by=a(asker), email="uusi@punos.example", **facts).pk


def waiting(world: World) -> Any:
    """Return the seat that Riitta's colleague has been asked to."""
    job = world.jobs["helmi"]
    seat = network.propose_seat(
        by=a(world.leena), case_id=world.case.pk, employment=job, why="", topics=()
    )
    agree(world, seat)
    return seat.pk


def nowhere(door: Door) -> dict[tuple[str, str], Any]:
    """Return what nothing has for every part of the door."""
    made = {"UUIDConverter": no_such_id, "IntConverter": lambda: 2**30}
    return {part: made.get(part[1], lambda: "ei-ole-" + "x" * 36)() for part in door.parts}


@pytest.fixture
def places(world: World) -> list[dict[Any, Any]]:
    """Three places to knock at, with seats and meetings in different states."""
    Person.objects.filter(pk=world.aino.pk).update(first_name=NAME)
    world.aino.refresh_from_db()
    guardian = seat_guardian(world)
    closed = scene.opened(world)
    entry = scene.write(world, closed)
    scene.close(world, closed)
    where = scene.where(closed)
    correction = meetings.ask_correction(
        by=a(world.aino), **where, entry_id=entry.pk, words="Ei ihan niin.", key=no_such_id()
    )
    there = filled(world, closed, entry, correction)
    open_now = scene.opened(world)
    here = there | {
        ("meeting_id", "UUIDConverter"): open_now.pk,
        ("entry_id", "UUIDConverter"): scene.write(world, open_now).pk,
        ("seat_id", "UUIDConverter"): world.seats["veikko"].pk,
    }
    proposed = network.propose_seat(
        by=a(world.leena), case_id=world.case.pk, employment=job_of(world), why="", topics=()
    )
    invited = propose_guardian(world, "Ahti").seat
    others = [proposed, guardian, invited]
    return [there, here, *(there | {("seat_id", "UUIDConverter"): each.pk} for each in others)]


def job_of(world: World) -> Employment:
    """Return somebody's work who has not been asked yet."""
    return employ(make_person("Uusi"), world.health, "nurse")


def knock(browser: Client, address: str, method: str, headers: dict[str, str]) -> HttpResponse:
    """Try the address and undo whatever it did, so that no knock depends on another."""
    with transaction.atomic():
        answer = getattr(browser, method)(address, headers=headers)
        transaction.set_rollback(True)
    return answer


def knocks() -> Iterator[tuple[str, dict[str, str]]]:
    for method in METHODS:
        for headers in AS_PAGE_AND_PART:
            yield method, headers


def test_the_lists_name_only_addresses_that_exist() -> None:
    names = {door.name for door in DOORS}
    assert {*PUBLIC, *OWN, *OF_A_JOB, *LEAD_HOME} - names == set()
    assert len(LOCKED) > 50


def test_an_address_has_a_name() -> None:
    assert [door.name for door in DOORS if "/" in door.name] == []


def test_nobody_is_asked_to_sign_in_at_every_door(places: list[dict[Any, Any]]) -> None:
    wrong = []
    for door in [door for door in DOORS if door.name not in PUBLIC]:
        for method, headers in knocks():
            answer = knock(Client(), door.at(places[0]), method, headers)
            leads = answer.headers.get("HX-Redirect" if headers else "Location", "")
            expected = 204 if headers else 302
            if answer.status_code != expected or not leads.startswith(reverse("sign-in")):
                wrong.append((door.name, method, headers, answer.status_code, leads))
    assert not wrong, "\n".join(map(str, wrong))


def test_public_addresses_open_without_a_key_and_tell_of_nobody(
    places: list[dict[Any, Any]], world: World
) -> None:
    wrong = []
    for door in [door for door in DOORS if door.name in PUBLIC]:
        for method, headers in knocks():
            answer = knock(Client(), door.at(places[0]), method, headers)
            told = [word for word in (NAME, str(world.case.pk)) if word in text_of(answer)]
            if answer.status_code >= 500 or told:
                wrong.append((door.name, method, headers, answer.status_code, told))
    assert not wrong, "\n".join(map(str, wrong))


def text_of(answer: HttpResponse) -> str:
    return answer.content.decode(errors="replace")


def superuser() -> Person:
    return make_person("Kaikkivoipa", is_superuser=True)


@pytest.mark.parametrize("who", ["outi", "eero", "superuser"])
def test_a_stranger_finds_nothing_behind_any_door(
    world: World, places: list[dict[Any, Any]], who: str
) -> None:
    person = superuser() if who == "superuser" else world.cast[who]
    browser, wrong = signed_in(person, Level.STRONG), []
    for door in LOCKED:
        for address in door.everywhere(places):
            for method, headers in knocks():
                answer = knock(browser, address, method, headers)
                if answer.status_code not in (404, 405) and door.name not in LEAD_HOME:
                    wrong.append((door.name, method, headers, answer.status_code))
    assert not wrong, "\n".join(map(str, wrong))


def test_a_strangers_try_leaves_one_row_at_every_door(
    world: World, places: list[dict[Any, Any]]
) -> None:
    """Nonsense in a form is a try as well: the door is asked before the form is read."""
    browser, wrong = signed_in(world.outi), []
    for door in LOCKED:
        address = door.at(places[0])
        with transaction.atomic():
            before = refused_tries()
            is_there = browser.post(address).status_code != 405
            left = refused_tries() - before
            transaction.set_rollback(True)
        if is_there and left != 1 and door.name not in LEAD_HOME:
            wrong.append((door.name, left))
    assert not wrong, "\n".join(map(str, wrong))


def refused_tries() -> int:
    return AuditEvent.objects.filter(event="access.refused").count()


@pytest.mark.parametrize("who", ["outi", "eero"])
def test_a_foreign_thing_answers_as_one_that_is_not(
    world: World, places: list[dict[Any, Any]], who: str
) -> None:
    browser, wrong = signed_in(world.cast[who]), []
    for door in LOCKED:
        none = nowhere(door)
        for method in METHODS:
            foreign = knock(browser, door.at(places[0]), method, {})
            missing = knock(browser, door.at(none), method, {})
            if bare(foreign, door.at(places[0])) != bare(missing, door.at(none)):
                wrong.append((door.name, method, foreign.status_code, missing.status_code))
    assert not wrong, "\n".join(map(str, wrong))


UUIDS = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def bare(answer: HttpResponse, address: str) -> tuple[int, str, str]:
    """Return the answer without the asked address and ids, wherever they stand."""
    leads = UUIDS.sub("ID", answer.headers.get("Location", ""))
    return answer.status_code, leads, UUIDS.sub("ID", same_page(answer, address))


@pytest.mark.parametrize("who", ["outi", "eero", "superuser"])
def test_ones_own_pages_tell_nothing_of_anothers_matter(
    world: World, places: list[dict[Any, Any]], who: str
) -> None:
    del places
    person = superuser() if who == "superuser" else world.cast[who]
    browser, wrong = signed_in(person, Level.STRONG), []
    for door in [door for door in DOORS if door.name in OWN | OF_A_JOB]:
        for method, headers in knocks():
            answer = knock(browser, door.at({}), method, headers)
            told = [word for word in (NAME, str(world.case.pk)) if word in text_of(answer)]
            if answer.status_code >= 500 or told:
                wrong.append((door.name, method, headers, answer.status_code, told))
    assert not wrong, "\n".join(map(str, wrong))


def test_every_door_opens_for_somebody(world: World, places: list[dict[Any, Any]]) -> None:
    """Else a door that is locked for all would pass for one that is locked for strangers."""
    names = ("aino", "leena", "helmi", "kirsi")
    insiders = [signed_in(world.cast[name], Level.STRONG) for name in names]
    insiders.append(signed_in(officer(world, "Teuvo"), Level.STRONG))
    insiders.append(signed_in(coordinator(world), Level.STRONG))
    shut = []
    for door in LOCKED:
        answers = (
            knock(browser, address, method, {}).status_code
            for browser in insiders
            for address in door.everywhere(places)
            for method in METHODS
        )
        if all(status in (404, 405) for status in answers):
            shut.append(door.name)
    assert not shut, "\n".join(shut)

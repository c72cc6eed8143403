"""Who knocks, and in which state what they knock at is: the columns and letters of the table."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import time_machine
from django.test import Client

from punos import clock
from punos.access import actions as access
from punos.access.models import Inquiry
from punos.access.tests.acts import ask, decide, officer, propose_guardian, seat_guardian
from punos.directory.models import Organisation
from punos.meetings import actions as meetings
from punos.meetings.models import Meeting
from punos.meetings.tests import scene
from punos.network import actions as network
from punos.network.models import Seat
from punos.network.queries import GUARDIAN
from punos.notices.models import Notice
from punos.people import links
from punos.people.actor import Level
from punos.people.models import Device, Identity, Person, Reach, SignIn
from punos.plan import actions as plan
from punos.plan.models import Step
from tests.matrix.doors import Place
from tests.world import World, a, agree, employ, make_person, make_world, no_such_id, signed_in

# A name that no text of the program has in it, and where a protected person is and answers.
NAME, WHERE, PHONE, TOWN = "Ruusunmarja", "Salainen sali", "040 000 0000", "Vaskiniem"
# Whoever has a column of the table: who it is in the standing cast.
CAST = {
    "client": "aino",
    "close": "veikko",
    "worker": "omar",
    "own_worker": "leena",
    "chair": "helmi",
    "recorder": "kirsi",
    "ended": "eero",
    "stranger": "outi",
    "manager": "pekka",
}
ROLES = (*CAST, "guardian", "inquirer", "officer", "superuser", "light", "visitor")
# The letter of each state in the table.
STATES = {"own": "o", "withdrawn": "w", "expired": "e", "protected": "p", "foreign": "f"}


@dataclass
class Scene:
    """Places to knock at, and a browser for each role."""

    world: World
    places: list[Place]
    browsers: dict[str, Client] = field(default_factory=dict)


def make_places(world: World) -> list[Place]:
    """Make five places, with seats and meetings in different states."""
    Person.objects.filter(pk=world.aino.pk).update(first_name=NAME)
    world.aino.refresh_from_db()
    guardian = seat_guardian(world)
    looked_into(world)
    closed = scene.opened(world, place=WHERE)
    entry = scene.write(world, closed)
    scene.close(world, closed)
    where = scene.where(closed)
    correction = meetings.ask_correction(
        by=a(world.aino), **where, entry_id=entry.pk, words="Ei ihan niin.", key=no_such_id()
    )
    there = filled(world, closed, entry, correction)
    decide(world, guardian, Step.objects.get(pk=there["step_id", "UUIDConverter"]))
    open_now = scene.opened(world, place=WHERE)
    here = there | {
        ("meeting_id", "UUIDConverter"): open_now.pk,
        ("entry_id", "UUIDConverter"): scene.write(world, open_now).pk,
        ("seat_id", "UUIDConverter"): world.seats["veikko"].pk,
    }
    job = employ(make_person("Uusi"), world.health, "nurse")
    proposed = network.propose_seat(
        by=a(world.leena), case_id=world.case.pk, employment=job, why="", topics=()
    )
    invited = propose_guardian(world, "Ahti").seat
    others = [proposed, guardian, invited]
    return [there, here, *(there | {("seat_id", "UUIDConverter"): each.pk} for each in others)]


def filled(world: World, meeting: Meeting, entry: Any, correction: Any) -> Place:
    """Return a real id for every part, all of the client's matter."""
    case_id = world.case.pk
    step = plan.add_step(by=a(world.leena), case_id=case_id, what="Soitan pajalle.")
    stuck = {"kind": "no_strength", "words": ""}
    plan.name_obstacle(by=a(world.leena), case_id=case_id, step_id=step.pk, **stuck)
    uuids = {
        "case_id": case_id,
        "seat_id": waiting(world),
        "meeting_id": meeting.pk,
        "entry_id": entry.pk,
        "correction_id": correction.pk,
        "step_id": step.pk,
        "prohibition_id": access.forbid(by=a(world.aino), case_id=case_id, what="Velat").pk,
        "permit_id": permit_of(world),
        "invitation_id": invited(world),
        "inquiry_id": ask(world, officer(world, "Tiina"), clock.today()).pk,
        **of_the_client(world),
    }
    return {(name, "UUIDConverter"): value for name, value in uuids.items()} | {
        ("step_id", "SlugConverter"): "ensitapaaminen",
        ("reach_id", "IntConverter"): Reach.objects.filter(person=world.aino).first().pk,
        ("key_id", "IntConverter"): 2**29,
        ("token", "StringConverter"): "x" * 43,
        ("code", "SlugConverter"): "eiole",
    }


def of_the_client(world: World) -> dict[str, Any]:
    """Return what is the client's own, whatever works with them do."""
    device = Device.objects.create(
        person=world.aino,
        token_hash=str(no_such_id()),
        met_by=world.leena,
        how="known",
        until_at=clock.after(clock.today()),
    )
    hashed = str(no_such_id())
    identity = Identity.objects.create(
        person=world.aino, door="koe", issuer="https://koe.example", subject_hash=hashed, how="own"
    )
    sign_in = SignIn.objects.create(session_key=hashed, person=world.aino)
    notice = Notice.objects.filter(to=world.aino).first()
    return {
        "device_id": device.pk,
        "identity_id": identity.pk,
        "ref": sign_in.ref,
        "notice_id": notice.pk,
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


def invited(world: World) -> Any:
    """Return somebody who has been asked to work in the centre."""
    asker = make_person("Kaarina")
    employ(asker, world.centre, "coordinator")
    facts = {"first_name": "Uusi", "last_name": "Tulija", "profession": "nurse", "unit": ""}
    return links.invite(by=a(asker), email=f"uusi.{asker.pk}@punos.example", **facts).pk


def waiting(world: World) -> Any:
    """Return the seat that the chair has been asked to."""
    job = world.jobs["helmi"]
    seat = network.propose_seat(
        by=a(world.leena), case_id=world.case.pk, employment=job, why="", topics=()
    )
    agree(world, seat)
    return seat.pk


def looked_into(world: World) -> None:
    """Let a second officer agree that the first one looks into a complaint, for two weeks."""
    until = clock.today() + timedelta(days=14)
    inquiry = ask(world, officer(world, "Irma"), until)
    network.approve_inquiry(by=a(officer(world, "Ilpo")), inquiry_id=inquiry.pk)


def guardian_of(world: World) -> Seat:
    """Return the seat of the guardian who has answered."""
    return Seat.objects.exclude(answer=None).get(case=world.case, role=GUARDIAN)


def browsers(world: World) -> dict[str, Client]:
    """Return a browser for each role, all but the visitor's signed in."""
    found = {role: signed_in(world.cast[name], Level.STRONG) for role, name in CAST.items()}
    found["guardian"] = signed_in(guardian_of(world).person, Level.STRONG)
    inquiry = Inquiry.objects.exclude(approved_at=None).get(case=world.case)
    found["inquirer"] = signed_in(inquiry.asked_by, Level.STRONG)
    found["officer"] = signed_in(officer(world, "Teuvo"), Level.STRONG)
    found["superuser"] = signed_in(make_person("Kaikkivoipa", is_superuser=True), Level.STRONG)
    found["light"] = signed_in(world.aino, Level.LIGHT)
    found["visitor"] = Client()
    return {role: found[role] for role in ROLES}


def withdraw_all(world: World, places: list[Place]) -> None:
    """Let the client take back what was given to everybody, and say no to chair and recorder.

    The guardian's place stands on the law: who leads ends it, before the client ends that too.
    """
    said = {"by": a(world.aino), "case_id": world.case.pk}
    ended = guardian_of(world).pk
    network.end_guardian(by=a(world.leena), case_id=world.case.pk, seat_id=ended)
    here = {"meeting_id": places[1]["meeting_id", "UUIDConverter"]}
    meetings.answer_chair(**said, **here, is_yes=False)
    meetings.answer_recorder(**said, **here, is_yes=False)
    for name in ("leena", "omar", "riitta", "veikko"):
        network.withdraw_seat(**said, seat_id=world.seats[name].pk)
    network.withdraw_seat(**said, seat_id=places[0]["seat_id", "UUIDConverter"])


def protect(world: World, _places: list[Place]) -> None:
    access.protect_address(by=a(world.leena), case_id=world.case.pk)


DONE: dict[str, Callable[[World, list[Place]], None]] = {
    "withdrawn": withdraw_all,
    "protected": protect,
}


@contextmanager
def staged(world: World, state: str) -> Iterator[Scene]:
    """Bring the shared work into the state; whoever knocks does so then and there."""
    with ExitStack() as then:
        found = Scene(world, make_places(world))
        knocking = elsewhere() if state == "foreign" else world
        if knocking is not world:
            make_places(knocking)
        if state in DONE:
            DONE[state](world, found.places)
        if state == "expired":
            # The consents of the cast reach half a year.
            later = clock.now() + timedelta(days=200)
            then.enter_context(time_machine.travel(later, tick=True))
        found.browsers = browsers(knocking)
        yield found


def elsewhere() -> World:
    """Return another work, where everybody has the same part, of other organisations."""
    for row in Organisation.objects.all():
        row.name = f"{row.name} {row.pk}"
        row.save()
    return make_world()

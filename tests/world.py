"""The standing cast, made through the actions so that test worlds obey the rules of real ones.

Aino (client, 19), Veikko (her brother), Leena (own worker), Omar (youth worker of another
organisation), Riitta (nurse), Helmi (chair), Kirsi (recorder), Pekka (manager: numbers only),
Outi (stranger, Leena's colleague), Eero (was in the team, his consent has ended).
"""

import re
from dataclasses import dataclass, field, fields
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from django.test import Client

from punos import clock
from punos.access.models import Case, Duty
from punos.access.rights import Topic
from punos.access.wording import load_wordings
from punos.directory.actions import add_organisation, add_unit
from punos.directory.models import Area, Organisation, Unit
from punos.network import actions as network
from punos.network.models import Seat
from punos.people.actor import SYSTEM, Actor, Level
from punos.people.models import Employment, Person, Qualification
from punos.people.queries import works_today
from punos.people.session import LEVEL
from punos.practice.actions import load_models
from punos.practice.queries import newest

ALL_TOPICS = tuple(Topic.values)
MODEL = "ohjaamo-systeeminen-verkosto"


def a(person: Person, level: Level = Level.STRONG) -> Actor:
    """Return the person as an actor, surely known unless told otherwise."""
    return Actor(person, level, f"session-{person.pk}")


def signed_in(person: Person, level: Level | None = None) -> Client:
    """Return a browser in which the person is signed in: strongly at work, else by a met device."""
    if level is None:
        level = Level.STRONG if works_today(person) else Level.DEVICE
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    session = client.session
    session[LEVEL] = int(level)
    session.save()
    return client


def make_person(first_name: str, **facts: Any) -> Person:
    """Make somebody who is not in any case."""
    return Person.objects.create_user(first_name=first_name, **facts)


def employ(person: Person, unit: Unit, profession: str, **facts: Any) -> Employment:
    """Give the person work in the unit since a year ago."""
    return Employment.objects.create(
        person=person,
        organisation=unit.organisation,
        unit=unit,
        profession=profession,
        **{"from_on": clock.today() - timedelta(days=365), **facts},
    )


def make_unit(name: str, kind: str = Organisation.Kind.MUNICIPALITY, **facts: Any) -> Unit:
    """Make an organisation with one unit of the same name."""
    organisation = add_organisation(
        by=SYSTEM,
        name=name,
        kind=kind,
        area=_area(),
        touches_money=facts.pop("touches_money", False),
        touches_decisions=facts.pop("touches_decisions", False),
        is_register_holder=True,
    )
    return add_unit(by=SYSTEM, organisation=organisation, name=name, area=_area(), **facts)


def _area() -> Area:
    country, _ = Area.objects.get_or_create(
        kind=Area.Kind.COUNTRY,
        code="FI",
        defaults={"name_fi": "Suomi", "name_sv": "Finland", "name_en": "Finland"},
    )
    names = {"name_fi": "Vaskiniemi", "name_sv": "Vaskiniemi", "name_en": "Vaskiniemi"}
    area, _ = Area.objects.get_or_create(
        kind=Area.Kind.MUNICIPALITY,
        code="999",
        defaults={"parent": country, "languages": Area.Languages.FI, **names},
    )
    return area


@dataclass
class World:
    """One shared work with its people; every field is one of the cast or what they hold."""

    centre: Unit
    health: Unit
    workshop: Unit
    case: Case
    aino: Person
    veikko: Person
    leena: Person
    omar: Person
    riitta: Person
    helmi: Person
    kirsi: Person
    pekka: Person
    outi: Person
    eero: Person
    jobs: dict[str, Employment]
    seats: dict[str, Seat] = field(default_factory=dict)

    @property
    def cast(self) -> dict[str, Person]:
        names = (
            "aino",
            "veikko",
            "leena",
            "omar",
            "riitta",
            "helmi",
            "kirsi",
            "pekka",
            "outi",
            "eero",
        )
        return {name: getattr(self, name) for name in names}


def content() -> None:
    """Load what an installation has before its first person: wordings and operating models."""
    load_wordings()
    load_models()


def make_world() -> World:
    """Make the standing cast around Aino's shared work."""
    content()
    centre = make_unit("Vaskiniemen Ohjaamo", kind=Organisation.Kind.MUNICIPALITY, model_code=MODEL)
    health = make_unit("Vaskiniemen sote-keskus", kind=Organisation.Kind.WELLBEING_COUNTY)
    workshop = make_unit("Työpaja Tuuma", kind=Organisation.Kind.NGO)
    leena, outi, omar = make_person("Leena"), make_person("Outi"), make_person("Omar")
    riitta, eero, pekka = make_person("Riitta"), make_person("Eero"), make_person("Pekka")
    helmi, kirsi = make_person("Helmi"), make_person("Kirsi")
    jobs = {
        "leena": employ(leena, centre, "social_counsellor"),
        "outi": employ(outi, centre, "youth_worker"),
        "omar": employ(omar, workshop, "youth_worker"),
        "riitta": employ(riitta, health, "nurse"),
        "eero": employ(eero, health, "psychologist"),
        "pekka": employ(pekka, centre, "manager"),
        "helmi": employ(helmi, centre, "coordinator"),
        "kirsi": employ(kirsi, workshop, "ngo_worker"),
    }
    for person, kind in ((helmi, "chair"), (kirsi, "recorder"), (outi, "recorder")):
        Qualification.objects.create(person=person, kind=kind, from_on=date(2025, 1, 1))
    Duty.objects.create(
        person=pekka, kind="manager", organisation=centre.organisation, from_on=date(2025, 1, 1)
    )
    case = network.start_work(
        by=a(leena),
        employment=jobs["leena"],
        first_name="Aino",
        phone="040 000 0000",
        model=newest(MODEL),
        born_on=date(clock.today().year - 19, 1, 1),
    )
    world = World(
        centre=centre,
        health=health,
        workshop=workshop,
        case=case,
        aino=case.client,
        veikko=case.client,
        leena=leena,
        omar=omar,
        riitta=riitta,
        helmi=helmi,
        kirsi=kirsi,
        pekka=pekka,
        outi=outi,
        eero=eero,
        jobs=jobs,
    )
    _seat_all(world)
    return world


def _seat_all(world: World) -> None:
    """Seat Leena, Omar, Riitta, Eero and Veikko; then take Eero's consent back."""
    world.seats["leena"] = Seat.objects.get(case=world.case, person=world.leena)
    agree(world, world.seats["leena"])
    for name in ("omar", "riitta", "eero"):
        world.seats[name] = seat_worker(world, world.jobs[name])
    network.withdraw_seat(by=a(world.aino), case_id=world.case.pk, seat_id=world.seats["eero"].pk)
    world.seats["veikko"] = seat_close_one(world, "Veikko", "veli")
    world.veikko = world.seats["veikko"].person
    network.name_own_worker(
        by=a(world.leena), case_id=world.case.pk, kind="statutory", person_id=world.leena.pk
    )


def agree(world: World, seat: Seat, topics: tuple[str, ...] = ALL_TOPICS, days: int = 180) -> None:
    """Let Aino say yes to the seat."""
    network.accept_seat(
        by=a(world.aino),
        case_id=world.case.pk,
        seat_id=seat.pk,
        topics=topics,
        until_on=clock.today() + timedelta(days=days),
        covers_substitute=False,
    )
    seat.refresh_from_db()


def seat_worker(world: World, job: Employment, topics: tuple[str, ...] = ALL_TOPICS) -> Seat:
    """Propose, agree and answer: a worker takes a seat."""
    seat = network.propose_seat(
        by=a(world.leena),
        case_id=world.case.pk,
        employment=job,
        why="Auttaa arjessa.",
        topics=topics,
    )
    agree(world, seat, topics)
    network.answer_seat(by=a(job.person), seat_id=seat.pk, is_yes=True)
    seat.refresh_from_db()
    return seat


def seat_close_one(
    world: World, name: str, relation: str, topics: tuple[str, ...] = ALL_TOPICS
) -> Seat:
    """Let Aino invite a close one, who promises silence."""
    link = network.invite_close_one(
        by=a(world.aino),
        case_id=world.case.pk,
        first_name=name,
        relation=relation,
        topics=topics,
        until_on=clock.today() + timedelta(days=90),
    )
    seat = network.spend_invitation(token=link.token)
    network.answer_seat(by=a(seat.person, Level.LIGHT), seat_id=seat.pk, is_yes=True)
    seat.refresh_from_db()
    return seat


def same_page(answer: Any, asked: Any) -> str:
    """Return the page without what differs at every answer: the form's token and the asked id."""
    page = answer.content.decode().replace(str(asked), "ID")
    return re.sub(r"(csrfmiddlewaretoken\" value=\"|CSRFToken\W+)[A-Za-z0-9]{64}", r"\1", page)


def no_such_id() -> Any:
    """Return an id that nothing has."""
    return uuid4()


def read_again(world: World) -> World:
    """Return the same world with every row read anew, so that no test sees another's changes."""
    fresh = {}
    for part in fields(world):
        value = getattr(world, part.name)
        if isinstance(value, dict):
            fresh[part.name] = {key: type(row).objects.get(pk=row.pk) for key, row in value.items()}
        else:
            fresh[part.name] = type(value).objects.get(pk=value.pk)
    return World(**fresh)

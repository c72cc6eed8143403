"""The invented organisations, experts and clients of the demo area."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import yaml

from punos import clock
from punos.access import actions as access
from punos.demo.models import DemoFace
from punos.directory import actions as directory
from punos.directory.models import Area, Organisation, Unit
from punos.people import actions as people
from punos.people import work
from punos.people.actor import SYSTEM
from punos.people.models import Employment, Person, Qualification, Reach

CONTENT = Path(__file__).parent / "content"
EXPERTS, CLIENTS = 79, 60
SINCE = timedelta(days=400)
LISTED_LATER = 100


@dataclass
class Ground:
    """The area as the stories use it."""

    random: Random
    units: dict[str, Unit] = field(default_factory=dict)
    organisations: dict[str, Organisation] = field(default_factory=dict)
    jobs: dict[str, Employment] = field(default_factory=dict)
    experts: list[Employment] = field(default_factory=list)
    client_names: list[str] = field(default_factory=list)
    last_names: list[str] = field(default_factory=list)

    words: dict[str, dict[str, str]] = field(default_factory=dict)

    def why(self, job: Employment) -> str:
        """Return why one of this profession is asked."""
        return self._said("why", job)

    def responsible(self, job: Employment) -> str:
        """Return what one of this profession answers for in a network."""
        return self._said("responsible", job)

    def _said(self, what: str, job: Employment) -> str:
        return self.words[what].get(job.profession, self.words[what]["other"])

    def at(self, unit: str) -> list[Employment]:
        """Return the experts of one unit."""
        return [job for job in self.experts if job.unit == self.units[unit]]


def read(name: str) -> Any:
    """Return the content of one file of the demo area."""
    return yaml.load((CONTENT / f"{name}.yaml").read_text(encoding="utf-8"), yaml.CSafeLoader)


def lay_ground(random: Random) -> Ground:
    """Make the organisations, their units and the experts; return them by their keys."""
    content, ground = read("area"), Ground(random)
    municipality = Area.objects.get(kind=Area.Kind.MUNICIPALITY, code=content["municipality"])
    for facts in content["organisations"]:
        _organisation(ground, facts, municipality)
    ground.words = {name: content[name] for name in ("why", "responsible")}
    ground.client_names = list(content["client_names"])
    ground.last_names = list(content["last_names"])
    for order, facts in enumerate(content["cast"]):
        _cast(ground, facts, order + 10)
    _fill(ground, content)
    return ground


def _organisation(ground: Ground, facts: dict[str, Any], area: Area) -> None:
    organisation = directory.add_organisation(
        by=SYSTEM,
        name=facts["name"],
        kind=facts["kind"],
        field=facts.get("field", ""),
        area=area,
        touches_money=facts.get("money", False),
        touches_decisions=facts.get("decisions", False),
        is_register_holder=facts.get("register", False),
    )
    ground.organisations[facts["key"]] = organisation
    own = [{"key": facts["key"], "name": facts["name"]}]
    for unit in facts.get("units", own):
        ground.units[unit["key"]] = directory.add_unit(
            by=SYSTEM,
            organisation=organisation,
            name=unit["name"],
            area=area,
            kind=unit.get("kind", Unit.Kind.OTHER),
            model_code=unit.get("model", ""),
        )


def _cast(ground: Ground, facts: dict[str, Any], order: int) -> None:
    person = people.make_person(by=SYSTEM, first_name=facts["name"], phone=facts.get("phone", ""))
    Reach.objects.filter(person=person).update(note="arkisin 8–16")
    job = _employ(ground, person, facts["at"], facts["profession"])
    ground.jobs[facts["name"]] = job
    if kind := facts.get("qualification"):
        _qualify(person, kind)
    if kind := facts.get("duty"):
        access.give_duty(by=SYSTEM, person=person, kind=kind, organisation=job.organisation)
    DemoFace.objects.create(person=person, words=facts["words"], group="", order=order)


def _employ(ground: Ground, person: Person, unit: str, profession: str) -> Employment:
    place = ground.units[unit]
    job = work.employ(
        by=SYSTEM,
        person=person,
        organisation=place.organisation,
        unit=place,
        profession=profession,
        from_on=clock.today() - SINCE,
    )
    ground.experts.append(job)
    return job


def _qualify(person: Person, kind: str) -> None:
    since = date(clock.today().year - 1, 1, 1)
    work.qualify(by=SYSTEM, person=person, kind=kind, from_on=since)


def _fill(ground: Ground, content: dict[str, Any]) -> None:
    """Fill up to the number of experts, so that every unit has somebody."""
    names = iter(content["first_names"] * 2)
    empty = [key for key, unit in ground.units.items() if not ground.at(key)]
    busy = ["vaski_sote", "harju_sote", "aikuis", "harju_ohj", "koivu_ohj", "vaski_ohj", "tyo"]
    while len(ground.experts) < EXPERTS:
        key = empty.pop(0) if empty else busy[len(ground.experts) % len(busy)]
        unit, fillers = ground.units[key], content["filler_professions"]
        choices = fillers.get(unit.kind) or fillers[unit.organisation.kind]
        profession = choices[len(ground.at(key)) % len(choices)]
        person = people.make_person(
            by=SYSTEM, first_name=next(names), last_name=ground.random.choice(ground.last_names)
        )
        job = _employ(ground, person, key, profession)
        if len(ground.experts) % 9 == 0:
            _qualify(person, Qualification.Kind.CHAIR)
        if len(ground.experts) % 7 == 0:
            _qualify(person, Qualification.Kind.RECORDER)
        face = f"{job.words}, {ground.units[key].name}"
        DemoFace.objects.create(
            person=person, words=face, group="Muut ammattilaiset", order=LISTED_LATER
        )

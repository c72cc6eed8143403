"""Reads the file that describes a site: organisations, units, workers. Says everything that is wrong.

The words of the file are those that the program shows: `laji: kunta`, `ammatti: sairaanhoitaja`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import yaml
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import TextChoices
from django.utils import translation

from punos.access.models import Duty
from punos.config.keeping import Refusal
from punos.directory.models import Area, Organisation, Unit
from punos.people.models import Qualification
from punos.people.professions import Profession
from punos.practice import queries as practice

ANSWERS = {"kyllä": True, "ei": False, "true": True, "false": False}
MISSING = "Tiedostoa ei ole: {path}. Malli: docs/site.md."


@dataclass(frozen=True, slots=True)
class Place:
    """An organisation as the file tells it, with its units; both as columns of their tables."""

    facts: dict[str, Any]
    units: tuple[dict[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Worker:
    """A worker as the file tells it: who, where, as what, with which duties and training."""

    first_name: str
    last_name: str
    email: str
    organisation: str
    unit: str
    profession: str
    until_on: date | None
    duties: tuple[str, ...]
    training: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Site:
    """All that the file tells."""

    places: tuple[Place, ...]
    workers: tuple[Worker, ...]


def read(path: Path) -> Site:
    """Return what the file tells. Raises Refusal with every problem, each with its place."""
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
    except FileNotFoundError:
        raise Refusal(MISSING.format(path=path)) from None
    except (OSError, UnicodeDecodeError):
        raise Refusal(f"Tiedostoa ei voi lukea: {path}. Tallenna se UTF-8-tekstinä.") from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f" rivillä {mark.line + 1}" if mark else ""
        raise Refusal(
            f"Tiedoston muoto katkeaa{place}. Tarkista sisennys ja kaksoispisteet."
        ) from None
    with translation.override("fi"):
        reader = Reader()
        site = reader.site(content)
    if reader.problems:
        raise Refusal("Mitään ei muutettu. Korjaa tiedostosta:\n" + "\n".join(reader.problems))
    return site


class Row:
    """One entry of the file: takes its words one by one and knows which were not asked."""

    def __init__(self, reader: "Reader", where: str, content: Any) -> None:
        self.reader, self.where = reader, where
        self.content = content if isinstance(content, dict) else {}
        self.asked: set[str] = set()
        if not isinstance(content, dict):
            self.wrong("tähän kuuluu rivejä muodossa sana: arvo")

    def wrong(self, words: str) -> None:
        self.reader.problems.append(f"{self.where}: {words}.")

    def text(self, word: str, *, needed: bool = False) -> str:
        self.asked.add(word)
        told = self.content.get(word)
        if isinstance(told, (dict, list)):
            self.wrong(f"kohtaan {word} kuuluu yksi arvo")
            return ""
        said = "" if told is None else str(told).strip()
        if needed and not said:
            self.wrong(f"{word} puuttuu")
        return said

    def choice(self, word: str, kinds: type[TextChoices], *, default: str = "") -> str:
        said = self.text(word, needed=not default)
        return self.one_of(word, said, kinds) if said else default

    def one_of(self, word: str, said: str, kinds: type[TextChoices]) -> str:
        known = {str(kind.label).lower(): str(kind.value) for kind in kinds}
        if said.lower() not in known:
            self.wrong(f"{word} {said!r} ei ole mikään näistä: {', '.join(known)}")
        return known.get(said.lower(), "")

    def several(self, word: str, kinds: type[TextChoices]) -> tuple[str, ...]:
        return tuple(self.one_of(word, str(said), kinds) for said in self.list(word))

    def list(self, word: str) -> list[Any]:
        self.asked.add(word)
        told = self.content.get(word) or []
        if not isinstance(told, list):
            self.wrong(f"kohtaan {word} kuuluu luettelo, rivit alkavat viivalla")
            return []
        return told

    def answer(self, word: str) -> bool:
        said = self.text(word).lower()
        if said and said not in ANSWERS:
            self.wrong(f"kohtaan {word} kuuluu kyllä tai ei")
        return ANSWERS.get(said, False)

    def day(self, word: str) -> date | None:
        self.asked.add(word)
        told = self.content.get(word)
        if told is None:
            return None
        if isinstance(told, date) and not isinstance(told, datetime):
            return told
        self.wrong(f"kohtaan {word} kuuluu päivä, esimerkiksi 2027-06-30")
        return None

    def end(self) -> None:
        """Say which words of the entry mean nothing."""
        for word in self.content.keys() - self.asked:
            known = ", ".join(sorted(self.asked))
            self.wrong(f"sanaa {word!r} ei tunneta. Tunnetut: {known}")


class Reader:
    """Reads the whole file and gathers what is wrong in it."""

    def __init__(self) -> None:
        self.problems: list[str] = []
        self.units: dict[str, set[str]] = {}

    def site(self, content: Any) -> Site:
        top = Row(self, "tiedosto", content)
        places = tuple(self.place(row) for row in self.rows(top, "organisaatiot"))
        workers = tuple(self.worker(row) for row in self.rows(top, "työntekijät"))
        top.end()
        emails = [each.email for each in workers if each.email]
        for email in sorted({each for each in emails if emails.count(each) > 1}):
            top.wrong(f"sähköposti {email} on kahdella työntekijällä")
        return Site(places, workers)

    def rows(self, parent: Row, word: str) -> Iterator[Row]:
        for number, content in enumerate(parent.list(word), 1):
            yield Row(self, f"{word}, {number}.", content)

    def place(self, row: Row) -> Place:
        name, area = row.text("nimi", needed=True), self.area(row)
        facts = {
            "name": name,
            "name_sv": row.text("nimi ruotsiksi"),
            "kind": row.choice("laji", Organisation.Kind),
            "field": row.text("toimiala"),
            "area": area,
            "is_register_holder": row.answer("rekisterinpitäjä"),
            "touches_money": row.answer("voi vaikuttaa rahoihin"),
            "touches_decisions": row.answer("voi vaikuttaa päätöksiin"),
        }
        units = tuple(self.unit(each, area) for each in self.rows(row, "yksiköt"))
        self.units[name] = {unit["name"] for unit in units}
        row.end()
        return Place(facts, units)

    def area(self, row: Row, *, needed: bool = True) -> Area | None:
        said = row.text("alue", needed=needed)
        if not said:
            return None
        found = Area.objects.filter(name_fi__iexact=said).exclude(kind=Area.Kind.COUNTRY).first()
        if found is None:
            row.wrong(f"aluetta {said!r} ei ole. Kirjoita kunta tai hyvinvointialue suomeksi")
        return found

    def unit(self, row: Row, area: Area | None) -> dict[str, Any]:
        facts = {
            "name": row.text("nimi", needed=True),
            "name_sv": row.text("nimi ruotsiksi"),
            "kind": row.choice("laji", Unit.Kind, default=Unit.Kind.OTHER),
            "area": self.area(row, needed=False) or area,
            "street_address": row.text("käyntiosoite"),
            "phone": row.text("puhelin"),
            "opening_note": row.text("aukiolo"),
            "model_code": row.text("toimintamalli"),
        }
        known = [each.code for each in practice.choices()]
        if facts["model_code"] and facts["model_code"] not in known:
            row.wrong(f"toimintamallia ei ole. Mallit: {', '.join(known)}")
        row.end()
        return facts

    def worker(self, row: Row) -> Worker:
        made = Worker(
            first_name=row.text("etunimi", needed=True),
            last_name=row.text("sukunimi", needed=True),
            email=row.text("sähköposti", needed=True).lower(),
            organisation=row.text("organisaatio", needed=True),
            unit=row.text("yksikkö"),
            profession=row.choice("ammatti", Profession),
            until_on=row.day("viimeinen päivä"),
            duties=row.several("tehtävät", Duty.Kind),
            training=row.several("koulutukset", Qualification.Kind),
        )
        self.check(row, made)
        row.end()
        return made

    def check(self, row: Row, worker: Worker) -> None:
        """Say what does not fit the rest: an address that is none, a place that is nowhere."""
        try:
            validate_email(worker.email)
        except ValidationError:
            row.wrong("kirjoita sähköposti muodossa nimi@esimerkki.fi")
        kept = Organisation.objects.filter(name=worker.organisation)
        if worker.organisation and worker.organisation not in self.units and not kept.exists():
            row.wrong(f"organisaatiota {worker.organisation!r} ei ole")
        here = self.units.get(worker.organisation, set())
        there = Unit.objects.filter(organisation__in=kept, name=worker.unit)
        if worker.unit and worker.unit not in here and not there.exists():
            row.wrong(f"yksikköä {worker.unit!r} ei ole organisaatiossa {worker.organisation!r}")

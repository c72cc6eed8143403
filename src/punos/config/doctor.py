"""Looks an installation over, and says in plain words what is wrong and what helps."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, connection

from punos import clock
from punos.access.models import ConsentText
from punos.config import keeping
from punos.demo import queries as demo
from punos.people import health
from punos.practice.models import OperatingModel
from punos.trace import heads
from punos.trace.chains import broken_chains
from punos.trace.queries import newest
from punos.web import storage

GUESSABLE = "only-for-development"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at; without a problem it is well."""

    what: str
    problem: str = ""


def findings() -> Iterator[Finding]:
    """Look at one thing after another; without a database the rest cannot be looked at."""
    yield Finding("kansio var/", _folder())
    database = _asked(_database)
    yield Finding("tietokanta", database)
    if database:
        return
    looks: tuple[tuple[str, Callable[[], str]], ...] = (
        ("tietokannan rakenne", _structure),
        ("yhteinen välimuisti", _cache),
        ("ulkoasun tiedostot", _looks),
        ("lupien sanamuodot", _wordings),
        ("toimintamallit", _models),
        ("lokin ketjut", _chains),
        ("koneen kello", _clock),
        ("perumisten loki", _journal),
        ("esittelytila", _demo),
        ("avaimet", _keys),
    )
    for what, look in looks:
        yield Finding(what, _asked(look))


def _asked(look: Callable[[], str]) -> str:
    try:
        return look()
    except DatabaseError:
        return "Tietokanta ei vastannut kysymykseen. Aja: punos migrate"


def _folder() -> str:
    try:
        Path(settings.VAR).mkdir(parents=True, exist_ok=True)
        probe = Path(settings.VAR) / ".kokeilu"
        probe.write_text("")
        probe.unlink()
    except OSError:
        return f"Kansioon {settings.VAR} ei voi kirjoittaa. Korjaa oikeudet tai PUNOS_HOME."
    return ""


def _database() -> str:
    try:
        connection.ensure_connection()
    except DatabaseError:
        return (
            "Tietokantaan ei saa yhteyttä. Tarkista PUNOS_DATABASE ja että palvelin on käynnissä."
        )
    return ""


def _structure() -> str:
    missing = health.missing_migrations()
    return f"Rakenteesta puuttuu {len(missing)} muutosta. Aja: punos migrate" if missing else ""


def _cache() -> str:
    cache.set("doctor", "well", 5)
    return "" if cache.get("doctor") == "well" else "Välimuisti ei muista. Aja: punos migrate"


def _looks() -> str:
    is_old = not storage.are_collected()
    old = "Tyylitiedostot ovat vanhan ohjelman. Aja: punos migrate"
    return health.missing_looks() or (old if is_old else "")


def _wordings() -> str:
    known = set(ConsentText.objects.filter(language="fi").values_list("kind", flat=True))
    missing = [str(label) for kind, label in ConsentText.Kind.choices if kind not in known]
    return f"Puuttuu: {', '.join(missing)}. Aja: punos migrate" if missing else ""


def _models() -> str:
    return "" if OperatingModel.objects.exists() else "Malleja ei ole ladattu. Aja: punos migrate"


def _chains() -> str:
    broken = broken_chains(heads.known())
    if not broken:
        return heads.problem()
    first = broken[0]
    return f"Ketju {first.chain} katkeaa kohdassa {first.number}: {first.why}."


def _clock() -> str:
    told = newest()
    if told and told > clock.now() + timedelta(minutes=1):
        return "Kello on jäljessä lokin uusimmasta rivistä. Korjaa kello ja käynnistä uudelleen."
    return ""


def _journal() -> str:
    if health.unfinished_restore().exists():
        return "Varmuuskopion palautus on kesken. Aja: punos restore uudelleen."
    missing = keeping.missing_lines()
    if missing:
        return f"Lokista puuttuu {len(missing)} perumista. Ne lisätään, kun ohjelma käynnistyy."
    return ""


def _demo() -> str:
    if settings.PRODUCTION and demo.area() is not None:
        return "Tuotannon tietokannassa on keksittyjä ihmisiä. Ota käyttöön tyhjä tietokanta."
    return ""


def _keys() -> str:
    if settings.PRODUCTION and GUESSABLE in "".join(
        [settings.SECRET_KEY, settings.IDENTITY_KEY, *settings.SEAL_KEYS]
    ):
        return (
            "Avaimet ovat kehittäjän avaimia. "
            "Aseta PUNOS_SECRET_KEY, PUNOS_IDENTITY_KEY ja PUNOS_SEAL_KEYS."
        )
    return ""

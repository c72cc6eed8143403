"""Backup and restore. A restored backup never brings back what was taken back since.

The journal of withdrawals (trace.journal) lies outside the database. After a restore each of
its lines is applied before anything is served; without it the restore is refused. While a
restore is under way a marker under var/ keeps the program from serving.
"""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from django.db import connection

from punos import clock
from punos.access import replay as access
from punos.config.readiness import prepare
from punos.people import health
from punos.people import replay as people
from punos.people.actor import SYSTEM
from punos.trace import actions as trace
from punos.trace import heads, journal

# Among what was applied: how many rows of the log are not in the backup.
LOST = "lost"
WITHOUT_JOURNAL = "--luvattomat-palaavat"
NO_JOURNAL = (
    "Palautus keskeytyi: perumisten loki puuttuu tai siinä on aukko ({path}).\n"
    "Ilman sitä varmuuskopion jälkeen perutut luvat tulisivat takaisin voimaan.\n"
    "Tuo loki paikalleen ja aja komento uudelleen. Jos loki on hävinnyt, sovi asiasta\n"
    f"tietosuojavastaavan kanssa ja aja komento lisäyksellä {WITHOUT_JOURNAL}."
)
NOT_WHOLE = "Tiedosto ei ole ehjä varmuuskopio: {path}. Mihinkään ei koskettu."


class Refusal(Exception):  # noqa: N818 -- it is a "no" with its reason, not a fault
    """Something is not done; the text says why and what to do."""


def backup(target: Path) -> None:
    """Write the whole database into one file, while the program serves."""
    if target.exists():
        raise Refusal(f"Tiedosto on jo olemassa: {target}. Anna toinen nimi.")
    part = target.with_name(target.name + ".kesken")
    os.close(os.open(part, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600))
    if connection.vendor == "sqlite":
        _copy(_live_file(), part)
    else:
        _postgres("pg_dump", "--format=custom", f"--file={part}")
    part.replace(target)


def restore(source: Path, *, without_journal: bool = False) -> dict[str, int]:
    """Put the backup in the database's place, and take back again what was taken back since."""
    if not source.exists():
        raise Refusal(f"Tiedostoa ei ole: {source}.")
    if not without_journal and not journal.path().exists():
        raise Refusal(NO_JOURNAL.format(path=journal.path()))
    _check_file(source)
    health.unfinished_restore().touch()
    _put_in_place(source)
    prepare()
    if not without_journal and missing_lines():
        raise Refusal(NO_JOURNAL.format(path=journal.path()))
    return finish()


def finish() -> dict[str, int]:
    """Apply the journal, end every session, and let the program serve again.

    The file of heads begins again from what the backup has; that it did is a row of the log.
    """
    lost = heads.lost()
    applied = replay()
    people.end_all_sessions()
    if lost:
        applied[LOST] = lost
    trace.record(SYSTEM, "trace.backup.restored", None, lost=lost)
    heads.begin_again()
    health.unfinished_restore().unlink(missing_ok=True)
    return applied


def replay() -> dict[str, int]:
    """Apply each line of the journal that the database does not know; return how many, by kind."""
    applied: dict[str, int] = {}
    for line in _standing():
        if access.apply(line) or people.apply(line):
            applied[line["kind"]] = applied.get(line["kind"], 0) + 1
    return applied


def heal_journal() -> int:
    """Write into the journal what a power cut between commit and line left out."""
    missing = missing_lines()
    for line in missing:
        journal.append(line)
    return len(missing)


def missing_lines() -> list[dict[str, Any]]:
    """Return what the database knows to be taken back and the journal does not.

    Right after a restore this tells whether the journal goes on from the backup.
    """
    known = {_key(line) for line in journal.lines()}
    return [line for line in _lines_of_database() if _key(line) not in known]


def _standing() -> list[dict[str, Any]]:
    """Return the lines that still hold, by their time.

    A line that a power cut left out was written later than those after it.
    """
    return people.standing(sorted(journal.lines(), key=lambda line: str(line["at"])))


def _lines_of_database() -> Iterator[dict[str, Any]]:
    yield from access.lines_of_database()
    yield from people.lines_of_database()


def _key(line: dict[str, Any]) -> tuple[str, ...]:
    return line["kind"], *(
        line.get(name, "")
        for name in ("consent", "case", "person", "device", "identity", "protection")
    )


def _live_file() -> Path:
    return Path(str(connection.settings_dict["NAME"]))


def _copy(source: Path, target: Path) -> None:
    """Copy a living SQLite database, page by page and whole."""
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
        old.backup(new)


def _check_file(source: Path) -> None:
    """Refuse a file that is no whole backup of Punos, before anything is replaced."""
    try:
        if connection.vendor != "sqlite":
            _postgres("pg_restore", "--list", source)
            return
        with closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as file:
            (answer,) = file.execute("PRAGMA integrity_check").fetchone()
            file.execute("SELECT 1 FROM access_case LIMIT 1").fetchone()
    except (sqlite3.DatabaseError, Refusal) as problem:
        raise Refusal(NOT_WHOLE.format(path=source)) from problem
    if answer != "ok":
        raise Refusal(NOT_WHOLE.format(path=source))


def _put_in_place(source: Path) -> None:
    """Replace the database; on SQLite what stood there is kept beside it."""
    connection.close()
    if connection.vendor != "sqlite":
        name = connection.settings_dict["NAME"]
        _postgres("pg_restore", "--clean", "--if-exists", "--no-owner", f"--dbname={name}", source)
        return
    live = _live_file()
    if live.exists():
        stamp = f"{clock.now():%Y%m%dT%H%M%S}"
        _copy(live, live.with_name(f"{live.stem}-ennen-palautusta-{stamp}{live.suffix}"))
    _copy(source, live)


def _postgres(program: str, *words: str | Path) -> None:
    """Run a program of PostgreSQL on our database; the password goes by the environment."""
    found = shutil.which(program)
    if not found:
        raise Refusal(f"Ohjelma {program} puuttuu. Asenna se: apt-get install postgresql-client")
    facts = connection.settings_dict
    environ = {
        "PGHOST": facts["HOST"],
        "PGPORT": str(facts["PORT"]),
        "PGUSER": facts["USER"],
        "PGPASSWORD": facts["PASSWORD"],
        "PGDATABASE": facts["NAME"],
    }
    done = subprocess.run(  # noqa: S603 -- a program of the system, with words of ours
        [found, *words],
        env={**os.environ, **{name: text for name, text in environ.items() if text}},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise Refusal(f"{program} ei onnistunut:\n{done.stderr.strip()}")

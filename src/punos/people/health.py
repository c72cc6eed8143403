"""Whether the program can serve: the database answers, has the tables of this version, is whole."""

from functools import cache
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor


def problem() -> str:
    """Return what keeps the program from serving, in one line, or nothing."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        missing = _missing_migrations()
    except DatabaseError:
        return "Tietokanta ei vastaa.\n"
    if missing:
        return "Tietokannan rakenne on vanha. Aja: punos migrate\n"
    if unfinished_restore().exists():
        return "Varmuuskopion palautus on kesken. Aja: punos restore\n"
    return missing_looks()


def missing_looks() -> str:
    """Return what to do where the files of the looks are not collected: then no page opens."""
    try:
        staticfiles_storage.url("vendor/punos.css")
    except ValueError:
        return "Tyylitiedostoja ei ole koottu. Aja: punos migrate\n"
    return ""


def unfinished_restore() -> Path:
    """Return the marker that stands while a restored database may show what was taken back."""
    return Path(settings.VAR) / "palautus-kesken"


def missing_migrations() -> list[str]:
    """Return the changes of structure that the database has not had yet."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _backwards in plan]


class _Unfinished(Exception):  # noqa: N818 -- it is no error: it keeps a "not yet" out of the cache
    """The structure is not whole yet; asked again next time."""


@cache
def is_whole() -> bool:
    if missing_migrations():
        raise _Unfinished
    return True


def _missing_migrations() -> bool:
    """Ask until the structure is whole; after that it stays so while this program runs."""
    try:
        return not is_whole()
    except _Unfinished:
        return True

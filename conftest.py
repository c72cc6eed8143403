"""The ground under every test: an own empty home, the database that was asked for, no network.

PUNOS_TEST_DATABASE chooses sqlite (as is) or postgres. The controlling process makes the home
and starts PostgreSQL once; the workers of xdist inherit both by the environment. Django is set
up here, before any other conftest, so that those may import what they like.
"""

import atexit
import gc
import os
import shutil
import signal
import tempfile
from pathlib import Path
from typing import Any

import django
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis

from tests import postgres

DATABASE = os.environ.setdefault("PUNOS_TEST_DATABASE", "sqlite")
IS_WORKER = "PYTEST_XDIST_WORKER" in os.environ


def _make_home() -> Path:
    """Make the folder that holds everything of this run, in memory where that is possible."""
    memory = Path("/dev/shm")  # noqa: S108 -- a fresh folder is made inside
    home = Path(tempfile.mkdtemp(prefix="punos-test-", dir=memory if memory.is_dir() else None))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    (home / "var" / "static").mkdir(parents=True)
    return home


def _start_postgres() -> None:
    """Start PostgreSQL and hand its address on; note what its folder's parents looked like."""
    folder = Path(tempfile.mkdtemp(prefix="punos-pg-"))
    places = [*folder.parents, *Path(postgres.__file__).parents, *Path(os.__file__).parents]
    os.environ["PUNOS_TEST_MODES"] = ";".join(f"{each}={each.stat().st_mode:o}" for each in places)
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    server = postgres.start(folder)
    atexit.register(server.stop)
    os.environ["PUNOS_DATABASE"] = server.url("postgres")


def _prepare() -> None:
    """Set the environment of this process and of all that it starts."""
    if not IS_WORKER:
        # Ended by a time limit, a run cleans up as it does after Ctrl-C.
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        # Tests see only the settings that they choose themselves.
        for name in [name for name in os.environ if name.startswith("PUNOS_")]:
            if not name.startswith("PUNOS_TEST_"):
                del os.environ[name]
        os.environ["PUNOS_HOME"] = str(_make_home())
        if DATABASE == "postgres":
            _start_postgres()
    os.environ["DJANGO_SETTINGS_MODULE"] = "punos.config.settings"
    database = settings.DATABASES["default"]
    if DATABASE == "sqlite":
        # A file, not :memory:, so that locks and WAL behave as they do for people.
        database.setdefault("TEST", {})["NAME"] = os.environ["PUNOS_HOME"] + "/test.sqlite3"
    # Pages under test need no collected files; the journeys run the real program with them.
    settings.STORAGES["staticfiles"] = {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
    }
    # Rows of tests are rolled back, so a file of their chains would tell of rows that are not.
    settings.HEADS = ""
    # Many homes of tests lie in memory; those that try a full disk ask for the reserve.
    settings.RESERVE_MB = 0
    django.setup()


_prepare()
# The models and templates stay; looking through them again and again for garbage costs a tenth.
gc.freeze()
gc.set_threshold(100_000, 20, 20)

# Cramped worlds make edges collide, so few examples go far (STYLE.md 3.12).
_slow = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
hypothesis.register_profile("suite", max_examples=60, deadline=None, suppress_health_check=_slow)
hypothesis.register_profile("prove", max_examples=2_000, deadline=None, suppress_health_check=_slow)
hypothesis.load_profile(os.environ.get("PUNOS_TEST_PROFILE", "suite"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every property as a proof, which `make prove` tries with many more examples."""
    for item in items:
        if getattr(getattr(item, "obj", None), "is_hypothesis_test", False):
            item.add_marker(pytest.mark.proof)


def pytest_report_header() -> str:
    """Say at the top which database this run is about."""
    return f"database: {DATABASE}, Hypothesis: {os.environ.get('PUNOS_TEST_PROFILE', 'suite')}"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say at the end what was tried in a smaller way than promised, and why."""
    reports = [each for kind in ("passed", "failed") for each in terminalreporter.getreports(kind)]
    found = {words for each in reports for name, words in each.user_properties if name == "aloud"}
    for words in sorted(map(str, found)):
        terminalreporter.write_line(f"HUOM: {words}", yellow=True)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Any:
    """Put the standing cast into the database once; each test then changes and rolls back.

    Tests that need real commits run last (pytest-django orders them so), empty the tables and
    make a world of their own.
    """
    from tests.world import make_world  # noqa: PLC0415 -- models exist only after the set-up

    with django_db_blocker.unblock():
        _note_migrations()
        return make_world()


def _note_migrations() -> None:
    """Note all migrations as done: the tables were made from the models, which is quicker.

    The real program, started on this database, finds nothing to change. That migrations lead to
    these tables is kept by `make check`; that they run, by each test that starts in a new home.
    """
    settings.MIGRATION_MODULES = {}
    recorder = MigrationRecorder(connection)
    recorder.ensure_schema()
    for app, name in MigrationLoader(connection).disk_migrations:
        recorder.record_applied(app, name)
    call_command("createcachetable", verbosity=0)


@pytest.fixture
def world(db: None, django_db_setup: Any, request: pytest.FixtureRequest) -> Any:
    """Return the standing cast, read anew from the database."""
    from tests.world import make_world, read_again  # noqa: PLC0415 -- as above

    if "transactional_db" not in request.fixturenames:
        return read_again(django_db_setup)
    # The tables are emptied after such a test only; before the first one the cast still stands.
    call_command("flush", interactive=False, verbosity=0)
    return make_world()

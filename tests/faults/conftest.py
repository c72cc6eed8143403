"""What the tests of faults share: the real program, and the tools of the machine it is tried with.

Each fault of the list is a module of its own, test_fault_NN_what.py. What is tried often is
marked `proof`: a few times in `make test`, as often as promised in `make prove`.
"""

import fcntl
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from tests.faults.program import ROOT, Program
from tests.faults.reborn import Reborn

POSTGRES = os.environ["PUNOS_TEST_DATABASE"] == "postgres"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what tells of a file of SQLite when the database is PostgreSQL."""
    if not POSTGRES:
        return
    left = [item for item in items if item.get_closest_marker("sqlite")]
    config.hook.pytest_deselected(items=left)
    items[:] = [item for item in items if item not in left]


@pytest.fixture(scope="session")
def static_files() -> Path:
    """Collect the static files once for all workers."""
    shared = Path(os.environ["PUNOS_HOME"]) / "faults"
    shared.mkdir(exist_ok=True)
    with (shared / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (shared / "ready").exists():
            collect = [sys.executable, "-m", "django", "collectstatic", "--noinput", "-v0"]
            home = {**os.environ, "PUNOS_HOME": str(shared)}
            home.pop("PUNOS_DATABASE", None)
            subprocess.run(collect, cwd=ROOT, env=home, check=True)
            (shared / "ready").touch()
    return shared / "var" / "static"


@pytest.fixture
def program(transactional_db: None, static_files: Path, tmp_path: Path) -> Iterator[Program]:
    """The program, not yet started, on the database of this test."""
    home = tmp_path / "home"
    (home / "var").mkdir(parents=True, exist_ok=True)
    (home / "var" / "static").symlink_to(static_files)
    running = Program(home)
    yield running
    running.kill()


@pytest.fixture
def reborn(program: Program) -> Iterator[Reborn]:
    """The same, for a test that starts it very often."""
    running = Reborn(program.home)
    yield running
    running.end()


@pytest.fixture
def aloud(record_property: Callable[[str, object], None]) -> Callable[[str], None]:
    """Say a sentence at the end of the run: what was tried in a smaller way than promised."""
    return partial(record_property, "aloud")

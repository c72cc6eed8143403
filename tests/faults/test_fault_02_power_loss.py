"""S4.4 · Fault 2: the power goes. The database opens, is whole, and its log is a beginning of what was written."""

import random
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from django.db import connection

from punos.meetings.tests import scene
from tests.faults.program import times
from tests.world import World

pytestmark = pytest.mark.sqlite


def chain_in(database: Path, chain: str) -> list[tuple[int, str]]:
    """Return numbers and hashes of a chain from a database that is whole, with its head."""
    with closing(sqlite3.connect(database)) as line:
        line.create_function("regexp", 2, lambda _words, _text: True)
        assert line.execute("PRAGMA quick_check").fetchone() == ("ok",)
        rows = []
        for kind in ("auditevent", "uselog", "disclosurelog"):
            asked = f"SELECT number, hash FROM trace_{kind} WHERE chain = ?"
            rows += line.execute(asked, [chain]).fetchall()
        asked = "SELECT number, hash FROM trace_chainhead WHERE chain = ?"
        head = line.execute(asked, [chain]).fetchone()
    rows.sort()
    assert head == rows[-1], "a change and its trace are one transaction"
    return rows


@pytest.mark.proof
@pytest.mark.usefixtures("transactional_db")
def test_whatever_the_disk_has_of_the_last_seconds_is_a_whole_beginning(
    world: World, tmp_path: Path
) -> None:
    meeting = scene.opened(world)
    chain = str(world.case.pk)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous")
        assert cursor.fetchone() == (2,), "each commit waits for the disk"
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        cursor.execute("PRAGMA wal_autocheckpoint = 0")
    for number in range(25):
        scene.write(world, meeting, f"Kirjaus {number}.")
    live = Path(str(connection.settings_dict["NAME"]))
    wal = Path(f"{live}-wal")
    base, log = tmp_path / "base", wal.read_bytes()
    shutil.copy(live, base)
    copy = tmp_path / "copy"
    Path(f"{copy}-wal").write_bytes(log)
    shutil.copy(base, copy)
    whole = chain_in(copy, chain)
    lengths = set()
    for _ in range(times(20, 1_000)):
        shutil.copy(base, copy)
        Path(f"{copy}-wal").write_bytes(log[: random.randint(0, len(log))])
        Path(f"{copy}-shm").unlink(missing_ok=True)
        left = chain_in(copy, chain)
        assert left == whole[: len(left)]
        lengths.add(len(left))
    assert len(lengths) > 3

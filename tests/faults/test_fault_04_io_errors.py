"""S4.4 S4.10 · Fault 4: the disk fails now and then. Nothing is acknowledged that is not there; else 503."""

import shutil
import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing
from uuid import uuid4

import pytest
from django.db import connection

from punos.meetings.models import Entry
from punos.meetings.tests import scene
from punos.trace.chains import broken_chains
from tests.faults.program import Program, times
from tests.world import World

pytestmark = pytest.mark.sqlite

FAILING = "enable_random name=posix/io/rw/pwrite*,probability=0.05"
NO_FIU = "levyn virheitä ei kokeiltu: fiu-run puuttuu (apt-get install fiu-utils)"


def breaks(program: Program, command: str) -> None:
    """Let the disk of the running program fail from now on."""
    assert program.process
    control = ["fiu-ctrl", "-f", str(program.home / "fiu"), "-c", command, str(program.process.pid)]
    subprocess.run(control, check=True, capture_output=True, timeout=10)


def start_breakable(program: Program) -> None:
    program.start("fiu-run", "-x", "-f", str(program.home / "fiu"))


@pytest.mark.proof
def test_what_a_failing_disk_acknowledged_is_there_and_the_rest_is_503(
    program: Program, world: World, aloud: Callable[[str], None]
) -> None:
    if not shutil.which("fiu-run"):
        aloud(NO_FIU)
        return
    meeting = scene.opened(world)
    address = f"/asiat/{world.case.pk}/tapaamiset/{meeting.pk}/kirjaukset/"
    recorder = program.visitor(world.kirsi)
    start_breakable(program)
    recorder.port = program.port
    breaks(program, FAILING)
    acknowledged, refused = set(), 0
    for number in range(times(60, 1_000)):
        key = uuid4()
        said = {"field": "shared_view", "text": f"Kirjaus {number}.", "key": key}
        answer = recorder.post(address, said)
        assert answer.status in (302, 503)
        if answer.status == 302:
            acknowledged.add(key)
        else:
            refused += 1
            assert f"Kirjaus {number}." in answer.text
    assert acknowledged
    assert refused
    program.kill()
    kept = set(Entry.objects.filter(meeting=meeting).values_list("key", flat=True))
    assert acknowledged <= kept
    assert broken_chains() == []
    with closing(sqlite3.connect(str(connection.settings_dict["NAME"]))) as line:
        line.create_function("regexp", 2, lambda _words, _text: True)
        assert line.execute("PRAGMA quick_check").fetchone() == ("ok",)

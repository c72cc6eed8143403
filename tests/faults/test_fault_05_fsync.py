"""S4.4 · Fault 5: the disk cannot say that it has what was written. The program stops rather than go on."""

import http.client
import shutil
from collections.abc import Callable
from uuid import uuid4

import pytest

from punos.meetings.models import Entry
from punos.meetings.tests import scene
from tests.faults.program import Program
from tests.faults.test_fault_04_io_errors import NO_FIU, breaks, start_breakable
from tests.world import World

# A proof though it is short: `make prove` alone installs the tool that it needs.
pytestmark = [pytest.mark.sqlite, pytest.mark.proof]


def test_a_program_whose_disk_did_not_keep_a_write_stops_and_acknowledges_nothing(
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
    before = {"field": "shared_view", "text": "Tämä on levyllä.", "key": uuid4()}
    assert recorder.post(address, before).status == 302

    breaks(program, "enable name=posix/io/sync/*")
    with pytest.raises((OSError, http.client.HTTPException)):
        recorder.post(address, {**before, "key": uuid4()})
    assert program.process
    assert program.process.wait(5) != 0
    assert "did not keep what was written" in program.log

    program.start()
    assert recorder.post(address, {**before, "key": uuid4()}).status == 302
    assert Entry.objects.filter(meeting=meeting, key=before["key"]).count() == 1

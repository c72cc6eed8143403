"""S4.4 · Fault 7: the machine's clock jumps two hours back or on. No right grows longer, and it is said."""

import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from punos import clock
from punos.access.models import Consent
from punos.config import doctor
from punos.trace.chains import broken_chains
from punos.trace.models import AuditEvent, UseLog
from tests.faults.program import Program, Visitor
from tests.world import World

LIBRARY = next(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"), None)
NO_FAKETIME = "kellon siirtymistä ei kokeiltu: libfaketime puuttuu (apt-get install faketime)"


class Machine:
    """A clock that can be turned while the program runs behind it."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "kello"
        self.turn("+0")
        self.environ = {
            "LD_PRELOAD": str(LIBRARY),
            "FAKETIME_TIMESTAMP_FILE": str(self.file),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        }

    def turn(self, by: str) -> None:
        self.file.write_text(f"{by}\n")


def is_let_in(browser: Visitor, world: World) -> bool:
    return browser.get(f"/asiat/{world.case.pk}/").status == 200


@pytest.mark.proof
@pytest.mark.long
def test_turned_back_two_hours_no_ended_right_holds_again_also_after_a_restart(
    program: Program, world: World, tmp_path: Path, aloud: Callable[[str], None]
) -> None:
    if LIBRARY is None:
        aloud(NO_FAKETIME)
        return
    machine = Machine(tmp_path)
    program.start(**machine.environ)
    omar = program.visitor(world.omar)
    assert is_let_in(omar, world)
    ends = clock.now() + timedelta(seconds=1)
    Consent.objects.filter(to_person=world.omar).update(until_at=ends)
    time.sleep(1.5)
    assert not is_let_in(omar, world)

    machine.turn("-2h")
    assert not is_let_in(omar, world)
    assert "was turned back" in program.log
    leena = program.visitor(world.leena)
    assert is_let_in(leena, world)

    program.kill()
    program.start(**machine.environ)
    assert not is_let_in(omar, world)
    assert is_let_in(leena, world)
    rows = list(UseLog.objects.filter(chain=str(world.case.pk)).order_by("number"))
    assert [row.at for row in rows] == sorted(row.at for row in rows)
    assert broken_chains() == []


@pytest.mark.proof
@pytest.mark.long
def test_turned_on_two_hours_what_has_ended_stays_ended_and_the_chain_holds(
    program: Program, world: World, tmp_path: Path, aloud: Callable[[str], None]
) -> None:
    if LIBRARY is None:
        aloud(NO_FAKETIME)
        return
    machine = Machine(tmp_path)
    ends = clock.now() + timedelta(hours=1)
    Consent.objects.filter(to_person=world.omar).update(until_at=ends)
    program.start(**machine.environ)
    omar = program.visitor(world.omar)
    assert is_let_in(omar, world)
    machine.turn("+2h")
    assert not is_let_in(omar, world)
    assert "was turned on" in program.log
    machine.turn("+0")
    assert not is_let_in(omar, world)
    assert broken_chains() == []


@pytest.mark.django_db
def test_the_doctor_tells_of_a_clock_that_is_behind_the_log(world: World) -> None:
    newest = AuditEvent.objects.order_by("-pk").first()
    later = clock.now() + timedelta(hours=2)
    AuditEvent.objects.filter(pk=newest.pk).update(at=later)
    problems = {each.what: each.problem for each in doctor.findings()}
    assert "Kello on jäljessä" in problems["koneen kello"]

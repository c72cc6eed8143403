"""S4.4 · Fault 7: the machine's clock jumps two hours back or on. No right grows longer, and it is said."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from punos import clock
from punos.access.models import Consent
from punos.clock import held
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
            "FAKETIME_CACHE_DURATION": "1",
            "NO_FAKE_STAT": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        }

    def turn(self, by: str) -> None:
        """Turn it; the programs behind it look after a second at the latest."""
        self.file.write_text(f"{by}\n")
        time.sleep(1.5)


NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)
STEPS = st.lists(
    st.tuples(
        st.floats(0, 600).map(lambda passed: timedelta(seconds=passed)),
        st.one_of(st.just(0.0), st.floats(-3, 3), st.floats(-7200, 7200)).map(
            lambda turned: timedelta(seconds=turned)
        ),
    ),
    min_size=1,
    max_size=20,
)


def told(steps: list[tuple[timedelta, timedelta]]) -> list[tuple[timedelta, timedelta, datetime]]:
    """Let time pass and the clock be turned step by step; return passed, turned and told in all."""
    passed = turned = timedelta()
    found = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(held.time, "clock_gettime", lambda _: passed.total_seconds())
        line = held.Line((NOON, 0.0))
        for more, by in steps:
            passed, turned = passed + more, turned + by
            found.append((passed, turned, line.at(NOON + passed + turned)))
    return found


@given(STEPS)
@example([(timedelta(minutes=1), timedelta(hours=-2)), (timedelta(minutes=1), timedelta(hours=2))])
@example([(timedelta(seconds=1), timedelta(hours=-2)), (timedelta(), timedelta(seconds=7199))])
def test_however_the_clock_is_turned_the_time_never_goes_back(
    steps: list[tuple[timedelta, timedelta]],
) -> None:
    instants = [instant for *_, instant in told(steps)]
    assert [NOON, *instants] == sorted([NOON, *instants])


@given(STEPS, st.floats(0, 3600))
def test_however_the_clock_is_turned_no_right_grows_longer(
    steps: list[tuple[timedelta, timedelta]], seconds: float
) -> None:
    """A right that ends so much later is over then, at most small corrections later."""
    ends = NOON + timedelta(seconds=seconds)
    corrections = len(steps) * held.TOLERANCE
    instants = told(steps)
    for passed, _, instant in instants:
        assert instant < NOON + passed + timedelta(hours=40)
        if NOON + passed >= ends + corrections:
            assert instant >= ends
    first = next((i for i, (*_, instant) in enumerate(instants) if instant >= ends), len(steps))
    assert all(instant >= ends for *_, instant in instants[first:])


def test_a_clock_that_is_set_right_again_is_followed_from_where_the_time_stands() -> None:
    hour = timedelta(hours=1)
    back, right = timedelta(hours=-2), timedelta(hours=2)
    instants = [
        instant - NOON for *_, instant in told([(hour, back), (hour, right), (hour, 0 * hour)])
    ]
    assert instants == [hour, 2 * hour, 3 * hour]


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

"""S4.4 · The heads of chains are also in a file outside the database, so that a cut tail is missed."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine

from punos import clock
from punos.config.cli import main
from punos.people.actor import SYSTEM
from punos.trace import actions as trace
from punos.trace import heads, jobs
from punos.trace.chains import CUT, Break, broken_chains
from punos.trace.models import NO_CASE, AuditEvent, ChainHead, DisclosureLog, Link, UseLog
from punos.trace.queries import links
from tests.world import World, a

KINDS: tuple[type[Link], ...] = (AuditEvent, UseLog, DisclosureLog)


@pytest.fixture
def file(settings: Any, tmp_path: Path) -> Path:
    settings.HEADS = str(tmp_path / "elsewhere" / "heads.jsonl")
    return tmp_path / "elsewhere" / "heads.jsonl"


def cut(chain: str, keep: int) -> None:
    """Cut the tail and move the head, as one who knows the tables would."""
    for kind in KINDS:
        kind.objects.filter(chain=chain, number__gt=keep).delete()
    last = list(links(chain))[-1]
    ChainHead.objects.filter(chain=chain).update(number=keep, hash=last.hash)


def test_the_first_line_tells_of_all_chains_and_the_next_of_what_has_grown(
    world: World, file: Path
) -> None:
    heads.write()
    assert heads.known().keys() == set(ChainHead.objects.values_list("chain", flat=True))
    heads.write()
    assert file.read_text().count("\n") == 1, "nothing new, no line"
    trace.record(a(world.aino), "test.row.added", world.case.pk)
    heads.write()
    line = json.loads(file.read_text().splitlines()[-1])
    chain = str(world.case.pk)
    assert [chain, ChainHead.objects.get(chain=chain).number] in [h[:2] for h in line["heads"]]
    assert broken_chains(heads.known()) == []


def test_a_tail_cut_with_its_head_after_the_days_row_is_found_by_the_file(
    world: World, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    chain = str(world.case.pk)
    jobs.run(clock.now())
    keep = ChainHead.objects.get(chain=chain).number
    trace.record(a(world.aino), "test.row.added", world.case.pk)
    jobs.run(clock.now())
    cut(chain, keep)
    assert broken_chains() == []
    assert broken_chains(heads.known()) == [Break(chain, keep + 1, CUT)]
    assert main(["audit", "verify"]) == 1
    assert f"Ketju {chain} katkeaa kohdassa {keep + 1}: {CUT}." in capsys.readouterr().out


def test_half_a_line_after_a_power_cut_hides_no_head(world: World, file: Path) -> None:
    heads.write()
    before = heads.known()
    with file.open("a") as half:
        half.write('{"at": "2026-11-25", "heads": [["none", 99')
    trace.record(SYSTEM, "test.row.added", None)
    heads.write()
    after = heads.known()
    assert after.keys() == before.keys()
    assert max(after[NO_CASE]) == max(before[NO_CASE]) + 1


def test_a_line_longer_than_one_reading_is_still_the_last_one(world: World, file: Path) -> None:
    for number in range(1_000):
        ChainHead.objects.create(chain=f"work-{number}", number=0, hash="0" * 64)
    heads.write()
    heads.write()
    assert file.stat().st_size > 1 << 16
    assert file.read_text().count("\n") == 1


def test_a_database_replaced_on_purpose_is_not_called_cut(world: World, file: Path) -> None:
    trace.record(a(world.aino), "test.row.added", world.case.pk)
    heads.write()
    cut(str(world.case.pk), 2)
    assert heads.lost() > 0
    heads.begin_again()
    assert heads.lost() == 0
    assert broken_chains(heads.known()) == []


def test_a_file_that_went_missing_is_told(world: World, file: Path) -> None:
    assert heads.problem() == ""
    with time_machine.travel(clock.now() + timedelta(days=2)):
        assert "puuttuu" in heads.problem()
        heads.write()
        assert heads.problem() == ""


def test_no_name_goes_to_the_file(world: World, file: Path) -> None:
    heads.write()
    assert not any(person.first_name in file.read_text() for person in world.cast.values())

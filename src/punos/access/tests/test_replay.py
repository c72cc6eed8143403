"""S4.4 · What was taken back after a backup is taken back again when the backup is restored."""

from typing import Any

import pytest

from punos import clock
from punos.access import policy, replay
from punos.access.models import Ending, Recusal, Withdrawal
from punos.network import actions as network
from tests.world import World, a, no_such_id


def line(world: World, kind: str) -> dict[str, Any]:
    """Return a line of the journal, as if it had been written after the backup."""
    facts = {
        "consent": {
            "consent": str(world.seats["omar"].consent_id),
            "by": str(world.aino.pk),
            "how": "own_device",
        },
        "recusal": {"case": str(world.case.pk), "person": str(world.omar.pk)},
        "ending": {"case": str(world.case.pk), "by": str(world.aino.pk), "why": "client"},
    }
    return {"kind": kind, "at": clock.now().isoformat(), **facts.get(kind, {})}


@pytest.mark.parametrize("kind", ["consent", "recusal", "ending"])
def test_a_line_ends_what_it_tells_of_and_only_once(world: World, kind: str) -> None:
    assert policy.rights_in(a(world.omar), world.case)
    assert replay.apply(line(world, kind))
    assert not policy.rights_in(a(world.omar), world.case)
    assert not replay.apply(line(world, kind))


@pytest.mark.parametrize(
    ("kind", "part"),
    [
        ("consent", "consent"),
        ("consent", "by"),
        ("recusal", "case"),
        ("recusal", "person"),
        ("ending", "case"),
        ("device", "kind"),
    ],
)
def test_what_the_database_does_not_know_is_passed_over(world: World, kind: str, part: str) -> None:
    told = line(world, kind)
    if part != "kind":
        told[part] = str(no_such_id())
    assert not replay.apply(told)
    assert policy.rights_in(a(world.omar), world.case)


def test_the_database_tells_the_same_lines_that_the_journal_holds(world: World) -> None:
    network.recuse(by=a(world.omar), case_id=world.case.pk)
    network.end_work(by=a(world.aino), case_id=world.case.pk)
    lines = list(replay.lines_of_database())
    assert [each["kind"] for each in lines].count("recusal") == 1
    assert [each["kind"] for each in lines].count("ending") == 1
    assert any(each["kind"] == "consent" for each in lines)
    for table in (Ending, Recusal, Withdrawal):
        table.objects.all().delete()
    assert [replay.apply(each) for each in lines] == [True] * len(lines)
    assert not policy.rights_in(a(world.omar), world.case)
    assert not policy.rights_in(a(world.eero), world.case)

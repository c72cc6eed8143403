"""Decisions of docs/adr that a machine can watch."""

from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2] / "src" / "punos"


def lines_of(*names: str) -> int:
    room = SOURCE / "access"
    paths = [path for name in names for path in room.glob(name)]
    return sum(len(path.read_text().splitlines()) for path in paths)


def test_what_decides_in_access_can_be_read_in_one_sitting() -> None:
    """ADR 0011: the deciding part is short, the describing part is bounded."""
    assert lines_of("policy.py", "rules.py") <= 420
    assert lines_of("models.py", "actions/*.py", "queries.py") <= 1450


def test_only_the_demo_area_tells_its_own_time() -> None:
    """ADR 0012: what really happens has its real time."""
    callers = {
        path.relative_to(SOURCE).parts[0]
        for path in SOURCE.rglob("*.py")
        if "clock.telling(" in path.read_text() and "tests" not in path.parts
    }
    assert callers == {"demo"}

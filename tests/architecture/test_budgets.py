"""Sizes stay such that a person can read them; what is bigger has its reason in one list."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
SOURCE = ROOT / "src" / "punos"
LIST = Path(__file__).parent / "over_budget.txt"
FILE, FUNCTION, VIEW, TEMPLATE, ROOM = 400, 40, 15, 150, 3000


def written() -> list[Path]:
    """Return the Python files that people write, tests and migrations aside."""
    return [
        path
        for path in sorted([*SOURCE.rglob("*.py"), *(ROOT / "scripts").glob("*.py")])
        if not {"tests", "migrations"} & set(path.parts)
    ]


def length(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def big_files() -> Iterator[tuple[str, int]]:
    """Yield files and templates that are over their budget."""
    looks = [*SOURCE.rglob("styles/**/*.css"), *SOURCE.rglob("static/web/**/*.js")]
    tests = [*SOURCE.rglob("tests/*.py"), *(ROOT / "tests").rglob("*.py"), ROOT / "conftest.py"]
    for path in [*written(), *looks, *tests]:
        if (lines := length(path)) > FILE:
            yield name(path), lines
    for path in SOURCE.rglob("templates/**/*.*"):
        if (lines := length(path)) > TEMPLATE:
            yield name(path), lines


def big_functions() -> Iterator[tuple[str, int]]:
    """Yield functions that are over their budget; a view's is smaller."""
    for path in written():
        is_view = "views" in path.relative_to(ROOT).with_suffix("").parts
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                lines = (node.end_lineno or 0) - node.lineno + 1
                if lines > (VIEW if is_view else FUNCTION):
                    yield f"{name(path)}::{node.name}", lines


def big_rooms() -> Iterator[tuple[str, int]]:
    """Yield rooms that have become houses."""
    for room in sorted(path for path in SOURCE.iterdir() if path.is_dir()):
        lines = sum(length(path) for path in written() if room in path.parents)
        if lines > ROOM:
            yield name(room), lines


def reasons() -> dict[str, str]:
    """Return what may be over its budget, and why."""
    lines = LIST.read_text(encoding="utf-8").splitlines()
    rows = [line.split(" – ", 1) for line in lines if line and not line.startswith("#")]
    return {place.strip(): reason for place, reason in rows}


def test_what_is_over_its_budget_has_a_reason() -> None:
    allowed = reasons()
    over = [*big_files(), *big_functions(), *big_rooms()]
    new = [f"{place}: {lines} riviä" for place, lines in over if place not in allowed]
    assert not new, "\n".join(new)


def test_no_reason_stands_for_what_has_become_small() -> None:
    over = {place for place, _ in [*big_files(), *big_functions(), *big_rooms()]}
    assert set(reasons()) - over == set()

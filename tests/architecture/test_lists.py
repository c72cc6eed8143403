"""The lists in docs/ name what there is: rights, events of the log, jobs, commands, rooms."""

import argparse
import ast
import re
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from punos.access.rights import CAPACITY_RIGHTS, LEAST_LEVEL, TOPICS, Capacity, Right
from punos.config import cli, worker

ROOT = Path(__file__).resolve().parent.parent.parent
SOURCE = ROOT / "src" / "punos"
LEVELS = {1: "kevyt", 2: "laite", 3: "vahva"}
ANY = "*"


def rows(page: str) -> dict[str, list[str]]:
    """Return the rows of the page's tables, by the code that each begins with."""
    text = (ROOT / page).read_text(encoding="utf-8")
    lines = re.findall(r"^\| `([^`]+)`(.*)\|$", text, re.MULTILINE)
    return {code: [cell.strip() for cell in rest.split("|")] for code, rest in lines}


def codes_in(cell: str) -> set[str]:
    return set(re.findall(r"`([^`]+)`", cell))


def recorded() -> Iterator[str]:
    """Yield the event of every row that the program adds to the log; what varies is a star."""
    for path in SOURCE.rglob("*.py"):
        if {"tests", "migrations"} & set(path.parts):
            continue
        module = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(module):
            if isinstance(node, ast.Call) and name_of(node.func) == "record":
                yield from events_of(node.args[1], module)


def name_of(function: ast.expr) -> str:
    return str(getattr(function, "attr", getattr(function, "id", "")))


def events_of(said: ast.expr, module: ast.Module) -> Iterator[str]:
    """Yield what `record` is told: a text, one with a part that varies, or what is handed on as `event`."""
    if isinstance(said, ast.JoinedStr):
        parts = (part.value if isinstance(part, ast.Constant) else ANY for part in said.values)
        yield "".join(map(str, parts))
    elif isinstance(said, ast.Constant):
        yield str(said.value)
    else:
        handed = (node for node in ast.walk(module) if isinstance(node, ast.keyword))
        for each in handed:
            if each.arg == "event" and isinstance(each.value, ast.Constant):
                yield str(each.value.value)


def test_every_right_is_told_with_its_level() -> None:
    told = rows("docs/rights.md")
    for right in Right:
        assert right.value in told, right
        assert told[right.value][-1] == LEVELS[LEAST_LEVEL[right].value], right
    codes = {code for code in told if "." in code}
    assert codes == {right.value for right in Right}


def test_every_topic_and_capacity_is_told_with_its_rights() -> None:
    text = (ROOT / "docs" / "rights.md").read_text(encoding="utf-8")
    lines = {line.split("`")[1]: line for line in text.splitlines() if line.startswith("| `")}
    opened = {topic: set(opening.rights) for topic, opening in TOPICS.items()}
    carried = {**opened, **{kind: set(rights) for kind, rights in CAPACITY_RIGHTS.items()}}
    for code, rights in carried.items():
        assert codes_in(lines[code]) == {str(code), *map(str, rights)}, code
    assert {code for code in lines if "." not in code} == {*map(str, TOPICS), *Capacity.values}


def test_every_event_of_the_log_is_told_and_none_that_is_not() -> None:
    told, kept = set(rows("docs/audit-events.md")), set(recorded())
    missing = {event for event in kept if not any(fits(event, each) for each in told)}
    foreign = {each for each in told if not any(fits(event, each) for event in kept)}
    assert missing == set()
    assert foreign == set()


def fits(event: str, told: str) -> bool:
    """Return whether the told code is the event, or one of those that it may be."""
    return bool(re.fullmatch(re.escape(event).replace(re.escape(ANY), "[a-z_]+"), told))


def test_every_job_is_told() -> None:
    assert set(rows("docs/jobs.md")) == {room for room, _ in worker.jobs()}


def test_every_command_is_told_with_its_options() -> None:
    told = rows("docs/commands.md")
    [commands] = [
        action
        for action in cli.parser()._actions  # noqa: SLF001 - argparse has no other list
        if isinstance(action, argparse._SubParsersAction)  # noqa: SLF001
    ]
    assert set(told) == set(commands.choices)
    for name, parser in commands.choices.items():
        options = {
            option
            for action in parser._actions  # noqa: SLF001
            for option in action.option_strings
            if option not in {"-h", "--help"}
        }
        assert options == {code for code in codes_in(told[name][-1]) if code.startswith("--")}, name


def test_every_room_is_told() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    told = {
        room
        for line in text.splitlines()
        if line.startswith("| `")
        for room in codes_in(line.split(" | ")[0])
    }
    rooms = {path.parent.name for path in SOURCE.glob("*/__init__.py")}
    assert rooms - told == set()
    assert set(rooms) >= {app.removeprefix("punos.") for app in own_apps()}


def own_apps() -> list[str]:
    return [app.split(".apps")[0] for app in settings.INSTALLED_APPS if app.startswith("punos.")]


def test_every_document_is_reached_from_the_readme() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    papers = {path.name for path in (ROOT / "docs").glob("*.md")}
    assert {name for name in papers if f"docs/{name}" not in readme} == set()

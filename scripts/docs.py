"""Writes docs/glossary.md and docs/asvs.md, and prints which test proves which code of the mission.

Codes of work that has begun must have a test; else this fails, and so does the suite.
"""

import ast
import csv
import re
import sys
from collections import defaultdict
from itertools import groupby
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parent.parent
CODE = re.compile(r"\bS[0-4]\.\d+\b")
# The codes of which something is already built.
BEGUN = (
    *("S0.4", "S1.2", "S1.6", "S2.6", "S3.5", "S3.10", "S3.21"),
    *("S4.2", "S4.3", "S4.4", "S4.5", "S4.10", "S4.12", "S4.13", "S4.14", "S4.15"),
)
HEAD = """# Sanasto · Glossary

One dictionary between the words of people and the names in the code. Made from `glossary.csv`
by `make docs`; change that file. A star tells that the word is still to be tried with users.
"""
ASVS_HEAD = """# OWASP ASVS 5.0.0: what holds, and by which test

Made from `asvs.yaml` by `make docs`; change that file. D: as Django and allauth ship it · S: one
setting · W: own work · P: paper. **J** waits for the issue of operations and uploads, which is told
in each row. A test checks that every named test exists and that no row is open.
"""


def tests_by_code() -> dict[str, list[str]]:
    """Return for each code the test modules that name it in the first line of their docstring."""
    found = defaultdict(list)
    rooms = (ROOT / "src" / "punos").glob("*/tests/**/test_*.py")
    for path in sorted([*rooms, *(ROOT / "tests").rglob("test_*.py")]):
        said = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
        for code in CODE.findall(said.partition("\n")[0]):
            found[code].append(str(path.relative_to(ROOT)))
    return dict(found)


def untested(found: dict[str, list[str]]) -> list[str]:
    """Return the begun codes that no test names."""
    return [code for code in BEGUN if code not in found]


def glossary() -> list[dict[str, str]]:
    """Return the rows of the glossary."""
    with (ROOT / "docs" / "glossary.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def glossary_page() -> str:
    """Return the glossary as a page, a table for each group."""
    parts = [HEAD]
    for group, rows in groupby(glossary(), key=lambda row: row["group"]):
        parts.append(
            f"\n## {group}\n\n| koodi | suomeksi | på svenska | meaning |\n|---|---|---|---|"
        )
        for row in rows:
            star = " *" if row["unsure"] == "1" else ""
            parts.append(
                f"\n| `{row['code']}` | {row['fi']}{star} | {row['sv']} | {row['meaning']} |"
            )
        parts.append("\n")
    return "".join(parts)


def asvs() -> dict[str, Any]:
    """Return what is told of the requirements of ASVS and of the classes of data."""
    text = (ROOT / "docs" / "asvs.yaml").read_text(encoding="utf-8")
    told: dict[str, Any] = yaml.safe_load(text)
    return told


def place_of(test: str) -> Path:
    """Return the module of a test: `room/test_x.py::name` lies in the room's own tests."""
    path = test.partition("::")[0]
    if path.startswith("tests/"):
        return ROOT / path
    room, _, name = path.partition("/")
    return ROOT / "src" / "punos" / room / "tests" / name


def state_of(row: dict[str, Any]) -> str:
    """Return who holds a row: test, J, or nobody (open)."""
    if row.get("later"):
        return "J"
    return "test" if row.get("tests") else "open"


def asvs_page() -> str:
    """Return the requirements as a page: what holds each, what waits, what has no object."""
    told = asvs()
    ids = dict.fromkeys(("test", "J", "open"), 0)
    for row in told["rows"]:
        ids[state_of(row)] += len(str(row["ids"]).split())
    head = (
        f"\n{sum(ids.values())} requirements: {ids['test']} are held by a test, {ids['J']} wait for"
    )
    parts = [ASVS_HEAD, f"{head} J, {ids['open']} are open.\n"]
    parts.append("\n| ids | level | what | verdict | held by |\n|---|---|---|---|---|\n")
    for row in told["rows"]:
        cells = (row["ids"], row["levels"], row["what"], row["verdict"], _held(row))
        parts.append(f"| {' | '.join(map(str, cells))} |\n")
    parts.append("\n## Without an object here\n\n")
    parts += [f"- {number}: {why}\n" for number, why in told["without_object"].items()]
    parts.append("\n## Classes of data\n\n| class | what | tables |\n|---|---|---|\n")
    for name, each in told["classes"].items():
        tables = " ".join(f"`{table}`" for table in each["tables"].split())
        parts.append(f"| {name} | {each['what']} | {tables} |\n")
    more = ", ".join(f"`{field}` ({of})" for field, of in told["more_than_their_table"].items())
    return "".join([*parts, f"\nFields of a stricter class than their table: {more}.\n"])


def _held(row: dict[str, Any]) -> str:
    """Return the tests as links, and what else is told of a row."""
    said = []
    for test in row.get("tests", ()):
        path, name = place_of(test).relative_to(ROOT), test.partition("::")[2]
        said.append(f"[{name.removeprefix('test_').replace('_', ' ')}](../{path})")
    words = {"setting": "Setting: ", "but": "But: ", "not_here": "Not here: ", "later": "**J**: "}
    said += [f"{mark}{row[key]}" for key, mark in words.items() if row.get(key)]
    return "<br>".join(said)


def main() -> None:
    """Write the pages, print the table, fail where a begun code has no test."""
    (ROOT / "docs" / "glossary.md").write_text(glossary_page(), encoding="utf-8")
    (ROOT / "docs" / "asvs.md").write_text(asvs_page(), encoding="utf-8")
    found = tests_by_code()
    for code in sorted(found, key=lambda code: [int(part) for part in code[1:].split(".")]):
        for path in found[code]:
            print(f"{code:6} {path}")
    if missing := untested(found):
        sys.exit(f"Alettu, mutta testiä ei ole: {' '.join(missing)}")


if __name__ == "__main__":
    main()

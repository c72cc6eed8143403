"""Writes docs/glossary.md, and prints which test proves which code of the mission.

Codes of work that has begun must have a test; else this fails, and so does the suite.
"""

import ast
import csv
import re
import sys
from collections import defaultdict
from itertools import groupby
from pathlib import Path

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


def main() -> None:
    """Write the glossary, print the table, fail where a begun code has no test."""
    (ROOT / "docs" / "glossary.md").write_text(glossary_page(), encoding="utf-8")
    found = tests_by_code()
    for code in sorted(found, key=lambda code: [int(part) for part in code[1:].split(".")]):
        for path in found[code]:
            print(f"{code:6} {path}")
    if missing := untested(found):
        sys.exit(f"Alettu, mutta testiä ei ole: {' '.join(missing)}")


if __name__ == "__main__":
    main()

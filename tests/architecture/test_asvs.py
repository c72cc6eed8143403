"""S4.4 · What ASVS asks is told row by row: each has a test that exists, or says why it waits."""

import ast
import re

import pytest
from django.apps import apps

from scripts import docs

# The requirements of levels 1 and 2 that have an object here, and those of level 3 that we chose.
ASKED = [
    "1.1.2",
    "1.2.1",
    "1.2.2",
    "1.2.3",
    "1.2.4",
    "1.2.5",
    "1.3.2",
    "1.2.9",
    "1.3.12",
    "1.2.10",
    "1.3.1",
    "1.3.5",
    "1.3.4",
    "1.3.6",
    "15.3.2",
    "1.3.7",
    "1.3.11",
    "1.5.1",
    "1.5.2",
    "2.1.3",
    "2.3.2",
    "2.2.1",
    "2.2.2",
    "2.2.3",
    "2.3.1",
    "2.3.3",
    "2.3.4",
    "2.3.5",
    "2.4.1",
    "15.1.3",
    "15.2.2",
    "3.2.1",
    "5.3.1",
    "3.3.1",
    "3.3.2",
    "3.3.3",
    "3.3.4",
    "3.4.1",
    "3.4.2",
    "3.5.2",
    "3.4.3",
    "3.4.7",
    "3.4.4",
    "3.4.5",
    "3.4.8",
    "3.4.6",
    "3.5.1",
    "3.5.3",
    "3.6.1",
    "3.7.2",
    "4.1.1",
    "4.1.3",
    "15.3.4",
    "16.2.1",
    "4.1.4",
    "4.2.1",
    "5.1.1",
    "5.2.1",
    "5.2.2",
    "5.2.3",
    "5.2.5",
    "5.2.6",
    "5.3.3",
    "5.2.4",
    "5.3.2",
    "5.4.1",
    "5.4.2",
    "5.4.3",
    "6.2.1",
    "6.2.5",
    "6.2.8",
    "6.2.9",
    "6.2.10",
    "6.2.4",
    "6.2.11",
    "6.2.12",
    "6.1.2",
    "6.3.1",
    "6.1.1",
    "6.3.2",
    "6.3.3",
    "6.3.4",
    "6.3.5",
    "6.3.7",
    "6.3.6",
    "6.3.8",
    "6.4.1",
    "6.4.3",
    "6.4.4",
    "6.4.6",
    "6.5.1",
    "6.5.5",
    "6.8.1",
    "6.8.2",
    "6.8.3",
    "6.8.4",
    "10.2.1",
    "10.5.1",
    "10.5.2",
    "10.5.3",
    "10.5.4",
    "7.2.3",
    "7.2.4",
    "7.4.1",
    "7.1.1",
    "7.3.1",
    "7.3.2",
    "7.4.2",
    "7.4.5",
    "7.4.3",
    "7.5.2",
    "7.5.1",
    "7.5.3",
    "8.1.1",
    "8.1.2",
    "8.2.3",
    "15.3.1",
    "8.2.1",
    "8.2.2",
    "8.4.1",
    "8.3.2",
    "8.3.3",
    "8.4.2",
    "11.4.2",
    "11.5.1",
    "11.1.1",
    "11.1.2",
    "13.3.1",
    "13.3.2",
    "13.3.4",
    "12.1.1",
    "12.2.1",
    "12.3.1",
    "13.2.2",
    "13.2.4",
    "13.4.1",
    "13.4.2",
    "13.4.5",
    "13.4.6",
    "14.1.1",
    "14.1.2",
    "16.1.1",
    "14.2.1",
    "14.2.2",
    "14.3.2",
    "14.2.6",
    "14.2.7",
    "14.3.1",
    "14.3.3",
    "15.1.2",
    "15.2.1",
    "15.2.4",
    "15.3.3",
    "15.3.7",
    "15.4.1",
    "15.4.2",
    "16.2.2",
    "16.2.5",
    "16.4.1",
    "16.3.1",
    "16.3.2",
    "16.3.3",
    "16.4.2",
    "16.4.3",
    "16.5.1",
    "16.5.2",
    "16.5.3",
    "16.5.4",
]
ROWS = docs.asvs()["rows"]
SOURCE = docs.ROOT / "src" / "punos"
VERDICTS = {"D", "S", "W", "P"}
LEAST_SHARE = 0.75


def numbers(state: str) -> list[str]:
    """Return the ids of the rows in this state."""
    return [number for row in ROWS if docs.state_of(row) == state for number in row["ids"].split()]


def test_every_requirement_is_told_once() -> None:
    told = [number for row in ROWS for number in row["ids"].split()]
    assert sorted(told) == sorted(ASKED)
    assert {row["verdict"] for row in ROWS} <= VERDICTS
    assert all(row["what"] for row in ROWS)


def test_no_requirement_is_open_and_three_of_four_are_held_by_a_test() -> None:
    assert numbers("open") == []
    assert len(numbers("test")) / len(ASKED) >= LEAST_SHARE


@pytest.mark.parametrize("test", sorted({each for row in ROWS for each in row.get("tests", ())}))
def test_a_named_test_exists(test: str) -> None:
    tree = ast.parse(docs.place_of(test).read_text(encoding="utf-8"))
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    names = {each.name for each in tree.body if isinstance(each, kinds)}
    assert test.partition("::")[2] in names


def test_the_page_is_made_from_the_data() -> None:
    page = (docs.ROOT / "docs" / "asvs.md").read_text(encoding="utf-8")
    assert page == docs.asvs_page(), "aja make docs"


@pytest.mark.parametrize("paper", ["SECURITY.md", "docs/security-properties.md"])
def test_what_the_papers_of_security_name_exists(paper: str) -> None:
    named = re.findall(r"`([\w./-]+/[\w./-]*)(?:::(\w+))?`", (docs.ROOT / paper).read_text("utf-8"))
    missing = []
    for path, part in named:
        found = [each for each in (docs.ROOT / path, SOURCE / path) if each.exists()]
        if not found or (part and part not in found[0].read_text(encoding="utf-8")):
            missing.append(f"{path}::{part}")
    assert len(named) > 20
    assert missing == []


def test_every_table_has_one_class_of_data() -> None:
    told = docs.asvs()
    classed = [table for each in told["classes"].values() for table in each["tables"].split()]
    ours = [each for each in apps.get_models() if each.__module__.startswith("punos.")]
    assert sorted(classed) == sorted(each.__name__ for each in ours)
    for name, of in told["more_than_their_table"].items():
        table, _, field = name.partition(".")
        model = next(each for each in ours if each.__name__ == table)
        assert hasattr(model, field)
        assert of in told["classes"]

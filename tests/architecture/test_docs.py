"""The papers follow the program: settings, glossary, decisions."""

import re
from pathlib import Path

from django.apps import apps

from scripts import docs

ROOT = Path(__file__).resolve().parent.parent.parent
SETTING = re.compile(r"[\"'](PUNOS_[A-Z_]+|PORT)[\"']")
ROW = re.compile(r"^\| `([A-Z_]+)`", re.MULTILINE)


def test_every_setting_is_told_and_none_is_told_that_is_not() -> None:
    read = {
        found
        for path in (ROOT / "src" / "punos").rglob("*.py")
        if "tests" not in path.parts
        for found in SETTING.findall(path.read_text(encoding="utf-8"))
    }
    told = set(ROW.findall((ROOT / "docs" / "settings.md").read_text(encoding="utf-8")))
    assert read - told == set()
    assert told - read == set()


def test_every_model_has_its_row_in_the_glossary() -> None:
    codes = {row["code"] for row in docs.glossary()}
    models = [each for each in apps.get_models() if each.__module__.startswith("punos.")]
    names = {re.sub(r"(?<!^)(?=[A-Z])", "_", each.__name__).lower() for each in models}
    assert names - codes == set()


def test_no_code_of_the_glossary_means_two_things() -> None:
    codes = [row["code"] for row in docs.glossary()]
    assert {code for code in codes if codes.count(code) > 1} == set()


def test_the_glossary_page_is_made_from_the_glossary() -> None:
    page = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    assert page == docs.glossary_page(), "aja make docs"


def test_decisions_are_numbered_and_have_all_five_parts() -> None:
    papers = sorted((ROOT / "docs" / "adr").glob("*.md"))
    assert [path.name[:4] for path in papers] == [f"{n:04}" for n in range(1, len(papers) + 1)]
    for path in papers:
        heads = re.findall(r"^## (\w+)", path.read_text(encoding="utf-8"), re.MULTILINE)
        assert heads == ["Status", "Context", "Options", "Decision", "Consequences"], path.name

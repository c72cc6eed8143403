"""Every template compiles, and none carries what the strict CSP would refuse."""

import re
from pathlib import Path

import pytest
from django.template.loader import get_template

SOURCE = Path(__file__).resolve().parent.parent.parent / "src" / "punos"
FOLDERS = sorted(SOURCE.glob("*/templates"))
TEMPLATES = sorted(
    (folder, str(path.relative_to(folder)))
    for folder in FOLDERS
    for path in folder.rglob("*")
    if path.suffix in {".html", ".txt"}
)
REFUSED = re.compile(
    r"<style|\sstyle=|\son[a-z]+=\"|javascript:|<script(?![^>]*\ssrc=)", re.IGNORECASE
)


@pytest.mark.parametrize("name", [name for _, name in TEMPLATES])
def test_it_compiles(name: str) -> None:
    assert get_template(name)


@pytest.mark.parametrize(("folder", "name"), TEMPLATES)
def test_it_has_no_script_or_style_of_its_own(folder: Path, name: str) -> None:
    found = REFUSED.findall((folder / name).read_text(encoding="utf-8"))
    assert found == []

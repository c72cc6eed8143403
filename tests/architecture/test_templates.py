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


INCLUDED = re.compile(r"{% include [\"']([^\"']+)[\"']([^%]*)%}")


def holds_a_form(name: str) -> bool:
    """Return whether the template, or one that it includes, posts a form."""
    text = next((f / name).read_text(encoding="utf-8") for f in FOLDERS if (f / name).exists())
    return "{% csrf_token %}" in text or any(
        holds_a_form(inner) for inner, _rest in INCLUDED.findall(text) if inner != name
    )


@pytest.mark.parametrize(("folder", "name"), TEMPLATES)
def test_a_form_that_is_included_alone_gets_its_token(folder: Path, name: str) -> None:
    """`only` leaves the token out too, and without script the form would be refused."""
    alone = [
        inner
        for inner, rest in INCLUDED.findall((folder / name).read_text(encoding="utf-8"))
        if rest.split()[-1:] == ["only"] and "csrf_token=" not in rest and holds_a_form(inner)
    ]
    assert alone == []

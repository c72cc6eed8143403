"""S4.1 S0.4 · The operating models speak Swedish too: every text, with the client's name in place."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import yaml

from punos.practice.actions import CONTENT
from punos.practice.rules import Names, agenda, text
from punos.practice.tests.reading import model_named

FILES = sorted(file.stem for file in CONTENT.glob("*.yaml"))


def texts_in(part: Any) -> Iterator[dict[str, str]]:
    """Yield everything that people read, wherever it stands."""
    if isinstance(part, dict):
        if "fi" in part:
            yield part
        for each in part.values():
            yield from texts_in(each)
    elif isinstance(part, list):
        for each in part:
            yield from texts_in(each)


def texts_of(name: str) -> list[dict[str, str]]:
    return list(texts_in(yaml.safe_load((CONTENT / f"{name}.yaml").read_text(encoding="utf-8"))))


@pytest.mark.parametrize("name", FILES)
def test_every_text_that_people_read_has_its_swedish(name: str) -> None:
    assert [each["fi"] for each in texts_of(name) if not each.get("sv", "").strip()] == []


@pytest.mark.parametrize("name", FILES)
def test_the_name_stands_where_it_does_in_finnish_and_no_finnish_genitive(name: str) -> None:
    """The genitive that a person writes is a Finnish one, so Swedish says the name as it is."""
    for each in texts_of(name):
        assert each["sv"].count("{nimi}") == len(re.findall(r"\{nimi(?::genetiivi)?\}", each["fi"]))
        assert "genetiivi" not in each["sv"]


@pytest.mark.parametrize("name", FILES)
def test_a_question_stays_a_question_and_a_sentence_a_sentence(name: str) -> None:
    for each in texts_of(name):
        for mark in "?.%":
            assert each["fi"].endswith(mark) == each["sv"].endswith(mark), each


def test_the_agenda_is_read_in_swedish() -> None:
    begins_at = datetime(2026, 11, 25, 8, tzinfo=UTC)
    parts = agenda(model_named("ohjaamo"), "", begins_at, Names("Aino", "Ainon"), language="sv")
    assert [part.title for part in parts][:2] == ["Början och spelregler", "Den ungas sak"]
    asked = [question.text for part in parts for question in part.questions]
    assert "Vem är du, och på vilket sätt finns du med i livet för Aino?" in asked
    model = model_named("ohjaamo")
    assert text(model, "sv") == "Navigatorns systemiska nätverksarbete"
    assert text(model.roles["own_worker"], "sv") == "egen kontaktperson"

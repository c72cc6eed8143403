"""S3.15 · Whoever reads Swedish or English reads no Finnish by mistake."""

import re

import pytest
from babel.messages import Catalog, Message

from scripts import messages

LANGUAGES = ("en", "sv")
PLACE = re.compile(r"%(?:\(\w+\))?[sd]")
TAG = re.compile(r"<[^>]+>")


@pytest.fixture(scope="module")
def now() -> Catalog:
    """Return what the program says, collected once."""
    return messages.template()


@pytest.fixture(scope="module", params=LANGUAGES)
def catalogue(request: pytest.FixtureRequest) -> Catalog:
    """Return one language's catalogue."""
    return messages.load(messages.LOCALE / request.param / "LC_MESSAGES" / "django.po")


def pairs(message: Message) -> list[tuple[str, str]]:
    """Return each form of the source with each form that speaks for it."""
    if isinstance(message.id, str):
        return [(message.id, str(message.string))]
    return [(message.id[min(form, 1)], text) for form, text in enumerate(message.string)]


def test_both_languages_have_a_catalogue() -> None:
    assert [path.parent.parent.name for path in messages.catalogues()] == list(LANGUAGES)


def test_everything_that_the_program_says_is_translated(catalogue: Catalog, now: Catalog) -> None:
    missing = [
        message.id
        for message in now
        if message.id and not messages.is_whole(catalogue.get(message.id, message.context))
    ]
    assert missing == [], "make messages collects them; the translations are written by hand"


def test_nothing_is_kept_that_the_program_no_longer_says(catalogue: Catalog, now: Catalog) -> None:
    said = {(message.context, message.id) for message in now}
    assert {(message.context, message.id) for message in catalogue} - said == set()
    assert not catalogue.obsolete


def test_what_is_filled_in_is_the_same_in_every_language(catalogue: Catalog) -> None:
    wrong = [
        (source, text)
        for message in catalogue
        if message.id
        for source, text in pairs(message)
        if sorted(PLACE.findall(source)) != sorted(PLACE.findall(text))
        or TAG.findall(source) != TAG.findall(text)
    ]
    assert wrong == []


def test_one_and_many_have_each_their_form(catalogue: Catalog) -> None:
    assert catalogue.num_plurals == 2
    for message in catalogue:
        if message.pluralizable:
            assert len(message.string) == 2
            assert all(message.string)


def test_spaces_and_the_closing_mark_stay_as_they_are(catalogue: Catalog) -> None:
    wrong = [
        (source, text)
        for message in catalogue
        if message.id
        for source, text in pairs(message)
        if source[:1].isspace() != text[:1].isspace()
        or source[-1:].isspace() != text[-1:].isspace()
        or (source[-1] in ".:?" and text[-1] != source[-1])
    ]
    assert wrong == []


def test_the_catalogues_name_files_and_no_lines() -> None:
    for path in messages.catalogues():
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"^#: .*:\d+$", text, re.MULTILINE)
        assert "fuzzy" not in text

"""S3.15 · Whoever reads Swedish or English reads no Finnish by mistake, nor officials' words."""

import re

import pytest
from babel.messages import Catalog, Message

from scripts import messages

LANGUAGES = ("en", "fi", "sv")
PLACE = re.compile(r"%(?:\(\w+\))?[sd]")
TAG = re.compile(r"<[^>]+>")


@pytest.fixture(scope="module", params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def now(language: str) -> Catalog:
    """Return what the program says, collected once."""
    return messages.template(language)


@pytest.fixture(scope="module")
def catalogue(language: str) -> Catalog:
    """Return one language's catalogue."""
    return messages.load(messages.LOCALE / language / "LC_MESSAGES" / "django.po")


def pairs(message: Message) -> list[tuple[str, str]]:
    """Return each form of the source with each form that speaks for it."""
    if isinstance(message.id, str):
        return [(message.id, str(message.string))]
    return [(message.id[min(form, 1)], text) for form, text in enumerate(message.string)]


def is_djangos(pair: tuple[str, str]) -> bool:
    """Tell whether Django says it; our words may leave out what was typed."""
    said = [[words] if isinstance(words, str) else words for words in messages.DJANGO]
    return any(pair[0] in forms for forms in said)


def test_every_language_has_a_catalogue() -> None:
    assert [messages.language_of(path) for path in messages.catalogues()] == list(LANGUAGES)


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
    assert [pair for pair in wrong if not is_djangos(pair)] == []


def test_djangos_words_are_filled_with_what_django_gives(catalogue: Catalog) -> None:
    wrong = [
        (source, text)
        for message in catalogue
        if message.id
        for source, text in pairs(message)
        if not set(PLACE.findall(text)) <= set(PLACE.findall(source))
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

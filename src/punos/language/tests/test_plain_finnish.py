"""S3.15 · S4.13 · Finnish is measured: how many words a sentence has and how long they are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from punos.language.plain import is_long, is_sentence, measure, sentences, words


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("Hei. Mitä kuuluu?", ["Hei.", "Mitä kuuluu?"]),
        ("Tule klo 10. Olen silloin paikalla.", ["Tule klo 10.", "Olen silloin paikalla."]),
        ("Nähdään to 26.11. klo 14.00 Ohjaamolla.", ["Nähdään to 26.11. klo 14.00 Ohjaamolla."]),
        ("Tapaaminen on 3. päivä.", ["Tapaaminen on 3. päivä."]),
        ("Kerro esim. Leenalle.", ["Kerro esim. Leenalle."]),
        ("Ruoka, uni jne. kuuluvat tähän.", ["Ruoka, uni jne. kuuluvat tähän."]),
        ("Ruoka, uni jne. Kerro lisää.", ["Ruoka, uni jne.", "Kerro lisää."]),
        ("”En jaksa aamuja.” Niin Aino sanoi.", ["”En jaksa aamuja.”", "Niin Aino sanoi."]),
        ("Valmista! %(name)s näkee tämän.", ["Valmista!", "%(name)s näkee tämän."]),
        ("Lupa on annettu. %(name)s näkee nyt.", ["Lupa on annettu.", "%(name)s näkee nyt."]),
        ("<strong>Kiitos.</strong> Jatka.", ["Kiitos.", "Jatka."]),
        ("Ensin tämä\nrivi.\n\nSitten toinen", ["Ensin tämä rivi.", "Sitten toinen"]),
        ("Odota… Soitan kohta.", ["Odota…", "Soitan kohta."]),
        ("", []),
    ],
)
def test_a_text_is_cut_where_its_sentences_end(text: str, cut: list[str]) -> None:
    assert sentences(text) == cut


def test_numbers_and_gaps_are_words_and_single_signs_are_not() -> None:
    assert len(words("%(name)s – klo 14.00 tai 15 !")) == 5


def test_a_label_is_no_sentence() -> None:
    assert [is_sentence(text) for text in ("Kuka näkee", "Hei.", "Hei Aino.")] == [
        False,
        False,
        True,
    ]


@pytest.mark.parametrize(
    ("word", "long"),
    [
        ("sosiaalityöntekijä", True),
        ("yhteyshenkilö", False),
        ("Kanta-Hämeen-Pirkanmaan", False),
        ("(asiakassuunnitelma),", True),
        ("%(responsible_person)s", False),
    ],
)
def test_a_long_word_has_fourteen_letters_between_its_hyphens(word: str, long: bool) -> None:  # noqa: FBT001
    assert bool(measure([word]).long_words) is long


def test_a_measure_tells_mean_longest_and_share_of_long_words() -> None:
    told = measure(
        ["Soitan. Soitan sinulle huomenna.", "Kuka näkee", "Asiakassuunnitelma on tässä."]
    )
    assert (told.sentences, told.mean, told.longest) == (2, 3.0, "Soitan sinulle huomenna.")
    assert told.long_words == pytest.approx(1 / 9)


def test_nothing_measures_nothing() -> None:
    assert measure([]).longest == ""


@given(st.text("aB .!?…\n0”%", max_size=60))
def test_no_word_is_lost_or_said_twice(text: str) -> None:
    assert [word for each in sentences(text) for word in each.split()] == text.split()


@given(st.text(max_size=40))
def test_any_text_at_all_can_be_measured(text: str) -> None:
    assert 0 <= measure([text]).long_words <= 1
    assert isinstance(is_long(text), bool)

"""S3.8 · S3.9 · Names stand in Finnish alphabetical order in every list, on every database."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from punos.language import sort_key

FINNISH = "abcdefghijklmnopqrstuvwxyzåäö"


def test_the_alphabet_ends_with_its_three_own_letters() -> None:
    assert sorted(FINNISH, key=sort_key) == list(FINNISH)


def test_v_and_w_are_two_letters() -> None:
    assert sorted(["Wahlroos", "Virtanen", "Vuori"], key=sort_key) == [
        "Virtanen",
        "Vuori",
        "Wahlroos",
    ]


def test_a_shorter_name_comes_first_and_a_space_before_any_letter() -> None:
    names = ["Aaltonen", "Aalto Pia", "Aalto"]
    assert sorted(names, key=sort_key) == ["Aalto", "Aalto Pia", "Aaltonen"]


@pytest.mark.parametrize(
    ("written", "counts_as"),
    [
        ("André", "andre"),
        ("ANNA-LIISA", "anna liisa"),
        ("Müller", "myller"),
        ("Søren", "sören"),
        ("Šostak", "sostak"),
        ("A\u0308ijä", "äijä"),
        ("  Ohjaamo,  Valkeakoski ", "ohjaamo valkeakoski"),
    ],
)
def test_case_accents_and_signs_between_words_do_not_count(written: str, counts_as: str) -> None:
    assert sort_key(written) == sort_key(counts_as)


@given(st.text(FINNISH + " ", max_size=12), st.text(FINNISH + " ", max_size=12))
def test_the_key_orders_as_comparing_letter_by_letter_does(left: str, right: str) -> None:
    def letters(text: str) -> list[int]:
        return [(" " + FINNISH).index(letter) for letter in " ".join(text.split())]

    assert (sort_key(left) < sort_key(right)) == (letters(left) < letters(right))


@given(st.text(max_size=200))
def test_any_text_at_all_has_a_key_of_digits_that_fits_its_column(text: str) -> None:
    key = sort_key(text)
    assert key == "" or (key.isascii() and key.isdigit())
    assert len(key) <= 200

"""S3.15 · A form reads a day alike in every language, and says plainly what it could not read."""

from datetime import date

import pytest
from django import forms
from django.utils import translation

LAST_OF_MAY = date(2027, 5, 31)


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
@pytest.mark.parametrize("text", ["31.5.2027", "31.05.2027", "31.5.27", "2027-05-31"])
def test_a_day_is_read_as_people_in_finland_write_it(language: str, text: str) -> None:
    with translation.override(language):
        assert forms.DateField().clean(text) == LAST_OF_MAY


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_a_browsers_date_field_gets_the_day_back_as_it_wants_it(language: str) -> None:
    with translation.override(language):
        assert forms.DateInput().format_value(LAST_OF_MAY) == "2027-05-31"


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_a_day_with_slashes_is_asked_again_and_not_guessed(language: str) -> None:
    with translation.override(language), pytest.raises(forms.ValidationError) as refused:
        forms.DateField().clean("5/6/2027")
    assert "31.5.2027" in str(refused.value)


def test_what_is_missing_is_said_plainly_in_finnish() -> None:
    with translation.override("fi"), pytest.raises(forms.ValidationError) as refused:
        forms.CharField().clean("")
    assert refused.value.messages == ["Täytä tämä kohta."]


def test_what_is_too_long_is_said_with_how_much_fits() -> None:
    with translation.override("fi"), pytest.raises(forms.ValidationError) as refused:
        forms.CharField(max_length=3).clean("neljä")
    assert refused.value.messages == ["Lyhennä tekstiä. Tähän mahtuu 3 merkkiä."]

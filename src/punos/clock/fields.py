"""The field of a form in which people write a day to come."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from punos import clock
from punos.clock.days import NotADay, check_day, read_day

LONGEST = 60


class DayField(forms.CharField):
    """A day as people write or say it, or what a browser's date field sends; see `clock.days`."""

    default_error_messages = {
        "required": _("Kirjoita päivä, esimerkiksi 30.11."),
        "unreadable": _("Kirjoita päivä, esimerkiksi 30.11."),
        "no_such_day": _("Tätä päivää ei ole kalenterissa. Kirjoita esimerkiksi 30.11."),
        "other_weekday": _("Viikonpäivä on toinen kuin päivämäärän. Tarkista päivä."),
        "gone": _("Tämä päivä on jo mennyt. Kirjoita tuleva päivä, esimerkiksi 30.11."),
        "far": _("Tämä päivä on kaukana. Valitse päivä kahden vuoden sisältä."),
    }

    def __init__(self, *, kept: date | None = None, **facts: Any) -> None:
        super().__init__(max_length=LONGEST, **facts)
        self.kept = kept
        self.error_messages["max_length"] = self.error_messages["unreadable"]

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        today = clock.today()
        try:
            return check_day(read_day(text, today), today, self.kept)
        except NotADay as problem:
            raise forms.ValidationError(
                self.error_messages[problem.code], code=problem.code
            ) from problem

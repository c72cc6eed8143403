"""Shape of what is typed. What may be done is asked in the actions."""

from typing import Any

from allauth.account.forms import LoginForm
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from punos.people.models import Person, Reach

MISSING = _("Kirjoita tämä kohta.")
SIX = {"inputmode": "numeric", "autocomplete": "one-time-code", "maxlength": 9}


class SignInForm(LoginForm):  # type: ignore[misc]
    """E-mail and password, with labels of ours and nothing instead of a label."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        email, password = self.fields["login"], self.fields["password"]
        email.label, password.label = _("Sähköposti"), _("Salasana")
        password.help_text = ""
        email.error_messages |= {
            "required": MISSING,
            "invalid": _("Kirjoita sähköposti, esimerkiksi nimi@esimerkki.fi."),
        }
        password.error_messages |= {"required": MISSING}
        for field, word in ((email, "username"), (password, "current-password")):
            field.widget.attrs.pop("placeholder", None)
            field.widget.attrs["autocomplete"] = word


class CodeForm(AuthenticateForm):  # type: ignore[misc]
    """The second factor: a code of the app, or a spare code."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ask_for_code(self.fields["code"])


class EnrolForm(ActivateTOTPForm):  # type: ignore[misc]
    """The first code of an app that is being taken into use."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ask_for_code(self.fields["code"])


def ask_for_code(field: forms.Field) -> None:
    """Say what the code is, beside the field and not in it."""
    field.label = _("Koodi")
    field.error_messages |= {"required": MISSING}
    field.widget.attrs = {"inputmode": "numeric", "autocomplete": "one-time-code"}


class DigitsForm(forms.Form):
    """The six digits that the worker shows; spaces do no harm."""

    digits = forms.CharField(
        label=_("Kuusi numeroa"),
        error_messages={"required": _("Kirjoita kuusi numeroa.")},
        widget=forms.TextInput(SIX),
    )

    def clean_digits(self) -> str:
        digits = "".join(str(self.cleaned_data["digits"]).split())
        if len(digits) != 6 or not digits.isdecimal():
            raise forms.ValidationError(_("Kirjoita kuusi numeroa, esimerkiksi 123 456."))
        # Digits of another script are the same numbers.
        return "".join(str(int(each)) for each in digits)


class LinkForm(forms.Form):
    """Nothing is typed: pressing the button answers the link."""


class SettingsForm(forms.Form):
    """Own language, colours and the genitive of the first name."""

    language = forms.ChoiceField(
        label=_("Kieli"), choices=settings.LANGUAGES, widget=forms.RadioSelect
    )
    colour_scheme = forms.ChoiceField(
        label=_("Värit"), choices=Person.Scheme.choices, widget=forms.RadioSelect
    )
    first_name_genitive = forms.CharField(
        label=_("Etunimesi taivutettuna"),
        help_text=_("Näin: kenen suunnitelma? Esimerkiksi Ainon."),
        max_length=90,
        required=False,
    )


class ReachForm(forms.Form):
    """One more way of being reached."""

    kind = forms.ChoiceField(label=_("Tapa"), choices=Reach.Kind.choices)
    value = forms.CharField(
        label=_("Numero, osoite tai paikka"),
        max_length=200,
        error_messages={"required": MISSING},
    )
    note = forms.CharField(
        label=_("Milloin"),
        help_text=_("Esimerkiksi arkisin 8–16."),
        max_length=120,
        required=False,
    )


class PasswordForm(forms.Form):
    """A new password; the old one is asked for too. Nothing is trimmed."""

    current = forms.CharField(
        label=_("Nykyinen salasana"),
        strip=False,
        error_messages={"required": MISSING},
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
    )
    password = forms.CharField(
        label=_("Uusi salasana"),
        help_text=_("Vähintään 12 merkkiä. Pitkä lause on hyvä."),
        strip=False,
        max_length=1024,
        error_messages={"required": MISSING},
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )

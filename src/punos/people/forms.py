"""Shape of what is typed. What may be done is asked in the actions."""

from typing import Any

from allauth.account.forms import LoginForm
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from punos.people.models import Person, Reach
from punos.people.professions import Profession

MISSING = _("Kirjoita tämä kohta.")
NO_EMAIL = {
    "required": MISSING,
    "invalid": _("Kirjoita sähköposti, esimerkiksi nimi@esimerkki.fi."),
}
SIX = {"inputmode": "numeric", "autocomplete": "one-time-code", "maxlength": 9}


class SignInForm(LoginForm):  # type: ignore[misc]
    """E-mail and password, with labels of ours and nothing instead of a label."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        email, password = self.fields["login"], self.fields["password"]
        email.label, password.label = _("Sähköposti"), _("Salasana")
        password.help_text = ""
        email.error_messages |= NO_EMAIL
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


class NewPasswordForm(forms.Form):
    """A password chosen by a link; the link is the proof. Nothing is trimmed."""

    password = forms.CharField(
        label=_("Uusi salasana"),
        help_text=_("Vähintään 12 merkkiä. Pitkä lause on hyvä."),
        strip=False,
        max_length=1024,
        error_messages={"required": MISSING},
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )


class AgainForm(forms.Form):
    """One's own password once more, before ways in are changed."""

    current = forms.CharField(
        label=_("Salasana"),
        strip=False,
        error_messages={"required": MISSING},
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
    )


class PasswordForm(AgainForm, NewPasswordForm):
    """A new password; the old one is asked for too."""

    field_order = ("current", "password")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["current"].label = _("Nykyinen salasana")


class ForgottenForm(forms.Form):
    """The address to which a link to a new password is asked."""

    email = forms.EmailField(
        label=_("Sähköposti"),
        error_messages=NO_EMAIL,
        widget=forms.EmailInput({"autocomplete": "username"}),
    )


class LightForm(forms.Form):
    """The number or address to which a one-time code is asked."""

    address = forms.CharField(
        label=_("Puhelinnumero tai sähköposti"),
        max_length=200,
        error_messages={"required": MISSING},
        widget=forms.TextInput({"autocomplete": "off"}),
    )


class LightCodeForm(DigitsForm):
    """The six digits of the message."""

    digits = forms.CharField(
        label=_("Koodi"),
        error_messages={"required": _("Kirjoita kuusi numeroa.")},
        widget=forms.TextInput(SIX),
    )


class PasskeyForm(forms.Form):
    """What the phone answered; a script fills it in, nobody types it."""

    credential = forms.CharField(max_length=20_000, widget=forms.HiddenInput)


class KeyForm(forms.Form):
    """A key for the second step, and the name that its owner knows it by."""

    name = forms.CharField(
        label=_("Avaimen nimi"),
        help_text=_("Esimerkiksi työpuhelin tai USB-avain."),
        max_length=60,
        error_messages={"required": MISSING},
    )
    credential = forms.JSONField(
        widget=forms.HiddenInput,
        error_messages={"required": _("Avain ei käynyt. Kokeile uudelleen.")},
    )


class InviteForm(forms.Form):
    """Who is asked to work here, and as what."""

    first_name = forms.CharField(
        label=_("Etunimi"), max_length=80, error_messages={"required": MISSING}
    )
    last_name = forms.CharField(
        label=_("Sukunimi"), max_length=80, error_messages={"required": MISSING}
    )
    email = forms.EmailField(
        label=_("Työsähköposti"),
        error_messages=NO_EMAIL,
    )
    profession = forms.ChoiceField(label=_("Ammatti"), choices=Profession.choices)
    unit = forms.ChoiceField(label=_("Työpaikka"), required=False)

    def __init__(self, *args: Any, units: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["unit"]
        field.choices = [("", _("Koko organisaatio")), *units]  # type: ignore[attr-defined]

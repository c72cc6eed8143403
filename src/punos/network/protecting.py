"""The shape of what ends a turvakielto: a reason, which the client reads."""

from django import forms
from django.utils.translation import gettext_lazy as _


class EndProtectionForm(forms.Form):
    """Why a turvakielto that was noted is none."""

    reason = forms.CharField(
        label=_("Miksi merkintä poistetaan"),
        help_text=_("Asiakas näkee tämän."),
        max_length=300,
        error_messages={"required": _("Kirjoita, miksi merkintä poistetaan.")},
    )

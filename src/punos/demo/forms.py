"""Shape of the demo sign-in: whom, and how surely known."""

from django import forms
from django.utils.translation import gettext_lazy as _


class BecomeForm(forms.Form):
    """One person and a level of sign-in; empty means the level that the person would have."""

    person = forms.UUIDField(widget=forms.HiddenInput)
    level = forms.ChoiceField(
        label=_("Kirjautumisen taso"),
        required=False,
        choices=(
            ("", _("tavallinen")),
            ("1", _("kevyt: linkillä")),
            ("2", _("tavattu laite")),
            ("3", _("vahva")),
        ),
    )

"""The shape of a mark: for which meeting, and which turn of the step."""

from django import forms


class UnmarkForm(forms.Form):
    """The hidden field of the button that takes a mark back."""

    occasion = forms.UUIDField(required=False)


class MarkForm(UnmarkForm):
    """The hidden fields of the button that marks a step."""

    turn = forms.IntegerField(min_value=0)

"""How a button's answer is told: a rule's no in a message, and back to the page."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form

from punos.people.http import Request, tried


def done(request: Request, act: Callable[..., Any], **facts: Any) -> bool:
    """Do what a button asks; what a rule refuses is told on the next page."""
    try:
        act(by=request.actor, **facts)
    except ValidationError as refusal:
        for sentence in refusal.messages:
            messages.error(request, str(sentence))
        return False
    return True


def done_with(request: Request, form: Form, act: Callable[..., Any], **facts: Any) -> bool:
    """The same for a button with a few fields of its own."""
    if tried(form, act, by=request.actor, **facts) is not None:
        return True
    for errors in form.errors.values():
        for sentence in errors:
            messages.error(request, str(sentence))
    return False

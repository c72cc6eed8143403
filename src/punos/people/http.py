"""The request as every view of Punos sees it, and how a form meets the action that it asks for."""

import logging
from collections.abc import Callable
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.forms import BaseForm
from django.http import HttpRequest, QueryDict
from django_htmx.middleware import HtmxDetails

from punos.people.actor import Actor

Made = TypeVar("Made")
logger = logging.getLogger(__name__)
# Columns that forms of ours do not ask, so that nobody may set them (TRUST.md fault 27).
SLIPPED_IN = frozenset(
    {
        *("id", "case", "case_id", "owner", "owner_id", "author", "author_id", "recorder"),
        *("recorder_id", "made_at", "circle", "circle_id", "by", "level", "person"),
        *("is_superuser", "is_staff", "is_active", "sign_in_epoch", "opened_by", "until_at"),
    }
)
# The few that some form does ask, by the name of its address.
ASKED = {"inquiries": {"case_id"}, "demo": {"person", "level"}}


class Request(HttpRequest):
    """A request that knows who asks and whether htmx asked."""

    actor: Actor
    htmx: HtmxDetails


def typed(request: Request) -> QueryDict | None:
    """Return what was sent, for a form; nothing when the page is only looked at."""
    return request.POST if request.method == "POST" else None


def note_slipped_in(request: HttpRequest) -> None:
    """Write a line of the log when more is sent than any form asks; a button without fields too.

    Only what a form asks is read; somebody who sends more is trying something.
    """
    name = request.resolver_match.url_name if request.resolver_match else ""
    sent = SLIPPED_IN.intersection(request.POST if request.method == "POST" else ())
    if slipped := sent - ASKED.get(name or "", set()):
        logger.warning("Fields that no form asks were sent: %s", ", ".join(sorted(slipped)))


def tried(form: BaseForm, act: Callable[..., Made], **facts: Any) -> Made | None:
    """Run an action on what the form read; what a rule refuses stands in the form, text kept."""
    if not form.is_valid():
        return None
    try:
        return act(**facts, **form.cleaned_data)
    except ValidationError as refusal:
        field = getattr(refusal, "field", None)
        form.add_error(field if field in form.fields else None, refusal)
        return None

"""Sends: mail by the site's SMTP server, text messages by its HTTP gateway. Nothing is kept here.

What leaves holds no name and nothing of anybody's matter (INTEROP.md § 6): a code or a link of
ours, and the name of the program. Without a server of its kind nothing leaves.
"""

import json
import urllib.request

from django.conf import settings
from django.core.mail import EmailMessage

WAIT_SECONDS = 20


class NotSent(Exception):  # noqa: N818 -- it is an answer: the message waits for its next try
    """The message did not leave; it is tried again later."""


def can_mail() -> bool:
    """Return whether the site has named a mail server."""
    return bool(settings.MAIL)


def can_text() -> bool:
    """Return whether the site has named a gateway of text messages."""
    return bool(settings.SMS_URL)


def mail(*, to: str, subject: str, text: str) -> None:
    """Send one mail as plain text; raises NotSent when the server did not take it."""
    try:
        EmailMessage(subject, text, settings.DEFAULT_FROM_EMAIL, [to]).send()
    except OSError as problem:  # smtplib's own errors are of this kind too
        raise NotSent(type(problem).__name__) from None


def text_message(*, to: str, text: str) -> None:
    """Send one text message; raises NotSent when the gateway did not take it."""
    body = json.dumps({"from": settings.SMS_FROM, "to": to, "text": text}).encode()
    headers = {"Content-Type": "application/json", "Accept": "application/json"}
    if settings.SMS_TOKEN:
        headers["Authorization"] = f"Bearer {settings.SMS_TOKEN}"
    # The address is the site's own setting, never what somebody typed.
    asked = urllib.request.Request(settings.SMS_URL, body, headers, method="POST")  # noqa: S310
    try:
        with _roads.open(asked, timeout=WAIT_SECONDS) as answer:
            if not 200 <= answer.status < 300:
                raise NotSent(str(answer.status))
    except OSError as problem:  # a refusal by HTTP, a broken line and a slow one alike
        raise NotSent(type(problem).__name__) from None


class _NoOtherPlace(urllib.request.HTTPRedirectHandler):
    """A gateway that sends us elsewhere is not followed: the message holds a code."""

    def redirect_request(self, *_facts: object) -> None:
        return None


_roads = urllib.request.build_opener(_NoOtherPlace)

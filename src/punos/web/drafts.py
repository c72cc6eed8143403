"""What a page needs for keeping unsent text in its browser (TRUST.md § 5: text survives re-sign-in).

The text stays in the browser, sealed; the key comes with the page alone. On the server it would
be words that nobody has said yet, outside every record's rules; in clear in the browser it would
lie on a shared computer after an idle sign-out. So only who may open the page can open the text.
"""

import base64
import hashlib
import hmac
import re
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.deprecation import MiddlewareMixin

SAVED = "__Host-saved" if settings.PRODUCTION else "punos_saved"
ID = re.compile(r"[0-9a-f-]{36}", re.ASCII)
# The page that follows a sending asks at once; a tab that never came must not wipe tomorrow's.
ASKED_WITHIN = 300


def page_key(person: object, path: str) -> str:
    """Return the key of what this person writes on this page, as the script reads it."""
    made = hmac.new(
        settings.SEAL_KEYS[0].encode(), f"draft:{person}:{path}".encode(), hashlib.sha256
    )
    return base64.b64encode(made.digest()).decode()


def saved(request: HttpRequest) -> str:
    """Return which draft the page before this one has saved, and let it be said once."""
    name = request.COOKIES.get(SAVED, "")
    if not ID.fullmatch(name):
        return ""
    request.has_told_saved = True  # type: ignore[attr-defined]
    return name


def sent(request: HttpRequest) -> str:
    """Return which form's text came with this request, or nothing."""
    name = request.POST.get("_draft", "") if request.method == "POST" else ""
    return name if ID.fullmatch(name) else ""


class TellSaved(MiddlewareMixin):
    """Remember for the next page which form's text is saved: only then the browser forgets it.

    It stands last, so a sending that an idle sign-out or a full disk stopped never comes here.
    """

    def process_view(self, request: HttpRequest, *_view: Any) -> None:
        request.has_come_through = True  # type: ignore[attr-defined]

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        is_saved = 300 <= response.status_code < 400
        if getattr(request, "has_come_through", False) and is_saved and sent(request):
            response.set_cookie(
                SAVED,
                sent(request),
                max_age=ASKED_WITHIN,
                httponly=True,
                samesite="Lax",
                secure=settings.PRODUCTION,
            )
        elif getattr(request, "has_told_saved", False):
            response.delete_cookie(SAVED, samesite="Lax")
        return response

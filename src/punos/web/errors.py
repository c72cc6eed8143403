"""Pages for what is missing, forbidden or broken: they help, and give nothing away."""

import logging
import os
import re
import signal
import sys
from collections.abc import Mapping

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.templatetags.static import static

logger = logging.getLogger(__name__)
# What nobody reads again on a page: ids and codes go along unseen, secrets not at all.
UNSEEN = re.compile(r"[0-9a-f-]{32,36}|[\w-]{0,20}|", re.ASCII)
SECRET = re.compile("passw|code|token|secret|digits|otp", re.IGNORECASE)
# The last answer: it asks for no file, template, table or words of another place.
LAST = """<!DOCTYPE html>
<html lang="fi">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Jokin meni meillä vikaan – Punos</title>
</head>
<body>
<h1>Jokin meni meillä vikaan</h1>
<p>Vika ei ole sinussa. Kokeile hetken päästä uudelleen.</p>
<p><a href="/">Siirry etusivulle</a></p>
<p>Jos sama toistuu, kerro siitä työntekijällesi. Hätätilanteessa soita 112.</p>
<p lang="sv">Något gick fel hos oss. Försök igen om en stund. Ring 112 i en nödsituation.</p>
<p lang="en">Something went wrong on our side. Try again in a moment.
In an emergency call 112.</p>
</body>
</html>
"""
# A disk that fails here may have lost what it said it had (TRUST.md fault 5).
UNSURE = ("SQLITE_IOERR_FSYNC", "SQLITE_IOERR_DIR_FSYNC")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer what is missing and what may not be seen with one and the same page."""
    del exception
    return render(request, "404.html", status=404)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that this cannot be done here and now."""
    del exception
    return render(request, "403.html", status=403)


def broken(request: HttpRequest) -> HttpResponse:
    """Say that the fault is ours; the page needs neither database nor shell.

    Where the database did not answer it is 503: the same may work in a moment. What was sent
    stands on the page, to be sent again.
    """
    problem = sys.exc_info()[1]
    stop_if_unsure(problem)
    is_away = isinstance(problem, OperationalError)
    if request.method == "POST":
        return unsaved(request, status=503 if is_away else 500)
    response = _own_fault("500.html", {}, status=503 if is_away else 500)
    if is_away:
        response.headers["Retry-After"] = "2"
    return response


def unsaved(request: HttpRequest, *, status: int = 503) -> HttpResponse:
    """Say that nothing was saved, show the text that was sent, and let it be sent again."""
    sent = [
        (name, value)
        for name in request.POST
        for value in request.POST.getlist(name)
        if name != "csrfmiddlewaretoken" and not SECRET.search(name)
    ]
    texts = [value for _, value in sent if not UNSEEN.fullmatch(value)]
    context = {"path": request.path, "sent": sent, "texts": texts, "csrf_token": get_token(request)}
    response = _own_fault("unsaved.html", context, status=status)
    response.headers["Retry-After"] = "10"
    return response


def _own_fault(name: str, context: Mapping[str, object], *, status: int) -> HttpResponse:
    """Return a page of our own fault; what breaks while it is made leaves the last one.

    It is made without the request: the shell asks the database.
    """
    files = {"style": _file("vendor/punos.css"), "sign": _file("web/img/favicon.svg")}
    try:
        return render(None, name, {**files, **context}, status=status)
    except Exception:
        logger.exception("The page of our own fault could not be made.")
        return HttpResponse(LAST, status=status)


def _file(name: str) -> str:
    """Return the address of a collected file; nothing where it has not been collected."""
    try:
        return static(name)
    except ValueError:
        return ""


def stop_if_unsure(problem: BaseException | None) -> None:
    """End the program at once when the disk could not say that it has what was written.

    Asked again, a disk may answer yes without having it. A fresh start reads what is there.
    """
    if getattr(problem and problem.__cause__, "sqlite_errorname", "") in UNSURE:
        logger.critical("The disk did not keep what was written. The program stops.")
        os.kill(os.getpid(), signal.SIGKILL)


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say that the page had grown old, and how to send again."""
    del reason
    return render(request, "403.html", {"stale": True}, status=403)

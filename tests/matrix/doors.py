"""Every address of the program, what must be filled in, and how it is knocked at."""

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from pypdf import PdfReader

from punos.config.wiring import ROOMS, build_wiring
from punos.trace.models import AuditEvent
from tests.world import no_such_id, same_page

# A name of a part of an address and the kind of its converter → what stands there.
Place = dict[tuple[str, str], Any]
METHODS = ("GET", "POST")
AS_PAGE: dict[str, str] = {}
AS_PART = {"HX-Request": "true"}
AS_DATA = {"Accept": "application/json"}
STREAM = "STREAM"
# A menu marks where in one's own matter the address would be; what is asked has no part in it.
HERE = ' aria-current="page"'
# Under what the browser keeps a page's drafts is made of the address that was asked.
DRAFTS = re.compile('data-draft-key="[^"]*"')
UUIDS = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True)
class Door:
    """One address of the program and what must be filled in."""

    name: str
    parts: tuple[tuple[str, str], ...]

    def at(self, place: Place) -> str:
        """Return the address in this world. A part that the world does not know fails the test."""
        unknown = [part for part in self.parts if part not in place]
        assert not unknown, f"{self.name}: tests/matrix/scenes.py must fill {unknown}"
        found = {part[0]: place[part] for part in self.parts}
        if self.name in ROOMS:
            return f"/virta/{self.name}/{found['meeting_id']}/"
        return reverse(self.name, kwargs=found)

    def everywhere(self, places: list[Place]) -> list[str]:
        """Return its different addresses in these places."""
        return list(dict.fromkeys(self.at(place) for place in places))

    def nowhere(self) -> str:
        """Return the address of what does not exist."""
        made = {"UUIDConverter": no_such_id, "IntConverter": lambda: 2**30}
        nothing = {part: made.get(part[1], lambda: "ei-ole-" + "x" * 36)() for part in self.parts}
        return self.at(nothing)


def all_doors(resolver: URLResolver | None = None) -> Iterator[Door]:
    """Yield every address of the URLconf."""
    for each in (resolver or get_resolver()).url_patterns:
        if isinstance(each, URLResolver):
            yield from all_doors(each)
        elif isinstance(each, URLPattern):
            converters = each.pattern.converters.items()
            parts = tuple((name, type(kind).__name__) for name, kind in converters)
            yield Door(each.name or str(each.pattern), parts)


PAGES = {door.name: door for door in all_doors()}
# Open pages stand beside the URLconf; each room that speaks has one address.
STREAMS = {name: Door(name, (("meeting_id", "UUIDConverter"),)) for name in ROOMS}
DOORS = PAGES | STREAMS


@dataclass(frozen=True)
class Answer:
    """What came back, without what differs at every answer."""

    status: int
    kind: str
    leads: str
    text: str
    # How many rows of a refused try it left; no part of what came back.
    refusals: int = field(default=0, compare=False)

    @property
    def opens(self) -> bool:
        """Return whether something came; a way to the door of the house is nothing."""
        return self.status not in (404, 405) and not self.leads.startswith(reverse("sign-in"))


def knock(browser: Client, address: str, method: str, headers: dict[str, str]) -> Answer:
    """Try the address and undo whatever it did, so that no knock depends on another."""
    with untouched(browser):
        before = refused_tries()
        if method == STREAM:
            answer = listen(browser, address)
        else:
            answer = told(asked(browser, address, method, headers), address)
        return replace(answer, refusals=refused_tries() - before)


def undone(browser: Client, address: str, method: str, headers: dict[str, str]) -> HttpResponse:
    """Return the whole answer, as if nothing had been asked."""
    with untouched(browser):
        return asked(browser, address, method, headers)


def asked(browser: Client, address: str, method: str, headers: dict[str, str]) -> HttpResponse:
    answer: HttpResponse = getattr(browser, method.lower())(address, headers=headers)
    return answer


@contextmanager
def untouched(browser: Client) -> Iterator[None]:
    """Undo what is done meanwhile, in the database and in the browser."""
    before = browser.cookies.output()
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    if browser.cookies.output() != before:  # signed out, say
        browser.cookies = SimpleCookie(before.replace("Set-Cookie: ", ""))


def refused_tries() -> int:
    return AuditEvent.objects.filter(event="access.refused").count()


def told(answer: HttpResponse, address: str) -> Answer:
    leads = answer.headers.get("Location") or answer.headers.get("HX-Redirect", "")
    kind = answer.headers.get("Content-Type", "").partition(";")[0]
    leads = leads.replace(f"next={quote(address, safe='')}", "next=ID")
    text = words(answer.content) if kind == "application/pdf" else same_page(answer, address)
    text = UUIDS.sub("ID", DRAFTS.sub("", text.replace(HERE, "")))
    return Answer(answer.status_code, kind, UUIDS.sub("ID", leads), text)


def words(paper: bytes) -> str:
    """Return what stands on a paper, read back from the PDF."""
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(paper)).pages)


def listen(browser: Client, address: str) -> Answer:
    """Ask the wiring of the open pages, by the cookie of the browser, whether the page may open."""
    cookie = browser.cookies.get(settings.SESSION_COOKIE_NAME)
    sent = f"{settings.SESSION_COOKIE_NAME}={cookie.value}" if cookie else ""
    scope = {
        "type": "http",
        "method": "GET",
        "path": address,
        "query_string": b"",
        "headers": [(b"host", b"testserver"), (b"cookie", sent.encode())],
    }
    word, subject = address.removeprefix("/virta/").strip("/").split("/")
    admitted = build_wiring().admit(scope, f"{ROOMS[word][0]}:{UUID(subject)}")
    return Answer(200 if admitted else 404, "text/event-stream" if admitted else "", "", "")

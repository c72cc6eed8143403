"""Which pages there are, by role, and how each role comes to them.

A role's pages are looked for by its own links and addresses. What is found and what is listed
here must be the same: a page that is new, or that nobody reaches any more, fails a test.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import urljoin, urlsplit

from django.urls import Resolver404, URLPattern, URLResolver, get_resolver, resolve, reverse
from playwright.sync_api import Page

OF_ALL = frozenset(
    [
        "accessibility",
        "devices",
        "home",
        "identities",
        "meetings",
        "people",
        "prove-again",
        "settings",
    ]
)
IN_CASE = frozenset(["case", "case-meetings", "course", "meeting", "network", "plan", "step"])
PAGES = {
    "client": OF_ALL
    | IN_CASE
    | frozenset(
        [
            "about-consent",
            "case-end",
            "client-device",
            "close-one-invite",
            "consents",
            "goal",
            "left-out",
            "meeting-call",
            "meeting-minutes",
            "meeting-move",
            "permits",
            "plan-copy",
            "preview",
            "protection",
            "seat-propose",
            "use-log",
        ]
    ),
    "close": OF_ALL | IN_CASE | {"steps"},
    "worker": OF_ALL
    | IN_CASE
    | frozenset(
        [
            "case-end",
            "client-card",
            "client-device",
            "consent-record",
            "goal",
            "meeting-call",
            "meeting-minutes",
            "meeting-move",
            "permit-record",
            "plan-copy",
            "protection",
            "seat-propose",
            "stand-in",
            "start-work",
            "steps",
        ]
    ),
    "chair": OF_ALL
    | frozenset(["meeting", "meeting-chair", "staff-invite", "start-work", "steps"]),
    "recorder": OF_ALL
    | frozenset(
        ["meeting", "meeting-chair", "meeting-minutes", "meeting-recorder", "start-work", "steps"]
    ),
    "manager": OF_ALL | frozenset(["staff-invite", "start-work", "steps"]),
    "officer": OF_ALL | frozenset(["inquiries", "start-work", "steps"]),
}
# Pages of a state that the invented area is not in, and who comes to them.
BY_OTHERS = {
    "guardian-decide": "test_guardian.py",
    "guardian-link": "test_guardian.py",
    "guardians": "test_guardian.py",
    "close-one-link": "test_from_start_to_consent.py",
    "seat": "test_from_start_to_consent.py",
    "keys": "test_keys.py",
    "passkey-make": "test_keys.py",
    "second-factor": "test_keys.py",
    "mfa_authenticate": "test_keys.py",
}
# Who walks as what: enough people to meet every state of the invented area.
ROLES = {
    "client": ("Aino", "Elsa", "Joel", "Noor"),
    "close": ("Veikko", "Marja"),
    "worker": ("Leena", "Saara", "Omar"),
    "chair": ("Helmi",),
    "recorder": ("Kirsi",),
    "manager": ("Pekka",),
    "officer": ("Seija",),
}
# Without signing in. A token that opens nothing shows what its reader then reads.
NOBODYS = "x" * 43
VISITOR = (
    ("sign-in", {}),
    ("light-ask", {}),
    ("light-in", {}),
    ("password-forgotten", {}),
    ("password-anew", {"token": NOBODYS}),
    ("staff-begin", {"token": NOBODYS}),
    ("door-invitation", {"token": NOBODYS}),
    ("device", {}),
    ("device-link", {"token": NOBODYS}),
    ("invitation", {"token": NOBODYS}),
    ("accessibility", {}),
    ("gallery", {}),
    ("offline", {}),
    ("demo", {}),
)
# A GET there would sign out, lead to another's door or answer no page.
NO_PAGES = frozenset(
    [
        "device-return",
        "door",
        "door-logout",
        "door-metadata",
        "door-return",
        "farewell",
        "health",
        "sign-out",
    ]
)
LEFT_OUT = NO_PAGES | {name for name, _parts in VISITOR} - {"accessibility"}
ADDRESS = re.compile(r'(?:href|action|formaction|hx-get)="([^"]+)"')


def doors(resolver: URLResolver | None = None) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield the name of every address and the parts that must be filled in, with their kinds."""
    for each in (resolver or get_resolver()).url_patterns:
        if isinstance(each, URLResolver):
            yield from doors(each)
        elif isinstance(each, URLPattern):
            kinds = each.pattern.converters.items()
            yield each.name or "", {part: type(kind).__name__ for part, kind in kinds}


DOORS = dict(doors())


@dataclass
class Walk:
    """Somebody's way through all that opens: by links, and by addresses that could open."""

    page: Page
    found: dict[str, str] = field(default_factory=dict)
    known: set[str] = field(default_factory=set)
    waiting: list[str] = field(default_factory=list)

    def all(self) -> dict[str, str]:
        """Return one address for each page that opens, by its name."""
        for name, parts in DOORS.items():
            if not parts and name not in LEFT_OUT:
                self.add(reverse(name))
        while self.waiting:
            self.try_one(self.waiting.pop(0))
        return self.found

    def add(self, address: str) -> None:
        """Put an address and its neighbours of the same parts on the list."""
        try:
            place = resolve(address)
        except Resolver404:
            return
        parts = DOORS[place.url_name or ""]
        alike = [name for name, others in DOORS.items() if others == parts]
        for name in alike:
            if name not in {*self.found, *LEFT_OUT}:
                neighbour = reverse(name, kwargs=place.kwargs)
                if neighbour not in self.known:
                    self.known.add(neighbour)
                    self.waiting.append(neighbour)

    def try_one(self, address: str) -> None:
        """Open an address without a browser's work; read where the page leads."""
        if resolve(address).url_name in self.found:
            return
        answer = self.page.request.get(address, fail_on_status_code=False)
        is_page = answer.ok and "text/html" in answer.headers.get("content-type", "")
        place = urlsplit(answer.url).path
        if not is_page or place != address:
            return
        self.found[resolve(place).url_name or ""] = place
        for found in ADDRESS.findall(answer.text()):
            to = urlsplit(urljoin(place, unescape(found)))
            if not to.netloc:
                self.add(to.path)

"""Walks the pages as somebody would: follows links, reads forms, remembers what the pages were."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

# Leaving ends the walk; files and other hosts are not pages.
NOT_FOLLOWED = re.compile(r"^/(kirjaudu/|static/|demo/|virta/|osat/|laite/)|\.pdf$|ulos")
CHANGING = re.compile(r'(csrfmiddlewaretoken" value="|CSRFToken\W+)[A-Za-z0-9]{32,64}')
ANY_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


@dataclass
class Form:
    """A form of a page: where it goes and what stands in it."""

    action: str
    method: str
    fields: dict[str, str] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)


class Reading(HTMLParser):
    """What a page is made of: tags with the names of their attributes, addresses, forms."""

    def __init__(self, path: str, text: str) -> None:
        super().__init__()
        self.path, self.shape = path, []
        self.addresses: list[str] = []
        self.forms: list[Form] = []
        self._choice = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = {name: value or "" for name, value in attrs}
        self.shape.append((tag, tuple(sorted(named))))
        for name in ("href", "src", "action", "hx-post", "hx-get", "data-stream"):
            if named.get(name):
                self.addresses.append(urljoin(self.path, named[name]))
        if tag == "form":
            where = urljoin(self.path, named.get("action", ""))
            self.forms.append(Form(where, named.get("method", "get").lower()))
        elif self.forms and tag in ("input", "textarea", "select", "option", "button"):
            self._read_field(tag, named)

    def _read_field(self, tag: str, named: dict[str, str]) -> None:
        fields = self.forms[-1].fields
        if tag == "option":
            if named.get("value") and not fields.get(self._choice):
                fields[self._choice] = named["value"]
            return
        name = named.get("name")
        self._choice = name or ""
        if name and (named.get("type") not in ("radio", "checkbox") or name not in fields):
            fields[name] = named.get("value", "")
            self.forms[-1].kinds[name] = named.get("type", tag)


Get = Callable[[str], tuple[int, str, str]]


def walk(get: Get, start: str = "/", most: int = 120) -> Iterator[tuple[str, int, str]]:
    """Yield path, status and text of every page that links lead to. `get` tells the kind too."""
    waiting, seen = [start], {start}
    while waiting and most:
        path = waiting.pop(0)
        status, kind, text = get(path)
        most -= 1
        yield path, status, text
        if not kind.startswith("text/html"):
            continue
        for address in Reading(path, text).addresses:
            parts = urlsplit(address)
            there = parts.path + (f"?{parts.query}" if parts.query else "")
            if parts.netloc or there in seen or NOT_FOLLOWED.search(parts.path):
                continue
            seen.add(there)
            waiting.append(there)


def plain(text: str) -> str:
    """Return the page without what differs at every answer: tokens and ids made for a form."""
    order: dict[str, str] = {}
    text = CHANGING.sub(r"\1", text)
    return ANY_ID.sub(lambda found: order.setdefault(found[0], f"id-{len(order)}"), text)

"""What the shell shows to this person: menu, own account, language, colours, demo banner.

The menu shows only what exists (an address that resolves) and what the person has a seat for.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, fields, replace
from datetime import date
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from punos import clock
from punos.access import policy
from punos.access.rights import Capacity
from punos.people.actor import Actor, Level
from punos.people.models import Person
from punos.people.queries import works_today
from punos.people.session import STAFF
from punos.web import drafts

Text = str | Promise
ON_PHONE = 5
OLD_DEMO_DAYS = 7
CLIENT = frozenset({Capacity.OWN})
CLOSE = frozenset({Capacity.CLOSE})
WORK = frozenset({Capacity.WORK})
MEETS = frozenset({Capacity.CHAIR, Capacity.RECORD, Capacity.ATTEND})


@dataclass(frozen=True, slots=True)
class Place:
    """One place of the menu, and in which capacities somebody has it."""

    url_name: str
    label: Text
    icon: str
    seats: frozenset[str]
    short: Text = ""
    of_own_case: bool = False


PLACES = (
    Place("home", _("Koti"), "house", CLIENT),
    Place("home", _("Työpöytä"), "layout-list", WORK),
    Place("home", _("Koti"), "house", CLOSE),
    Place("home", _("Työpöytä"), "layout-list", MEETS),
    Place("people", _("Omat ihmiset"), "users", WORK, _("Ihmiset")),
    Place("steps", _("Askeleet"), "footprints", CLIENT | CLOSE),
    Place("meetings", _("Tapaamiset"), "calendar-days", CLIENT | CLOSE | WORK | MEETS),
    Place("messages", _("Viestit"), "message-circle", CLIENT | CLOSE | WORK),
    Place("consents", _("Tietoni"), "eye", CLIENT, of_own_case=True),
)
ACCOUNT = (
    ("settings", _("Omat asetukset"), "settings"),
    ("devices", _("Omat laitteet"), "smartphone"),
    ("accessibility", _("Tietosuoja ja saavutettavuus"), "info"),
)

ROLES: dict[str, Text] = {
    "client": _("asiakas"),
    "close": _("läheinen"),
    "work": _("ammattilainen"),
}


@dataclass(frozen=True, slots=True)
class Seats:
    """In which capacities somebody sits today, and the case that is their own."""

    held: frozenset[str] = frozenset()
    own_case: UUID | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """A place as the menu shows it now."""

    url: str
    label: Text
    icon: str
    short: Text = ""
    current: bool = False
    count: int = 0


@dataclass(frozen=True, slots=True)
class Demo:
    """The demo area's age, in whole days since it was made."""

    days: int

    @property
    def old(self) -> bool:
        return self.days > OLD_DEMO_DAYS


@dataclass(frozen=True, slots=True)
class Shell:
    """What base.html needs to know."""

    path: str
    language: str
    home: str
    person: Person | None = None
    name: Text = ""
    initial: str = ""
    strand: str = ""
    role: Text = ""
    colour_scheme: str = "auto"
    items: tuple[Item, ...] = ()
    account_links: tuple[Item, ...] = ()
    languages: tuple[tuple[str, str], ...] = field(
        default_factory=lambda: tuple(settings.LANGUAGES)
    )
    set_language: str = ""
    help: str = ""
    sign_out: str = ""
    keep_alive: str = ""
    idle_minutes: int = 0
    draft_key: str = ""
    draft_saved: str = ""
    draft_sent: str = ""
    is_answer: bool = False
    demo: Demo | None = None

    @property
    def tone(self) -> str:
        return {"client": "client", "work": "worker"}.get(self.strand, "visitor")

    @property
    def size(self) -> str:
        return "sm" if self.strand == "work" else "md"

    @property
    def phone_items(self) -> tuple[Item, ...]:
        return self.items if len(self.items) <= ON_PHONE else self.items[: ON_PHONE - 1]

    @property
    def more_items(self) -> tuple[Item, ...]:
        return self.items[len(self.phone_items) :]


SHOWN = (*(each.name for each in fields(Shell)), "tone", "size", "phone_items", "more_items")


def shell(request: HttpRequest) -> dict[str, object]:
    """Context processor; nothing is asked of the database until a template shows the shell."""
    return {"shell": LazyShell(request)}


class LazyShell:
    """A shell that is put together at the first look and is plain from then on.

    Django's own lazy object passes each look on, which is a tenth of what a page costs.
    """

    def __init__(self, request: HttpRequest) -> None:
        self._request = request
        # Parts that stand twice on the page (`again`).
        self.made: dict[str, str] = {}

    def __getattr__(self, name: str) -> Any:
        """Called for what is not there yet, so once."""
        if name not in SHOWN:
            raise AttributeError(name)
        made = shell_of(self._request)
        vars(self).update({each: getattr(made, each) for each in SHOWN})
        return vars(self)[name]


def shell_of(request: HttpRequest) -> Shell:
    """Put together the shell for this request."""
    place = Shell(
        path=request.get_full_path(),
        language=(get_language() or settings.LANGUAGE_CODE)[:2],
        home=address("home") or "/",
        set_language=address("set-language"),
        help=address("accessibility"),
        demo=demo(),
    )
    actor = getattr(request, "actor", None)
    if actor is None or actor.person is None:
        return place
    seats = seats_of(actor)
    strand = strand_of(seats.held)
    # Known lightly, nobody is named: whoever reads the mailbox learns of no one.
    is_named = actor.level > Level.LIGHT
    return replace(
        place,
        person=actor.person,
        name=actor.person.first_name if is_named else _("Oma tili"),
        initial=actor.person.initial if is_named else "",
        strand=strand,
        role=ROLES.get(strand, ""),
        colour_scheme=actor.person.colour_scheme,
        items=tuple(menu(seats, request.path)),
        account_links=tuple(
            Item(url, label, sign) for name, label, sign in ACCOUNT if (url := address(name))
        ),
        sign_out=address("sign-out"),
        keep_alive=address("keep-alive"),
        idle_minutes=settings.IDLE_MINUTES if request.session.get(STAFF) else 0,
        draft_key=drafts.page_key(actor.person.pk, request.path),
        draft_saved=drafts.saved(request),
        draft_sent=drafts.sent(request),
        is_answer=request.method == "POST",
    )


def seats_of(actor: Actor) -> Seats:
    """Return in which capacities the actor sits; an employment alone seats at the desk."""
    held = policy.held(actor)
    capacities = {each.capacity for each in held}
    if works_today(actor.who):
        capacities.add(Capacity.WORK)
    # Known lightly, one's own pages are shut, so no menu leads there.
    is_own = actor.level > Level.LIGHT
    own = [each.case_id for each in held if is_own and each.capacity == Capacity.OWN]
    return Seats(frozenset(capacities), own[-1] if own else None)


def strand_of(held: frozenset[str]) -> str:
    """Return whose looks the shell wears: the client's own before all."""
    if held & CLIENT:
        return "client"
    if held & WORK:
        return "work"
    # A close one who sits in a meeting is a close one there too.
    if held & CLOSE:
        return "close"
    return "work" if held else ""


def menu(seats: Seats, path: str) -> Iterator[Item]:
    """Yield the places this person has, each address once."""
    shown: set[str] = set()
    for place in PLACES:
        case = {"case_id": seats.own_case} if place.of_own_case else {}
        url = address(place.url_name, **case)
        if not url or url in shown or not seats.held & place.seats:
            continue
        shown.add(url)
        here = path == url or (url != "/" and path.startswith(url))
        yield Item(url, place.label, place.icon, place.short or place.label, current=here)


@lru_cache(512)
def address(name: str, **parts: UUID | None) -> str:
    """Return the address of a page that exists, or nothing."""
    try:
        return reverse(name, kwargs=parts)
    except NoReverseMatch:
        return ""


def demo() -> Demo | None:
    """Return the demo area's age; nothing outside demo mode."""
    if not settings.DEMO:
        return None
    made = settings.VAR / "demo-loaded"
    if not made.exists():
        return Demo(0)
    made_on = date.fromisoformat(made.read_text(encoding="utf-8").strip()[:10])
    return Demo((clock.today() - made_on).days)

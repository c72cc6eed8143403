"""What the tests of defences share: every address of the program, and people who may open it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client

from punos.access.tests.acts import officer
from punos.people.actor import Level
from tests.matrix.doors import PAGES, Door, Place
from tests.matrix.scenes import make_places
from tests.world import World, signed_in

# What a look may write: its trace, its session, and how often something was tried.
LOOKS_WRITE = ("trace_", "django_session", "punos_cache", "people_signin")
CHANGES = ("INSERT", "UPDATE", "DELETE", "MERGE", "TRUNCATE")


@dataclass(frozen=True)
class Opened:
    """An address that opened for somebody, and what it wrote into tables that are not its."""

    name: str
    answer: HttpResponse
    wrote: tuple[str, ...]


@pytest.fixture
def places(world: World) -> list[Place]:
    """Where there is something of somebody to knock at."""
    return make_places(world)


@pytest.fixture
def insiders(world: World, places: list[Place]) -> list[Client]:
    """Browsers of those for whom the doors open, and of one who has not signed in."""
    names = ("aino", "leena", "helmi", "kirsi")
    browsers = [signed_in(world.cast[name], Level.STRONG) for name in names]
    browsers.append(signed_in(officer(world, "Teuvo"), Level.STRONG))
    return [*browsers, Client()]


_SEEN: list[Opened] = []


@pytest.fixture
def opened(insiders: list[Client], places: list[Place]) -> list[Opened]:
    """Every address that answers to a GET, as the first insider for whom it opens sees it.

    Looked at once: what the answers were stays, though the world in which they were given goes.
    """
    if not _SEEN:
        found = (first_opening(door, insiders, places) for door in PAGES.values())
        _SEEN.extend(each for each in found if each is not None)
    return _SEEN


def first_opening(door: Door, browsers: list[Client], places: list[Place]) -> Opened | None:
    for address in door.everywhere(places):
        for browser in browsers:
            seen = look(door.name, browser, address)
            if seen.answer.status_code == 405:
                return None
            if seen.answer.status_code == 200:
                return seen
    return None


def look(name: str, browser: Client, address: str) -> Opened:
    """Open the address and undo what it did; remember what it tried to write."""
    wrote: list[str] = []

    def watch(execute: Any, sql: Any, params: Any, many: Any, context: Any) -> Any:
        wrote.extend(foreign_writes(str(sql)))
        return execute(sql, params, many, context)

    with transaction.atomic(), connection.execute_wrapper(watch):
        answer = browser.get(address)
        transaction.set_rollback(True)
    return Opened(name, answer, tuple(wrote))


def foreign_writes(sql: str) -> Iterator[str]:
    """Yield the statement if it changes a table that a look may not change."""
    words = sql.replace('"', "").split()
    if words and words[0].upper() in CHANGES:
        table = next(
            word for word in words[1:] if word.upper() not in ("INTO", "FROM", "OR", "IGNORE")
        )
        if not table.startswith(LOOKS_WRITE):
            yield sql[:120]

"""S4.4 S4.5 · Fault 25: who knows every id of another's work learns not even that it exists."""

import re
import time
from collections.abc import Iterator
from itertools import chain
from statistics import median

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.faults.program import IS_LONG, times
from tests.matrix.doors import AS_PAGE, AS_PART, METHODS, Answer, Place, knock
from tests.matrix.scenes import Scene, browsers, elsewhere, make_places, staged
from tests.matrix.table import SOME, Row, rows_of
from tests.world import World, no_such_id

ATTACKERS = ("stranger", "ended", "manager", "superuser")
# Numbers, texts and marks in a query: what is asked for, not how it is asked.
ASKED = re.compile(r"'[^']*'|\b\d+\b|\bNULL\b|\"?s\d+_x\d+\"?")
SHARE = 4
# How often the long run asks each address, and what it took: foreign things, missing ones.
PAIRS = 24
Pair = tuple[list[float], list[float]]


@pytest.fixture
def stage(world: World) -> Iterator[Scene]:
    with staged(world, "own") as found:
        yield found


def locked() -> list[Row]:
    """Return the doors that ask for an id: all in `make prove`, every fourth in `make test`."""
    doors = [
        row for row in rows_of(SOME) if row.door.parts and not any(map(row.cells.get, ATTACKERS))
    ]
    return doors if IS_LONG else doors[::SHARE]


def queries(browser: Client, address: str, method: str) -> tuple[Answer, list[str]]:
    with CaptureQueriesContext(connection) as asked:
        answer = knock(browser, address, method, AS_PAGE)
    return answer, [ASKED.sub("?", each["sql"]) for each in asked]


@pytest.mark.proof
@pytest.mark.parametrize("who", ATTACKERS)
def test_a_foreign_thing_answers_as_one_that_is_not(stage: Scene, who: str) -> None:
    """Same bytes, and the same questions to the database: so no time can tell either."""
    browser, wrong = stage.browsers[who], []
    for row in locked():
        there, none = row.door.at(stage.places[0]), row.door.nowhere()
        foreign, asked = queries(browser, there, row.method)
        missing, also = queries(browser, none, row.method)
        part = knock(browser, there, row.method, AS_PART)
        if foreign != missing or part != knock(browser, none, row.method, AS_PART):
            wrong.append((row.route, row.method, foreign.status, missing.status, part.status))
        if asked != also:
            only = [
                words[:150] for words in asked + also if asked.count(words) != also.count(words)
            ]
            wrong.append((row.route, row.method, *only))
    assert not wrong, "\n".join(map(str, wrong))


@pytest.mark.proof
def test_a_foreign_thing_takes_as_long_as_one_that_is_not(stage: Scene) -> None:
    """Medians of pairs in turns, in time of this process, so that no neighbour disturbs them.

    The long run judges each address by itself too, so that one slow door shows among many.
    """
    browser = stage.browsers["stranger"]
    rows = [row for row in locked() if row.method in METHODS]
    took: list[Pair] = [([], []) for _row in rows]
    for count in range(times(60, PAIRS * len(rows))):
        turn, number = divmod(count, len(rows))
        door, ask = rows[number].door, getattr(browser, rows[number].method.lower())
        pair = list(zip(took[number], (door.at(stage.places[0]), door.nowhere()), strict=True))
        for found, address in pair if turn % 2 else reversed(pair):
            began = time.process_time()
            ask(address)
            found.append(time.process_time() - began)
    whole = tuple(list(chain.from_iterable(each)) for each in zip(*took, strict=True))
    assert is_alike(whole, 0.05 if IS_LONG else 0.15), [*map(median, whole)]
    slow = [row for row, pair in zip(rows, took, strict=True) if not is_alike(pair, 0.25)]
    assert not IS_LONG or slow == []


def is_alike(pair: Pair, share: float) -> bool:
    """Return whether foreign and missing take the same, by this share and by two milliseconds."""
    foreign, missing = map(median, pair)
    return abs(foreign - missing) < min(0.002, missing * share)


@pytest.mark.proof
def test_ones_own_work_opens_no_thing_of_anothers(world: World) -> None:
    """The first id is one's own and any of the others is foreign: it answers as one that is not."""
    with staged(world, "own") as theirs:
        mine = make_places(other := elsewhere())
        mine_in, wrong = browsers(other), []
        for row in [row for row in locked() if len(row.door.parts) > 1]:
            for part in row.door.parts:
                mixed = {**mine[1], part: theirs.places[1][part]}
                if mixed[part] != mine[1][part]:
                    wrong += mixed_up(row, mixed, part, mine_in)
    assert not wrong, "\n".join(map(str, wrong))


def mixed_up(
    row: Row, mixed: Place, part: tuple[str, str], mine_in: dict[str, Client]
) -> list[tuple[object, ...]]:
    """Return who gets something else by the foreign part than by one that does not exist."""
    inside = [role for role, cell in row.cells.items() if "o" in cell]
    nothing = {**mixed, part: no_such_id() if part[1] == "UUIDConverter" else "ei-ole"}
    found = []
    for role in inside:
        addresses = (row.door.at(mixed), row.door.at(nothing))
        foreign, missing = (knock(mine_in[role], a, row.method, AS_PAGE) for a in addresses)
        if foreign != missing:
            found.append((row.route, row.method, role, part[0], foreign.status, missing.status))
    return found

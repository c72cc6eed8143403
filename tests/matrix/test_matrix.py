"""S4.4 S4.5 · Every address is a locked door: who gets what stands in table.csv, and nothing else.

`make test` tries each row for one who gets in and one who does not, and one in eighty of the rest;
`make prove` tries every row for every role in every state, as a page and as a fragment.
"""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from zlib import crc32

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from punos.people.middleware import NOT_LIGHTLY
from tests.faults.program import IS_LONG
from tests.matrix.doors import (
    AS_PAGE,
    AS_PART,
    DOORS,
    METHODS,
    PAGES,
    STREAM,
    Answer,
    knock,
    refused_tries,
)
from tests.matrix.scenes import NAME, PHONE, ROLES, STATES, TOWN, WHERE, Scene, staged
from tests.matrix.table import EVERYBODY, KINDS, SIGNED_IN, SOME, Row, rows, rows_of
from tests.world import World

OUTSIDE = ("ended", "stranger", "manager", "officer", "superuser", "visitor")
# One in so many of the cells, and of one's own pages for each role, is tried in `make test`.
SHARE, OWN_SHARE = 80, 16


# ── The table itself ──


def test_every_address_has_its_row_and_every_row_its_address() -> None:
    named = {row.route for row in rows()}
    assert sorted(DOORS.keys() - named) == [], "say in tests/matrix/table.csv who gets in"
    assert sorted(named - DOORS.keys()) == []
    assert [name for name in PAGES if "/" in name] == [], "an address has a name"
    twice = [(row.route, row.method) for row in rows()]
    assert len(twice) == len(set(twice))


def test_the_table_promises_nothing_to_those_outside() -> None:
    """Whoever edits the table cannot let a stranger in by a letter."""
    wrong = [
        (row.route, role)
        for row in rows_of(SOME)
        for role in ROLES
        if ("f" in row.cells[role] and row.door.parts)
        or (role in OUTSIDE and row.cells[role] and is_of_a_work(row))
    ]
    assert wrong == []


def test_every_row_opens_for_somebody_or_says_why() -> None:
    """Else a door that is locked for all would pass for one that is locked for strangers."""
    assert [row.route for row in rows_of(SOME) if not any(row.cells.values())] == []
    assert [row.route for row in rows_of(EVERYBODY) if not row.why] == []
    assert len(rows_of(SOME)) > 100


def is_of_a_work(row: Row) -> bool:
    """Return whether the address is inside somebody's shared work."""
    return ("case_id", "UUIDConverter") in row.door.parts or row.method == STREAM


# ── Who gets in ──


@dataclass(frozen=True)
class Try:
    """One cell of the table in one state, in one form."""

    row: Row
    role: str
    headers: tuple[tuple[str, str], ...]

    def found(self, stage: Scene) -> "Found":
        """Knock in every place until one opens; what answers as one that does not exist is shut."""
        door, browser = self.row.door, stage.browsers[self.role]
        nothing = self.knock(browser, door.nowhere()) if door.parts else None
        is_silent = True
        for address in door.everywhere(stage.places):
            answer = self.knock(browser, address)
            if answer.opens and answer != nothing:
                return Found(answer, is_in=True, is_silent=is_silent)
            is_silent &= nothing is None or self.is_like(answer, nothing)
        return Found(answer, is_in=False, is_silent=is_silent)

    def knock(self, browser: Client, address: str) -> Answer:
        return knock(browser, address, self.row.method, dict(self.headers))

    def is_like(self, answer: Answer, nothing: Answer) -> bool:
        """Return whether a shut door answers as one that is nowhere; whoever is known leaves a row.

        Whoever is known lightly is told of a surer way before anything is asked: no try, so no row.
        """
        is_led_away = self.role == "light" and self.row.route in NOT_LIGHTLY
        rows = 0 if self.role == "visitor" or is_led_away else 1
        return answer == nothing and answer.refusals == nothing.refusals == rows


@dataclass(frozen=True)
class Found:
    """What was behind a door, and whether each place that was shut said nothing."""

    answer: Answer
    is_in: bool
    is_silent: bool


def tries(state: str) -> Iterator[Try]:
    """Yield what is tried: all in `make prove`, a representative part in `make test`."""
    for row in rows_of(SOME):
        inside = [role for role in ROLES if "o" in row.cells[role]]
        outside = [role for role in ROLES if "o" not in row.cells[role]]
        picked = {chosen(inside, row), chosen(outside, row)} if state == "own" else set()
        forms = [AS_PAGE] if row.method == STREAM else [AS_PAGE, AS_PART]
        for role in ROLES:
            number = crc32(f"{row.route} {row.method} {role} {state}".encode())
            if IS_LONG:
                yield from (Try(row, role, tuple(form.items())) for form in forms)
            elif role in picked or number % SHARE == 0:
                yield Try(row, role, tuple(forms[number // SHARE % len(forms)].items()))


def chosen(roles: list[str], row: Row) -> str:
    return roles[crc32(f"{row.route} {row.method}".encode()) % len(roles)] if roles else ""


@pytest.mark.proof
@pytest.mark.parametrize("state", list(STATES))
def test_everybody_gets_what_the_table_says(world: World, state: str) -> None:
    letter, wrong = STATES[state], []
    with staged(world, state) as stage:
        for each in tries(state):
            found, cell = each.found(stage), each.row.cells[each.role]
            is_in, answer = found.is_in, found.answer
            fits = is_in == (letter in cell.lower()) and answer.status < 500
            fits &= is_in or found.is_silent
            if is_in and answer.status == 200 and each.row.comes in KINDS:
                fits &= answer.kind == KINDS[each.row.comes]
            if letter == "p" and not each.headers and each.row.method == "GET":
                fits &= ("P" in cell) == (is_in and WHERE in answer.text)
            if not fits:
                wrong.append((each.row.route, each.row.method, each.role, cell, found))
        wrong += told_on_own_pages(stage, letter)
    assert not wrong, "\n".join(str(each)[:300] for each in wrong)


def told_on_own_pages(stage: Scene, letter: str) -> list[tuple[str, ...]]:
    """Return what one's own pages tell of a work that is not, or no longer, open to one."""
    wrong = []
    for row, role in itertools.product(rows_of(SIGNED_IN), ROLES):
        number = crc32(f"{row.route} {role} {letter}".encode())
        if not IS_LONG and number % OWN_SHARE:
            continue
        hidden = hidden_from(role, letter, stage)
        for headers, method in itertools.product((AS_PAGE, AS_PART), METHODS):
            if IS_LONG or (headers, method) == (AS_PAGE, "GET"):
                answer = knock(stage.browsers[role], row.door.at(stage.places[0]), method, headers)
                told = [word for word in hidden if word in answer.text + answer.leads]
                wrong += [(row.route, method, role, letter, *told)] if told else []
    return wrong


def hidden_from(role: str, letter: str, stage: Scene) -> tuple[str, ...]:
    """Return the words that nothing outside the opened pages may tell the role in this state."""
    if letter == "f":  # whoever knocks has a work of the same words
        return (str(stage.world.case.pk),)
    cells = [row.cells[role] for row in rows_of(SOME) if is_of_a_work(row) and row.method == "GET"]
    if not any(letter in cell.lower() for cell in cells):
        return (NAME, WHERE, PHONE)
    is_masked = letter == "p" and not any("P" in cell for cell in cells)
    return (WHERE, PHONE, TOWN) if is_masked else ()


@pytest.fixture
def stage(world: World) -> Iterator[Scene]:
    with staged(world, "own") as found:
        yield found


def test_a_visitor_is_led_to_signing_in(stage: Scene) -> None:
    wrong = []
    for row in [*rows_of(SOME), *rows_of(SIGNED_IN)]:
        for method in METHODS if row.method == "any" else {row.method} - {STREAM}:
            for headers in (AS_PAGE, AS_PART):
                answer = knock(Client(), row.door.at(stage.places[0]), method, headers)
                expected = 204 if headers else 302
                if answer.status != expected or not answer.leads.startswith(reverse("sign-in")):
                    wrong.append((row.route, method, answer.status, answer.leads))
    assert not wrong, "\n".join(map(str, wrong))


def test_what_is_open_to_everybody_and_ones_own_pages_tell_of_nobody(stage: Scene) -> None:
    case_id, wrong = str(stage.world.case.pk), []
    knockers = {EVERYBODY: ["visitor"], SIGNED_IN: ["stranger", "ended", "superuser"]}
    for row in [row for row in rows() if row.to in knockers]:
        for role in knockers[row.to]:
            for method in METHODS:
                address = row.door.at(stage.places[0])
                answer = knock(stage.browsers[role], address, method, AS_PAGE)
                told = [word for word in (NAME, case_id) if word in answer.text]
                if answer.status >= 500 or told:
                    wrong.append((row.route, role, method, answer.status, told))
    assert not wrong, "\n".join(map(str, wrong))


def test_an_address_answers_to_no_other_method_than_its_rows(stage: Scene) -> None:
    """Else a form could be sent where nobody has said who may send it."""
    named = {(row.route, row.method) for row in rows_of(SOME)}
    wrong = []
    for name in {row.route for row in rows_of(SOME)} & PAGES.keys():
        for method in METHODS:
            if (name, method) not in named:
                address = DOORS[name].at(stage.places[0])
                if knock(stage.browsers["client"], address, method, AS_PAGE).status != 405:
                    wrong.append((name, method))
    assert wrong == []


def test_a_strangers_try_leaves_one_row_at_every_door(stage: Scene) -> None:
    """Nonsense in a form is a try as well: the door is asked before the form is read."""
    browser, wrong = stage.browsers["stranger"], []
    for row in [row for row in rows_of(SOME) if row.door.parts and row.method == "POST"]:
        with transaction.atomic():
            before = refused_tries()
            browser.post(row.door.at(stage.places[0]))
            left = refused_tries() - before
            transaction.set_rollback(True)
        if left != 1:
            wrong.append((row.route, left))
    assert not wrong, "\n".join(map(str, wrong))

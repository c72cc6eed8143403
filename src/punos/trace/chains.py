"""Checks that no link was changed, removed, swapped, added or cut off.

The law keeps these rows for 12 years, so there are many: each table is read once, in the order
of its chains, and a row is hashed from what the database sends, without being made an object.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from heapq import merge
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db import connection, transaction

from punos.trace.models import (
    NO_CASE,
    AuditEvent,
    ChainHead,
    Link,
    canonical,
    hash_of,
    quoted,
)
from punos.trace.queries import KINDS

MISSING, CHANGED = "rivi puuttuu tai on kahdesti", "riviä on muutettu"
NO_HEAD, NO_END, CUT = (
    "ketjun pää ei täsmää",
    "ketjun loppu ei täsmää",
    "ketjun loppu puuttuu",
)
AT_ONCE = 5_000
# Most facts are of few words and the same in many rows: what was read once is kept.
SHORT = 200
# An instant as isoformat() writes it, without an object being made of it and back.
INSTANT = {
    "sqlite": "replace(at, ' ', 'T') || '+00:00'",
    "postgresql": "replace(to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US'), "
    "'.000000', '') || '+00:00'",
}
# Behind every number that a chain can have: where something that is no number was put.
NOWHERE = 2**62

# What is known from elsewhere of a chain: the hash at some of its numbers.
Marks = dict[int, str]
# A row as it is walked: the place of its chain, its number, which table, its body, its hash.
Row = tuple[int, int, int, str, str]


@dataclass(frozen=True, slots=True)
class Break:
    """The first place where a chain does not hold."""

    chain: str
    number: int
    why: str


def broken_chains(known: Mapping[str, Marks] | None = None) -> list[Break]:
    """Check every chain; return the first break of each, nothing when all hold.

    `known` are heads from the file outside the database. The day's row of heads is always asked.
    """
    with _one_moment():
        marks = _with_the_days_row(known or {})
        heads = {head.chain: head for head in ChainHead.objects.all()}
        names = [*dict.fromkeys([*_names_of_chains(), *heads, *marks])]
        walked = groupby(_rows(names), key=itemgetter(0))
        found = {}
        for place, rows in walked:
            chain = names[place]
            found[chain] = first_break(chain, rows, heads.get(chain), marks.get(chain, {}))
        for chain in names:  # a chain of which only a head or a mark is left
            if chain not in found:
                found[chain] = first_break(chain, (), heads.get(chain), marks.get(chain, {}))
    return [found[chain] for chain in sorted(found) if found[chain]]  # type: ignore[misc]


def break_of(chain: str) -> Break | None:
    """Check one chain alone."""
    head = ChainHead.objects.filter(chain=chain).first()
    return first_break(chain, _rows([chain], of=chain), head, {})


def first_break(
    chain: str, rows: Iterable[Row], head: ChainHead | None, marks: Marks
) -> Break | None:
    """Return where the chain first fails, walking it from its beginning to its head."""
    previous, number = "", 0
    for _place, told, _kind, body, value in rows:
        number += 1
        if told != number:
            return Break(chain, min(number, told), MISSING)
        if value != hash_of(previous, body):
            return Break(chain, number, CHANGED)
        if number in marks and marks[number] != value:
            return Break(chain, number, CUT)
        previous = value
    if number and (head is None or (head.number == number and head.hash != previous)):
        return Break(chain, number, NO_HEAD)
    if head and head.number != number:
        return Break(chain, min(head.number, number) + 1, NO_END)
    gone = [each for each in marks if each > number]
    return Break(chain, min(gone), CUT) if gone else None


def _with_the_days_row(known: Mapping[str, Marks]) -> dict[str, Marks]:
    """Add what the day's row of heads tells."""
    marks = {chain: dict(each) for chain, each in known.items()}
    day = AuditEvent.objects.filter(chain=NO_CASE, event="trace.heads.chained").order_by("-number")
    row = day.first()
    for chain, number, value in row.facts["heads"] if row else ():
        marks.setdefault(chain, {}).setdefault(number, value)
    return marks


@contextmanager
def _one_moment() -> Iterator[None]:
    """See the database as it is now, while others go on writing."""
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
    else:
        # Not atomic(), which begins with a lock that would keep the writers out.
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")


def _names_of_chains() -> list[str]:
    """Return the chains in the order in which this database sorts them."""
    tables = " UNION ".join(f"SELECT chain FROM {kind._meta.db_table}" for kind in KINDS)  # noqa: S608, SLF001
    with connection.cursor() as cursor:
        cursor.execute(f"{tables} ORDER BY 1")
        return [chain for (chain,) in cursor.fetchall()]


def _rows(names: list[str], of: str = "") -> Iterator[Row]:
    """Yield every row, chain by chain and in the order of its numbers."""
    places = {chain: place for place, chain in enumerate(names)}
    return merge(*(_rows_of(kind, order, places, of) for order, kind in enumerate(KINDS)))


def _rows_of(kind: type[Link], order: int, places: dict[str, int], of: str) -> Iterator[Row]:
    columns = ["hash", *kind.covered()]
    chain, number = columns.index("chain"), columns.index("number")
    facts = columns.index("facts") if "facts" in columns else 0
    plain, quotes = _plain_form(kind)
    for row in _raw_rows(kind, columns, of):
        values, own = row[1:], 0
        if facts:
            words = _facts(row[facts])
            values, own = (*row[1:facts], words, *row[facts + 1 :]), words.count('"')
        body = plain % values
        # Nearly every row is of plain letters: then it need not be quoted part by part.
        if body.count('"') != quotes + own or "\\" in body or not body.isprintable():
            body = _body(kind, row[1:])
        told = row[number] if type(row[number]) is int else NOWHERE
        yield places[row[chain]], told, order, body, row[0]


def _plain_form(kind: type[Link]) -> tuple[str, int]:
    """Return the form of a row whose values are plain, and how many quotes it then has."""
    form = kind.form()
    for name in kind.covered():
        if name not in ("number", "facts"):
            form = form.replace(f'"{name}":%s', f'"{name}":"%s"')
    return form, form.count('"')


def _body(kind: type[Link], values: tuple[Any, ...]) -> str:
    """Return what the hash covers; of what cannot even be read, nothing."""
    own: dict[str, Callable[[Any], str]] = {"number": str, "facts": _facts}
    try:
        parts = [own.get(name, quoted)(each) for name, each in zip(kind.covered(), values)]  # noqa: B905
    except (TypeError, ValueError):
        return ""
    return kind.form() % tuple(parts)


def _facts(text: Any) -> str:
    """Return the facts as they were hashed; of what is no JSON, nothing."""
    try:
        return _same_facts(text) if len(text) < SHORT else canonical(json.loads(text))
    except (TypeError, ValueError):
        return ""


@lru_cache(maxsize=4_096)
def _same_facts(text: str) -> str:
    return canonical(json.loads(text))


def _raw_rows(kind: type[Link], columns: list[str], of: str) -> Iterator[tuple[Any, ...]]:
    asked = ", ".join(INSTANT[connection.vendor] if name == "at" else name for name in columns)
    where = "WHERE chain = %s" if of else ""
    table = kind._meta.db_table  # noqa: SLF001 -- Django's own documented face of a model
    sql = f"SELECT {asked} FROM {table} {where} ORDER BY chain, number"  # noqa: S608 -- our names
    with connection.chunked_cursor() as cursor:
        cursor.execute(sql, [of] if of else [])
        while rows := cursor.fetchmany(AT_ONCE):
            yield from rows

"""Queries that are built once and asked many times.

Django builds and compiles a query anew each time, which costs more than the database does. A
function marked `@prepared` returns a queryset made of its arguments. It is called once for each
shape of arguments, with stand-ins; later calls put their values where the stand-ins stood. Rows
come as Django gives them: models with what was selected along, tuples, single values.

Passed on as values: UUID, datetime, date, `Text`, `Number`, and collections of one kind of them.
All else (None, bool, str, int) is part of the shape, so the function may look at it. With a value it does
nothing but pass it on: the first call of each shape is compared with the plain query, and one that
reckons with a value raises `LookedAtError`.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sized
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import update_wrapper
from typing import Any, ParamSpec, TypeVar
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model, QuerySet

from punos.prepared.joining import Joined as Joined
from punos.prepared.reading import Reader, reader_of

Args = ParamSpec("Args")
Row = TypeVar("Row")


class Text(str):
    """A text that is passed on as a value: a key, a hash, an id kept as text."""

    __slots__ = ()


class Number(int):
    """A number that is passed on as a value: a place in an order, never a size or a limit."""


Value = UUID | datetime | date | Text | Number
Ids = Collection[UUID]
PASSED_ON = (UUID, date, Text, Number)
MANY = (list, tuple, set, frozenset)
# Far from any id and day in use.
FIRST_ID = 0xF0F1F2F3F4F5F6F7F8F9FAFBFC000000
FIRST_INSTANT = datetime(1011, 1, 1, 1, 1, 1, tzinfo=UTC)
FIRST_DAY = date(1213, 1, 1)
FIRST_NUMBER = 2_032_547_698
FIRST_TEXT = "\N{SYMBOL FOR NULL} stands in {}"
# A function with more shapes has something in its shape that should be passed on as a value.
MOST_SHAPES = 256


class LookedAtError(TypeError):
    """The function did more with a value than pass it on, so it cannot be prepared."""


@dataclass(frozen=True, slots=True)
class Statement:
    """A compiled query: its text, its parameters, and which value stands at which place."""

    sql: str
    params: tuple[Any, ...]
    places: tuple[tuple[int, int], ...]
    reader: Reader

    def params_of(self, values: list[Any]) -> tuple[Any, ...]:
        """Return the parameters with these adapted values in their places."""
        params = list(self.params)
        for place, number in self.places:
            params[place] = values[number]
        return tuple(params)

    def rows(self, values: list[Any], connection: BaseDatabaseWrapper) -> list[Any]:
        """Ask the database with these adapted values."""
        with connection.cursor() as cursor:
            cursor.execute(self.sql, self.params_of(values))
            return self.reader.read(cursor.fetchall(), connection)


def attach(
    rows: Iterable[Model], name: str, related: Iterable[Model], key: Callable[[Any], UUID]
) -> None:
    """Give each row its related ones, asked in one prepared query, as prefetching would.

    `row.<name>.all()` then answers without asking, and nothing else of the manager answers at all:
    a tuple knows no `filter`. `key` tells whose each related one is.
    """
    by_row: dict[UUID, list[Model]] = defaultdict(list)
    for each in related:
        by_row[key(each)].append(each)
    for row in rows:
        vars(row).setdefault("_prefetched_objects_cache", {})[name] = tuple(by_row[row.pk])


def prepared(build: Callable[Args, QuerySet[Any, Row]]) -> Callable[Args, list[Row]]:
    """Make a function that returns a queryset return its rows, compiled once a shape."""
    return _Prepared(build)


class _Prepared:
    """A function with the statements that its shapes have brought so far."""

    def __init__(self, build: Callable[..., QuerySet[Any]]) -> None:
        self.build = build
        self.known: dict[tuple[Any, ...], Statement | None] = {}
        update_wrapper(self, build)

    def __call__(self, *args: Any, **named: Any) -> list[Any]:
        values: list[Value] = []
        connection = connections[DEFAULT_DB_ALIAS]
        shape = [connection.vendor, len(args), *named]
        shape += [_taken(each, values) for each in (*args, *named.values())]
        key = tuple(shape)
        if key not in self.known:
            self.known[key] = self._compiled(args, named)
            if len(self.known) > MOST_SHAPES:
                raise LookedAtError(f"{self.build.__qualname__} has too many shapes")
        statement = self.known[key]
        if statement is None:
            return []
        return statement.rows([_adapted(value, connection) for value in values], connection)

    def _compiled(self, args: tuple[Any, ...], named: dict[str, Any]) -> Statement | None:
        """Compile with stand-ins, and see that the values given now bring the same query."""
        stand_ins: list[Value] = []
        shown = [_stood_in(each, stand_ins) for each in args]
        shown_named = {name: _stood_in(each, stand_ins) for name, each in named.items()}
        statement = _statement(self.build(*shown, **shown_named), stand_ins)
        given: list[Value] = []
        full = [_widened(each, given) for each in args]
        full_named = {name: _widened(each, given) for name, each in named.items()}
        plain = _statement(self.build(*full, **full_named), [])
        adapted = [_adapted(value, connections[DEFAULT_DB_ALIAS]) for value in given]
        asked = statement and (statement.sql, statement.params_of(adapted))
        if asked != (plain and (plain.sql, plain.params)):
            raise LookedAtError(f"{self.build.__qualname__} reckons with a value")
        return statement


def _statement(queryset: QuerySet[Any], stand_ins: list[Value]) -> Statement | None:
    """Compile the query; None if no row can ever answer it."""
    connection = connections[DEFAULT_DB_ALIAS]
    compiler = queryset.query.get_compiler(DEFAULT_DB_ALIAS)
    try:
        sql, params = compiler.as_sql()
    except EmptyResultSet:
        return None
    numbers = {_adapted(value, connection): number for number, value in enumerate(stand_ins)}
    places = [(place, numbers.get(_hashable(each))) for place, each in enumerate(params)]
    found = tuple((place, number) for place, number in places if number is not None)
    return Statement(sql, tuple(params), found, reader_of(queryset, compiler, connection))


def _hashable(param: Any) -> Any:
    return param if isinstance(param, str | UUID | date | int) else None


def _width(members: Sized) -> int:
    """Return the next power of two: a collection is filled up, so that few widths are compiled."""
    return 1 << (len(members) - 1).bit_length() if members else 0


def _taken(given: Any, values: list[Value]) -> Any:
    """Add what is passed on to the values; return the mark of its kind, or what is looked at."""
    if isinstance(given, PASSED_ON):
        values.append(given)
        return type(given)
    if not isinstance(given, MANY):
        return given
    members = list(dict.fromkeys(given))
    width = _width(members)
    values += members + members[-1:] * (width - len(members))
    return (MANY, width, type(members[0]) if members else None)


def _stood_in(given: Any, stand_ins: list[Value]) -> Any:
    """Return a stand-in of the same kind and width, remembered in order."""
    if isinstance(given, MANY):
        members = dict.fromkeys(given)
        like = list(members)[:1] * _width(members)
        return [_stood_in(each, stand_ins) for each in like]
    if not isinstance(given, PASSED_ON):
        return given
    number = len(stand_ins)
    if isinstance(given, UUID):
        stand_ins.append(UUID(int=FIRST_ID + number))
    elif isinstance(given, Text):
        stand_ins.append(Text(FIRST_TEXT.format(number)))
    elif isinstance(given, Number):
        stand_ins.append(Number(FIRST_NUMBER + number))
    elif isinstance(given, datetime):
        stand_ins.append(FIRST_INSTANT + timedelta(days=number))
    else:
        stand_ins.append(FIRST_DAY + timedelta(days=number))
    return stand_ins[-1]


def _widened(given: Any, values: list[Value]) -> Any:
    """Return what was given, a collection filled up with others: Django leaves out what is twice."""
    if isinstance(given, MANY):
        members = list(dict.fromkeys(given))
        fill: list[Value] = []
        _stood_in(members, fill)
        members += fill[len(members) :]
        values += members
        return members
    if isinstance(given, PASSED_ON):
        values.append(given)
    return given


def _adapted(value: Value, connection: BaseDatabaseWrapper) -> Any:
    """Return the value as Django hands it to the database."""
    if isinstance(value, UUID):
        return value if connection.features.has_native_uuid_field else value.hex
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, Text):
        return value
    if isinstance(value, Number):
        return int(value)
    return connection.ops.adapt_datefield_value(value)

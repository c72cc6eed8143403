"""Reads the answer of a prepared query: what each column becomes is decided once, not row by row.

Django's own way looks at every field of every row while it makes a model, and reads every id from
its text anew; a page with ten people and their work spent most of its time there. The rows come out
equal, which a test keeps. A model that does something of its own when it is made is refused.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter
from typing import Any
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model, QuerySet
from django.db.models.base import ModelState
from django.db.models.query import FlatValuesListIterable, ModelIterable, ValuesListIterable
from django.db.models.sql.compiler import SQLCompiler

Row = Sequence[Any]
Make = Callable[[Row], Any]
Convert = Callable[[Any, Any, BaseDatabaseWrapper], Any]


class NotPlainError(TypeError):
    """The query asks for rows in a way that is not read here: prefetched, named, grouped by key."""


@dataclass(frozen=True, slots=True)
class Reader:
    """How the rows of one statement become what was asked for."""

    width: int
    ids: tuple[int, ...]
    others: tuple[tuple[int, Sequence[Convert], Any], ...]
    make: Make

    def read(self, rows: Sequence[Row], connection: BaseDatabaseWrapper) -> list[Any]:
        """Return what each row becomes: a model with what was selected along, a tuple or a value."""
        if not rows:
            return []
        # By columns: what is to be done is looked up once a column, not once a value.
        columns: list[Sequence[Any]] = []
        columns += list(zip(*rows, strict=True))[: self.width]
        for place in self.ids:
            columns[place] = [each and _id(each) for each in columns[place]]
        for place, converters, expression in self.others:
            for convert in converters:
                columns[place] = [convert(v, expression, connection) for v in columns[place]]
        return [self.make(row) for row in zip(*columns, strict=True)]


@lru_cache(maxsize=20_000)
def _id(text: str) -> UUID:
    """Return the id; the same ones come again and again, and making one costs more than finding it."""
    return UUID(text)


def reader_of(
    queryset: QuerySet[Any], compiler: SQLCompiler, connection: BaseDatabaseWrapper
) -> Reader:
    """Return the reader of a query whose compiler has compiled.

    Raises:
        NotPlainError: for a query that is not of models, tuples or single values.
    """
    found = [each[0] for each in compiler.select[: compiler.col_count]]
    converters = compiler.get_converters(found)
    reads_id = [getattr(connection.ops, "convert_uuidfield_value", None)]
    ids = tuple(place for place, (each, _) in converters.items() if each == reads_id)
    others = ((place, *each) for place, each in converters.items() if place not in ids)
    return Reader(len(found), ids, tuple(others), _make_of(queryset, compiler))


def _make_of(queryset: QuerySet[Any], compiler: SQLCompiler) -> Make:
    inner = vars(queryset)
    if inner["_prefetch_related_lookups"] or inner["_known_related_objects"]:
        raise NotPlainError("A prepared query prefetches nothing; `attach` does.")
    if inner["_iterable_class"] is ModelIterable:
        return _maker(compiler.klass_info, compiler.select, compiler.annotation_col_map or {})
    if inner["_iterable_class"] is ValuesListIterable:
        return _as_it_is
    if inner["_iterable_class"] is FlatValuesListIterable:
        return itemgetter(0)
    raise NotPlainError("A prepared query returns models, tuples or single values.")


def _as_it_is(row: Row) -> Row:
    return row


def _maker(info: Any, select: Sequence[Any], annotated: dict[str, int]) -> Make:
    """Return what makes one model of a row, with those that were selected along."""
    model: type[Model] = info["model"]
    if model.__init__ is not Model.__init__ or info.get("from_parent"):
        raise NotPlainError(f"{model.__name__} does something of its own when it is made.")
    start, end = info["select_fields"][0], info["select_fields"][-1] + 1
    names = [each[0].target.attname for each in select[start:end]]
    along = [_along(each, select) for each in info.get("related_klass_infos", ())]

    def make(row: Row) -> Model:
        made = model.__new__(model)
        state = ModelState()
        state.adding, state.db = False, DEFAULT_DB_ALIAS
        facts = vars(made)
        facts["_state"] = state
        facts.update(zip(names, row[start:end], strict=True))
        for name, place in annotated.items():
            facts[name] = row[place]
        for join in along:
            join(made, row)
        return made

    return make


def _along(info: Any, select: Sequence[Any]) -> Callable[[Model, Row], None]:
    """Return what gives a model the one that was selected along with it; None where there is none."""
    make, own_key = _maker(info, select, {}), info["model"]._meta.pk  # noqa: SLF001 - Django's word
    key = next(place for place in info["select_fields"] if select[place][0].target is own_key)
    give, give_back = info["local_setter"], info["remote_setter"]

    def join(made: Model, row: Row) -> None:
        other = make(row) if row[key] is not None else None
        give(made, other)
        if other is not None:
            give_back(other, made)

    return join

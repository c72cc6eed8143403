"""Adds links to the chains. A link is added inside the transaction of the change it tells of."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from django.db import transaction
from django.db.models import Model, QuerySet

from punos import clock
from punos.prepared import Text, prepared
from punos.trace.models import NO_CASE, AuditEvent, ChainHead, Link


class Who(Protocol):
    """The one whose doing is traced."""

    @property
    def trace_id(self) -> str: ...
    @property
    def trace_name(self) -> str: ...
    @property
    def trace_level(self) -> str: ...


def chain_of(case_id: UUID | str | None) -> str:
    """Return the name of the case's chain, or of the one for what has no case."""
    return str(case_id) if case_id else NO_CASE


def record(
    actor: Who, event: str, case_id: UUID | str | None, subject: Model | None = None, **facts: Any
) -> AuditEvent:
    """Record that something was done. Facts are codes, days and ids; never content or names."""
    row = AuditEvent(
        event=event,
        case_id=str(case_id or ""),
        subject_kind=type(subject).__name__.lower() if subject else "",
        subject_id=str(subject.pk) if subject else "",
        facts=facts,
    )
    add(row, actor, case_id)
    return row


def add(row: Link, actor: Who, case_id: UUID | str | None, at: datetime | None = None) -> None:
    """Put the row at the end of its chain."""
    add_rows([row], actor, case_id, at)


@transaction.atomic
def add_rows(
    rows: Iterable[Link], actor: Who, case_id: UUID | str | None, at: datetime | None = None
) -> None:
    """Put the rows at the end of their one chain; the locked head makes each number single."""
    chain = chain_of(case_id)
    head = next(iter(_head(Text(chain))), None)
    if head is None:
        ChainHead.objects.get_or_create(chain=chain)
        head = ChainHead.objects.select_for_update().get(chain=chain)
    _write([(head, row) for row in rows], actor, at or clock.now())
    head.save(update_fields=["number", "hash"])


@prepared
def _head(chain: Text) -> QuerySet[ChainHead]:
    return ChainHead.objects.select_for_update().filter(chain=chain)


def _link(row: Link, head: ChainHead, actor: Who, at: datetime) -> None:
    row.chain, row.number, row.at = head.chain, head.number + 1, at
    row.actor_id, row.actor_name, row.level = actor.trace_id, actor.trace_name, actor.trace_level
    row.hash = row.hash_after(head.hash)
    head.number, head.hash = row.number, row.hash


def lock(chains: Collection[str]) -> dict[str, ChainHead]:
    """Return the locked heads of these chains; always in one order, so that no two wait in a ring."""
    fresh = [ChainHead(chain=chain) for chain in sorted(chains)]
    ChainHead.objects.bulk_create(fresh, ignore_conflicts=True)
    heads = ChainHead.objects.select_for_update().filter(chain__in=chains).order_by("chain")
    return {head.chain: head for head in heads}


def add_all(heads: Mapping[str, ChainHead], actor: Who, rows: Iterable[tuple[str, Link]]) -> None:
    """Put each row at the end of its locked chain; for many chains as few queries as for one."""
    _write([(heads[chain], row) for chain, row in rows], actor, clock.now())
    ChainHead.objects.bulk_update(heads.values(), ["number", "hash"])


def _write(rows: Iterable[tuple[ChainHead, Link]], actor: Who, at: datetime) -> None:
    by_kind = defaultdict[type[Link], list[Link]](list)
    for head, row in rows:
        _link(row, head, actor, at)
        by_kind[type(row)].append(row)
    for kind, links in by_kind.items():
        kind.objects.bulk_create(links)


@transaction.atomic
def chain_heads(actor: Who) -> AuditEvent:
    """Chain the heads of all chains into one row, once a day: a cut tail is then seen."""
    heads = list(
        ChainHead.objects.exclude(chain=NO_CASE)
        .order_by("chain")
        .values_list("chain", "number", "hash")
    )
    return record(actor, "trace.heads.chained", None, heads=[list(head) for head in heads])

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
from punos.trace.models import NO_CASE, AuditEvent, ChainHead, DisclosureLog, Link, UseLog


class Who(Protocol):
    """The one whose doing is traced."""

    @property
    def trace_id(self) -> str: ...
    @property
    def trace_name(self) -> str: ...
    @property
    def trace_level(self) -> str: ...


class Provider(Protocol):
    """The organisation that holds the register."""

    pk: UUID
    name: str


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


def note_use(
    actor: Who, case_id: UUID, what: str, provider: Provider, *, purpose: str, preview_of: str = ""
) -> UseLog:
    """Note that the actor used the provider's data about the case's client."""
    row = UseLog(
        case_id=str(case_id),
        what=what,
        provider_id=str(provider.pk),
        provider_name=provider.name,
        purpose=purpose,
        preview_of=preview_of,
    )
    add(row, actor, case_id)
    return row


def note_disclosure(  # noqa: PLR0913 - the columns are the law's
    actor: Who,
    case_id: UUID,
    what: str,
    provider: Provider,
    *,
    discloser: tuple[str, str],
    body: str,
    purpose: str,
    basis: str,
) -> DisclosureLog:
    """Note that the provider's data about the client went to the actor, and on what basis."""
    row = DisclosureLog(
        case_id=str(case_id),
        description=what,
        provider_id=str(provider.pk),
        provider_name=provider.name,
        discloser_id=discloser[0],
        discloser_name=discloser[1],
        recipient_id=actor.trace_id,
        recipient_name=actor.trace_name,
        recipient_body=body,
        purpose=purpose,
        basis=basis,
    )
    add(row, actor, case_id)
    return row


@transaction.atomic
def add(row: Link, actor: Who, case_id: UUID | str | None, at: datetime | None = None) -> None:
    """Put the row at the end of its chain; the locked head makes each number single."""
    chain = chain_of(case_id)
    head = next(iter(_head(Text(chain))), None)
    if head is None:
        ChainHead.objects.get_or_create(chain=chain)
        head = ChainHead.objects.select_for_update().get(chain=chain)
    _link(row, head, actor, at or clock.now())
    row.save(force_insert=True)
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
    at, by_kind = clock.now(), defaultdict[type[Link], list[Link]](list)
    for chain, row in rows:
        _link(row, heads[chain], actor, at)
        by_kind[type(row)].append(row)
    for kind, links in by_kind.items():
        kind.objects.bulk_create(links)
    ChainHead.objects.bulk_update(heads.values(), ["number", "hash"])


@transaction.atomic
def chain_heads(actor: Who) -> AuditEvent:
    """Chain the heads of all chains into one row, once a day: a cut tail is then seen."""
    heads = list(
        ChainHead.objects.exclude(chain=NO_CASE)
        .order_by("chain")
        .values_list("chain", "number", "hash")
    )
    return record(actor, "trace.heads.chained", None, heads=[list(head) for head in heads])

"""Reads of the logs, and the check that no link was changed, removed, swapped or added."""

import heapq
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from uuid import UUID

from django.db.models import QuerySet

from punos.prepared import Text, prepared
from punos.trace.models import NO_CASE, AuditEvent, ChainHead, DisclosureLog, Link, UseLog

KINDS: tuple[type[Link], ...] = (AuditEvent, UseLog, DisclosureLog)


@dataclass(frozen=True, slots=True)
class Break:
    """The first place where a chain does not hold."""

    chain: str
    number: int
    why: str


def looks(case_id: UUID, most: int = 200, *, but: str = "") -> list[UseLog]:
    """Return who has looked at the case, newest first; one actor's own looks may be left out."""
    return _looks(Text(case_id), Text(but), most=most)


@prepared
def _looks(case_id: Text, but: Text, *, most: int) -> QuerySet[UseLog]:
    rows = UseLog.objects.filter(case_id=case_id).exclude(actor_id=but)
    return rows.order_by("-at", "-number")[:most]


def last_look(case_id: UUID, actor_id: UUID, what: str) -> datetime | None:
    """Return when that person last opened this of the case, looks by another's eyes left out."""
    rows = UseLog.objects.filter(case_id=str(case_id), actor_id=str(actor_id), what=what)
    newest = rows.filter(preview_of="").order_by("-at").values_list("at", flat=True)
    return newest.first()


def links(chain: str) -> Iterator[Link]:
    """Return every link of the chain in the order of its numbers."""
    rows = [
        kind.objects.filter(chain=chain).order_by("number").iterator(chunk_size=2000)
        for kind in KINDS
    ]
    return heapq.merge(*rows, key=attrgetter("number"))


def broken_chains() -> list[Break]:
    """Check every chain; return the first break of each, nothing when all hold."""
    heads = {head.chain: head for head in ChainHead.objects.all()}
    named = {
        chain for kind in KINDS for chain in kind.objects.values_list("chain", flat=True).distinct()
    }
    walked = [first_break(chain, heads.get(chain)) for chain in sorted(named | set(heads))]
    found = [broken for broken in walked if broken]
    known = {broken.chain for broken in found}
    return found + [cut for cut in _cut_since_the_last_day(heads) if cut.chain not in known]


def first_break(chain: str, head: ChainHead | None) -> Break | None:
    """Return where the chain first fails, walking it from its beginning to its head."""
    previous, number = "", 0
    for link in links(chain):
        number += 1
        if link.number != number:
            return Break(chain, min(number, link.number), "rivi puuttuu tai on kahdesti")
        if link.hash != link.hash_after(previous):
            return Break(chain, number, "riviä on muutettu")
        previous = link.hash
    if head is None or (head.number == number and head.hash != previous):
        return Break(chain, number, "ketjun pää ei täsmää")
    if head.number != number:
        return Break(chain, min(head.number, number) + 1, "ketjun loppu ei täsmää")
    return None


def _cut_since_the_last_day(heads: dict[str, ChainHead]) -> list[Break]:
    """A chain whose tail was cut together with its head shows against the day's row of heads."""
    day = AuditEvent.objects.filter(chain=NO_CASE, event="trace.heads.chained").order_by("-number")
    if not (row := day.first()):
        return []
    found = []
    for chain, number, value in row.facts["heads"]:
        head = heads.get(chain)
        stands = any(
            kind.objects.filter(chain=chain, number=number, hash=value).exists() for kind in KINDS
        )
        if head is None or head.number < number or not stands:
            found.append(Break(chain, number, "ketjun loppu puuttuu"))
    return found

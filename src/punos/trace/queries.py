"""Reads of the logs. Whether they are whole is checked by `trace.chains`."""

import heapq
from collections.abc import Collection, Iterator
from datetime import datetime
from operator import attrgetter
from uuid import UUID

from django.db.models import QuerySet

from punos.prepared import Text, prepared
from punos.trace.models import LISTED, AuditEvent, DisclosureLog, Link, UseLog

KINDS: tuple[type[Link], ...] = (AuditEvent, UseLog, DisclosureLog)


def looks(case_id: UUID, most: int = 200, *, but: str = "") -> list[UseLog]:
    """Return who has looked at the case, newest first; one actor's own looks may be left out."""
    return _looks(Text(case_id), Text(but), most=most)


@prepared
def _looks(case_id: Text, but: Text, *, most: int) -> QuerySet[UseLog]:
    rows = UseLog.objects.filter(case_id=case_id).exclude(actor_id=but).exclude(what=LISTED)
    return rows.order_by("-at", "-number")[:most]


def uses(case_id: UUID, most: int, *, but: str = "", before: int | None = None) -> list[UseLog]:
    """Return the case's rows before that number of its chain, newest first; lists too."""
    rows = UseLog.objects.filter(chain=str(case_id)).exclude(actor_id=but)
    if before is not None:
        rows = rows.filter(number__lt=before)
    return list(rows.order_by("-number")[:most])


def last_look(case_id: UUID, actor_id: UUID, what: str, pages: Collection[str]) -> datetime | None:
    """Return when that person last opened this of the case on one of these pages.

    Looks by another's eyes are left out.
    """
    rows = UseLog.objects.filter(case_id=str(case_id), actor_id=str(actor_id), what=what)
    rows = rows.filter(page__in=pages)
    newest = rows.filter(preview_of="").order_by("-at").values_list("at", flat=True)
    return newest.first()


def newest() -> datetime | None:
    """Return the instant of the newest rows, by their keys and not by their clocks."""
    found = [kind.objects.order_by("-pk").values_list("at", flat=True).first() for kind in KINDS]
    return max((at for at in found if at), default=None)


def links(chain: str) -> Iterator[Link]:
    """Return every link of the chain in the order of its numbers."""
    rows = [
        kind.objects.filter(chain=chain).order_by("number").iterator(chunk_size=2000)
        for kind in KINDS
    ]
    return heapq.merge(*rows, key=attrgetter("number"))

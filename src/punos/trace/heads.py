"""The newest number and hash of each chain, also in a file outside the database.

Whoever can write to the database can cut a chain and its head alike; what this file has heard
of is then missing. One line of JSON whenever something is new, flushed to the disk:
{"at": …, "upto": [newest key of each table], "heads": [[chain, number, hash], …]}.
A line with "again" tells that the database was replaced: what stood before it counts no more.
"""

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Max

from punos import clock
from punos.trace import journal
from punos.trace.chains import Marks
from punos.trace.models import ChainHead
from punos.trace.queries import KINDS

# On PostgreSQL a row with a lower key may be committed after one with a higher key.
OVERLAP = 500


def path() -> Path | None:
    """Return where the file lies, if one is kept."""
    return Path(settings.HEADS) if settings.HEADS else None


def write() -> None:
    """Add a line about the chains that have grown since the last line."""
    file = path()
    if file is None:
        return
    before, upto = _upto_told(file), _upto()
    if before == upto:
        return
    _append(file, upto, _grown_since(before) if before else None)


def begin_again() -> None:
    """Start from what the database has now: it was replaced on purpose."""
    if file := path():
        _append(file, _upto(), None, again=True)


def known() -> dict[str, Marks]:
    """Return the newest head of each chain that the file has heard of."""
    found: dict[str, tuple[int, str]] = {}
    for line in _lines(path()):
        if line.get("again"):
            found.clear()
        for chain, number, value in line["heads"]:
            if number >= found.get(chain, (0, ""))[0]:
                found[chain] = (number, value)
    return {chain: {number: value} for chain, (number, value) in found.items()}


def lost() -> int:
    """Return how many rows the file has heard of that the database does not have."""
    stand = dict(ChainHead.objects.values_list("chain", "number"))
    return sum(max(0, max(marks) - stand.get(chain, 0)) for chain, marks in known().items())


def problem() -> str:
    """Tell in one sentence when the file is missing although the log is older than a day."""
    file = path()
    if file is None or file.exists() or not ChainHead.objects.exists():
        return ""
    first = KINDS[0].objects.order_by("pk").values_list("at", flat=True).first()
    if first is None or clock.day_of(first) >= clock.today():
        return ""
    return f"Ketjujen päiden tiedosto puuttuu: {file}. Poistettua lokin loppua ei huomata."


def _append(file: Path, upto: list[int], chains: set[str] | None, *, again: bool = False) -> None:
    rows = ChainHead.objects.order_by("chain")
    if chains is not None:
        rows = rows.filter(chain__in=chains)
    heads = [list(row) for row in rows.values_list("chain", "number", "hash")]
    line: dict[str, Any] = {"at": clock.now().isoformat(), "upto": upto, "heads": heads}
    journal.append({**line, "again": True} if again else line, to=file)


def _upto() -> list[int]:
    return [kind.objects.aggregate(newest=Max("pk"))["newest"] or 0 for kind in KINDS]


def _grown_since(before: list[int]) -> set[str]:
    """Return the chains that have got a row since."""
    found: set[str] = set()
    for kind, key in zip(KINDS, before, strict=True):
        rows = kind.objects.filter(pk__gt=key - OVERLAP).order_by()
        found |= set(rows.values_list("chain", flat=True).distinct())
    return found


def _upto_told(file: Path) -> list[int]:
    """Return up to which keys the last whole line has told; read from the end of the file."""
    size = file.stat().st_size if file.exists() else 0
    part = 1 << 16
    while size:
        with file.open("rb") as bytes_of:
            bytes_of.seek(max(0, size - part))
            texts = bytes_of.read().splitlines()
        for text in reversed(texts if part >= size else texts[1:]):
            with suppress(ValueError, KeyError, TypeError):
                return list(json.loads(text)["upto"])
        if part >= size:
            break
        part *= 8
    return []


def _lines(file: Path | None) -> list[dict[str, Any]]:
    return [line for line in journal.lines(file) if "heads" in line] if file else []

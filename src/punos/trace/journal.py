"""A second memory of what was taken back, outside the database, so that no backup forgets it.

One line of JSON a withdrawal, ids only, flushed to the disk before the next thing happens. A
restored backup reads it and takes back again what was taken back after the backup was made.
"""

import json
import os
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction


def path() -> Path:
    """Return where the journal lies."""
    return Path(settings.VAR) / "withdrawals.jsonl"


def append_on_commit(line: dict[str, str]) -> None:
    """Add the line once the change is committed; a change that was rolled back leaves none."""
    # Robust: the change stands already. A line that could not be written is added at the next
    # start, because the change itself can still be read from the database.
    transaction.on_commit(partial(append, line), robust=True)


def append(line: dict[str, Any], to: Path | None = None) -> None:
    """Write one line, to the journal or another such file, and wait until the disk has it."""
    journal = to or path()
    journal.parent.mkdir(parents=True, exist_ok=True)
    with journal.open("a", encoding="utf-8") as file:
        file.write(("" if _ends_well(journal) else "\n") + json.dumps(line, sort_keys=True) + "\n")
        file.flush()
        os.fsync(file.fileno())


def _ends_well(journal: Path) -> bool:
    """Return whether the last line is whole: a power cut may have left half of one."""
    with journal.open("rb") as file:
        if file.seek(0, os.SEEK_END) == 0:
            return True
        file.seek(-1, os.SEEK_END)
        return file.read(1) == b"\n"


def lines(of: Path | None = None) -> Iterator[dict[str, Any]]:
    """Yield the lines, oldest first; one that a power cut left half-written is passed over."""
    journal = of or path()
    if not journal.exists():
        return
    with journal.open(encoding="utf-8") as file:
        for text in file:
            try:
                line = json.loads(text)
            except ValueError:
                continue
            if isinstance(line, dict):
                yield line

"""Reads table.csv: who gets what behind every address of the program."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.matrix.doors import DOORS, Door
from tests.matrix.scenes import ROLES

EVERYBODY, SIGNED_IN, SOME = "everybody", "signed in", "some"
KINDS = {
    "page": "text/html",
    "act": "text/html",
    "PDF": "application/pdf",
    "stream": "text/event-stream",
}


@dataclass(frozen=True)
class Row:
    """One address and one method, and for each role the letters of the states in which it opens."""

    route: str
    method: str
    comes: str
    to: str
    cells: dict[str, str]
    why: str

    @property
    def door(self) -> Door:
        return DOORS[self.route]


@cache
def rows() -> list[Row]:
    """Return the table as it stands in the file."""
    text = (Path(__file__).parent / "table.csv").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return [
        Row(
            line["route"],
            line["method"],
            line["comes"],
            line["to"],
            {role: line[role].strip() for role in ROLES},
            line["why"],
        )
        for line in csv.DictReader(lines)
    ]


def rows_of(to: str) -> list[Row]:
    return [row for row in rows() if row.to == to]

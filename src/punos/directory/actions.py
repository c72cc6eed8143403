"""Writes areas, organisations and units. The page that calls asks for the duty first."""

import csv
from pathlib import Path
from typing import Any, TypeVar

from django.db import transaction

from punos.directory.models import Area, Organisation, Unit
from punos.language import sort_key
from punos.trace import actions as trace
from punos.trace.actions import Who

Row = TypeVar("Row", Organisation, Unit)
_CONTENT = Path(__file__).parent / "content"
_FINLAND = {"code": "FI", "name_fi": "Suomi", "name_sv": "Finland", "name_en": "Finland"}
_NAMES = ("name_fi", "name_sv", "name_en")


def _rows(file: str) -> list[dict[str, str]]:
    with (_CONTENT / file).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@transaction.atomic
def load_areas() -> None:
    """Load Finland, its wellbeing services counties and municipalities; again changes nothing.

    Areas are told apart by kind and code, so a new year's list renames and moves, never doubles.
    """
    _put([_area(Area.Kind.COUNTRY, _FINLAND, None)])
    finland = Area.objects.get(kind=Area.Kind.COUNTRY, code=_FINLAND["code"])
    counties = _rows("wellbeing_counties_2026.csv")
    _put([_area(Area.Kind.WELLBEING_COUNTY, row, finland) for row in counties])
    parents = {area.code: area for area in Area.objects.filter(kind=Area.Kind.WELLBEING_COUNTY)}
    municipalities = _rows("municipalities_2026.csv")
    _put([_area(Area.Kind.MUNICIPALITY, row, parents[row["county"]]) for row in municipalities])


def _area(kind: Area.Kind, row: dict[str, str], parent: Area | None) -> Area:
    names = {name: row[name] for name in _NAMES}
    return Area(
        code=row["code"],
        kind=kind,
        languages=row.get("languages", ""),
        parent=parent,
        sort_key=sort_key(row["name_fi"]),
        **names,
    )


def _put(areas: list[Area]) -> None:
    Area.objects.bulk_create(
        areas,
        update_conflicts=True,
        unique_fields=["kind", "code"],
        update_fields=[*_NAMES, "languages", "parent", "sort_key"],
    )


@transaction.atomic
def add_organisation(*, by: Who, **facts: Any) -> Organisation:
    """Add an organisation; `facts` are its columns."""
    organisation = Organisation(**facts)
    _keep(organisation)
    trace.record(by, "directory.organisation.added", None, organisation)
    return organisation


@transaction.atomic
def add_unit(*, by: Who, organisation: Organisation, **facts: Any) -> Unit:
    """Add a unit to the organisation; `facts` are its columns."""
    unit = Unit(organisation=organisation, **facts)
    _keep(unit)
    trace.record(by, "directory.unit.added", None, unit)
    return unit


@transaction.atomic
def change(*, by: Who, row: Row, **facts: Any) -> Row:
    """Change the columns that differ; nothing is written when none does."""
    changed = [name for name, value in facts.items() if getattr(row, name) != value]
    if not changed:
        return row
    for name in changed:
        setattr(row, name, facts[name])
    row.full_clean()
    row.save()
    kind = "organisation" if isinstance(row, Organisation) else "unit"
    trace.record(by, f"directory.{kind}.changed", None, row, what=sorted(changed))
    return row


def _keep(row: Organisation | Unit) -> None:
    row.full_clean()
    row.save(force_insert=True)

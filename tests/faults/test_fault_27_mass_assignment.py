"""S4.4 · Fault 27: fields that a form does not ask are ignored and leave a line in the log."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.apps import apps
from django.db import connection, models, transaction
from django.test import Client

from punos import clock
from punos.meetings.tests import scene
from punos.plan import actions as plan
from punos.trace.models import AuditEvent
from tests.faults.program import IS_LONG, times
from tests.faults.test_fault_34_markup import get_by
from tests.faults.walking import Form, Reading, walk
from tests.world import World, a, signed_in

YEAR, NUMBER, WORD = "1999-01-01", 777_777, "Salakuljetettu"
LINE = "Fields that no form asks were sent"
WHO = ("aino", "leena", "omar", "kirsi", "helmi", "veikko") if IS_LONG else ("aino", "kirsi")
# What the client of this test fills in, by the kind of the field.
FILLED = {
    "text": "Sovittu yhdessä.",
    "textarea": "Sovittu yhdessä.",
    "tel": "040 765 4321",
    "email": "joku@punos.example",
    "time": "12:00",
    "number": "30",
}
BY_NAME = {"value": "040 765 4321", "phone": "040 765 4321", "born_on": "2007-05-01"}
# Asked by the form of a consent where the seat is a worker's; of a close one it opens nothing.
ALSO_ASKED = frozenset({"covers_substitute"})
Column = tuple[str, str]


def own_models() -> list[type[models.Model]]:
    return [each for each in apps.get_models() if each.__module__.startswith("punos.")]


def columns() -> list[tuple[type[models.Model], models.Field]]:
    return [(model, each) for model in own_models() for each in model._meta.concrete_fields]


def hostile(world: World) -> dict[Column, Any]:
    """Return what a smuggler would put in each column of each table."""
    strangers = {"Person": world.eero.pk, "Organisation": world.health.organisation.pk}
    rows: dict[str, Any] = {}
    found: dict[Column, Any] = {}
    for model, each in columns():
        value: Any = WORD
        if each.related_model:
            to = each.related_model
            if to.__name__ not in rows:
                rows[to.__name__] = strangers.get(to.__name__) or newest(to)
            value = rows[to.__name__]
        elif isinstance(each, models.BooleanField):
            value = True
        elif isinstance(each, models.UUIDField):
            value = UUID(int=NUMBER)
        elif isinstance(each, models.IntegerField):
            value = NUMBER
        elif isinstance(each, (models.DateField, models.DateTimeField)):
            value = YEAR
        found[model.__name__, each.name] = value
    return found


def newest(model: type[models.Model]) -> Any:
    """Return a real row's key, so that a smuggled one could be saved."""
    return model._default_manager.order_by("-pk").values_list("pk", flat=True).first()


def smuggled(wanted: Mapping[Column, Any]) -> dict[str, Any]:
    """Return the same by the names under which a form could send it."""
    found: dict[str, Any] = {}
    for model, each in columns():
        value = wanted[model.__name__, each.name]
        found[each.name] = found[each.attname] = "on" if value is True else value or NUMBER
    return found


class Marks:
    """Counts in every column what a smuggler would have put there; asked once, counted often."""

    def __init__(self, wanted: Mapping[Column, Any]) -> None:
        self.asked = [found for model in own_models() if (found := asked_of(model, wanted))[0]]

    def count(self) -> dict[Column, int]:
        found: dict[Column, int] = {}
        with connection.cursor() as cursor:
            for names, sql, values in self.asked:
                cursor.execute(sql, values)
                found |= zip(names, cursor.fetchone(), strict=True)
        return found


def asked_of(
    model: type[models.Model], wanted: Mapping[Column, Any]
) -> tuple[list[Column], str, list[Any]]:
    """Return the columns of a table, and how to count in each what was slipped in."""
    names, parts, values = [], [], []
    for each in model._meta.concrete_fields:
        name = (model.__name__, each.name)
        if wanted[name] is None or isinstance(each, models.JSONField | models.BinaryField):
            continue
        is_day = wanted[name] == YEAR
        test = "BETWEEN '1998-12-31' AND '1999-01-03'" if is_day else "= %s"
        parts.append(f'COUNT(CASE WHEN "{each.column}" {test} THEN 1 END)')
        names.append(name)
        if not is_day:
            values.append(each.get_db_prep_value(wanted[name], connection))
    return names, f'SELECT {", ".join(parts)} FROM "{model._meta.db_table}"', values


def forms_of(world: World, name: str) -> list[Form]:
    """Return the forms of the pages where links lead, filled in as their page asks."""
    seen: dict[tuple[str, tuple[str, ...]], Form] = {}
    for path, _status, text in walk(get_by(signed_in(world.cast[name])), most=times(30, 200)):
        for form in Reading(path, text).forms:
            # Signing out ends the walk; the language is one's own.
            if form.method == "post" and "ulos" not in form.action:
                seen.setdefault((form.action, tuple(form.fields)), filled(form))
    forms = list(seen.values())
    # One run tries a dozen of those that differ, the long one all.
    return forms if IS_LONG else forms[:: max(len(forms) // 12, 1)]


def filled(form: Form) -> Form:
    day = clock.today() + timedelta(days=14)
    coming = day.isoformat()
    kinds = FILLED | {"date": coming, "datetime-local": f"{coming}T12:00"}
    # Days and times of day are written as people write them.
    typed = f"{day.day}.{day.month}.{day.year}"
    named = BY_NAME | {"due_on": typed, "day": typed, "time": "12.00"}
    for field, value in form.fields.items():
        made = named.get(field) or kinds.get(form.kinds.get(field, ""), "")
        form.fields[field] = value or made
    return form


@contextmanager
def sent(browser: Client, form: Form, extra: Mapping[str, Any]) -> Iterator[bool]:
    """Send the form with what was slipped in, tell whether it was taken, then undo it."""
    with transaction.atomic():
        before = changes()
        asked = ALSO_ASKED.union(form.fields)
        more = {key: value for key, value in extra.items() if key not in asked}
        answer = browser.post(form.action, more | form.fields)
        assert answer.status_code < 500, form.action
        yield answer.status_code in (204, 302) or changes() > before
        transaction.set_rollback(True)


def changes() -> int:
    """Count what was done: each change leaves a row of the audit, a refused one another."""
    return AuditEvent.objects.exclude(event="access.refused").count()


@pytest.mark.proof
@pytest.mark.parametrize("name", WHO)
def test_a_form_takes_only_what_it_asks(
    world: World, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Sent as the page asks it, and then with every column of every table beside: the same rows."""
    plan.add_step(by=a(world.leena), case_id=world.case.pk, what="Soitan pajalle.")
    scene.write(world, scene.opened(world))
    wanted = hostile(world)
    marks, extra = Marks(wanted), smuggled(wanted)
    forms, refused = forms_of(world, name), []
    assert len(forms) > 5
    browser = signed_in(world.cast[name])
    for form in forms:
        with sent(browser, form, {}) as is_taken:
            honest = marks.count()
        caplog.clear()
        with sent(browser, form, extra):
            grown = {key: n for key, n in marks.count().items() if n > honest[key]}
        assert not grown, (form.action, grown)
        assert LINE in caplog.text, form.action
        assert WORD not in caplog.text
        refused += [] if is_taken else [(form.action, form.fields)]
    # Else nobody would know whether what was slipped in is saved.
    assert len(refused) < len(forms) / 4, "\n".join(map(str, refused))

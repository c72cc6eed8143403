"""S4.4 · Fault 27: fields that a form does not ask are ignored and leave a line in the log."""

from typing import Any
from uuid import UUID

import pytest
from django.apps import apps
from django.db import models, transaction

from punos.meetings.tests import scene
from punos.plan import actions as plan
from tests.faults.program import IS_LONG, times
from tests.faults.test_fault_34_markup import get_by
from tests.faults.walking import Form, Reading, walk
from tests.world import World, a, signed_in

YEAR, NUMBER, WORD = "1999-01-01", 777_777, "Salakuljetettu"
WHO = ("aino", "leena", "omar", "kirsi", "helmi", "veikko") if IS_LONG else ("aino", "kirsi")


def own_models() -> list[type[models.Model]]:
    return [each for each in apps.get_models() if each.__module__.startswith("punos.")]


def smuggled(world: World) -> dict[str, Any]:
    """Return a hostile value for every column of every table, by its name."""
    found: dict[str, Any] = {}
    strangers = {"Person": world.eero.pk, "Organisation": world.health.organisation.pk}
    for model in own_models():
        for each in model._meta.concrete_fields:
            value: Any = WORD
            if each.related_model:
                value = strangers.get(each.related_model.__name__, UUID(int=NUMBER))
            elif isinstance(each, models.BooleanField):
                value = "on"
            elif isinstance(each, models.IntegerField):
                value = NUMBER
            elif isinstance(each, (models.DateField, models.DateTimeField)):
                value = YEAR
            found[each.name], found[each.attname] = value, value
    return found


def marks(world: World) -> dict[tuple[str, str], int]:
    """Count in every column what a smuggler would have put there."""
    found = {}
    for model in own_models():
        counted = {}
        for each in model._meta.concrete_fields:
            if each.related_model and each.related_model.__name__ in ("Person", "Organisation"):
                of = {"Person": world.eero, "Organisation": world.health.organisation}
                wanted: Any = {each.name: of[each.related_model.__name__].pk}
            elif isinstance(each, models.IntegerField):
                wanted = {each.name: NUMBER}
            elif isinstance(each, (models.DateTimeField, models.DateField)):
                wanted = {f"{each.name}__year": 1999}
            elif isinstance(each, models.CharField | models.TextField):
                wanted = {each.name: WORD}
            else:
                continue
            counted[each.name] = models.Count("pk", filter=models.Q(**wanted))
        of_model = model._default_manager.aggregate(**{f"n_{key}": n for key, n in counted.items()})
        found |= {(model.__name__, key[2:]): number for key, number in of_model.items()}
    found["Person", "is_superuser"] = type(world.aino).objects.filter(is_superuser=True).count()
    return found


def forms_of(world: World, name: str) -> list[Form]:
    seen: dict[tuple[str, tuple[str, ...]], Form] = {}
    for path, _status, text in walk(get_by(signed_in(world.cast[name])), most=times(40, 200)):
        for form in Reading(path, text).forms:
            # Signing out ends the walk; the language is one's own.
            if form.method == "post" and "ulos" not in form.action:
                seen.setdefault((form.action, tuple(form.fields)), form)
    return list(seen.values())


@pytest.mark.proof
@pytest.mark.parametrize("name", WHO)
def test_a_form_takes_only_what_it_asks(
    world: World, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    plan.add_step(by=a(world.leena), case_id=world.case.pk, what="Soitan pajalle.")
    scene.write(world, scene.opened(world))
    before = marks(world)
    extra = smuggled(world)
    forms = forms_of(world, name)
    assert len(forms) > 5
    browser = signed_in(world.cast[name])
    for form in forms:
        with transaction.atomic():
            sent = {key: value for key, value in extra.items() if key not in form.fields}
            answer = browser.post(form.action, sent | form.fields)
            assert answer.status_code < 500, form.action
            after = marks(world)
            transaction.set_rollback(True)
        grown = {key for key in before if after[key] > before[key]}
        # What was looked at is a row of the log with its provider; nobody chose it.
        assert not grown, (form.action, grown)
    assert "Fields that no form asks were sent" in caplog.text
    assert WORD not in caplog.text

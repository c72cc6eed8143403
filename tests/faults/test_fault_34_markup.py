"""S4.10 · Fault 34: markup in any text stays text: on every page, on paper, in what is told."""

import itertools
import json
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, models, transaction
from django.test import Client

from punos.access import actions as access
from punos.meetings import actions as meetings
from punos.meetings.tests import scene
from punos.network import actions as network
from punos.plan import actions as plan
from tests.faults.program import times
from tests.faults.walking import Reading, walk
from tests.world import World, a, no_such_id, signed_in

PLAIN = "Harmitontekstijossaeiolemitaan"
OPENERS = ("", '"', "'", "</textarea>", "</title>", "</script>", "-->", "</p></blockquote>")
HEARTS = (
    "<script>alert(1)</script>",
    "<svg onload=alert(1)>",
    "<img src=x onerror=alert(1)>",
    "<iframe srcdoc='<b>x</b>'></iframe>",
    "<a href='javascript:alert(1)'>x</a>",
    "<b hx-get='/asiat/' hx-trigger='load'>x</b>",
    "<form action='//evil.example'><input name=csrfmiddlewaretoken>",
    "<style>*{display:none}</style>",
    " autofocus onfocus=alert(1) x=",
    "<!-- ",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "{{ 7|add:7 }}{% now 'Y' %}",
    '#link("javascript:alert(1)")[x]',
    "javascript:alert(1)//",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
)
CORPUS = [opener + heart for opener, heart in itertools.product(OPENERS, HEARTS)]
IN_ONE = 8
EVERYBODY = ("aino", "veikko", "leena", "omar", "kirsi", "helmi")
MOST = times(30, 120)


def text_fields() -> list[tuple[type[models.Model], models.Field]]:
    return [
        (model, each)
        for model in apps.get_models()
        if model.__module__.startswith("punos.")
        for each in model._meta.concrete_fields
        if isinstance(each, (models.CharField, models.TextField, models.JSONField))
    ]


def room_in(table: str, each: models.Field) -> int:
    """Return how long a text may stand in the place of the plain one."""
    longest = getattr(each, "max_length", None) or 10_000
    if isinstance(each, models.JSONField):
        return longest
    with connection.cursor() as cursor:
        cursor.execute(
            f'SELECT max(length("{each.column}")) FROM {table} WHERE "{each.column}" LIKE %s',
            [f"%{PLAIN}%"],
        )
        (stands,) = cursor.fetchone()
    return longest - (stands or 0) + len(PLAIN)


def put(text: str) -> int:
    """Put the text wherever the plain one stands, by SQL: no form may tidy it up."""
    changed = 0
    for model, each in text_fields():
        table, column = model._meta.db_table, each.column
        new = text[: room_in(table, each)]
        if isinstance(each, models.JSONField):
            new = json.dumps(new)[1:-1].replace("%", "%%")
        is_json = isinstance(each, models.JSONField) and connection.vendor == "postgresql"
        cast, back = ("::text", "::jsonb") if is_json else ("", "")
        with connection.cursor() as cursor:
            cursor.execute(
                f'UPDATE {table} SET "{column}" = replace("{column}"{cast}, %s, %s){back}'
                f' WHERE "{column}"{cast} LIKE %s',
                [PLAIN, new, f"%{PLAIN}%"],
            )
            changed += cursor.rowcount
    return changed


@pytest.fixture
def lived(world: World) -> World:
    """Write the plain text wherever people write: network, plan, meeting, minutes, limits."""
    said = {"by": a(world.leena), "case_id": world.case.pk}
    plan.set_goal(by=a(world.aino), case_id=world.case.pk, words=PLAIN)
    step = plan.add_step(**said, what=PLAIN, sign=PLAIN)
    plan.name_obstacle(**said, step_id=step.pk, kind="other", words=PLAIN)
    access.forbid(by=a(world.aino), case_id=world.case.pk, what=PLAIN)
    network.propose_seat(**said, employment=world.jobs["helmi"], why=PLAIN, topics=())
    closed = scene.opened(world, topic=PLAIN, place=PLAIN)
    entry = scene.write(world, closed, PLAIN)
    scene.close(world, closed)
    wish = {"entry_id": entry.pk, "words": PLAIN, "key": no_such_id()}
    meetings.ask_correction(by=a(world.aino), **scene.where(closed), **wish)
    now = scene.opened(world, topic=PLAIN, place=PLAIN)
    scene.write(world, now, PLAIN)
    facts = {"field": "shared_view", "tab": "x", "text": PLAIN}
    meetings.save_draft(by=a(world.kirsi), **scene.where(now), **facts)
    for person in (world.veikko, world.omar):
        person.first_name = person.last_name = PLAIN
        person.save()
    for unit in (world.workshop, world.workshop.organisation):
        unit.name = PLAIN
        unit.save()
    return world


def get_by(browser: Client) -> Any:
    def get(path: str) -> tuple[int, str, str]:
        answer = browser.get(path)
        body = b"".join(answer) if answer.streaming else answer.content
        return (
            answer.status_code,
            answer.headers.get("Content-Type", ""),
            body.decode("utf-8", "replace"),
        )

    return get


def shapes(world: World, names: tuple[str, ...], most: int) -> dict[tuple[str, str], list]:
    """Return what the pages of these people are made of."""
    found = {}
    for name in names:
        for path, status, text in walk(get_by(signed_in(world.cast[name])), most=most):
            assert status < 500, path
            found[name, path] = Reading(path, text).shape
    return found


def shapes_with(
    world: World, text: str, names: tuple[str, ...] = EVERYBODY, most: int = MOST
) -> dict[tuple[str, str], list]:
    """Return the same with this text everywhere; no look of one walk shows in the next."""
    with transaction.atomic():
        assert put(text) > 15
        found = shapes(world, names, most)
        transaction.set_rollback(True)
    return found


@pytest.mark.proof
def test_no_text_changes_what_a_page_is_made_of(lived: World) -> None:
    before = shapes_with(lived, PLAIN)
    assert len(before) > 60
    rounds = [CORPUS[start : start + IN_ONE] for start in range(0, len(CORPUS), IN_ONE)]
    for some in rounds[: times(1, len(rounds))]:
        after = shapes_with(lived, " ".join(some))
        wrong = [key for key in before if before[key] != after.get(key)]
        assert not wrong, (wrong, some)


@pytest.mark.proof
def test_no_text_that_stands_alone_in_a_short_field_does_so_either(lived: World) -> None:
    """A name or a place holds but one of the texts, so each of them stands there alone too."""
    names, most = ("aino", "leena"), times(6, 40)
    before = shapes_with(lived, PLAIN, names, most)
    for text in CORPUS[:: times(120, 1)]:
        after = shapes_with(lived, text, names, most)
        wrong = [key for key in before if before[key] != after.get(key)]
        assert not wrong, (wrong, text)

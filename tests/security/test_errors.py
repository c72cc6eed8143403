"""S4.4 S4.13 · What breaks says so plainly, tells nothing, and opens nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as program
from django.db import DatabaseError, connection
from django.test import Client, RequestFactory

from punos.plan import actions as plan
from punos.web import errors
from tests.world import World, a, signed_in

WORDS = "Käyn kaupassa Veikon kanssa."
PLAIN = ("Vika ei ole sinussa", 'href="/"', "112", "Försök igen", "Try again")


@contextmanager
def broken(table: str) -> Iterator[None]:
    """Let every question about the table fail, as a damaged one does."""

    def refuse(execute: Any, sql: Any, params: Any, many: Any, context: Any) -> Any:
        if f'"{table}"' in str(sql):
            raise DatabaseError(f"{table} x7-secret")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(refuse):
        yield


@pytest.fixture
def pages(world: World) -> list[str]:
    plan.add_step(by=a(world.aino), case_id=world.case.pk, what=WORDS)
    case = f"/asiat/{world.case.pk}/"
    return [case, f"{case}suunnitelma/", f"{case}luvat/", f"{case}verkosto/", "/askeleet/", "/"]


def ask(browser: Client, path: str) -> Any:
    browser.raise_request_exception = False
    return browser.get(path)


@pytest.mark.parametrize("who", ["aino", "leena", "outi"])
def test_where_the_policy_cannot_answer_nothing_is_shown(
    world: World, pages: list[str], who: str
) -> None:
    browser = signed_in(world.cast[who])
    for path in pages:
        with broken("access_grant"):
            answer = ask(browser, path)
        told = answer.content.decode()
        assert answer.status_code in (404, 500, 503), path
        assert WORDS not in told
        assert "Veikko" not in told
        assert "x7-secret" not in told
        assert "Traceback" not in told


def test_where_the_trace_cannot_be_written_nothing_is_shown(world: World, pages: list[str]) -> None:
    """Who looks is written down first; a look that leaves no trace is none."""
    with broken("trace_uselog"):
        answer = ask(signed_in(world.leena), pages[1])
    assert answer.status_code in (500, 503)
    assert WORDS not in answer.content.decode()


@pytest.fixture
def no_files(settings: Any, tmp_path: Path) -> None:
    """An installation whose styles and scripts have not been collected."""
    own = {"BACKEND": "punos.web.storage.StaticFiles"}
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {**program.STORAGES, "staticfiles": own}


@pytest.mark.usefixtures("no_files")
def test_without_any_collected_file_the_error_page_is_still_plain_and_helpful(
    world: World,
) -> None:
    for browser, path in (
        (signed_in(world.aino), "/"),
        (signed_in(world.aino), "/eiole/"),
        (Client(), "/kirjaudu/"),
    ):
        answer = ask(browser, path)
        assert answer.status_code == 500
        told = answer.content.decode()
        assert all(word in told for word in PLAIN)
        assert "stylesheet" not in told


@pytest.mark.usefixtures("no_files")
def test_without_any_collected_file_what_was_sent_still_stands_on_the_page(world: World) -> None:
    browser = signed_in(world.aino)
    browser.raise_request_exception = False
    with broken("access_grant"):
        answer = browser.post(f"/asiat/{world.case.pk}/askeleet/", {"what": WORDS})
    assert answer.status_code in (500, 503)
    assert WORDS in answer.content.decode()
    assert "Tallenna uudelleen" in answer.content.decode()


def test_where_the_error_page_itself_breaks_the_last_answer_needs_nothing(settings: Any) -> None:
    settings.TEMPLATES = [{**program.TEMPLATES[0], "APP_DIRS": False}]
    answer = errors.broken(RequestFactory().get("/"))
    assert answer.status_code == 500
    assert all(word in answer.content.decode() for word in PLAIN)

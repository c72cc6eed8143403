"""S4.4 S4.13 · What every answer carries, whoever asks and whatever it is."""

import re
from typing import Any

import pytest
from django.test import Client

from punos.network import actions as network
from punos.trace.models import AuditEvent
from tests.faults.program import IS_LONG
from tests.matrix.doors import PAGES, Place, undone
from tests.matrix.table import EVERYBODY, rows_of
from tests.security.conftest import Opened
from tests.world import World, a, signed_in

ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cache-Control": "no-store",
}
# Pages behind a secret link tell our host alone; the others their address to our own pages.
REFERRERS = {"same-origin", "strict-origin"}
LOOSE = ("unsafe-inline", "unsafe-eval", "unsafe-hashes", "http:", "https:", "*")
STRICT = ("default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", "script-src 'self'")
STRICT += ("form-action 'self'", "style-src 'self'")
UNUSED = ("put", "patch", "delete", "options", "trace")
# Kinds of answers that a browser does not run; each has its charset or is not text.
KINDS = ("text/html; charset=utf-8", "text/plain; charset=utf-8", "application/pdf")


def faults(answer: Any) -> list[str]:
    """Return what the answer lacks or has too much."""
    headers = answer.headers
    wrong = [name for name, value in ALWAYS.items() if value not in headers.get(name, "")]
    policy = headers.get("Content-Security-Policy", "")
    wrong += [word for word in STRICT if word not in policy]
    wrong += [word for word in LOOSE if f" {word}" in policy or f"'{word}'" in policy]
    wrong += [name for name in headers if name.lower().startswith("access-control-")]
    wrong += [name for name in ("Server", "X-Powered-By") if name in headers]
    if headers.get("Referrer-Policy") not in REFERRERS:
        wrong.append("Referrer-Policy")
    wrong += [
        name
        for name, cookie in answer.cookies.items()
        if cookie.value and not (cookie["httponly"] and cookie["samesite"] in ("Lax", "Strict"))
    ]
    return wrong


@pytest.mark.parametrize("who", ["nobody", "aino", "leena"])
def test_every_answer_tells_the_browser_to_be_strict(
    world: World, places: list[Place], who: str
) -> None:
    browser = Client() if who == "nobody" else signed_in(world.cast[who])
    foreign, wrong = {"Origin": "https://toinen.example"}, []
    for door in PAGES.values():
        for method in ("get", "post"):
            said = faults(undone(browser, door.at(places[0]), method, foreign))
            wrong += [(door.name, method, said)] if said else []
    assert not wrong, "\n".join(map(str, wrong))


@pytest.mark.proof
def test_methods_that_are_not_used_are_refused(world: World, places: list[Place]) -> None:
    browser, wrong = signed_in(world.leena), []
    public = {row.route for row in rows_of(EVERYBODY)}
    for number, door in enumerate(PAGES.values()):
        # One run tries two of the five at each address, by turns; the long one all.
        by_turns = [UNUSED[(number + n) % len(UNUSED)] for n in (0, 2)]
        for method in UNUSED if IS_LONG else by_turns:
            status = undone(browser, door.at(places[0]), method, {}).status_code
            if status != 405 and not (door.name in public and status == 404):
                wrong.append((door.name, method, status))
    assert not wrong, "\n".join(map(str, wrong))


def test_every_answer_is_of_a_known_kind_with_its_charset(opened: list[Opened]) -> None:
    assert len(opened) > 50
    kinds = {each.answer.headers["Content-Type"] for each in opened}
    assert kinds - set(KINDS) == set()


def test_what_is_opened_directly_is_a_whole_page_or_a_file(opened: list[Opened]) -> None:
    """A part of a page that stood alone would be a page of ours without its frame."""
    parts = [
        each.name
        for each in opened
        if "text/html" in each.answer.headers["Content-Type"]
        and not each.answer.content.lstrip().lower().startswith(b"<!doctype html>")
    ]
    assert parts == []
    papers = [each for each in opened if "pdf" in each.answer.headers["Content-Type"]]
    assert all("attachment" in each.answer.headers["Content-Disposition"] for each in papers)


def test_looking_changes_nothing_but_the_trace_and_the_session(opened: list[Opened]) -> None:
    assert [(each.name, each.wrote) for each in opened if each.wrote] == []


@pytest.mark.parametrize("door", ["/kirjaudu/ulos/", "/asetukset/ulos-kaikkialta/"])
def test_signing_out_lets_the_browser_empty_its_storage(world: World, door: str) -> None:
    answer = signed_in(world.leena).post(door)
    assert answer.status_code == 302
    assert answer.headers["Clear-Site-Data"] == '"storage"'


# Guards of other doors send their answers without a token of ours; what we asked binds them.
WITHOUT_TOKEN = {"door-return", "door-logout"}


def test_a_form_without_its_token_is_refused_at_every_door(
    world: World, places: list[Place]
) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies["sessionid"] = signed_in(world.leena).cookies["sessionid"].value
    passed = {
        door.name
        for door in PAGES.values()
        if undone(strict, door.at(places[0]), "post", {}).status_code not in (403, 405)
    }
    assert passed - WITHOUT_TOKEN == set()


SENT_BY_GET = re.compile(r"<form(?![^>]*method=\"post\")[^>]*>", re.IGNORECASE)


def test_no_form_puts_what_was_typed_into_an_address(opened: list[Opened]) -> None:
    """Addresses stand in histories and in logs of servers in front."""
    found = [
        (each.name, SENT_BY_GET.findall(each.answer.content.decode()))
        for each in opened
        if "text/html" in each.answer.headers["Content-Type"]
        and SENT_BY_GET.search(each.answer.content.decode())
    ]
    assert found == []


def test_coming_in_and_going_out_are_traced(world: World) -> None:
    shown = network.show_code(by=a(world.leena), case_id=world.case.pk)
    browser = Client()
    browser.post(f"/laite/{shown.token}/")
    browser.post("/kirjaudu/ulos/")
    events = AuditEvent.objects.filter(actor_id=world.aino.pk).values_list("event", flat=True)
    assert {"people.person.signed_in", "people.person.signed_out"} <= set(events)

"""S4.4 · What is sent: other hosts, broken lines, doubled and made-up fields, very long texts."""

import importlib
import json
import logging
import pkgutil
import re
import time
from email.message import EmailMessage as Letter
from urllib.parse import quote

import pytest
from django.core.mail import EmailMessage
from django.core.mail.message import BadHeaderError
from django.db import transaction
from django.http import HttpResponse
from django.test import Client

import punos
from punos.config.logs import JsonLine
from punos.people.models import Person
from punos.plan.models import Step
from tests.faults.program import IS_LONG
from tests.matrix.doors import PAGES, Place, undone
from tests.world import World, signed_in

ELSEWHERE = [
    "https://paha.example/",
    "//paha.example/",
    "///paha.example",
    "/\\paha.example/",
    "\\\\paha.example",
    "https:paha.example",
    "http:///paha.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "/%09/paha.example",
    "\t//paha.example",
    "https://testserver@paha.example/",
    "https://testserver.paha.example/",
    "/koti\r\nSet-Cookie: a=b",
    "%2f%2fpaha.example",
    "paha.example",
    "",
]
LINES = ["a\r\nX-Paha: 1", "a\nlevel: CRITICAL", "a\r", "a\x00b", "a\u2028b", "\x1b[31mpunainen"]
LONG = 10_240
SLOWEST_SECONDS = 0.05
# Texts that make a careless pattern go back and forth.
TIRING = [
    mark * LONG
    for mark in ("a", "1", " ", "\n", "-", ".", "0.", "1. ", "a ", '"', "{", "%(", "\u00ad", "<a")
]
# Patterns that read texts of the program and of operating models, never what somebody sent.
OWN_TEXTS = {"punos.language.plain", "punos.practice.rules.due", "punos.practice.rules.agenda"}


@pytest.mark.parametrize("page", ELSEWHERE)
def test_no_way_on_leads_to_another_host(world: World, page: str) -> None:
    """Whatever a link or a form says of the page to come."""
    for browser in (Client(), signed_in(world.aino)):
        for answer in (
            browser.post("/kieli/", {"language": "sv", "next": page}),
            browser.get(f"/kirjaudu/?next={quote(page)}"),
            browser.post(f"/kirjaudu/ulos/?next={quote(page)}", {"next": page}),
        ):
            leads = answer.headers.get("Location", "/")
            assert re.fullmatch(r"/[^/\\].*|/", leads), (page, leads)
            assert "X-Paha" not in answer.headers


@pytest.mark.parametrize("text", LINES)
def test_no_text_makes_a_header_of_its_own(world: World, text: str) -> None:
    browser = signed_in(world.aino)
    answers = [
        browser.post("/kieli/", {"language": text, "next": f"/{text}"}),
        browser.get(f"/asiat/{quote(text)}/"),
        browser.get("/", headers={"X-Request-Id": text.replace("\n", " ").replace("\r", " ")}),
        Client().post("/kirjaudu/", {"login": text, "password": text}),
    ]
    for answer in answers:
        assert answer.status_code < 500
        values = "".join(f"{name}{value}" for name, value in answer.headers.items())
        assert "\n" not in values
        assert "\r" not in values
        assert "X-Paha" not in answer.headers


@pytest.mark.parametrize("text", LINES)
def test_no_text_makes_a_line_of_the_log_of_its_own(text: str) -> None:
    record = logging.LogRecord("punos.koe", logging.WARNING, __file__, 1, text, (), None)
    line = JsonLine().format(record)
    assert "\n" not in line
    assert "\r" not in line
    assert "\x1b" not in line
    assert json.loads(line)["message"] == text
    assert json.loads(line)["at"].endswith("+00:00")


@pytest.mark.parametrize("text", LINES[:3])
def test_no_text_makes_a_header_of_a_mail(text: str) -> None:
    for facts in ({"subject": text}, {"to": [text]}):
        mail = EmailMessage(**{"subject": "Punos", "body": "x", "to": ["a@b.example"], **facts})
        try:
            made = mail.message()
        except BadHeaderError:
            continue
        assert "X-Paha" not in made
        assert isinstance(made, Letter)


MADE_UP = {
    "is_superuser": "1",
    "is_staff": "on",
    "is_active": "",
    "id": "00000000-0000-0000-0000-000000000000",
    "pk": "1",
    "email": "paha@punos.example",
    "password": "salasana",
    "born": "1950-01-01",
    "level": "3",
    "last_name": "Paha",
}


def test_fields_that_a_form_does_not_ask_for_go_nowhere(world: World) -> None:
    browser = signed_in(world.aino)
    before = Person.objects.values().get(pk=world.aino.pk)
    good = {"language": "sv", "colour_scheme": "dark", "first_name_genitive": "Ainon"}
    assert browser.post("/asetukset/", {**MADE_UP, **good}).status_code == 302
    after = Person.objects.values().get(pk=world.aino.pk)
    changed = {name for name in after if after[name] != before[name]}
    assert changed <= {"language", "colour_scheme", "first_name_genitive"}


def test_a_step_takes_no_author_owner_or_case_from_what_was_sent(world: World) -> None:
    facts = {"case": world.outi.pk, "case_id": world.outi.pk, "author": world.outi.pk}
    facts |= {"owner": "1", "recorder": world.outi.pk, "version": "9", "circle": "1"}
    path = f"/asiat/{world.case.pk}/askeleet/"
    answer = signed_in(world.leena).post(path, {"what": "Soitan pajalle.", **facts})
    assert answer.status_code == 302
    step = Step.objects.get(what="Soitan pajalle.")
    assert (step.case, step.author, step.recorder) == (world.case, world.leena, None)
    assert (step.version, step.circle) == (1, None)


def test_of_a_doubled_field_one_is_taken_and_checked(world: World) -> None:
    body = "language=sv&language=xx&colour_scheme=dark&first_name_genitive=Ainon"
    kind = "application/x-www-form-urlencoded"
    assert signed_in(world.aino).post("/asetukset/", body, content_type=kind).status_code == 200
    world.aino.refresh_from_db()
    assert world.aino.language == "fi"


NAMED = re.compile(r'<(?:input|select|textarea)[^>]*\sname="([^"]+)"')
NONSENSE = ["", "\x00", "-1", "9" * 400, "31.2.2027", "99.99", "e\u0301\u202e{{x}}<b>", "[]"]


@pytest.mark.proof
def test_no_nonsense_in_any_form_breaks_the_program(
    insiders: list[Client], places: list[Place]
) -> None:
    """Each form of each page, with odd values in all its fields, as those for whom it opens."""
    broken, asked = [], 0
    for browser in insiders[:3]:
        key = browser.cookies["sessionid"].value
        for number, door in enumerate(PAGES.values()):
            address = door.at(places[1])
            page = undone(browser, address, "get", {}).content.decode(errors="replace")
            fields = set(NAMED.findall(page)) - {"csrfmiddlewaretoken", "next"}
            # One round tries two odd values a form, by turns; the long one all of them.
            odd_ones = (
                NONSENSE if IS_LONG else [NONSENSE[(number + n) % len(NONSENSE)] for n in (0, 3)]
            )
            for odd in odd_ones if fields else odd_ones[:1]:
                answer = send(browser, address, dict.fromkeys(fields, odd))
                browser.cookies["sessionid"] = key
                asked += 1
                if answer.status_code >= 500:
                    broken.append((door.name, odd, answer.status_code))
    assert not broken, "\n".join(map(str, broken))
    assert asked > 150


def send(browser: Client, address: str, said: dict[str, str]) -> HttpResponse:
    """Send the form and undo what it did."""
    with transaction.atomic():
        answer = browser.post(address, said)
        transaction.set_rollback(True)
    return answer


def patterns() -> list[tuple[str, re.Pattern[str]]]:
    """Return every pattern that stands in a module of the program, but in those of own texts."""
    found = []
    for each in pkgutil.walk_packages(punos.__path__, "punos."):
        if ".tests" in each.name or ".migrations" in each.name or each.name in OWN_TEXTS:
            continue
        if each.name in ("punos.config.asgi", "punos.__main__"):
            continue
        values = vars(importlib.import_module(each.name)).items()
        found += [(f"{each.name}.{name}", v) for name, v in values if isinstance(v, re.Pattern)]
    return found


def test_no_pattern_grows_tired_of_a_long_text() -> None:
    tired = []
    known = patterns()
    assert "punos.clock.days.NUMBERS" in dict(known)
    for name, pattern in known:
        for text in TIRING:
            for ask in (pattern.fullmatch, pattern.search, pattern.findall):
                begun = time.process_time()
                ask(text)
                if (spent := time.process_time() - begun) > SLOWEST_SECONDS:
                    tired.append((name, text[:3], ask.__name__, spent))
    assert tired == []

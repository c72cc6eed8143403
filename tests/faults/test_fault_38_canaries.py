"""S4.4 · Fault 38 (T12): fifty people whose names stand nowhere else leave no trace outside the database."""

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import unquote_plus

import pytest
from django.db import connection

from punos.access import actions as access
from punos.meetings import actions as meetings
from punos.meetings.models import Entry
from punos.meetings.tests import scene
from punos.network import actions as network
from punos.people.models import Person, Reach
from punos.people.tests.post_office import mail_server
from punos.plan import actions as plan
from punos.practice.queries import newest
from tests.faults.program import IS_LONG, Program, Visitor, times
from tests.faults.test_fault_34_markup import get_by
from tests.faults.walking import Form, Reading, walk
from tests.world import MODEL, World, a, employ, make_person, no_such_id, seat_worker, signed_in

PEOPLE = 50
# No word of the program has these letters in this order; ids and hashes have no letter past f.
CANARY = re.compile(r"kaxnarja|0457 ?000 ?[0-9]{3}|0457000", re.IGNORECASE)
WALKERS = ("aino", "veikko", "leena", "omar", "kirsi", "helmi", "pekka", "outi")


def name(number: int) -> str:
    return f"Kaxnarja{number:02}"


def rename(person: Person, number: int) -> None:
    person.first_name, person.last_name = name(number), f"{name(number)}nen"
    person.first_name_genitive = f"{name(number)}n"
    person.email = f"{name(number).lower()}@alue.example"
    person.set_password(f"hiljainen-{name(number)}-8")
    person.save()
    Reach.objects.filter(person=person).delete()
    Reach.objects.create(
        person=person, kind="phone", value=f"0457 000 {number:03}", note=name(number)
    )


@pytest.fixture
def canaries(world: World) -> World:
    """Give all of the cast such names, seat more of them, and let them write of each other."""
    for number, person in enumerate(world.cast.values()):
        rename(person, number)
    for number in range(len(world.cast), PEOPLE):
        person = make_person("x")
        rename(person, number)
        if number < times(12, 38):
            seat_worker(world, employ(person, world.workshop, "youth_worker"))
    for number in range(38, PEOPLE if IS_LONG else 40):
        case = network.start_work(
            by=a(world.leena),
            employment=world.jobs["leena"],
            first_name=name(number),
            phone=f"0457 000 {number:03}",
            model=newest(MODEL),
        )
        plan.add_step(by=a(world.leena), case_id=case.pk, what=name(number))
    said = {"by": a(world.leena), "case_id": world.case.pk}
    text = f"{name(1)} lupasi soittaa {name(2)}lle, 0457 000 123."
    plan.set_goal(by=a(world.aino), case_id=world.case.pk, words=text)
    step = plan.add_step(**said, what=text, sign=text)
    plan.name_obstacle(**said, step_id=step.pk, kind="other", words=text)
    access.forbid(by=a(world.aino), case_id=world.case.pk, what=text)
    closed = scene.opened(world, topic=text, place=name(3))
    entry = scene.write(world, closed, text)
    scene.close(world, closed)
    wish = {"entry_id": entry.pk, "words": text, "key": no_such_id()}
    meetings.ask_correction(by=a(world.aino), **scene.where(closed), **wish)
    scene.write(world, scene.opened(world, topic=text, place=name(3)), text)
    network.propose_seat(**said, employment=world.jobs["eero"], why=text, topics=())
    return world


class Footprints:
    """All that was seen of the program from outside: addresses and headers."""

    def __init__(self) -> None:
        self.addresses: set[str] = set()
        self.naming = 0
        self.forms: dict[tuple[str, tuple[str, ...]], Form] = {}

    def get_by(self, browser: Visitor) -> Callable[[str], tuple[int, str, str]]:
        def get(path: str) -> tuple[int, str, str]:
            answer = browser.get(path)
            self.keep(answer.headers)
            return answer.status, answer.headers.get("content-type", ""), answer.text

        return get

    def keep(self, headers: Any) -> None:
        """Remember every header but the cookies, which are secrets by nature."""
        for key, value in headers.items():
            if key.lower() != "set-cookie":
                self.addresses.add(unquote_plus(f"{key}: {value}"))

    def read(self, path: str, text: str) -> None:
        self.naming += bool(CANARY.search(text))
        reading = Reading(path, text)
        self.addresses |= {unquote_plus(each) for each in reading.addresses}
        for form in reading.forms:
            if form.method == "post" and "ulos" not in form.action:
                self.forms.setdefault((form.action, tuple(form.fields)), form)

    def found(self) -> list[str]:
        # A link to a telephone number or an address of mail is content, and asks no server.
        asked = (each for each in self.addresses if not each.startswith(("tel:", "mailto:")))
        return [each for each in asked if CANARY.search(each)]


def live(program: Program, world: World, prints: Footprints) -> None:
    """Walk every page as everybody, send every form empty, odd and full, and knock at closed doors."""
    for each in WALKERS:
        browser = program.visitor(world.cast[each])
        prints.forms.clear()
        for path, _status, text in walk(prints.get_by(browser), most=times(30, 600)):
            prints.read(path, text)
        for form in list(prints.forms.values())[: times(5, 200)]:
            for fields in ({}, form.fields, dict.fromkeys(form.fields, name(5))):
                prints.keep(browser.post(form.action, fields).headers)
        for odd in (
            f"/{name(6)}/",
            f"/ihmiset/?haku={name(6)}",
            f"/asiat/{no_such_id()}/{name(6)}/",
        ):
            prints.keep(browser.get(odd).headers)
    nobody = Visitor(program.port)
    for login in (f"{name(2).lower()}@alue.example", name(7)):
        prints.keep(nobody.post("/kirjaudu/", {"login": login, "password": name(8)}).headers)
        prints.keep(nobody.post("/kirjaudu/unohtui/", {"email": login}).headers)
        nobody.cookies.clear()
        forged = {"Content-Type": "application/x-www-form-urlencoded"}
        prints.keep(nobody.ask("POST", "/kirjaudu/", f"login={login}", forged).headers)


@contextmanager
def without(table: str) -> Iterator[None]:
    """Let the program break in the middle of its work: a table is gone for a while."""
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} RENAME TO {table}_gone")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"ALTER TABLE {table}_gone RENAME TO {table}")


def break_down(program: Program, world: World, prints: Footprints) -> None:
    """Cause tracebacks that have names and texts among their locals."""
    browser = program.visitor(world.kirsi)
    meeting = Entry.objects.order_by("-made_at").first().meeting
    place = f"/asiat/{world.case.pk}/tapaamiset/{meeting.pk}/"
    with without("meetings_entry"):
        said = {"field": "shared_view", "text": f"{name(9)} itki.", "key": no_such_id()}
        answer = browser.post(f"{place}kirjaukset/", said)
        assert answer.status in (500, 503)
        prints.keep(answer.headers)
        assert browser.get(f"{place}kirjaaja/").status in (500, 503)


def files_of(program: Program) -> Iterator[Path]:
    """Yield every file that the program has made, its database aside."""
    for path in program.home.rglob("*"):
        if path.is_file() and ".sqlite3" not in path.name and "static" not in path.parts:
            yield path


@pytest.mark.proof
def test_fifty_people_leave_no_trace_in_logs_addresses_mails_and_files(
    program: Program, canaries: World, settings: Any
) -> None:
    before = {path.name for path in Path("/tmp").iterdir()}  # noqa: S108 -- looked at, not used
    with mail_server(settings) as box:
        program.environ |= {
            "PUNOS_MAIL": settings.MAIL,
            "PUNOS_MAIL_FROM": "Punos <punos@alue.example>",
        }
        program.start()
        prints = Footprints()
        break_down(program, canaries, prints)
        live(program, canaries, prints)
        deadline = time.monotonic() + 15
        while not box.mails and time.monotonic() < deadline:
            time.sleep(0.2)
        clerk = Path(f"/proc/{program.process.pid}")
        process = (clerk / "cmdline").read_bytes() + (clerk / "environ").read_bytes()
        program.kill(15)
    assert len(prints.addresses) > 100
    assert prints.naming > 50, "the pages themselves name these people"
    assert prints.found() == []
    assert '"error"' in program.log, "nothing broke, so no traceback was looked at"
    assert not CANARY.search(process.decode("utf-8", "replace"))
    told = [
        (path.name, found[0])
        for path in files_of(program)
        if (found := CANARY.search(path.read_text(encoding="utf-8", errors="replace")))
    ]
    assert told == []
    new = {path.name for path in Path("/tmp").iterdir()} - before  # noqa: S108
    assert not [each for each in new if CANARY.search(each)]
    # A mail goes to somebody's address; neither its words nor its other headers tell of anybody.
    assert box.mails
    for _to, mail in box.mails:
        words = mail.get_payload(decode=True).decode() + str(mail["Subject"]) + str(mail["From"])
        assert not CANARY.search(words)


def test_what_is_searched_is_sent_in_no_address(canaries: World) -> None:
    """A page whose form has a field for names or words sends it by POST (TRUST.md 14.2.1)."""
    wrong = []
    for each in WALKERS:
        for path, _status, text in walk(get_by(signed_in(canaries.cast[each]))):
            forms = Reading(path, text).forms
            wrong += [(path, tuple(form.fields)) for form in forms if form.method == "get"]
    assert {fields for _path, fields in wrong} <= {("kohta",), ("kieli",)}, wrong

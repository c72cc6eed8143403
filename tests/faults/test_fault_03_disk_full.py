"""S4.4 S4.10 · Fault 3: the disk is full. The save says so and the text stays; reading and signing in go on."""

import html
import os
import random
import re
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import connection

from punos.meetings.tests import scene
from tests.faults.program import Answer, Program, Visitor, small_disk, times
from tests.world import World

pytestmark = pytest.mark.sqlite

PASSWORD = "hiljainen-vesi-kantaa-8"  # noqa: S105 -- of an invented person
DISK, RESERVE = 128, 4
MEGABYTE = 1024 * 1024


def copied(target: Path) -> None:
    """Copy the database of this test to where the program shall have it."""
    with closing(sqlite3.connect(target)) as new:
        connection.connection.backup(new)


class Pen:
    """The recorder's pen: writes long entries and remembers which were acknowledged."""

    def __init__(self, visitor: Visitor, address: str) -> None:
        self.visitor, self.address = visitor, address
        self.acknowledged: set[str] = set()

    def write(self) -> Answer:
        key = str(uuid4())
        text = f"Kirjaus {key}. " + "Arki sujuu. " * 1_000
        answer = self.visitor.post(self.address, {"field": "shared_view", "text": text, "key": key})
        if answer.status == 302:
            self.acknowledged.add(key)
        else:
            assert answer.status == 503
            # The text stays on the page, and a button sends it again with the same key.
            assert "Tätä ei voitu vielä tallentaa" in answer.text
            assert f"Kirjaus {key}." in html.unescape(answer.text)
            assert f'name="key" value="{key}"' in answer.text
        return answer

    def write_until_refused(self) -> None:
        for _ in range(2_000):
            if self.write().status == 503:
                return
        pytest.fail("the disk never became full")


def kept_in(database: Path) -> set[str]:
    """Return the keys of the entries that are there, from a database that is whole."""
    with closing(sqlite3.connect(database)) as line:
        # A rule of a table asks by a function that Django brings along.
        line.create_function("regexp", 2, lambda pattern, text: bool(re.search(pattern, text)))
        assert line.execute("PRAGMA quick_check").fetchone() == ("ok",)
        rows = line.execute("SELECT key FROM meetings_entry").fetchall()
        return {f"{key[:8]}-{key[8:12]}-{key[12:16]}-{key[16:20]}-{key[20:]}" for (key,) in rows}


def fill(folder: Path, leaving: int) -> Path:
    """Let somebody else fill the disk but for so many bytes."""
    stat = os.statvfs(folder)
    size = stat.f_bavail * stat.f_frsize - leaving
    filler = folder / f"muu-{uuid4()}"
    with filler.open("wb") as file, suppress(OSError):
        while size > 0:
            size -= file.write(b"x" * min(size, MEGABYTE))
            file.flush()
    return filler


@pytest.mark.proof
def test_a_full_disk_is_said_the_text_stays_and_people_still_come_in_and_read(
    program: Program, world: World, aloud: Callable[[str], None]
) -> None:
    world.outi.email = "outi@vaskiniemi.example"
    world.outi.set_password(PASSWORD)
    world.outi.save()
    meeting = scene.opened(world)
    page = f"/asiat/{world.case.pk}/tapaamiset/{meeting.pk}/"
    var = program.home / "var"
    static = (var / "static").readlink()
    with small_disk(var, DISK) as is_small:
        if not is_small:
            aloud(
                "levyn täyttymistä ei kokeiltu omalla levyllä (mount ei onnistu), vain kokorajalla"
            )
            return
        (var / "static").symlink_to(static)
        recorder, client = program.visitor(world.kirsi), program.visitor(world.aino)
        copied(var / "punos.sqlite3")
        program.environ["PUNOS_DATABASE"] = f"sqlite:///{var / 'punos.sqlite3'}"
        program.start(PUNOS_RESERVE_MB=str(RESERVE))
        recorder.port = client.port = program.port
        pen = Pen(recorder, f"{page}kirjaukset/")
        for _ in range(times(3, 100)):
            fill_and_empty(var, pen, client, page)
            assert pen.acknowledged <= kept_in(var / "punos.sqlite3")
        program.kill()
        assert pen.acknowledged <= kept_in(var / "punos.sqlite3")


def fill_and_empty(var: Path, pen: Pen, client: Visitor, page: str) -> None:
    filler = fill(var, RESERVE * MEGABYTE // 4 + random.randint(0, 100_000))
    pen.write_until_refused()
    # There is room kept for those who come in, read (each look is a row) and take back.
    assert client.get(page).status == 200
    said = {"login": "outi@vaskiniemi.example", "password": PASSWORD}
    assert Visitor(client.port).post("/kirjaudu/", said).status == 302
    # Now somebody takes even that. Nothing is acknowledged, and nothing falls over.
    second = fill(var, random.randint(0, 20_000))
    assert pen.write().status == 503
    assert client.get(page).status in (200, 503)
    filler.unlink()
    second.unlink()
    assert pen.write().status == 302
    assert client.get(page).status == 200


def test_where_a_file_may_not_grow_nothing_acknowledged_is_lost(
    program: Program, world: World
) -> None:
    meeting = scene.opened(world)
    recorder = program.visitor(world.kirsi)
    database = program.home / "punos.sqlite3"
    copied(database)
    program.environ["PUNOS_DATABASE"] = f"sqlite:///{database}"
    program.start("prlimit", f"--fsize={database.stat().st_size + MEGABYTE}")
    recorder.port = program.port
    pen = Pen(recorder, f"/asiat/{world.case.pk}/tapaamiset/{meeting.pk}/kirjaukset/")
    pen.write_until_refused()
    program.kill()
    program.start()
    assert pen.acknowledged <= kept_in(database)
    assert pen.write().status == 302

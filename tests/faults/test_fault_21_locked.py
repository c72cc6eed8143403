"""S4.10 · Fault 21: twenty write at once while a long report reads. Nobody gets an error."""

import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from uuid import uuid4

import pytest
from django.db import connection

from punos.meetings.models import Entry
from punos.meetings.tests import scene
from punos.trace.chains import broken_chains
from tests.faults.program import Program, times
from tests.world import World

WRITERS = 20


@contextmanager
def long_report() -> Iterator[None]:
    """Hold what a report that reads for minutes holds."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ")
            cursor.execute("SELECT count(*) FROM meetings_entry")
            yield
            cursor.execute("ROLLBACK")
        return
    with closing(sqlite3.connect(str(connection.settings_dict["NAME"]))) as line:
        line.execute("BEGIN")
        line.execute("SELECT count(*) FROM meetings_entry").fetchone()
        yield


@pytest.mark.proof
def test_twenty_writers_and_a_long_reader_get_no_error(program: Program, world: World) -> None:
    meeting = scene.opened(world)
    address = f"/asiat/{world.case.pk}/tapaamiset/{meeting.pk}/kirjaukset/"
    each = times(5, 50)
    program.start()
    browsers = [program.visitor(world.kirsi) for _ in range(WRITERS)]

    def write(browser) -> list[int]:
        said = ({"field": "shared_view", "text": "Arki.", "key": uuid4()} for _ in range(each))
        return [browser.post(address, one).status for one in said]

    with long_report(), ThreadPoolExecutor(WRITERS) as threads:
        statuses = [status for some in threads.map(write, browsers) for status in some]
    assert set(statuses) == {302}
    assert Entry.objects.filter(meeting=meeting).count() == WRITERS * each
    assert broken_chains() == []

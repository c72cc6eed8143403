"""S0.1 S1.2 · A program that serves keeps its lines to SQLite, but none that ended badly."""

import gc
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import OperationalError
from django.db.utils import ConnectionHandler

from punos.config.sqlite.base import MOST_IDLE, DatabaseWrapper, kept

pytestmark = pytest.mark.django_db
Open = Callable[[], DatabaseWrapper]


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Open]:
    """Open lines to a file of their own, on whatever database the others are tried."""
    facts = {"ENGINE": "punos.config.sqlite", "NAME": str(tmp_path / "x.sqlite3")}
    handler = ConnectionHandler({"default": facts})

    def open_line() -> DatabaseWrapper:
        line = handler.create_connection("default")
        line.ensure_connection()
        return line

    kept.begin()
    yield open_line
    kept.end()


def test_a_line_that_ended_well_is_handed_on(opened: Open) -> None:
    first = opened()
    raw = first.connection
    with first.cursor() as cursor:
        assert cursor.execute("SELECT 1").fetchall() == [(1,)]
    del cursor
    first.close()
    assert opened().connection is raw


def test_a_line_in_which_something_failed_is_closed(opened: Open) -> None:
    first = opened()
    raw = first.connection
    with pytest.raises(OperationalError):
        first.cursor().execute("SELECT nothing FROM nowhere")
    # Nobody holds the cursor any more, so the failure alone decides; as at the end of a request.
    gc.collect()
    first.close_if_unusable_or_obsolete()
    assert first.connection is None
    assert opened().connection is not raw


def test_a_line_that_was_left_in_the_middle_is_closed(opened: Open) -> None:
    first = opened()
    raw = first.connection
    raw.execute("BEGIN")
    first.close()
    assert opened().connection is not raw


def test_what_was_not_read_to_its_end_shows_nobody_an_older_state(opened: Open) -> None:
    writer, reader = opened(), opened()
    writer.cursor().execute("PRAGMA journal_mode=WAL")
    writer.cursor().execute("CREATE TABLE consents AS SELECT 'holds' AS state UNION SELECT 'old'")
    half_read = reader.cursor()
    half_read.execute("SELECT state FROM consents").fetchone()
    writer.cursor().execute("UPDATE consents SET state = 'taken back'")
    reader.close()
    assert set(opened().cursor().execute("SELECT state FROM consents")) == {("taken back",)}


def test_no_more_lines_are_kept_than_are_needed_and_none_after_the_end(opened: Open) -> None:
    lines = [opened() for _ in range(MOST_IDLE + 2)]
    raw = {id(line.connection) for line in lines}
    for line in lines:
        line.close()
    again = [opened() for _ in range(MOST_IDLE + 2)]
    assert len({id(line.connection) for line in again} & raw) == MOST_IDLE
    kept.end()
    again[0].close()
    assert kept.take() is None

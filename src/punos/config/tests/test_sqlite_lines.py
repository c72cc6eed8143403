"""S0.1 · A program that serves keeps its lines to SQLite, but none that ended badly."""

from collections.abc import Iterator

import pytest
from django.db import OperationalError, connection, connections

from punos.config.sqlite.base import MOST_IDLE, kept

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "sqlite", reason="only SQLite's lines are kept"),
]


@pytest.fixture(autouse=True)
def keeping() -> Iterator[None]:
    kept.begin()
    yield
    kept.end()


def opened():
    line = connections.create_connection("default")
    line.ensure_connection()
    return line


def test_a_line_that_ended_well_is_handed_on() -> None:
    first = opened()
    raw = first.connection
    first.close()
    assert opened().connection is raw


def test_a_line_in_which_something_failed_is_closed() -> None:
    first = opened()
    raw = first.connection
    with pytest.raises(OperationalError):
        first.cursor().execute("SELECT nothing FROM nowhere")
    first.close()
    assert opened().connection is not raw


def test_a_line_that_was_left_in_the_middle_is_closed() -> None:
    first = opened()
    raw = first.connection
    raw.execute("BEGIN")
    first.close()
    assert opened().connection is not raw


def test_no_more_lines_are_kept_than_are_needed_and_none_after_the_end() -> None:
    lines = [opened() for _ in range(MOST_IDLE + 2)]
    raw = {id(line.connection) for line in lines}
    for line in lines:
        line.close()
    again = [opened() for _ in range(MOST_IDLE + 2)]
    assert len({id(line.connection) for line in again} & raw) == MOST_IDLE
    kept.end()
    again[0].close()
    assert kept.take() is None

"""Keeps a few lines to the SQLite file open between requests.

Each request runs in a thread of its own, so Django would open the file, read its schema and compile
every statement anew each time, and the last line that closes writes the whole log into the file:
together a quarter of a page. A program that serves keeps lines that ended well and hands them on.
"""

from functools import lru_cache
from threading import Lock
from typing import Any
from weakref import WeakSet

from django.db.backends.sqlite3 import base

# As many as wait for the one that writes, and some who read; more are opened and closed again.
MOST_IDLE = 8
# Different texts of queries; a page asks about forty, and most of them are the same ones.
MOST_TEXTS = 1_000


class Kept:
    """The open lines that nobody uses now; none are kept before `begin` and after `end`."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._idle: list[Any] = []
        self._most = 0

    def begin(self) -> None:
        self._most = MOST_IDLE

    def end(self) -> None:
        """Close all; the last one writes the log into the file, so that the file alone is whole."""
        with self._lock:
            self._most, idle, self._idle = 0, self._idle, []
        for line in idle:
            line.close()

    def take(self) -> Any:
        """Return the line that was used last, if there is any."""
        with self._lock:
            return self._idle.pop() if self._idle else None

    def give(self, line: Any) -> bool:
        """Take the line in; return whether there was room for it."""
        with self._lock:
            has_room = len(self._idle) < self._most
            if has_room:
                self._idle.append(line)
            return has_room


kept = Kept()


class Cursor(base.SQLiteCursorWrapper):
    """Django's, but each text of a query is put into SQLite's form once."""

    def convert_query(self, query: str, *, param_names: Any = None) -> str:
        if param_names is not None:
            return str(super().convert_query(query, param_names=param_names))
        return _with_question_marks(query)


@lru_cache(MOST_TEXTS)
def _with_question_marks(query: str) -> str:
    return base.FORMAT_QMARK_REGEX.sub("?", query).replace("%%", "%")


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's, but for where a line comes from and where it goes."""

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self._cursors: WeakSet[Any] = WeakSet()

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Return a kept line, or a new one."""
        return kept.take() or super().get_new_connection(conn_params)

    def create_cursor(self, name: str | None = None) -> Any:
        """Return a cursor that is known of while anybody holds it."""
        cursor = self.connection.cursor(factory=Cursor)
        self._cursors.add(cursor)
        return cursor

    def is_usable(self) -> bool:
        """Return whether nothing went wrong: Django asks this of a line after an error only."""
        return not self.errors_occurred

    def _close(self) -> None:
        """Keep the line if it ended well: nothing is left open in it, and nothing went wrong.

        A query that was not read to its end would show whoever comes next the database of that
        moment, with rights that have been taken back since.
        """
        line = self.connection
        is_well = not (line is None or self.in_atomic_block or self.errors_occurred)
        is_over = is_well and not line.in_transaction and not self._cursors
        if not (is_over and kept.give(line)):
            super()._close()  # type: ignore[misc]

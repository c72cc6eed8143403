"""One row where there would be many: all values of a column as one text."""

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Aggregate, TextField
from django.db.models.sql.compiler import SQLCompiler


class Joined(Aggregate):
    """The values of the group, parted by commas: for codes, which have none of their own."""

    function = "STRING_AGG"
    template = "%(function)s(%(expressions)s, ',')"
    output_field = TextField()

    def as_sqlite(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: Any
    ) -> Any:
        """Say it in SQLite's word, which versions before 3.44 have too."""
        return self.as_sql(compiler, connection, function="GROUP_CONCAT", **context)

"""Log lines as JSON: level, logger, code and what failed. Never a path argument, a query or a name."""

import json
import logging
from datetime import UTC, datetime

TELL_THE_PATH = ("django.request", "django.security.csrf")


class JsonLine(logging.Formatter):
    """One line of JSON a record. Of an exception only its type and place: locals hold lives."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, str | list[str]] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
        }
        if record.exc_info and (kind := record.exc_info[0]):
            line["error"] = kind.__name__
            line["where"] = _places(record)
        elif record.name.startswith(TELL_THE_PATH):
            # Django's own message holds the path, and a path may hold an id or a link's secret.
            line["status"] = str(getattr(record, "status_code", ""))
        else:
            line["message"] = record.getMessage()
        return json.dumps(line, ensure_ascii=False)


def _places(record: logging.LogRecord) -> list[str]:
    """Return the file, line and function of the innermost frames."""
    trace, found = record.exc_info[2] if record.exc_info else None, []
    while trace:
        code = trace.tb_frame.f_code
        found.append(f"{code.co_filename.rsplit('/', 2)[-1]}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return found[-8:]

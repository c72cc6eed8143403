"""Writes the trace of a refused try, after the refusal has rolled its transaction back."""

from django.http import HttpRequest, HttpResponse
from django.utils.deprecation import MiddlewareMixin

from punos.trace.actions import record
from punos.trace.refusal import Refused


class TraceRefusals(MiddlewareMixin):
    """One row in the chain of what has no case, equal for a foreign case and for no case."""

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, Refused):
            record(
                exception.actor,
                "access.refused",
                None,
                None,
                what=exception.what,
                asked=exception.case_id[:40],
            )
        return None

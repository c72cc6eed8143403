"""Django app of the room trace."""

from django.apps import AppConfig


class TraceConfig(AppConfig):
    """The room trace."""

    name = "punos.trace"

"""Django app of the room access."""

from django.apps import AppConfig


class AccessConfig(AppConfig):
    """The room access."""

    name = "punos.access"

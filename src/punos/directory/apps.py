"""Django app of the room directory."""

from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    """The room directory."""

    name = "punos.directory"

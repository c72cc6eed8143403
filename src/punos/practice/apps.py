"""Django app of the room practice."""

from django.apps import AppConfig


class PracticeConfig(AppConfig):
    """The room practice."""

    name = "punos.practice"

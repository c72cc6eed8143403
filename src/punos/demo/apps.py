"""Django app of the room demo."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """The room demo."""

    name = "punos.demo"

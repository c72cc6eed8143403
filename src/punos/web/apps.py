"""Django app of the room web."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """The room web."""

    name = "punos.web"

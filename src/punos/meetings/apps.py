"""Django app of the room meetings."""

from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    """The room meetings."""

    name = "punos.meetings"

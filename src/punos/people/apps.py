"""Django app of the room people."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """The room people."""

    name = "punos.people"

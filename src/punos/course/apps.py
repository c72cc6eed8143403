"""Django app of the room course."""

from django.apps import AppConfig


class CourseConfig(AppConfig):
    """The room course."""

    name = "punos.course"

"""Django app of the room plan."""

from django.apps import AppConfig


class PlanConfig(AppConfig):
    """The room plan."""

    name = "punos.plan"

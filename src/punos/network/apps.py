"""Django app of the room network."""

from django.apps import AppConfig


class NetworkConfig(AppConfig):
    """The room network."""

    name = "punos.network"

"""The ground of the tests itself: the database asked for, the closed network, no changed folder."""

import os
import socket
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from pytest_socket import SocketConnectBlockedError


@pytest.mark.django_db
def test_the_suite_runs_on_the_database_that_was_asked_for() -> None:
    asked = os.environ["PUNOS_TEST_DATABASE"]
    assert connection.vendor == {"sqlite": "sqlite", "postgres": "postgresql"}[asked]
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        assert cursor.fetchone() == (1,)


def test_the_home_of_a_test_is_its_own() -> None:
    assert "punos-test-" in str(settings.VAR)


@pytest.mark.filterwarnings("ignore:A test tried to use socket")
def test_no_other_machine_can_be_reached() -> None:
    with socket.socket() as plug, pytest.raises(SocketConnectBlockedError):
        plug.connect(("192.0.2.1", 80))


def test_starting_postgresql_changes_the_mode_of_no_folder_outside_its_own() -> None:
    noted = os.environ.get("PUNOS_TEST_MODES", "")
    for place, mode in (line.rsplit("=", 1) for line in noted.split(";") if line):
        assert f"{Path(place).stat().st_mode:o}" == mode, place

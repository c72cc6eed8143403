"""S4.13 · The address /terve/ tells whether the program can serve, and nothing else."""

import pytest
from django.db import OperationalError, connection

from punos.people import health


@pytest.mark.django_db
def test_it_answers_anybody_when_the_program_can_serve(client):
    answer = client.get("/terve/")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.content.decode() == "Kunnossa.\n"


@pytest.mark.django_db
def test_it_says_when_the_structure_is_old(client, monkeypatch):
    health.is_whole.cache_clear()
    monkeypatch.setattr(health, "missing_migrations", lambda: ["plan.0002_more"])
    answer = client.get("/terve/")
    assert answer.status_code == 503
    assert "plan" not in answer.content.decode()
    monkeypatch.undo()
    assert client.get("/terve/").status_code == 200, "once mended it serves without a restart"


@pytest.mark.django_db
def test_it_says_when_the_database_does_not_answer(client, monkeypatch):
    def broken():
        raise OperationalError("connection to server at 10.0.0.1 failed")

    monkeypatch.setattr(connection, "cursor", broken)
    answer = client.get("/terve/")
    monkeypatch.undo()
    assert answer.status_code == 503
    assert answer.content.decode() == "Tietokanta ei vastaa.\n"

"""S4.13 · The command line says plainly what it does, what is wrong, and what helps."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from punos.config import area, doctor, worker
from punos.config.cli import main
from punos.config.keeping import Refusal
from punos.demo.models import DemoArea
from punos.people.models import Person
from punos.trace.models import AuditEvent

PUNOS = Path(sys.executable).parent / "punos"


def run(*words: str, **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603
        [PUNOS, *words],
        env={**os.environ, **environ},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


@pytest.fixture
def home(tmp_path):
    """An installation of its own, with nothing in it."""
    return {"PUNOS_HOME": str(tmp_path), "PUNOS_DATABASE": f"sqlite:///{tmp_path}/x.sqlite3"}


def test_help_is_quick_and_names_every_command():
    begun = time.monotonic()
    told = run("--help").stdout
    assert time.monotonic() - begun < 1.5
    for name in (
        "serve",
        "worker",
        "demo",
        "disable",
        "enable",
        "doctor",
        "audit",
        "backup",
        "restore",
        "migrate",
    ):
        assert name in told


def test_production_without_its_settings_is_refused_and_told_one_by_one(home):
    refused = run("doctor", PUNOS_PRODUCTION="1", PUNOS_HOME=home["PUNOS_HOME"], PUNOS_DATABASE="")
    assert refused.returncode == 1
    assert "aseta PUNOS_SECRET_KEY" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_demo_mode_beside_production_is_refused(home):
    refused = run("serve", PUNOS_PRODUCTION="1", PUNOS_DEMO="1", **home)
    assert refused.returncode == 1
    assert "esittelytila (PUNOS_DEMO) ei sovi tuotantoon" in refused.stderr


def test_a_taken_port_is_told_in_one_line(home):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        refused = run("serve", PORT=str(port), **home)
    assert refused.returncode == 1
    assert refused.stderr.strip() == f"Portti {port} on varattu. Anna toinen: PORT={port + 1}"


def test_serving_makes_the_database_and_ends_within_two_seconds_of_ctrl_c(home):
    with socket.socket() as plug:
        plug.bind(("127.0.0.1", 0))
        port = plug.getsockname()[1]
    served = subprocess.Popen(  # noqa: S603
        [PUNOS, "serve"],
        env={**os.environ, **home, "PORT": str(port)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        _wait_for(f"http://127.0.0.1:{port}/terve/", served)
        with socket.create_connection(("127.0.0.1", port)) as open_page:
            open_page.sendall(b"GET /kirjaudu/ HTTP/1.1\r\nHost: localhost\r\n\r\n")
            # The first start collects the files of the looks, so that pages open at once.
            assert open_page.recv(100).startswith(b"HTTP/1.1 200 ")
            begun = time.monotonic()
            served.send_signal(signal.SIGINT)
            told, _ = served.communicate(timeout=10)
        assert time.monotonic() - begun < 2
        assert f"http://localhost:{port}/" in told
        assert "Traceback" not in told
        # Whoever copies the file of a stopped program has everything.
        log = Path(home["PUNOS_HOME"]) / "var" / "punos.sqlite3-wal"
        assert not log.exists() or log.stat().st_size == 0
    finally:
        served.kill()


def _wait_for(address: str, served: subprocess.Popen[str]) -> None:
    deadline = time.monotonic() + 45
    while time.monotonic() < deadline and served.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=2) as answer:  # noqa: S310
                assert answer.read().decode() == "Kunnossa.\n"
                return
        except OSError:
            time.sleep(0.1)
    pytest.fail(served.communicate(timeout=5)[0])


@pytest.mark.django_db
def test_chains_that_hold_are_told_to_hold(world, capsys):
    assert main(["audit", "verify"]) == 0
    assert "Kaikki lokin ketjut ovat ehjiä." in capsys.readouterr().out


@pytest.mark.django_db
def test_a_changed_row_is_found_and_the_first_break_is_named(world, capsys):
    row = AuditEvent.objects.filter(case_id=str(world.case.pk)).order_by("number").first()
    AuditEvent.objects.filter(pk=row.pk).update(event="access.case.never")
    assert main(["audit", "verify"]) == 1
    told = capsys.readouterr().out
    assert f"Ketju {world.case.pk} katkeaa kohdassa {row.number}: riviä on muutettu." in told


@pytest.mark.django_db
def test_one_who_is_shut_out_is_named_by_address_and_only_once(world, capsys):
    Person.objects.filter(pk=world.omar.pk).update(email="omar@punos.example")
    assert main(["disable", "kuka@punos.example"]) == 1
    assert "Tällä sähköpostilla ei ole ketään." in capsys.readouterr().err
    assert main(["disable", "Omar@punos.example"]) == 0
    assert "Tunnus on suljettu." in capsys.readouterr().out
    assert not Person.objects.get(pk=world.omar.pk).is_active
    assert AuditEvent.objects.filter(event="people.person.disabled").count() == 1
    assert main(["disable", "omar@punos.example"]) == 1
    assert "on jo suljettu" in capsys.readouterr().err
    assert main(["enable", "omar@punos.example"]) == 0
    assert "Tunnus on auki." in capsys.readouterr().out
    assert Person.objects.get(pk=world.omar.pk).is_active
    assert AuditEvent.objects.filter(event="people.person.enabled").count() == 1
    assert main(["enable", "omar@punos.example"]) == 1
    assert "on jo auki" in capsys.readouterr().err


@pytest.mark.django_db
def test_the_doctor_finds_a_sound_installation_sound(world):
    problems = {each.what: each.problem for each in doctor.findings() if each.problem}
    assert set(problems) <= {"ulkoasun tiedostot"}, problems


@pytest.mark.django_db
def test_the_doctor_names_a_broken_chain_and_people_who_are_not_real(world, settings):
    AuditEvent.objects.filter(case_id=str(world.case.pk)).first().delete()
    settings.PRODUCTION = True
    DemoArea.objects.create()
    problems = {each.what: each.problem for each in doctor.findings()}
    assert "katkeaa" in problems["lokin ketjut"]
    assert "keksittyjä ihmisiä" in problems["esittelytila"]
    assert "kehittäjän avaimia" in problems["avaimet"]


@pytest.mark.django_db
def test_a_database_with_other_people_is_never_made_a_demo_area(world, settings):
    settings.DEMO = True
    before = Person.objects.count()
    for anew in (False, True):
        with pytest.raises(Refusal, match="Niihin ei kosketa"):
            area.make(lambda _done, _all: None, anew=anew)
    assert Person.objects.count() == before


@pytest.mark.django_db
def test_the_area_is_made_in_demo_mode_only(settings):
    settings.DEMO = False
    with pytest.raises(Refusal, match="PUNOS_DEMO=1"):
        area.make(lambda _done, _all: None)


@pytest.mark.django_db
def test_a_tick_runs_every_job_and_twice_does_no_harm(world):
    assert {"people", "trace"} <= {room for room, _run in worker.jobs()}
    assert worker.tick() == []
    assert worker.tick() == []
    assert AuditEvent.objects.filter(event="trace.heads.chained").count() == 1


@pytest.mark.django_db
def test_a_job_that_fails_stops_no_other(world, monkeypatch):
    def broken(_now):
        raise RuntimeError("x")

    done = []
    monkeypatch.setattr(worker, "jobs", lambda: [("a", broken), ("b", done.append)])
    assert worker.tick() == ["a"]
    assert len(done) == 1

"""S4.4 · What a production installation sets: sealed connections, cookies, no warnings of Django."""

import json
import os
import secrets
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

pytestmark = pytest.mark.xdist_group("production")
ASKED = """
import json
import django
django.setup()
from django.conf import settings
from django.test import RequestFactory
from django.core.handlers.base import BaseHandler
names = [name for name in dir(settings) if name.isupper() and "KEY" not in name]
kept = {name: getattr(settings, name) for name in names if "COOKIE" in name or "SECURE" in name}
handler = BaseHandler()
handler.load_middleware()
def ask(path, **facts):
    answer = handler.get_response(RequestFactory().get(path, headers={"Host": "punos.example"}, **facts))
    cookies = {name: str(cookie.OutputString()) for name, cookie in answer.cookies.items()}
    return {"status": answer.status_code, "headers": dict(answer.headers), "cookies": cookies}
from punos.people.models import Person
forged = {"HTTP_X_FORWARDED_PROTO": "https"}
print(json.dumps({
    "kept": kept,
    "people": Person.objects.count(),
    "sealed": ask("/kirjaudu/", secure=True),
    "bare": ask("/kirjaudu/"),
    "forged": ask("/kirjaudu/", **forged),
}, default=str))
"""


@pytest.fixture(scope="module")
def environ(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The least that production asks for."""
    home = tmp_path_factory.mktemp("home")
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "punos.config.settings",
        "PUNOS_HOME": str(home),
        "PUNOS_PRODUCTION": "1",
        "PUNOS_SECRET_KEY": secrets.token_urlsafe(50),
        "PUNOS_IDENTITY_KEY": secrets.token_urlsafe(50),
        "PUNOS_SEAL_KEYS": secrets.token_urlsafe(50),
        "PUNOS_HOSTS": "punos.example",
        "PUNOS_DATABASE": f"sqlite:///{home}/x.sqlite3",
        "PUNOS_BASE_URL": "https://punos.example",
    }


def python(environ: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603
        [sys.executable, *words],
        env=environ,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def collect(environ: dict[str, str]) -> None:
    """Collect no file but what the sign-in page names: an empty list would stop it."""
    static = Path(environ["PUNOS_HOME"]) / "var" / "static"
    static.mkdir(parents=True, exist_ok=True)
    done = python(environ, "-m", "django", "collectstatic", "--noinput", "-v0")
    assert done.returncode == 0, done.stderr
    done = python(environ, "-m", "django", "migrate", "-v0")
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def told(environ: dict[str, str]) -> dict[str, dict]:
    """What the program answers with these settings."""
    collect(environ)
    done = python(environ, "-c", ASKED)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_djangos_check_of_a_deployment_has_nothing_to_say(environ: dict[str, str]) -> None:
    done = python(environ, "-m", "django", "check", "--deploy", "--fail-level", "DEBUG")
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


def test_every_cookie_belongs_to_this_host_and_to_sealed_connections(told: dict) -> None:
    kept = told["kept"]
    for name in ("SESSION", "CSRF", "LANGUAGE"):
        assert kept[f"{name}_COOKIE_NAME"].startswith("__Host-")
    assert kept["SESSION_COOKIE_SECURE"]
    assert kept["CSRF_COOKIE_SECURE"]
    assert kept["SESSION_COOKIE_HTTPONLY"]
    assert told["sealed"]["status"] == 200
    for name, cookie in told["sealed"]["cookies"].items():
        assert name.startswith("__Host-")
        for word in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"):
            assert word in cookie
        assert "Domain" not in cookie
    assert told["sealed"]["cookies"]


def test_browsers_are_told_to_come_by_a_sealed_connection_for_a_year(told: dict) -> None:
    said = told["sealed"]["headers"]["Strict-Transport-Security"]
    assert said == f"max-age={365 * 24 * 3600}; includeSubDomains"


def test_an_open_connection_is_led_to_a_sealed_one_and_a_forged_header_seals_none(
    told: dict,
) -> None:
    for asked in ("bare", "forged"):
        assert told[asked]["status"] == 301
        assert told[asked]["headers"]["Location"] == "https://punos.example/kirjaudu/"
        assert told[asked]["cookies"] == {}


def test_a_fresh_installation_holds_nobody_and_no_default_account(told: dict) -> None:
    assert told["people"] == 0


def test_sessions_are_kept_as_json() -> None:
    """Nothing that a stranger may have written is unpickled."""
    assert settings.SESSION_SERIALIZER == "django.contrib.sessions.serializers.JSONSerializer"
    assert not [name for name in ("SIGNING_BACKEND",) if "pickle" in getattr(settings, name)]

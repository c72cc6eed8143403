"""S4.4 · Nothing lies about: what tries of the internet ask for is not here, and no version either."""

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from tests.world import World, signed_in

PATHS = [
    ".git/config",
    ".git/HEAD",
    ".gitignore",
    ".svn/entries",
    ".hg/store",
    ".env",
    ".env.local",
    ".env.production",
    ".htaccess",
    ".DS_Store",
    ".ssh/id_rsa",
    ".aws/credentials",
    ".npmrc",
    ".dockerenv",
    "Dockerfile",
    "docker-compose.yml",
    "Makefile",
    "pyproject.toml",
    "package.json",
    "package-lock.json",
    "requirements.txt",
    "manage.py",
    "settings.py",
    "README.md",
    "CHANGELOG.md",
    "SECURITY.md",
    "locks/",
    "docs/",
    "src/",
    "tests/",
    "var/",
    "var/punos.sqlite3",
    "punos.sqlite3",
    "db.sqlite3",
    "backup.sql",
    "dump.sql",
    "backup.zip",
    "static/",
    "static/../.env",
    "static/%2e%2e/settings.py",
    "static/staticfiles.json",
    "media/",
    "uploads/",
    "admin/",
    "admin/login/",
    "django-admin/",
    "wp-login.php",
    "wp-admin/",
    "phpmyadmin/",
    "phpinfo.php",
    "server-status",
    "metrics",
    "metrics/",
    "prometheus",
    "debug/",
    "__debug__/",
    "silk/",
    "swagger/",
    "openapi.json",
    "api/",
    "api/docs/",
    "graphql",
    "actuator/env",
    "console/",
    "jsi18n/",
    "accounts/login/",
    "accounts/signup/",
    "rest-auth/login/",
    "test/",
]


@pytest.mark.django_db
@pytest.mark.parametrize("path", PATHS)
def test_what_probes_ask_for_is_not_here(client: Client, path: str) -> None:
    assert len(PATHS) >= 60
    assert client.get(f"/{path}").status_code == 404


def test_one_who_is_signed_in_finds_no_more(world: World) -> None:
    browser = signed_in(world.leena)
    assert {browser.get(f"/{path}").status_code for path in PATHS} == {404}


def test_no_answer_names_a_version_or_a_fault_of_ours(world: World) -> None:
    assert settings.DEBUG is False
    page = signed_in(world.leena).get("/eiole/")
    told = page.content.decode() + str(dict(page.headers))
    for word in ("Django", "Traceback", "urlpatterns", "uvicorn", "Python", settings.SECRET_KEY):
        assert word not in told


def test_whether_the_program_can_serve_is_told_without_anything_else(client: Client, db) -> None:
    assert client.get(reverse("health")).content == b"Kunnossa.\n"

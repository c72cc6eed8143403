"""No admin site and no field of title opens anything (ADR 0009)."""

from pathlib import Path

from django.conf import settings
from django.urls import get_resolver

SOURCE = Path(__file__).resolve().parent.parent.parent / "src" / "punos"


def test_there_is_no_admin_site() -> None:
    assert not [each for each in settings.INSTALLED_APPS if each.startswith("django.contrib.admin")]
    assert "admin" not in get_resolver().app_dict


def test_the_policy_does_not_know_superusers_and_staff() -> None:
    policy = (SOURCE / "access" / "policy.py").read_text(encoding="utf-8")
    code = [line for line in policy.partition('"""')[2].partition('"""')[2].splitlines() if line]
    assert not [line for line in code if "is_superuser" in line or "is_staff" in line]

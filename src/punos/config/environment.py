"""Reads and judges the environment. Says in plain words what is missing, and where it is told."""

import os
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit


def flag(name: str) -> bool:
    """Return whether the variable is set to 1, true or yes."""
    return os.environ.get(name, "").lower() in {"1", "true", "yes"}


def words(name: str, otherwise: str = "") -> list[str]:
    """Return the words of a variable, apart at commas; without it those of the other text."""
    return [each.strip() for each in os.environ.get(name, otherwise).split(",") if each.strip()]


def mail_settings(address: str) -> dict[str, Any]:
    """Return Django's settings of mail from smtp://name:word@host:port?tls=starttls|direct|no."""
    place = urlsplit(address)
    tls = parse_qs(place.query).get("tls", ["starttls"])[0]
    return {
        "EMAIL_HOST": place.hostname or "",
        "EMAIL_PORT": place.port or {"starttls": 587, "direct": 465}.get(tls, 25),
        "EMAIL_HOST_USER": unquote(place.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(place.password or ""),
        "EMAIL_USE_TLS": tls == "starttls",
        "EMAIL_USE_SSL": tls == "direct",
        "EMAIL_TIMEOUT": 20,
    }


def missing_for_production(
    environ: Mapping[str, str], *, demo: bool, production: bool
) -> list[str]:
    """Return what keeps this environment from serving real people, a sentence each."""
    if not production:
        return []
    problems = [
        f"Punos ei käynnisty: aseta {name} ({why})."
        for name, why in {
            "PUNOS_SECRET_KEY": "vähintään 50 satunnaista merkkiä",
            "PUNOS_IDENTITY_KEY": "henkilötunnusten tiivisteen avain",
            "PUNOS_SEAL_KEYS": "avain, jolla toisen vaiheen salaisuudet suljetaan",
            "PUNOS_HOSTS": "osoitteet, joissa palvelu vastaa, pilkuin eroteltuna",
            "PUNOS_DATABASE": "postgres://…",
            "PUNOS_BASE_URL": "https://…; TLS kuuluu edessä olevalle palvelimelle",
        }.items()
        if not environ.get(name)
    ]
    if demo:
        problems.append("Punos ei käynnisty: esittelytila (PUNOS_DEMO) ei sovi tuotantoon.")
    if environ.get("PUNOS_BASE_URL", "https://").startswith("http://"):
        problems.append("Punos ei käynnisty: PUNOS_BASE_URL alkaa https://, jotta yhteys salataan.")
    if problems:
        problems.append("Asetukset on kerrottu tiedostossa docs/settings.md.")
    return problems

"""Reads and judges the environment. Says in plain words what is missing, and where it is told."""

import os
from collections.abc import Mapping


def flag(name: str) -> bool:
    """Return whether the variable is set to 1, true or yes."""
    return os.environ.get(name, "").lower() in {"1", "true", "yes"}


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

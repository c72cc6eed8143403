"""Pure rules of the network: who may be the statutory own worker, and who may stand in."""

import hashlib
from datetime import date
from typing import Any

SOCIAL, HEALTH = "social", "health"


def why_not_own_worker(field: str, reason: str) -> str:
    """Return the code of why a person of this field may not be the statutory own worker, or ''.

    Social Welfare Act § 42: a social-care professional; a health professional with a reason.
    """
    if field == SOCIAL or (field == HEALTH and reason.strip()):
        return ""
    return "needs_reason" if field == HEALTH else "not_a_profession_for_it"


def handles_identity(field: str) -> bool:
    """Return whether this field of work may handle identity codes (data-protection act § 29)."""
    return field in (SOCIAL, HEALTH)


def default_until(today: date, months: int = 6) -> date:
    """Return the day that many months on; the last of the month where the day is missing."""
    month = today.month - 1 + months
    year, month = today.year + month // 12, month % 12 + 1
    for day in range(today.day, 27, -1):
        try:
            return date(year, month, day)
        except ValueError:
            continue
    return date(year, month, min(today.day, 28))


def grown_up_on(born_on: date) -> date:
    """Return the day on which a person turns 18; one born on a leap day on 1 March."""
    try:
        return born_on.replace(year=born_on.year + 18)
    except ValueError:
        return date(born_on.year + 18, 3, 1)


def first_level(content: dict[str, Any]) -> str:
    """Return the level on which a new work starts; '' for a model without levels."""
    levels = content["model"].get("levels") or []
    return str(levels[0]["id"]) if levels else ""


def hash_of(token: str) -> str:
    """Return what is stored of a link: never the link itself."""
    return hashlib.sha256(token.encode()).hexdigest()

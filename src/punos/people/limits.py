"""How often a door may be tried. Counted in the cache that all processes share (TRUST 6.3.1).

A sprayer is stopped by what he has in common: his address, or the account. Two hundred
colleagues share an address too, so right tries are forgiven, and a browser in which somebody has
signed in before has a count of its own that no stranger can fill (fault 30).
"""

import hashlib
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from allauth.core.internal.ratelimit import get_ip
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _

from punos import clock
from punos.people.queries import time_words


@dataclass(frozen=True, slots=True)
class Limit:
    """So many tries in so long a time."""

    name: str
    most: int
    span: timedelta


ACCOUNT = Limit("account", 5, timedelta(minutes=5))
BROWSER = Limit("browser", 5, timedelta(minutes=5))
PLACE = Limit("place", 50, timedelta(minutes=10))
DIGITS = Limit("digits", 5, timedelta(minutes=10))
DIGITS_PLACE = Limit("digits_place", 20, timedelta(minutes=10))
OWN_PASSWORD = Limit("own_password", 5, timedelta(minutes=5))
ASKED = Limit("asked", 5, timedelta(hours=1))
ASKED_PLACE = Limit("asked_place", 60, timedelta(minutes=10))
INVITED = Limit("invited", 30, timedelta(days=1))
# Wrong proofs at the doors of others: each costs a signature to check.
DOOR_PLACE = Limit("door_place", 100, timedelta(minutes=10))
# A paper is dear to make.
PAPER = Limit("paper", 30, timedelta(minutes=10))
PASSKEY_PLACE = Limit("passkey_place", 50, timedelta(minutes=10))

LOCK_WAIT, LOCK_LASTS = 1.0, 10
# How long the cache keeps a count: as long as the longest of them.
LONGEST = int(timedelta(days=1).total_seconds())


@dataclass(frozen=True, slots=True)
class Spent:
    """Tries that were counted; `forgive` takes them back when the try was right."""

    keys: tuple[str, ...]
    mark: str

    def forgive(self) -> None:
        with transaction.atomic():
            for key in self.keys:
                _take_back(key, self.mark)


def spend(*counts: tuple[Limit, str]) -> Spent:
    """Count one try in each; raises ValidationError with the hour when one of them is full.

    What is full is not counted further: trying on does not put the hour off.
    """
    spent = Spent(tuple(_key(limit, who) for limit, who in counts), secrets.token_hex(8))
    with transaction.atomic():
        waits = [_count(limit, _key(limit, who), spent.mark) for limit, who in counts]
    if wait := max(waits):
        spent.forgive()
        raise too_many(wait)
    return spent


def too_many(wait: float) -> ValidationError:
    """Return the sentence of one who has to wait, with the hour."""
    hour = time_words(clock.now() + timedelta(seconds=wait + 60))
    sentence = _("Liian monta yritystä. Yritä uudelleen kello %(hour)s.") % {"hour": hour}
    return ValidationError(sentence, code="rate")


def place_of(request: HttpRequest) -> str:
    """Return the address the request comes from; a forged header changes nothing (PUNOS_PROXIES)."""
    return str(get_ip(request))


def _key(limit: Limit, who: str) -> str:
    return f"limit:{limit.name}:{hashlib.sha256(who.encode()).hexdigest()}"


def _count(limit: Limit, key: str, mark: str) -> float:
    """Count a try; return how many seconds to wait, nothing if it may go on."""
    with _alone(key) as is_alone:
        if not is_alone:
            return LOCK_WAIT
        now, span = clock.now().timestamp(), limit.span.total_seconds()
        held = {each: at for each, at in cache.get(key, {}).items() if at > now - span}
        if len(held) >= limit.most:
            return float(min(held.values()) + span - now)
        cache.set(key, {**held, mark: now}, LONGEST)
        return 0.0


def _take_back(key: str, mark: str) -> None:
    """Forget one try; what could not get its turn holds a little more, never less."""
    with _alone(key) as is_alone:
        if is_alone and (held := cache.get(key)) and held.pop(mark, None):
            cache.set(key, held, LONGEST)


@contextmanager
def _alone(key: str) -> Iterator[bool]:
    """Let one process at a time count; who cannot get its turn in a second is told to wait."""
    lock, deadline = f"{key}:lock", time.monotonic() + LOCK_WAIT
    while not cache.add(lock, 1, LOCK_LASTS):
        if time.monotonic() > deadline:
            yield False
            return
        time.sleep(0.01)
    try:
        yield True
    finally:
        cache.delete(lock)

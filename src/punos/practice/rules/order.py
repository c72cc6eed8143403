"""In which order people speak in a meeting."""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256

from punos.practice.rules.shape import Model

_CLIENT, _CHAIR, _RECORDER = "client", "chair", "recorder"


@dataclass(frozen=True, slots=True)
class Speaker:
    """Somebody in the meeting: an own key and the roles the person has there."""

    key: Hashable
    roles: frozenset[str]


@dataclass(frozen=True, slots=True)
class Word:
    """One turn of speaking: who, in which role, and whether it is the last word."""

    key: Hashable
    role: str
    is_last_word: bool = False


def speaking_order(
    model: Model, variant: str, people: Iterable[Speaker], held_on: date
) -> list[Word]:
    """Order the round so that the client speaks first and last, and nobody else is always last."""
    # Whoever speaks first sets the topic, and the topic is the client's (S0.3, S1.6).
    # Others rotate by date, not at random: the chair can say in advance who is next.
    order = model.variant(variant).speaking_order
    places: dict[int, list[Word]] = {}
    for person in people:
        role = _role(person.roles, order)
        if role:
            places.setdefault(_place(role, order), []).append(Word(person.key, role))
    words = [word for _, group in sorted(places.items()) for word in _rotated(group, held_on)]
    closing = [replace(word, is_last_word=True) for word in words if word.role == model.last_word]
    return words + closing


def _role(roles: frozenset[str], order: tuple[str, ...]) -> str:
    """Return the role the person speaks in; none for one who is only there to write."""
    if _CLIENT in roles:
        return _CLIENT
    if _CHAIR in roles:
        return _CHAIR
    listed = [role for role in order if role in roles]
    others = sorted(roles - {_RECORDER})
    return (listed or others or [""])[0]


def _place(role: str, order: tuple[str, ...]) -> int:
    if role == _CLIENT:
        return -1
    if role == _CHAIR:
        return len(order) + 1
    return order.index(role) if role in order else len(order)


def _rotated(group: list[Word], held_on: date) -> list[Word]:
    # The day's own number would not do: of two who meet every 14 days the same one would be
    # last each time. Its digest falls evenly whatever the interval between meetings is.
    digest = sha256(held_on.isoformat().encode()).digest()
    first = int.from_bytes(digest[:8]) % len(group)
    group = sorted(group, key=lambda word: str(word.key))
    return group[first:] + group[:first]

"""Which parts an operating model has and of what kind each is, and what does not fit that.

A key with a question mark may be left out; a key that is not here at all is most often a slip
of the pen and is told. A list has one shape for all its items; a mapping under "*" has names of
its own; `object` is anything, kept for a room that reads it itself.
"""

from collections.abc import Iterator, Mapping
from typing import Any

_TEXTS = {"fi": str, "sv?": str, "en?": str}
_TERM = {"id": str, **_TEXTS}
# How the same is said to the client, who is spoken to and never of (DESIGN.md § 10).
_TO_CLIENT = {"to_client?": _TEXTS}
_STEP = (
    _TERM
    | _TO_CLIENT
    | {
        "owner": str,
        "due": str,
        "done_by": str,
        "repeat?": str,
        "reminders?": [str],
        "measure?": str,
        "variant?": str,
        "automatic?": bool,
        "scope?": str,
    }
)
_VARIANT = {
    "length_min?": int,
    "agenda?": [str],
    "minutes?": {"*": int},
    "speaking_order?": [str],
    "neutral_recorder?": bool,
    "reads_aloud?": str,
}
_MEETING = {
    "length_min?": int,
    "speaking_order?": [str],
    "note?": str,
    "max_people": int,
    "last_word": str,
    "variants?": {"*": _VARIANT},
    "agenda": [_TERM | {"min": int, "questions": [{"to": str, **_TEXTS}]}],
}
MODEL: dict[str, Any] = _TERM | {
    "for": _TEXTS,
    "not_for": _TEXTS,
    "core_steps": [str],
    "required_roles": [str],
    "usual_roles?": [str],
    "one_of?": [str],
    "optional_roles?": [str],
    "levels?": [_TERM | {"roles": [str]}],
    "phases": [_TERM | {"level?": str, "steps": [_STEP]}],
    "meeting": _MEETING,
    "consent": [str],
    "consent_extra?": [_TERM],
    "requirements?": [str],
    "suitability_check?": object,
    "suitability_rule?": object,
    "pilot_guard?": object,
    "escalation?": object,
    "site_profile?": object,
    "evaluation?": object,
}
SHARED: dict[str, Any] = {
    "due_grammar?": object,
    "speaking_note?": str,
    "role_note?": str,
    "anchor_rooms": {"*": str},
    "facts": [{"id": str, "room": str, "en?": str}],
    "roles": [_TERM | _TO_CLIENT | {"rule?": str}],
    "topics": [_TERM | {"rights": [str], "level": str}],
    "consent_elements": [_TERM | {"given_by?": str}],
    "minutes_fields": [_TERM | {"typed?": bool, "optional?": bool}],
}
HELP: dict[str, Any] = {
    "chair_help": [_TERM | {"when": str}],
    "recorder_rules": [_TERM],
}
_KINDS = {str: "teksti", int: "kokonaisluku", bool: "true tai false"}


def misfits(value: object, shape: Any, place: str = "") -> Iterator[str]:
    """Say, a sentence each, what is missing and what is of another kind than it should be."""
    if shape is object:
        return
    if isinstance(shape, dict):
        yield from _misfits_of_parts(value, shape, place)
    elif isinstance(shape, list):
        if not isinstance(value, list):
            yield f"Kohdan {place} pitää olla luettelo."
            return
        for number, item in enumerate(value, 1):
            yield from misfits(item, shape[0], _inside(place, _name(item, number)))
    elif type(value) is not shape:
        yield f"Kohdan {place} pitää olla {_KINDS[shape]}."
    elif value == "":
        yield f"Kohta {place} on tyhjä."


def _misfits_of_parts(value: object, shape: dict[str, Any], place: str) -> Iterator[str]:
    if not isinstance(value, Mapping):
        yield f"Kohdassa {place or 'tiedosto'} pitää olla nimettyjä kohtia."
        return
    if "*" in shape:
        shape = {str(key): shape["*"] for key in value}
    for key in value:
        if key not in shape and f"{key}?" not in shape:
            yield f"Kohtaa {_inside(place, key)} ei tunneta. Onko nimessä kirjoitusvirhe?"
    for key, inner in shape.items():
        name = key.removesuffix("?")
        if name in value:
            yield from misfits(value[name], inner, _inside(place, name))
        elif name == key:
            yield f"Kohta {_inside(place, name)} puuttuu."


def _inside(place: str, name: object) -> str:
    return f"{place} / {name}" if place else str(name)


def _name(item: object, number: int) -> str:
    known = item.get("id") if isinstance(item, Mapping) else None
    return known if isinstance(known, str) else f"{number}."

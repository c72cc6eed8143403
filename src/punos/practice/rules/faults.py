"""What is wrong with an operating model, in sentences for the one who keeps it.

Every sentence names the place and says what would do. No model with a fault is ever loaded.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from punos.practice.rules.due import BadDueError, parse, parse_span
from punos.practice.rules.outline import HELP, MODEL, SHARED, misfits
from punos.practice.rules.shape import ALL, HAND

_ROLE_LISTS = ("required_roles", "usual_roles", "one_of", "optional_roles")
_SCOPES = {"case", "site"}
Part = Mapping[str, Any]


def faults(content: Part) -> list[str]:
    """Return what keeps the content from being used, a sentence each; empty when it is sound."""
    model, shared = content.get("model"), content.get("shared")
    outline = [
        *misfits(model, MODEL),
        *misfits(shared, SHARED),
        *misfits(content.get("help"), HELP),
    ]
    if outline or not isinstance(model, Mapping) or not isinstance(shared, Mapping):
        return outline
    known = _Known(model, shared)
    return [
        *_of_doubles(model),
        *_of_roles(model, known),
        *_of_steps(model, known),
        *_of_meeting(model["meeting"], known),
        *_of_consent(model, known),
    ]


class _Known:
    """The codes that a model may use."""

    def __init__(self, model: Part, shared: Part) -> None:
        self.roles = {each["id"] for each in shared["roles"]}
        self.anchors = set(shared["anchor_rooms"])
        self.facts = self.anchors | {each["id"] for each in shared["facts"]} | {HAND}
        self.elements = {each["id"] for each in shared["consent_elements"]}
        self.levels = {each["id"] for each in model.get("levels", [])}
        self.variants = set(model["meeting"].get("variants", []))
        self.parts = {each["id"]: each["min"] for each in model["meeting"]["agenda"]}


def _unknown(place: str, what: str, code: str, known: Iterable[str]) -> Iterator[str]:
    if code not in known:
        choices = ", ".join(sorted(known)) or "ei mitään"
        yield f"{place}: {what} {code} ei ole tunnettu. Tunnetut ovat: {choices}."


def _all_steps(model: Part) -> list[Part]:
    return [step for phase in model["phases"] for step in phase["steps"]]


def _of_doubles(model: Part) -> Iterator[str]:
    lists = {
        "vaiheella": model["phases"],
        "askeleella": _all_steps(model),
        "tasolla": model.get("levels", []),
        "esityslistan kohdalla": model["meeting"]["agenda"],
    }
    for what, items in lists.items():
        for code, times in Counter(each["id"] for each in items).items():
            if times > 1:
                yield f"Usealla {what} on sama tunnus {code}. Anna jokaiselle oma."


def _of_roles(model: Part, known: _Known) -> Iterator[str]:
    for key in _ROLE_LISTS:
        for role in model.get(key, []):
            yield from _unknown(key, "rooli", role, known.roles)
    for level in model.get("levels", []):
        for role in level["roles"]:
            yield from _unknown(f"Taso {level['id']}", "rooli", role, known.roles)


def _of_steps(model: Part, known: _Known) -> Iterator[str]:
    steps = _all_steps(model)
    for core in model["core_steps"]:
        if core not in {step["id"] for step in steps}:
            yield f"Ydinaskel {core} puuttuu. Sen saa ajoittaa tai sanoa toisin, ei poistaa."
    for phase in model["phases"]:
        if "level" in phase:
            yield from _unknown(f"Vaihe {phase['id']}", "taso", phase["level"], known.levels)
    for step in steps:
        yield from _of_step(step, known)


def _of_step(step: Part, known: _Known) -> Iterator[str]:
    place = f"Askel {step['id']}"
    yield from _unknown(place, "rooli", step["owner"], known.roles)
    yield from _unknown(place, "tapahtuma", step["done_by"], known.facts)
    yield from _unknown(place, "laajuus", step.get("scope", "case"), _SCOPES)
    if "variant" in step:
        yield from _unknown(place, "tapaamisen muoto", step["variant"], known.variants)
    for expression in (step["due"], *step.get("reminders", [])):
        yield from _of_due(place, expression, known)
    try:
        parse_span(step.get("repeat", "1d"))
    except BadDueError:
        yield f"{place}: toistoväli {step['repeat']} on väärin. Kirjoita esimerkiksi 14d tai 5wd."


def _of_due(place: str, expression: str, known: _Known) -> Iterator[str]:
    try:
        anchor = parse(expression).anchor
    except BadDueError:
        yield (
            f"{place}: määräaika {expression} on väärin. "
            "Kirjoita esimerkiksi talk+5wd, meeting-10d tai close+2h."
        )
    else:
        yield from _unknown(place, "määräajan alku", anchor, known.anchors)


def _of_meeting(meeting: Part, known: _Known) -> Iterator[str]:
    yield from _unknown("Viimeinen sana", "rooli", meeting["last_word"], known.roles)
    for part in meeting["agenda"]:
        for question in part["questions"]:
            place = f"Esityslistan kohdan {part['id']} kysymys"
            yield from _unknown(place, "rooli", question["to"], known.roles | {ALL})
    if meeting.get("variants", {"": {}}) == {}:
        yield "Tapaamisen muotoja (variants) on oltava ainakin yksi, tai jätä kohta pois."
    for name, variant in meeting.get("variants", {"": {}}).items():
        yield from _of_variant(f"Tapaaminen {name}".strip(), {**meeting, **variant}, known, variant)


def _of_variant(place: str, whole: Part, known: _Known, variant: Part) -> Iterator[str]:
    for key in ("length_min", "speaking_order"):
        if key not in whole:
            yield f"{place}: kohta {key} puuttuu."
    for role in (*whole.get("speaking_order", []), variant.get("reads_aloud", "recorder")):
        yield from _unknown(place, "rooli", role, known.roles)
    chosen, changed = variant.get("agenda", list(known.parts)), variant.get("minutes", {})
    for part in dict.fromkeys([*chosen, *changed]):
        yield from _unknown(place, "esityslistan kohta", part, known.parts)
    total = sum((known.parts | changed).get(part, 0) for part in chosen)
    if total != whole.get("length_min", total):
        yield (
            f"{place}: esityslista kestää {total} minuuttia, "
            f"mutta tapaaminen {whole['length_min']} minuuttia."
        )


def _of_consent(model: Part, known: _Known) -> Iterator[str]:
    for element in model["consent"]:
        yield from _unknown("Suostumus", "kohta", element, known.elements)

"""S4.1 · A mistake in an operating model is told in plain Finnish before anything is loaded."""

from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from punos import clock
from punos.practice.rules import Names, agenda, faults, read, status
from punos.practice.tests.reading import content_of

NAMES = ["ohjaamo", "paijat-hame", "posote20", "varsinais-suomi"]


def broken(change) -> list[str]:
    content = deepcopy(content_of("ohjaamo"))
    change(content["model"])
    return faults(content)


def step(model: dict[str, Any], phase: int = 0, number: int = 0) -> dict[str, Any]:
    return model["phases"][phase]["steps"][number]


@pytest.mark.parametrize("name", NAMES)
def test_the_four_models_are_sound(name: str) -> None:
    assert faults(content_of(name)) == []


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (
            lambda m: step(m).update(owner="opettaja"),
            "Askel a1: rooli opettaja ei ole tunnettu. Tunnetut ovat: catcher, chair, client,",
        ),
        (
            lambda m: step(m).update(due="talk+5viikkoa"),
            "Askel a1: määräaika talk+5viikkoa on väärin. Kirjoita esimerkiksi talk+5wd,",
        ),
        (
            lambda m: step(m).update(due="birth+5d"),
            "Askel a1: määräajan alku birth ei ole tunnettu. Tunnetut ovat: close, consent,",
        ),
        (
            lambda m: step(m, 0, 7).update(reminders=["meeting-1h", "eilen"]),
            "Askel a8: määräaika eilen on väärin.",
        ),
        (
            lambda m: step(m).update(repeat="joka päivä"),
            "Askel a1: toistoväli joka päivä on väärin. Kirjoita esimerkiksi 14d tai 5wd.",
        ),
        (
            lambda m: step(m).update(done_by="valmis"),
            "Askel a1: tapahtuma valmis ei ole tunnettu.",
        ),
        (
            lambda m: m["phases"][0]["steps"].pop(0),
            "Ydinaskel a1 puuttuu. Sen saa ajoittaa tai sanoa toisin, ei poistaa.",
        ),
        (
            lambda m: step(m, 1).update(id="a1"),
            "Usealla askeleella on sama tunnus a1. Anna jokaiselle oma.",
        ),
        (
            lambda m: m["meeting"]["agenda"][0].update(min=9),
            "Tapaaminen: esityslista kestää 76 minuuttia, mutta tapaaminen 75 minuuttia.",
        ),
        (
            lambda m: m["meeting"]["agenda"][0]["questions"][0].update(to="kaikki"),
            "Esityslistan kohdan g1 kysymys: rooli kaikki ei ole tunnettu.",
        ),
        (
            lambda m: m["meeting"]["agenda"][1].update(id="g1"),
            "Usealla esityslistan kohdalla on sama tunnus g1. Anna jokaiselle oma.",
        ),
        (
            lambda m: m["meeting"]["speaking_order"].append("yleisö"),
            "Tapaaminen: rooli yleisö ei ole tunnettu.",
        ),
        (
            lambda m: m["phases"][0].update(level="L1"),
            "Vaihe before: taso L1 ei ole tunnettu. Tunnetut ovat: ei mitään.",
        ),
        (
            lambda m: m["consent"].append("kaikki"),
            "Suostumus: kohta kaikki ei ole tunnettu.",
        ),
        (
            lambda m: step(m).pop("due"),
            "Kohta phases / before / steps / a1 / due puuttuu.",
        ),
        (
            lambda m: step(m).update(fi=""),
            "Kohta phases / before / steps / a1 / fi on tyhjä.",
        ),
        (
            lambda m: step(m).update(repaet="14d"),
            "Kohtaa phases / before / steps / a1 / repaet ei tunneta.",
        ),
        (
            lambda m: m["meeting"]["agenda"][0].update(min="8"),
            "Kohdan meeting / agenda / g1 / min pitää olla kokonaisluku.",
        ),
        (lambda m: m.update(phases="ei"), "Kohdan phases pitää olla luettelo."),
        (lambda m: m.clear(), "Kohta id puuttuu."),
    ],
)
def test_each_mistake_is_told_with_its_place_and_what_would_do(change, told: str) -> None:
    assert any(sentence.startswith(told) for sentence in broken(change)), broken(change)


def test_the_minutes_of_each_way_to_meet_are_added_up_apart() -> None:
    content = deepcopy(content_of("varsinais-suomi"))
    content["model"]["meeting"]["variants"]["pair"]["minutes"] = {}
    assert faults(content) == [
        "Tapaaminen pair: esityslista kestää 39 minuuttia, mutta tapaaminen 45 minuuttia."
    ]


@pytest.mark.parametrize("content", [{}, {"model": None}, {"model": [], "shared": "x"}])
def test_a_file_that_is_something_else_altogether_is_told_so(content: dict[str, Any]) -> None:
    assert faults(content)


def places(value: Any, path: tuple = ()) -> list[tuple]:
    found = [path] if path else []
    items = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    for key, inner in items:
        found += places(inner, (*path, key))
    return found


CONTENTS = {name: content_of(name) for name in NAMES}
PLACES = {name: places(content["model"]) for name, content in CONTENTS.items()}
JUNK = st.sampled_from([None, "", "x", 0, -1, True, [], {}, [None], {"id": "x"}, "a1", "close+1d"])


@given(st.sampled_from(NAMES), st.data())
def test_whatever_is_broken_is_either_told_or_harmless(name: str, data: st.DataObject) -> None:
    content = deepcopy(CONTENTS[name])
    for path in data.draw(st.lists(st.sampled_from(PLACES[name]), min_size=1, max_size=2)):
        inner = content["model"]
        try:
            for key in path[:-1]:
                inner = inner[key]
            inner[path[-1]] = data.draw(JUNK)
        except (KeyError, IndexError, TypeError):
            continue  # the first break took this place away
    if not faults(content):
        model = read(content)
        status(model, [], [], clock.now(), in_use={"hit", "talk"})
        for variant in model.variants:
            agenda(model, variant, clock.now(), Names("Aino"))

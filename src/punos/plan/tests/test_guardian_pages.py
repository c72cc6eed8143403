"""S4.4 · From a minor's first visit to what the guardian sees: every page of the way (CDL § 51)."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from punos.access.models import GuardianDecision
from punos.access.tests.acts import decide, make_minor, seat_guardian
from punos.network.models import Seat
from punos.people.actor import Level
from punos.people.models import Person
from punos.plan import actions as plan
from tests.world import World, a, signed_in

STRANGERS = ["outi", "eero", "pekka"]


def at(name: str, *parts: Any) -> str:
    return reverse(name, args=parts)


def read(browser: Client, name: str, *parts: Any) -> str:
    answer = browser.get(at(name, *parts))
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def step(world: World, what: str = "Soitan pajalle.") -> Any:
    return plan.add_step(by=a(world.aino), case_id=world.case.pk, what=what)


def decision(world: World, *entries: Any, **facts: Any) -> dict[str, Any]:
    return {
        "entries": [str(entry.pk) for entry in entries],
        "could_decide": "yes",
        "assessed_by_id": str(world.leena.pk),
        "forbids": "no",
        "despite": "",
        "is_shown": "yes",
        "reason": "Aino haluaa näyttää tämän.",
        **facts,
    }


def test_the_whole_way_from_a_place_to_an_end(world: World) -> None:
    make_minor(world)
    shown, hidden = step(world), step(world, "Mietin yksin.")
    leena, case = signed_in(world.leena), world.case.pk
    assert at("guardians", case) in read(leena, "network", case)
    person = {"first_name": "Marja", "last_name": "Mäki", "relation": "äiti", "custody": "joint"}
    assert "/kutsu/" in leena.post(at("guardians", case), person).content.decode()
    seat = Seat.objects.get(person__first_name="Marja")
    assert "Ei ole vielä vastannut" in read(signed_in(world.aino), "consents", case)
    answered = guardian_answers(leena, case, seat)
    assert answered.get(at("plan", case)).status_code == 404
    page = read(leena, "guardian-decide", case, seat.pk)
    assert shown.what in page
    assert (
        leena.post(at("guardian-decide", case, seat.pk), decision(world, shown)).status_code == 302
    )
    marja = signed_in(seat.person, Level.DEVICE)
    assert shown.what in read(marja, "plan", case)
    assert hidden.what not in read(marja, "plan", case)
    told = read(signed_in(world.aino), "consents", case)
    for words in ("Marja Mäki", "Näkee 1 kirjauksen", "Aino haluaa näyttää tämän.", "Leena"):
        assert words in told
    assert leena.post(at("guardian-end", case, seat.pk)).status_code == 302
    assert marja.get(at("plan", case)).status_code == 404
    told = read(signed_in(world.aino), "consents", case)
    assert "Näkee 1 kirjauksen" not in told
    assert "Marja Mäki</b> katsoi suunnitelman" in told


def guardian_answers(leena: Client, case: Any, seat: Seat) -> Client:
    """Open a new link in the guardian's own browser and promise silence."""
    page = leena.post(at("guardian-link", case, seat.pk)).content.decode()
    link = page[page.index("/kutsu/") :].split("<")[0].strip()
    browser = Client()
    invited = browser.get(link).content.decode()
    assert "Sinulle tehtiin paikka huoltajana" in invited
    assert browser.post(link, {"answer": "yes"}).status_code == 302
    return browser


@pytest.mark.parametrize("age", [18, None])
def test_an_adult_or_one_of_unknown_age_is_never_offered_these_pages(
    world: World, age: int | None
) -> None:
    if age is None:
        Person.objects.filter(pk=world.aino.pk).update(born_on=None)
    else:
        make_minor(world, age)
    leena = signed_in(world.leena)
    assert at("guardians", world.case.pk) not in read(leena, "network", world.case.pk)
    assert leena.get(at("guardians", world.case.pk)).status_code == 404
    assert "uoltaja" not in read(signed_in(world.aino), "consents", world.case.pk)


@pytest.mark.parametrize("name", ["aino", "omar", "veikko", *STRANGERS])
def test_the_minor_and_everybody_else_finds_no_such_pages(world: World, name: str) -> None:
    seat, entry = seat_guardian(world), step(world)
    browser = signed_in(world.cast[name], Level.STRONG)
    assert browser.get(at("guardians", world.case.pk)).status_code == 404
    where = at("guardian-decide", world.case.pk, seat.pk)
    assert browser.get(where).status_code == 404
    assert browser.post(where, decision(world, entry)).status_code == 404
    assert not GuardianDecision.objects.exists()


def test_a_binding_no_is_said_on_the_page_and_nothing_is_shown(world: World) -> None:
    seat, entry = seat_guardian(world), step(world)
    leena, where = signed_in(world.leena), at("guardian-decide", world.case.pk, seat.pk)
    answer = leena.post(where, decision(world, entry, forbids="yes"))
    assert "Nuoren kielto sitoo." in answer.content.decode()
    assert not GuardianDecision.objects.exists()
    assert leena.post(where, decision(world, entry, reason="")).status_code == 200
    assert not GuardianDecision.objects.exists()


def test_a_private_step_is_neither_listed_nor_shown(world: World) -> None:
    seat = seat_guardian(world)
    private = plan.add_step(
        by=a(world.aino), case_id=world.case.pk, what="Vain meidän kesken.", is_private=True
    )
    page = read(signed_in(world.leena), "guardian-decide", world.case.pk, seat.pk)
    assert private.what not in page
    where = at("guardian-decide", world.case.pk, seat.pk)
    signed_in(world.leena).post(where, decision(world, private))
    assert not GuardianDecision.objects.exists()


def test_a_shown_step_goes_with_its_parts_and_is_not_marked_private(world: World) -> None:
    seat, entry = seat_guardian(world), step(world)
    part = plan.add_step(
        by=a(world.aino), case_id=world.case.pk, what="Etsin numeron.", parent_id=entry.pk
    )
    where = at("guardian-decide", world.case.pk, seat.pk)
    signed_in(world.leena).post(where, decision(world, entry))
    assert part.what in read(signed_in(seat.person, Level.DEVICE), "plan", world.case.pk)
    decide(world, seat, entry, is_shown=False)
    assert signed_in(seat.person, Level.DEVICE).get(at("plan", world.case.pk)).status_code == 200

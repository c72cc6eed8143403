"""S4.4 · A disclosure permit has a form: what, from whom, to whom, until when, and a way back."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from punos import clock
from punos.access.models import DisclosurePermit
from punos.network import actions as network
from punos.network.tests.pages import page, read
from punos.notices.queries import mine
from punos.people.actor import Level
from tests.world import World, a, signed_in

STRANGERS = ["outi", "eero", "pekka"]


def form(world: World, **facts: Any) -> dict[str, Any]:
    return {
        "from_organisation": str(world.health.organisation.pk),
        "to_organisation": str(world.centre.organisation.pk),
        "data": "Hoitosuunnitelma",
        "until_on": "",
        **facts,
    }


def aino(world: World) -> Client:
    return signed_in(world.aino)


def test_the_client_gives_a_permit_reads_what_it_means_and_takes_it_back(world: World) -> None:
    browser, at = aino(world), page("permits", world.case.pk)
    assert "OmaKannassa" in read(browser, "permits", world.case.pk)
    assert browser.post(at, form(world)).status_code == 302
    told = read(browser, "permits", world.case.pk)
    for words in ("Hoitosuunnitelma", world.health.organisation.name, "toistaiseksi"):
        assert words in told
    permit = DisclosurePermit.objects.get()
    assert browser.post(page("permit-withdraw", world.case.pk, permit.pk)).status_code == 302
    assert "Voimassa nyt" not in read(browser, "permits", world.case.pk)


def test_a_permit_shows_until_its_last_day_and_not_after(world: World) -> None:
    last = clock.today() + timedelta(days=10)
    aino(world).post(page("permits", world.case.pk), form(world, until_on=last.isoformat()))
    with time_machine.travel(clock.start_of(last), tick=False):
        assert "Voimassa nyt" in read(aino(world), "permits", world.case.pk)
    with time_machine.travel(clock.after(last), tick=False):
        assert "Voimassa nyt" not in read(aino(world), "permits", world.case.pk)


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"data": ""}, "Kirjoita, mitkä tiedot saa antaa."),
        ({"to_organisation": ""}, "Valitse, kenelle tiedot annetaan."),
        ({"until_on": "2020-01-01"}, "Valitse päivä, joka on tänään tai myöhemmin."),
        ({"until_on": "kesällä"}, "Kirjoita päivä"),
        ({"data": "x" * 201}, "200"),
    ],
)
def test_what_is_missing_is_said_beside_the_form(
    world: World, facts: dict[str, str], words: str
) -> None:
    answer = aino(world).post(page("permits", world.case.pk), form(world, **facts))
    assert words in answer.content.decode()
    assert not DisclosurePermit.objects.exists()


def test_from_and_to_are_two_bodies(world: World) -> None:
    same = str(world.centre.organisation.pk)
    answer = aino(world).post(
        page("permits", world.case.pk), form(world, from_organisation=same, to_organisation=same)
    )
    assert "Valitse kaksi eri organisaatiota." in answer.content.decode()


def test_a_permit_can_be_taken_back_after_the_work_has_ended(world: World) -> None:
    aino(world).post(page("permits", world.case.pk), form(world))
    network.end_work(by=a(world.aino), case_id=world.case.pk)
    told = read(aino(world), "permits", world.case.pk)
    assert "Peru lupa" in told
    assert "Anna uusi lupa" not in told
    permit = DisclosurePermit.objects.get()
    aino(world).post(page("permit-withdraw", world.case.pk, permit.pk))
    permit.refresh_from_db()
    assert permit.withdrawn_at


def test_a_worker_writes_down_a_permit_and_the_client_is_told(world: World) -> None:
    at = page("permit-record", world.case.pk)
    leena = signed_in(world.leena)
    assert "kirjaa" in read(leena, "network", world.case.pk).lower()
    oral = form(world, how="oral", witness="")
    assert "Kirjoita, kuka oli todistajana." in leena.post(at, oral).content.decode()
    assert leena.post(at, oral | {"witness": "Riitta"}).status_code == 302
    permit = DisclosurePermit.objects.get()
    assert (permit.how, permit.witness, permit.recorded_by) == ("oral", "Riitta", world.leena)
    assert permit.given_by == world.aino
    told = [str(line.words) for line in mine(a(world.aino, Level.DEVICE))]
    assert any("Luovutuslupa kirjattiin" in words for words in told)


@pytest.mark.parametrize("name", ["leena", "omar", "veikko", *STRANGERS])
def test_nobody_else_opens_the_clients_permits(world: World, name: str) -> None:
    browser, at = signed_in(world.cast[name], Level.STRONG), page("permits", world.case.pk)
    assert browser.get(at).status_code == 404
    assert browser.post(at, form(world)).status_code == 404
    assert not DisclosurePermit.objects.exists()


@pytest.mark.parametrize("name", ["aino", "omar", "veikko", *STRANGERS])
def test_only_the_one_who_leads_writes_one_down(world: World, name: str) -> None:
    browser, at = signed_in(world.cast[name], Level.STRONG), page("permit-record", world.case.pk)
    assert browser.get(at).status_code == 404
    assert browser.post(at, form(world, how="paper")).status_code == 404
    assert not DisclosurePermit.objects.exists()

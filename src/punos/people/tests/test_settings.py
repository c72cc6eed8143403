"""S4.13 · Own settings: language, colours, name, and how one is reached."""

import pytest
from django.conf import settings as program
from django.test import Client
from django.urls import reverse

from punos.people import actions
from punos.people.actor import Actor, Level
from punos.people.models import Reach
from punos.trace.models import AuditEvent
from tests.world import signed_in

pytestmark = pytest.mark.django_db

GOOD = {"language": "sv", "colour_scheme": "dark", "first_name_genitive": "Ainon"}


def test_own_language_colours_and_name_are_kept(world):
    client = signed_in(world.aino)
    assert client.post("/asetukset/", GOOD).url == "/asetukset/"
    world.aino.refresh_from_db()
    assert (world.aino.language, world.aino.colour_scheme) == ("sv", "dark")
    assert world.aino.first_name_genitive == "Ainon"
    page = client.get("/asetukset/").content.decode()
    assert 'lang="sv"' in page
    assert 'data-color-scheme="dark"' in page


def test_a_choice_that_does_not_exist_is_refused_and_the_rest_stays_typed(world):
    client = signed_in(world.aino)
    page = client.post("/asetukset/", {**GOOD, "language": "xx"}).content.decode()
    assert 'value="Ainon"' in page
    world.aino.refresh_from_db()
    assert world.aino.language == "fi"


@pytest.mark.parametrize(
    ("kind", "typed", "kept"),
    [
        ("phone", "0401234567", "040 1234567"),
        ("phone", "+358 40 123 4567", "040 1234567"),
        ("phone", "+46 8 123 456 78", "+46 8 123 456 78"),
        ("email", " aino@punos.example ", "aino@punos.example"),
        ("place", "Ohjaamon aula", "Ohjaamon aula"),
    ],
)
def test_a_way_to_be_reached_is_kept_as_people_write_it(world, kind, typed, kept):
    client = signed_in(world.leena)
    client.post("/asetukset/yhteystiedot/", {"kind": kind, "value": typed, "note": "arkisin 8–16"})
    reach = Reach.objects.get(person=world.leena, kind=kind, value=kept)
    assert reach.note == "arkisin 8–16"


@pytest.mark.parametrize(
    ("kind", "typed", "sentence"),
    [
        ("phone", "soita vaan", "Kirjoita puhelinnumero, esimerkiksi 040 123 4567."),
        ("phone", "12", "Kirjoita puhelinnumero, esimerkiksi 040 123 4567."),
        ("email", "aino(at)punos", "Kirjoita sähköpostiosoite, esimerkiksi nimi@esimerkki.fi."),
        ("place", "", "Kirjoita tämä kohta."),
    ],
)
def test_what_cannot_be_reached_is_told_how_to_write(world, kind, typed, sentence):
    client = signed_in(world.leena)
    answer = client.post(
        "/asetukset/yhteystiedot/", {"kind": kind, "value": typed, "note": "iltaisin"}
    )
    page = answer.content.decode()
    assert sentence in page
    assert 'value="iltaisin"' in page, "what was typed stays"
    assert not Reach.objects.filter(person=world.leena).exists()


def test_the_same_way_twice_is_one(world):
    client = signed_in(world.leena)
    for note in ("arkisin", "iltaisin"):
        client.post(
            "/asetukset/yhteystiedot/", {"kind": "phone", "value": "0401234567", "note": note}
        )
    assert Reach.objects.get(person=world.leena).note == "iltaisin"


def test_markup_in_a_field_is_shown_as_text(world):
    client = signed_in(world.leena)
    sly = "<script>alert(1)</script>"
    client.post(
        "/asetukset/yhteystiedot/", {"kind": "place", "value": sly, "note": "\u202ex🙂e\u0301"}
    )
    page = client.get("/asetukset/").content.decode()
    assert sly not in page
    assert "&lt;script&gt;" in page


def test_nobody_removes_anothers_way(world):
    reach = Reach.objects.create(person=world.leena, kind="place", value="Aula")
    address = reverse("reach-remove", args=[reach.pk])
    assert signed_in(world.outi).post(address).status_code == 404
    assert signed_in(world.leena).post(address).url == "/asetukset/"
    assert not Reach.objects.filter(pk=reach.pk).exists()


def test_a_worker_writes_the_genitive_that_the_client_tells(world):
    leena = Actor(world.leena, Level.STRONG, "s")
    actions.name_genitive(by=leena, person=world.aino, genitive=" Ainon ")
    world.aino.refresh_from_db()
    assert world.aino.first_name_genitive == "Ainon"


def test_a_visitor_chooses_the_language_of_this_browser():
    client = Client()
    answer = client.post("/kieli/", {"language": "sv", "next": "/kirjaudu/"})
    assert answer.url == "/kirjaudu/"
    assert client.get("/kirjaudu/").headers["Content-Language"] == "sv"
    assert answer.cookies[program.LANGUAGE_COOKIE_NAME].value == "sv"


def test_a_person_takes_the_language_along(world):
    signed_in(world.aino).post("/kieli/", {"language": "en", "next": "/asetukset/"})
    assert signed_in(world.aino).get("/asetukset/").headers["Content-Language"] == "en"


@pytest.mark.parametrize("sly", ["xx", "", "../../etc", "fi\r\nSet-Cookie: a=b"])
def test_a_language_that_does_not_exist_changes_nothing(sly):
    answer = Client().post("/kieli/", {"language": sly, "next": "https://pahis.example/"})
    assert answer.url == "/"
    assert not answer.cookies


def test_the_trace_of_settings_holds_no_content(world):
    signed_in(world.aino).post("/asetukset/", GOOD)
    row = AuditEvent.objects.get(event="people.person.changed")
    assert row.facts == {"what": ["colour_scheme", "first_name_genitive", "language"]}

"""S4.13 · In demo mode anybody may be any of the invented people, and nowhere else."""

import re
from html.parser import HTMLParser

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from punos.demo.models import DemoFace
from punos.people.actor import Level
from punos.people.models import SignIn

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def faces(world, settings):
    settings.DEMO = True
    world.aino.last_name = "Vaara"
    world.aino.save()
    DemoFace.objects.create(person=world.leena, words="omatyöntekijä", group="Ohjaamo", order=2)
    DemoFace.objects.create(person=world.aino, words="asiakas, 19", group="Asiakkaat", order=1)
    DemoFace.objects.create(person=world.outi, words="nuorisotyöntekijä", group="Ohjaamo")


class Buttons(HTMLParser):
    """Reads the names of the buttons that choose a person."""

    def __init__(self) -> None:
        super().__init__()
        self.names: list[str] = []
        self.values: dict[str, str] = {}
        self.value = ""

    def handle_starttag(self, tag, attrs):
        facts = dict(attrs)
        if tag == "button" and facts.get("name") == "person":
            self.value = facts["value"]
            self.names.append("")

    def handle_data(self, data):
        if self.value:
            self.names[-1] += data

    def handle_endtag(self, tag):
        if tag == "button" and self.value:
            self.values[self.names[-1]] = self.value
            self.value = ""


def buttons(client: Client) -> Buttons:
    read = Buttons()
    read.feed(client.get("/demo/").content.decode())
    return read


def level_after(client: Client) -> Level:
    return client.get("/asetukset/").wsgi_request.actor.level


def test_each_button_is_named_by_the_person_alone_in_the_order_of_the_cast():
    assert buttons(Client()).names == ["Aino Vaara", "Leena", "Outi"]


@pytest.mark.parametrize(
    ("name", "level", "expected"),
    [
        ("Aino Vaara", "", Level.DEVICE),
        ("Leena", "", Level.STRONG),
        ("Leena", "2", Level.DEVICE),
        ("Aino Vaara", "1", Level.LIGHT),
    ],
)
def test_pressing_a_name_signs_in_at_the_usual_or_chosen_level(name, level, expected):
    client = Client()
    answer = client.post("/demo/", {"person": buttons(client).values[name], "level": level})
    assert answer.url == "/"
    assert level_after(client) == expected


def test_one_goes_from_one_person_to_another_and_from_sure_to_weak(world):
    client = Client()
    for name, level in (("Leena", ""), ("Leena", "1"), ("Aino Vaara", "")):
        client.post("/demo/", {"person": buttons(client).values[name], "level": level})
    assert client.get("/asetukset/").wsgi_request.actor.person == world.aino
    assert SignIn.objects.count() == 1


def test_outside_demo_mode_there_is_no_such_page(world, settings):
    settings.DEMO = False
    client = Client()
    assert client.get("/demo/").status_code == 404
    assert client.post("/demo/", {"person": world.aino.pk}).status_code == 404
    assert client.get("/asetukset/").status_code == 302


@pytest.mark.parametrize("sly", ["", "x", "00000000-0000-7000-8000-000000000000"])
def test_nobody_else_can_be_chosen(sly):
    client = Client()
    assert client.post("/demo/", {"person": sly}).status_code in {200, 404}
    assert client.get("/asetukset/").status_code == 302


def test_somebody_without_a_face_cannot_be_chosen(world):
    client = Client()
    assert client.post("/demo/", {"person": world.kirsi.pk}).status_code == 404
    assert client.get("/asetukset/").status_code == 302


def test_a_get_signs_nobody_in(world):
    client = Client()
    client.get(f"/demo/?person={world.aino.pk}")
    assert client.get("/asetukset/").status_code == 302


def test_the_list_costs_the_same_for_two_and_for_twenty(world):
    def count() -> int:
        with CaptureQueriesContext(connection) as seen:
            page = Client().get("/demo/").content.decode()
        assert len(re.findall('name="person"', page)) == DemoFace.objects.count()
        return len(seen)

    few = count()
    for person in (world.veikko, world.omar, world.riitta, world.helmi, world.kirsi, world.pekka):
        DemoFace.objects.create(person=person, words="x", group="Muut")
    assert count() == few

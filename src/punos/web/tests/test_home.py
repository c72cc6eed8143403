"""S4.13 S4.15 S3.5 S3.21 · A home answers at a glance; what one may not know is not there."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from punos.meetings.tests import scene
from punos.network import actions as network
from punos.network.queries import model_of
from punos.people.actor import Level
from punos.plan import actions as plan
from tests.world import World, a, employ, make_person, seat_close_one, signed_in


def words(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_the_clients_home_says_who_sees_and_whom_to_call(world: World) -> None:
    page = words(signed_in(world.aino).get("/"))
    assert "Hei Aino" in page
    assert "Kuka näkee tietosi" in page
    assert "4 ihmistä" in page
    assert "116 117" in page
    assert "Leena" in page


def test_whoever_is_counted_on_the_home_has_a_face_there_chair_and_recorder_too(
    world: World,
) -> None:
    scene.agree(world, scene.call(world))
    page = signed_in(world.aino).get("/").content.decode()
    [box] = re.findall(r'<section[^>]*aria-labelledby="nakee-.*?</section>', page, re.DOTALL)
    faces = re.search(r'aria-label="([^"]*)"', box.split("faces")[1])
    assert faces is not None
    assert len(faces[1].split("; ")) == 6
    assert "6 ihmistä" in box
    assert "Helmi" in faces[1]
    assert "Kirsi" in faces[1]


def test_whoever_is_known_lightly_is_led_to_no_page_that_is_shut(world: World) -> None:
    path = f"/asiat/{world.case.pk}/luvat/"
    assert path in signed_in(world.aino).get("/").content.decode()
    light = signed_in(world.aino, Level.LIGHT)
    assert path not in light.get("/").content.decode()
    assert light.get(path).status_code == 404


def test_the_clients_home_shows_own_steps_and_what_others_do(world: World) -> None:
    plan.add_step(by=a(world.aino), case_id=world.case.pk, what="Soita pajalle")
    plan.add_step(
        by=a(world.leena),
        case_id=world.case.pk,
        what="Varaa aika",
        responsible_id=world.leena.pk,
    )
    page = words(signed_in(world.aino).get("/"))
    assert "Soita pajalle" in page
    assert "Muut hoitavat 1 asian" in page


def test_a_proposal_waits_on_the_clients_home(world: World) -> None:
    network.propose_seat(
        by=a(world.leena),
        case_id=world.case.pk,
        employment=world.jobs["outi"],
        why="",
        topics=(),
    )
    assert "Odottaa päätöstäsi" in words(signed_in(world.aino).get("/"))


def test_the_desk_names_whose_matter_needs_the_worker(world: World) -> None:
    page = words(signed_in(world.leena, Level.STRONG).get("/"))
    assert "Kenen asia tarvitsee sinua" in page
    assert "Aino" in words(signed_in(world.leena, Level.STRONG).get("/ihmiset/"))


@pytest.mark.parametrize("name", ["outi", "eero", "pekka"])
def test_the_desk_of_one_without_a_grant_names_nobody(world: World, name: str) -> None:
    browser = signed_in(world.cast[name], Level.STRONG)
    assert "Aino" not in words(browser.get("/"))
    assert "Aino" not in words(browser.get("/ihmiset/"))


def test_a_close_one_known_lightly_sees_no_name(world: World) -> None:
    browser = signed_in(world.veikko, Level.LIGHT)
    assert "Aino" not in words(browser.get("/"))
    assert "Aino" not in words(browser.get(f"/asiat/{world.case.pk}/"))
    assert "Aino" in words(signed_in(world.veikko, Level.DEVICE).get("/"))


def test_the_people_page_asks_as_much_for_two_as_for_many(world: World) -> None:
    browser = signed_in(world.leena, Level.STRONG)
    browser.get("/ihmiset/")
    with CaptureQueriesContext(
        connection,
    ) as few:
        browser.get("/ihmiset/")
    for number in range(6):
        _another_work(world, f"Asiakas{number}")
    browser.get("/ihmiset/")  # the first look of the day notes the new names
    with CaptureQueriesContext(connection) as many:
        browser.get("/ihmiset/")
    assert len(few) == len(many)


def _another_work(world: World, name: str) -> None:
    model = model_of(world.case)
    assert model
    network.start_work(
        by=a(world.leena), employment=world.jobs["leena"], first_name=name, model=model
    )


def test_the_own_data_page_leads_to_the_consents(world: World) -> None:
    answer = signed_in(world.aino).get("/tietoni/")
    assert answer.url == f"/asiat/{world.case.pk}/luvat/"


def test_one_with_no_case_is_told_what_will_come(world: World) -> None:
    nobody = make_person("Taavi")
    assert "Täällä ei ole vielä mitään" in words(signed_in(nobody).get("/"))


def test_a_new_worker_may_start_a_work_but_sees_none(world: World) -> None:
    new = make_person("Uusi")
    employ(new, world.centre, "youth_worker")
    page = words(signed_in(new, Level.STRONG).get("/"))
    assert "Aloita yhteinen työ" in page
    assert "Aino" not in page


def test_a_close_one_who_sees_nothing_yet_is_told_what_to_do(world: World) -> None:
    seat = seat_close_one(world, "Silja", "sisko", topics=("plan",))
    page = words(signed_in(seat.person, Level.LIGHT).get("/"))
    assert "Tällä kirjautumisella et näe vielä mitään" in page
    assert "Pyydä työntekijää avaamaan puhelimesi" in page
    assert "Aino" not in page
    assert "Pyydä työntekijää" not in words(signed_in(seat.person, Level.DEVICE).get("/"))
    assert "Pyydä työntekijää" not in words(signed_in(world.veikko, Level.LIGHT).get("/"))


def test_it_is_said_no_more_when_the_consent_is_taken_back(world: World) -> None:
    seat = seat_close_one(world, "Silja", "sisko", topics=("plan",))
    network.withdraw_seat(by=a(world.aino), case_id=world.case.pk, seat_id=seat.pk)
    assert "Olet mukana" not in words(signed_in(seat.person, Level.LIGHT).get("/"))

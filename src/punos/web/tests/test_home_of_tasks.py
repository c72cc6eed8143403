"""S4.10 S4.13 · Chair and recorder find their meetings at home: when, until when, what is missing."""

import re
from datetime import timedelta

import pytest

from punos import clock
from punos.meetings import actions
from punos.meetings.tests import scene
from tests.world import World, a, signed_in

pytestmark = pytest.mark.django_db


def home_of(world: World, name: str) -> str:
    page = signed_in(world.cast[name]).get("/").content.decode()
    page = page[page.index("<main") : page.index("</main>")]
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_the_recorder_reads_when_the_right_begins_and_ends(world: World) -> None:
    scene.agree(world, scene.call(world, begins_at=clock.now() + timedelta(days=9)))
    page = home_of(world, "kirsi")
    assert "Tapaamiset, joita johdat tai kirjaat" in page
    assert "Pääsysi avautuu" in page
    assert "viimeistään" in page
    assert "puuttuu" not in page


def test_the_chair_reads_what_is_missing_before_the_start(world: World) -> None:
    meeting = scene.call(world)
    actions.choose_chair(by=a(world.leena), **scene.where(meeting), person_id=world.helmi.pk)
    actions.answer_chair(by=a(world.aino), **scene.where(meeting), is_yes=True)
    assert "Kirjaaja puuttuu vielä." in home_of(world, "helmi")
    actions.choose_recorder(by=a(world.leena), **scene.where(meeting), person_id=world.kirsi.pk)
    assert "Kirjaaja odottaa asiakkaan vastausta." in home_of(world, "helmi")
    actions.answer_recorder(by=a(world.aino), **scene.where(meeting), is_yes=True)
    assert "Kirjaaja odottaa" not in home_of(world, "helmi")
    # Whoever was asked and is not yet agreed to sees nothing of it.
    assert "joita johdat" not in home_of(world, "omar")


def test_minutes_that_wait_stand_at_the_recorders_home(world: World) -> None:
    meeting = scene.opened(world)
    actions.close_meeting(by=a(world.helmi), **scene.where(meeting))
    assert "muistio odottaa hyväksyntää" in home_of(world, "kirsi")


def test_requests_are_told_apart_by_day_and_place_and_name_nobody(world: World) -> None:
    for days in (4, 11):
        scene.agree(world, scene.call(world, begins_at=clock.now() + timedelta(days=days)))
    page = signed_in(world.kirsi).get("/").content.decode()
    asked = re.findall(r"<span>(Sinua pyydetään kirjaajaksi: [^<]*)</span>", page)
    assert len(set(asked)) == 2
    for words in asked:
        assert world.case.unit.name in words
        assert "Aino" not in words

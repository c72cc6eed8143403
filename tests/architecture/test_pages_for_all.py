"""S3.15 · S4.13 · Every page of the URLconf is looked at by journeys, or says why it is not."""

import pytest
from django.http import HttpResponse
from django.test import Client

from punos.access.tests.acts import officer
from punos.people.actor import Level
from tests.journeys.pages import BY_OTHERS, NO_PAGES, PAGES, VISITOR
from tests.matrix import doors
from tests.matrix.scenes import make_places
from tests.world import World, signed_in

INSIDERS = ("aino", "leena", "helmi", "kirsi", "veikko")


def looked_at() -> set[str]:
    return {name for names in PAGES.values() for name in names} | {name for name, _parts in VISITOR}


@pytest.fixture
def pages(world: World) -> set[str]:
    """Return the names of all addresses that answer somebody with a page."""
    places = make_places(world)
    browsers = [signed_in(world.cast[name], Level.STRONG) for name in INSIDERS]
    browsers += [signed_in(officer(world, "Teuvo"), Level.STRONG)]
    return {door.name for door in doors.PAGES.values() if shows(door, places, browsers)}


def shows(door: doors.Door, places: list[doors.Place], browsers: list[Client]) -> bool:
    """Return whether the address is a page for somebody; one that only takes forms is for nobody."""
    for address in door.everywhere(places):
        for browser in browsers:
            answer = doors.undone(browser, address, "get", {})
            if answer.status_code == 405:
                return False
            if is_page(answer):
                return True
    return False


def is_page(answer: HttpResponse) -> bool:
    return answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/html")


def test_no_page_is_missing_from_the_lists(pages: set[str]) -> None:
    assert pages - looked_at() - BY_OTHERS.keys() - NO_PAGES == set()


def test_the_lists_name_only_what_there_is() -> None:
    assert (looked_at() | BY_OTHERS.keys() | NO_PAGES) - doors.PAGES.keys() == set()
    assert looked_at() & BY_OTHERS.keys() == set()

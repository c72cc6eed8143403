"""S4.13 · The menu shows only what exists and what this person has a seat for."""

from datetime import date
from uuid import uuid4

import pytest
import time_machine
from django.test import RequestFactory
from pytest_django.fixtures import Settings

from punos.access.rights import Capacity
from punos.web.navigation import PLACES, Item, Seats, Shell, demo, menu, shell_of, strand_of


def labels(*held: str) -> list[str]:
    return [str(item.label) for item in menu(Seats(frozenset(held), uuid4()), "/")]


def test_a_client_sees_own_places_and_no_desk() -> None:
    assert "Askeleet" in labels(Capacity.OWN)
    assert "Omat ihmiset" not in labels(Capacity.OWN)


def test_who_has_no_seat_has_no_menu() -> None:
    assert labels() == []


def test_a_close_one_never_sees_who_sees_the_client() -> None:
    assert "Tietoni" in labels(Capacity.OWN)
    assert "Tietoni" not in labels(Capacity.CLOSE)


def test_a_close_one_in_a_meeting_still_comes_home() -> None:
    assert labels(Capacity.CLOSE, Capacity.ATTEND)[0] == "Koti"
    assert labels(Capacity.RECORD)[0] == "Työpöytä"


def test_a_place_without_an_address_is_left_out() -> None:
    shown = labels(*Capacity.values)
    assert len(shown) == len(set(shown)) <= len(PLACES)


@pytest.mark.parametrize(
    ("held", "strand"),
    [
        ({Capacity.OWN, Capacity.WORK}, "client"),
        ({Capacity.RECORD}, "work"),
        ({Capacity.CLOSE}, "close"),
        ({Capacity.CLOSE, Capacity.ATTEND}, "close"),
        (set(), ""),
    ],
)
def test_the_shell_wears_the_clients_looks_before_others(held: set[str], strand: str) -> None:
    assert strand_of(frozenset(held)) == strand


def test_a_phone_shows_five_words_and_the_rest_under_more() -> None:
    items = tuple(Item(f"/{number}/", str(number), "house") for number in range(7))
    shell = Shell(path="/", language="fi", home="/", items=items)
    assert len(shell.phone_items) == 4
    assert shell.phone_items + shell.more_items == items


def test_a_visitor_gets_a_shell_without_menu() -> None:
    shell = shell_of(RequestFactory().get("/kirjaudu/?next=/koti/"))
    assert (shell.items, shell.tone, shell.path) == ((), "visitor", "/kirjaudu/?next=/koti/")


def test_the_demo_area_tells_when_it_is_over_a_week_old(settings: Settings) -> None:
    settings.DEMO = True
    made = settings.VAR / "demo-loaded"
    made.write_text("2026-11-10T12:00:00+00:00", encoding="utf-8")
    with time_machine.travel(date(2026, 11, 17), tick=False):
        assert demo().old is False
    with time_machine.travel(date(2026, 11, 18), tick=False):
        assert (demo().days, demo().old) == (8, True)
    made.unlink()


def test_outside_demo_mode_there_is_no_banner(settings: Settings) -> None:
    settings.DEMO = False
    assert demo() is None

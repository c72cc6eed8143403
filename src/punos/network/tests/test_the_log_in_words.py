"""S4.4 · "Kuka on katsonut" speaks in sentences: no right's code stands on the client's page."""

import pytest

from punos.access import policy
from punos.access.rights import WRITING, Right
from punos.network.queries.log import AT_ONCE, LOOKED_AT, log_page
from punos.trace.models import UseLog
from punos.trace.refusal import Refused
from tests.world import World, a, signed_in


@pytest.mark.parametrize("right", sorted(set(Right) - WRITING))
def test_every_look_has_its_sentence(right: Right) -> None:
    assert LOOKED_AT[right]


def test_a_look_at_the_address_is_told_in_words(world: World) -> None:
    signed_in(world.leena).get(f"/asiat/{world.case.pk}/turvakielto/")
    page = signed_in(world.aino).get(f"/asiat/{world.case.pk}/luvat/loki/").content.decode()
    assert "katsoi yhteystiedot" in page
    assert "address.read" not in page


def look(world: World, name: str, *rights: Right) -> None:
    policy.note_look(a(world.cast[name]), world.case, *rights)


def lines(world: World, before: str = "") -> list[tuple[str, str, str]]:
    page = log_page(a(world.aino), world.case.pk, before)
    return [(line.who, line.words, line.because) for line in page.lines]


def test_what_was_seen_on_one_page_is_one_line_with_organisation_and_basis(world: World) -> None:
    look(world, "omar", Right.NETWORK_READ, Right.TIMES_READ, Right.PLAN_READ)
    look(world, "leena", Right.ADDRESS_READ)
    look(world, "veikko", Right.TIMES_READ)
    look(world, "aino", Right.PLAN_READ)
    assert lines(world) == [
        ("Veikko", "katsoi tapaamisajat", "sinun luvallasi"),
        ("Leena", "katsoi yhteystiedot", "Vaskiniemen Ohjaamo, sinun luvallasi"),
        (
            "Omar",
            "katsoi verkoston, tapaamisajat ja suunnitelman",
            "Työpaja Tuuma, sinun luvallasi",
        ),
    ]


def test_the_client_pages_through_every_look_there_is(world: World) -> None:
    chain = str(world.case.pk)
    with_many = 2 * AT_ONCE + 7
    for _look in range(with_many - UseLog.objects.filter(chain=chain).count()):
        look(world, "omar", Right.PLAN_READ)
    browser, address = signed_in(world.aino), f"/asiat/{chain}/luvat/loki/"
    pages, before = 0, ""
    while True:
        page = browser.get(address, {"ennen": before} if before else {}).context["page"]
        pages += 1
        if page.older is None:
            break
        before = str(page.older)
    assert pages == 3
    assert not log_page(a(world.aino), world.case.pk, "1").lines


@pytest.mark.parametrize("before", ["x", "-1", "1.5", "9" * 40, "'; --", "٣"])
def test_a_number_that_is_none_shows_a_page_of_the_log(world: World, before: str) -> None:
    address = f"/asiat/{world.case.pk}/luvat/loki/"
    assert signed_in(world.aino).get(address, {"ennen": before}).status_code == 200


@pytest.mark.parametrize("name", ["leena", "omar", "veikko", "outi", "eero", "pekka"])
def test_nobody_else_reads_who_has_looked_or_on_whose_lists(world: World, name: str) -> None:
    with pytest.raises(Refused):
        log_page(a(world.cast[name]), world.case.pk)

"""S1.2, S4.4 · A stranger of the same organisation and one whose consent ended find nothing."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import Become, Look, Server
from tests.journeys.walks import case_of, finds_nothing, reached

UNKNOWN = "01a0f11c-ed80-7000-8000-000000000000"


@pytest.fixture(scope="module")
def work(server: Server, browser: Browser, become: Become) -> tuple[str, set[str]]:
    """Return Aino's work, and all that its client and its contact reach of it."""
    contact, client = (
        become(browser.new_context(base_url=server.url, locale="fi-FI").new_page(), name)
        for name in ("Saara", "Aino")
    )
    case = case_of(contact, "Aino")
    own = case.removeprefix(server.url)
    found = reached(contact, own) | reached(client, own)
    contact.context.close()
    client.context.close()
    return case, found


def test_the_work_has_pages_papers_and_streams_to_be_kept_from_others(work):
    _case, addresses = work
    assert len(addresses) > 20
    assert any(each.endswith("muistio.pdf") for each in addresses)
    assert any(each.startswith("/virta/") for each in addresses)


@pytest.mark.both
@pytest.mark.parametrize("name", ["Outi", "Eero", "Pekka"])
def test_who_has_no_seat_finds_nothing(page: Page, work, become: Become, look: Look, name: str):
    case, addresses = work
    become(page, name)
    finds_nothing(page, case, "Aino")
    for address in sorted(addresses):
        assert page.request.get(address).status == 404, address
    # What exists and what does not look the same.
    page.goto(case)
    refused = page.get_by_role("main").inner_text()
    assert page.goto(f"/asiat/{UNKNOWN}/").status == 404
    assert page.get_by_role("main").inner_text() == refused
    look(page, "ei-loydy")


def test_without_signing_in_every_address_leads_to_the_door(page: Page, work):
    _case, addresses = work
    for address in sorted(addresses):
        answer = page.request.get(address, max_redirects=0)
        assert answer.status in (302, 401, 403, 404), address
        assert "Aino" not in answer.text()
    page.goto(min(addresses))
    expect(page).to_have_url(re.compile("/kirjaudu/"))

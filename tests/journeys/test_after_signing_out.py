"""S4.4 · After signing out nothing of anybody stays in the browser (TRUST.md 14.3.1)."""

from playwright.sync_api import Page, expect

from tests.journeys.conftest import Become
from tests.journeys.walks import case_of

# All that is kept, but the address of the page that stands open, which htmx notes down.
KEPT = """async () => [
    ...[localStorage, sessionStorage].flatMap(each => Object.values(each)),
    ...(await caches.keys()),
    ...(await indexedDB.databases()).map(each => each.name),
].filter(each => each !== location.pathname + location.search)"""


def test_who_sits_there_next_finds_nothing(page: Page, become: Become) -> None:
    become(page, "Saara")
    page.goto(f"{case_of(page, 'Aino')}suunnitelma/")
    expect(page.locator("body")).to_contain_text("Aino")
    page.evaluate("() => localStorage.setItem('punos-koe', 'Luonnos, jota ei lähetetty.')")
    page.locator("details.account summary").filter(visible=True).first.click()
    page.get_by_role("button", name="Kirjaudu ulos", exact=True).filter(visible=True).click()
    page.wait_for_url("**/kirjaudu/**")
    assert page.evaluate(KEPT) == []
    page.go_back()
    expect(page.locator("body")).not_to_contain_text("Aino")

"""S3.15, S4.10 · The recorder writes a whole meeting without a mouse."""

from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import DESKTOP, Become, Opener
from tests.journeys.room import entry, open_meeting

MOST_TABS = 60


def tab_to(page: Page, place: Locator) -> None:
    """Press Tab until the place has the focus, as one who sees where the focus is."""
    for _ in range(MOST_TABS):
        if place.evaluate("each => each === document.activeElement"):
            outline = place.evaluate("each => getComputedStyle(each).outlineStyle")
            assert outline != "none", "kohdistus ei näy"
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"näppäimistö ei pääse tänne: {place}")


def sign_in(page: Page, name: str) -> None:
    page.goto("/demo/")
    tab_to(page, page.get_by_role("button", name=name, exact=True))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text(name)


def write(page: Page) -> None:
    """The text field has the focus from the beginning; Enter publishes, Shift and Enter do not."""
    field = page.locator("textarea[name=text]")
    expect(field).to_be_focused()
    page.keyboard.type("”Illat ovat hyviä.”")
    page.keyboard.press("Enter")
    expect(entry(page, "Illat ovat hyviä")).to_be_visible()
    page.keyboard.type("Ensimmäinen rivi")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("toinen rivi")
    expect(field).to_have_value("Ensimmäinen rivi\ntoinen rivi")
    page.keyboard.press("Enter")
    expect(entry(page, "toinen rivi")).to_be_visible()


def change_field(page: Page) -> None:
    """Ctrl and an arrow lead to the next field and back again."""
    page.keyboard.press("Control+ArrowDown")
    expect(page.get_by_role("textbox", name="Yhteinen kuva")).to_be_focused()
    page.keyboard.type("Ystävä on tärkeä.")
    page.keyboard.press("Enter")
    expect(entry(page, "Ystävä on tärkeä")).to_be_visible()
    page.keyboard.press("Control+ArrowUp")
    expect(page.get_by_role("textbox", name="Omin sanoin")).to_be_focused()


def add_step(page: Page) -> None:
    """Alt and A lead to the line of a new step."""
    page.keyboard.press("Alt+a")
    row = page.get_by_role("form", name="Uusi askel")
    expect(row.get_by_label("Kuka")).to_be_focused()
    page.keyboard.type("Leena")
    page.keyboard.press("Tab")
    page.keyboard.type("Varaa aika asuntoneuvontaan")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type("Aika on kalenterissa")
    page.keyboard.press("Enter")
    expect(entry(page, "Varaa aika asuntoneuvontaan")).to_contain_text("Leena")


def close(page: Page) -> None:
    """A question comes before closing, and Escape takes it back."""
    tab_to(page, page.get_by_role("button", name="Merkitse luetuksi"))
    page.keyboard.press("Enter")
    button, dialog = page.get_by_role("button", name="Sulje tapaaminen"), page.get_by_role("dialog")
    tab_to(page, button)
    page.keyboard.press("Enter")
    expect(dialog).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(button).to_be_focused()
    page.keyboard.press("Enter")
    tab_to(page, dialog.get_by_role("button").first)
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("Tapaaminen on suljettu")


def test_the_recorder_needs_no_mouse(open_page: Opener, become: Become):
    open_meeting(become(open_page(DESKTOP), "Helmi"), "Joel")
    page = open_page(DESKTOP)
    sign_in(page, "Kirsi")
    tab_to(page, page.get_by_role("region", name="Tänään").get_by_role("link", name="Joel"))
    page.keyboard.press("Enter")
    write(page)
    change_field(page)
    add_step(page)
    close(page)

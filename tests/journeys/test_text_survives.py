"""S3.15 S4.4 · What was typed is there again after an idle sign-out, for the same person alone."""

from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Locator, Page, expect

from tests.faults.program import times
from tests.journeys.conftest import DESKTOP, Become, Look, Opener
from tests.journeys.test_fault_37_signed_out import KEPT, sign_out
from tests.journeys.walks import case_of, given_to

# The program's least; only `prove` waits for it, else the session is taken away at once.
ENVIRON = {"PUNOS_IDLE_MINUTES": "1"}
IDLE = times(0, 62_000)
STEP, GOAL = "Soitan neuvojalle tiistaina.", "Haluan oman kodin."
LEFT = "Tämä jäi sinulta kesken."
DRAFTS = "() => Object.keys(localStorage).filter(each => each.includes(':/')).length"


def write(page: Page, field: Locator, words: str) -> None:
    """Type, and wait until the browser keeps it: sealed, so that no word can be read there."""
    before = page.evaluate(DRAFTS)
    field.fill(words)
    page.wait_for_function(f"before => ({DRAFTS})() > before", arg=before)
    assert words not in str(page.evaluate(KEPT))


def fall_silent(page: Page) -> None:
    page.wait_for_timeout(IDLE)
    if not IDLE:
        page.context.clear_cookies(name="sessionid")


def come_back(page: Page, name: str) -> None:
    """Sign in from the page that the sign-out led to, and go on where it was left."""
    page.wait_for_url("**/kirjaudu/**")
    [onward] = parse_qs(urlsplit(page.url).query)["next"]
    page.goto("/demo/")
    page.get_by_role("button", name=name, exact=True).click()
    page.goto(onward)


def what_of(page: Page) -> Locator:
    return page.get_by_role("region", name="Uusi askel").get_by_label("Mitä", exact=True)


def test_text_survives_an_idle_sign_out_and_goes_when_it_is_saved(
    open_page: Opener, become: Become, look: Look
) -> None:
    page = become(open_page(DESKTOP, may_break=True), "Saara")
    case = case_of(page, "Aino")
    page.goto(f"{case}suunnitelma/")
    write(page, what_of(page), STEP)
    fall_silent(page)
    # What is sent after the sign-out is not saved, and not lost either.
    page.get_by_role("button", name="Lisää askel").click()
    come_back(page, "Saara")
    expect(what_of(page)).to_have_value(STEP)
    expect(page.get_by_text(LEFT)).to_be_visible()
    look(page, "teksti-tallessa")
    page.get_by_role("button", name="Lisää askel").click()
    expect(page.get_by_role("main").locator("li.prow", has_text=STEP)).to_be_visible()
    expect(what_of(page)).to_have_value("")
    assert page.evaluate(DRAFTS) == 0


def test_what_a_rule_refused_and_what_stood_there_before_are_kept_too(
    open_page: Opener, become: Become
) -> None:
    page = become(open_page(DESKTOP, may_break=True), "Saara")
    case = case_of(page, "Aino")
    page.goto(f"{case}suunnitelma/")
    new = page.get_by_role("region", name="Uusi askel")
    new.get_by_text("Kuka, mihin mennessä").click()
    new.get_by_label("Mihin mennessä").fill("joskus")
    write(page, what_of(page), STEP)
    page.get_by_role("button", name="Lisää askel").click()
    # The answer shows the text, and nothing is over yet.
    expect(page.get_by_role("alert").first).to_be_visible()
    fall_silent(page)
    page.goto(f"{case}suunnitelma/")
    come_back(page, "Saara")
    expect(what_of(page)).to_have_value(STEP)
    expect(new.get_by_label("Mihin mennessä")).to_have_value("joskus")
    page.get_by_role("button", name="Hylkää luonnos").click()
    expect(what_of(page)).to_have_value("")
    assert page.evaluate(DRAFTS) == 0
    # A goal stands there already: what was typed over it comes back over it.
    page.goto(f"{case}suunnitelma/tavoite/")
    write(page, page.get_by_role("main").get_by_role("textbox"), GOAL)
    fall_silent(page)
    page.reload()
    come_back(page, "Saara")
    expect(page.get_by_role("main").get_by_role("textbox")).to_have_value(GOAL)


def test_another_person_a_chosen_sign_out_and_an_ended_right_leave_nothing(
    open_page: Opener, become: Become
) -> None:
    page = become(open_page(DESKTOP, may_break=True), "Saara")
    case = case_of(page, "Aino")
    page.goto(f"{case}suunnitelma/")
    write(page, what_of(page), STEP)
    fall_silent(page)
    become(page, "Leena")
    assert page.evaluate(DRAFTS) == 0

    become(page, "Saara")
    page.goto(f"{case}suunnitelma/")
    write(page, what_of(page), STEP)
    sign_out(page)
    assert page.evaluate(KEPT) == []

    become(page, "Saara")
    page.goto(f"{case}suunnitelma/")
    write(page, what_of(page), STEP)
    client = become(open_page(may_break=True), "Aino")
    client.goto(f"{case}luvat/")
    given_to(client, "Saara").get_by_role("button", name="Peru lupa: Saara").click()
    expect(client.get_by_role("status").first).to_contain_text("Lupa on peruttu")
    page.goto(f"{case}suunnitelma/")
    assert page.evaluate(DRAFTS) == 0

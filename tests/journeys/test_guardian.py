"""S4.4 · A minor's guardian and a disclosure permit, from the first form to the end, in a browser."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import PHONE, Become, Look, Opener
from tests.journeys.walks import come_in

BORN = "2010-03-04"


def start_with_minor(page: Page) -> tuple[str, str]:
    """Start a shared work with somebody under 18; return its address and the six digits."""
    page.get_by_role("link", name="Aloita yhteinen työ").click()
    page.get_by_label("Etunimi").fill("Lumi")
    page.get_by_label("Syntymäaika").fill(BORN)
    page.get_by_role("button", name="Aloita", exact=True).click()
    page.get_by_role("button", name="Näytä koodi").click()
    return page.url.removesuffix("laite/"), page.locator(".when").inner_text()


def make_place(page: Page) -> None:
    page.get_by_label("Huoltajan etunimi").fill("Marja")
    page.get_by_label("Sukunimi").fill("Mäki")
    page.get_by_label("Kuka hän on asiakkaalle").fill("äiti")
    page.get_by_label("yhteishuolto").check()
    page.get_by_role("button", name="Tee paikka ja linkki").click()


def decide(page: Page) -> None:
    page.get_by_label("Askel: Soitan pajalle.").check()
    page.get_by_label("Osaa", exact=True).check()
    page.get_by_label("Ei kiellä").check()
    page.get_by_label("Näytetään huoltajalle", exact=True).check()
    page.get_by_label("Perustelu").fill("Lumi haluaa näyttää tämän.")


@pytest.mark.proof
def test_a_guardian_sees_nothing_before_a_decision_and_then_that_entry(
    page: Page, open_page: Opener, become: Become, look: Look
):
    become(page, "Saara")
    case, digits = start_with_minor(page)
    phone = open_page(PHONE)
    come_in(phone, digits)
    phone.goto(f"{case}suunnitelma/")
    phone.get_by_label("Mitä", exact=True).first.fill("Soitan pajalle.")
    phone.get_by_role("button", name="Lisää").first.click()

    page.goto(f"{case}verkosto/")
    page.get_by_role("link", name="Huoltaja").click()
    look(page, "huoltajat")
    make_place(page)
    look(page, "linkki-huoltajalle")
    link = page.locator("code").inner_text()

    guardian = open_page(PHONE)
    guardian.goto(link)
    expect(guardian.get_by_text("Et näe vielä mitään.")).to_be_visible()
    look(guardian, "kutsu-huoltajalle")
    guardian.get_by_role("button", name="Lupaan ja tulen mukaan").click()

    page.get_by_role("link", name="Valmis").click()
    page.get_by_role("link", name="Päätä, mitä hän näkee").click()
    decide(page)
    look(page, "huoltajan-paatos")
    page.get_by_role("button", name="Tallenna päätös").click()
    expect(page.get_by_text("Näkee 1 kirjauksen suunnitelmasta.")).to_be_visible()
    look(page, "huoltajat-paatetty")

    phone.goto(f"{case}luvat/")
    expect(phone.get_by_text("Näkee 1 kirjauksen suunnitelmasta.")).to_be_visible()
    phone.get_by_text("Miten tästä päätettiin").click()
    expect(phone.get_by_text("Lumi haluaa näyttää tämän.")).to_be_visible()
    look(phone, "luvat-huoltaja")


def test_a_permit_is_given_and_taken_back_with_one_button(phone: Page, become: Become, look: Look):
    become(phone, "Aino")
    phone.goto("/tietoni/")
    phone.goto(str(phone.locator("a[href$='/luvat/']").first.get_attribute("href")))
    phone.get_by_role("link", name="Katso luovutusluvat").click()
    phone.get_by_label("Mitkä tiedot").fill("Yksi lausunto")
    phone.get_by_label("Kuka saa antaa tietoja").select_option(index=1)
    phone.get_by_label("Kenelle").select_option(index=2)
    look(phone, "anna-luovutuslupa")
    phone.get_by_role("button", name="Anna lupa").click()
    expect(phone.get_by_role("heading", name="Voimassa nyt")).to_be_visible()
    look(phone, "luovutuslupa-annettu")
    phone.get_by_role("button", name="Peru lupa").click()
    expect(phone.get_by_role("heading", name="Voimassa nyt")).to_have_count(0)

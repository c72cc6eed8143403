"""S4.5, S3.10 · The home answers at a glance: what is next, my promises, who sees, whom to call."""

import re

from playwright.sync_api import Page, expect

from tests.journeys.conftest import PHONE, Become, Look, Opener

# Links in the middle of a sentence are as high as the sentence.
TOO_SMALL = """() => [...document.querySelectorAll("main a, main button, main summary, nav a")]
    .filter(each => each.checkVisibility())
    .filter(each => {
        const sentence = each.closest("p")?.textContent.trim() ?? "";
        return sentence.length < each.textContent.trim().length + 3;
    })
    .filter(each => each.getBoundingClientRect().height < 44)
    .map(each => each.textContent.trim())"""


def too_small(page: Page) -> list[str]:
    """Return what is hard to hit by a finger: lower than 44 pixels."""
    return page.evaluate(TOO_SMALL)


def test_the_clients_home_answers_four_questions(open_page: Opener, become: Become, look: Look):
    phone = become(open_page(PHONE), "Aino")
    main = phone.get_by_role("main")
    meeting = main.get_by_role("region", name="Seuraava tapaaminen")
    expect(meeting).to_contain_text("klo 14")
    expect(meeting).to_contain_text("Majakka")
    # What is next, and the way to it, without any scrolling.
    button = meeting.get_by_role("link", name="Valmistaudu").bounding_box()
    assert button
    assert button["y"] + button["height"] < PHONE["height"] - 64
    expect(main.get_by_role("region", name="Sinun askeleesi")).to_contain_text("Käy tutustumassa")
    # Seven of the network, who leads the meeting, and from two days before it who records it.
    seen = main.get_by_role("region", name="Kuka näkee tietosi")
    expect(seen).to_contain_text(re.compile("[789] ihmistä"))
    told = seen.get_by_role("img").get_attribute("aria-label") or ""
    expect(seen).to_contain_text(f"{len(told.split('; '))} ihmistä")
    call = main.get_by_role("region", name="Jos tulee huono hetki")
    expect(call.get_by_role("link", name="040")).to_have_attribute("href", "tel:0400000002")
    expect(call).to_contain_text("Saara, yhteyshenkilö")
    expect(call.get_by_role("link", name="112")).to_be_visible()
    # The client is spoken to: never by name in the third person.
    assert main.inner_text().count("Aino") <= 2
    look(phone, "koti")
    assert not too_small(phone)


def test_the_desk_answers_whose_matters_need_me_today(page: Page, become: Become, look: Look):
    become(page, "Leena")
    matters = page.get_by_role("region", name="Kenen asia tarvitsee sinua")
    expect(matters.get_by_role("link", name="Aino", exact=True)).to_be_visible()
    expect(matters).to_contain_text("Sovi uusi päivä")
    expect(page.get_by_role("region", name="Tänään")).to_contain_text("Joel")
    expect(page.get_by_role("region", name="Tällä viikolla")).to_contain_text("Aino")
    look(page, "tyopoyta")
    page.get_by_role("link", name="Omat ihmiset").first.click()
    expect(page.get_by_role("table")).to_contain_text("Aino")
    look(page, "omat-ihmiset")
    page.goto("/tapaamiset/")
    look(page, "tapaamiset")


def test_a_manager_sees_nobody(page: Page, become: Become, look: Look):
    become(page, "Pekka")
    look(page, "esihenkilo")
    expect(page.get_by_role("main")).not_to_contain_text("Aino")


def test_the_own_account_and_its_pages_are_for_all(open_page: Opener, become: Become, look: Look):
    phone = open_page(PHONE)
    phone.goto("/demo/")
    look(phone, "demo")
    phone.goto("/kirjaudu/")
    look(phone, "kirjaudu")
    become(phone, "Aino")
    for place in ("asetukset", "asetukset/laitteet", "tietosuoja", "tapaamiset", "ei-yhteytta"):
        phone.goto(f"/{place}/")
        look(phone, place.replace("/", "-"))
    phone.goto("/tietoni/")
    look(phone, "tietoni")
    phone.get_by_role("link", name="Lue lisää luvista").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Mitä lupa tarkoittaa")
    look(phone, "mita-lupa-tarkoittaa")
    phone.goto("/tietoni/")
    phone.get_by_role("link", name="Koko loki").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Kuka on katsonut")
    look(phone, "kuka-on-katsonut")

"""S1.2, S4.2, S4.4 · From a worker's start to consents that the client gives and takes back."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import PHONE, Become, Look, Opener
from tests.journeys.touches import Touches
from tests.journeys.walks import (
    ask_of,
    come_in,
    finds_nothing,
    given_to,
    let_in,
    propose,
    start_work,
    unfolded,
    words_of,
)

FOUR = ("Leena", "Teemu", "Riitta", "Niina")


def test_a_work_starts_in_five_touches_and_the_client_is_in_by_four(
    open_page: Opener, page: Page, become: Become, look: Look
):
    become(page, "Saara")
    look(page, "tyopoyta")
    page.get_by_role("link", name="Aloita yhteinen työ").click()
    expect(page.get_by_text("Työtapa:")).to_contain_text("Ohjaamo")
    look(page, "aloita")
    page.get_by_role("button", name="Aloita", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("Yksi kohta kaipaa korjausta")
    look(page, "aloita-virhe")
    page.goto("/")

    _case, digits, touches = start_work(page, "Minttu")
    assert touches <= 5
    look(page, "asiakkaan-laite")

    phone = open_page(PHONE)
    phone.goto("/laite/")
    look(phone, "kirjoita-numerot")
    assert come_in(phone, digits) <= 4
    # Plain words of what this place is, and who sees.
    expect(phone.get_by_role("main")).to_contain_text("sinun ja auttajiesi yhteinen paikka")
    expect(phone.get_by_role("main")).to_contain_text("Sinä päätät, kuka näkee ja mitä.")
    look(phone, "ensimmainen-koti")
    # The digits are spent: nobody else comes in by them.
    other = open_page(PHONE)
    other.goto("/laite/")
    other.get_by_label("Kuusi numeroa").fill(digits)
    other.get_by_role("button", name="Jatka").click()
    expect(other.get_by_role("alert")).to_be_visible()
    expect(other).to_have_url(re.compile("/laite/$"))


def test_consent_to_four_people_takes_six_touches(open_page: Opener, become: Become, look: Look):
    phone = become(open_page(PHONE), "Noor")
    look(phone, "koti-luvat-odottavat")
    touches = Touches()
    touches.press(phone.get_by_role("link", name="Katso ja päätä"))
    look(phone, "luvat-odottavat")
    # Each card says whether the person can touch money or decisions.
    asking = phone.get_by_role("region", name="Luvan pyyntö")
    for name in FOUR:
        expect(ask_of(phone, name)).to_contain_text(re.compile("rahoihi|päätöksi"))
    # Nothing is chosen beforehand, and no look of a button nudges.
    expect(phone.get_by_role("switch", checked=True)).to_have_count(0)

    # The card on top is open; the next one opens by itself.
    card = asking.filter(visible=True).first
    touches.tick(card.get_by_role("switch", name="Suunnitelma ja askeleet"))
    touches.press(card.get_by_role("button", name="Annan luvan"))
    for left in (4, 3, 2):
        expect(asking).to_have_count(left)
        touches.press(asking.first.get_by_role("button", name="Samat kuin edellisellä"))
        expect(phone.get_by_role("status").first).to_contain_text("Lupa on tallennettu")
    assert touches.count <= 6
    asking.first.get_by_role("button", name="En anna lupaa").click()
    expect(asking).to_have_count(0)
    expect(phone.locator("li.person").get_by_text("Kutsu odottaa vastausta")).to_have_count(3)
    look(phone, "luvat")


@pytest.mark.both
def test_the_client_looks_through_anothers_eyes_and_takes_back_with_one_button(
    open_page: Opener, page: Page, become: Become, look: Look
):
    become(page, "Saara")
    case, digits, _touches = start_work(page, "Kaisla")
    propose(page, case, "Teemu")
    phone = open_page(PHONE)
    come_in(phone, digits)
    phone.goto(f"{case}luvat/")
    card = unfolded(ask_of(phone, "Teemu"))
    card.get_by_role("switch", name="Suunnitelma ja askeleet").check()
    card.get_by_role("button", name="Katso hänen silmin").click()
    expect(phone.get_by_text("Katsot nyt hänen silmin: Teemu")).to_be_visible()
    look(phone, "hanen-silmin")
    through_eyes = words_of(phone)

    let_in(phone, case, "Teemu", "Suunnitelma ja askeleet")
    coach = become(open_page(), "Teemu")
    coach.get_by_role("link", name=re.compile("Katso kutsu.*Kaisla")).click()
    expect(coach.get_by_role("heading", level=1)).to_have_text("Sinua pyydetään mukaan")
    look(coach, "kutsu-ammattilaiselle")
    expect(coach.get_by_role("main")).not_to_contain_text("Saara")
    coach.get_by_role("button", name="Tulen mukaan").click()
    coach.goto(case)
    look(coach, "asia-ammattilaiselle")
    assert words_of(coach) == through_eyes

    phone.goto(f"{case}luvat/")
    given_to(phone, "Teemu").get_by_role("button", name="Peru lupa: Teemu").click()
    expect(phone.get_by_role("status").first).to_contain_text("Lupa on peruttu")
    look(phone, "lupa-peruttu")
    finds_nothing(coach, case, "Kaisla")
    look(coach, "ei-loydy")


def invite(phone: Page, case: str, look: Look) -> str:
    """Invite a sibling as the client; return the link to hand over."""
    phone.goto(f"{case}luvat/")
    phone.get_by_role("link", name="Kutsu läheinen").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Kutsu läheinen")
    look(phone, "kutsu-laheinen")
    phone.get_by_label("Läheisen etunimi").fill("Sisu")
    phone.get_by_label("Kuka hän on sinulle").fill("veli")
    phone.get_by_label("Tapaamisajat").check()
    phone.get_by_label("Suunnitelma ja askeleet").check()
    phone.get_by_role("button", name="Tee linkki").click()
    expect(phone.locator("code")).to_contain_text("/kutsu/")
    look(phone, "linkki-laheiselle")
    return phone.locator("code").inner_text()


def promise(sibling: Page, link: str, look: Look) -> None:
    """Open the link and promise silence; opening alone spends nothing."""
    sibling.goto(link)
    sibling.reload()
    expect(sibling.get_by_role("main")).to_contain_text("Iiro on antanut luvan")
    look(sibling, "kutsu-laheiselle")
    sibling.get_by_role("button", name="Lupaan ja tulen mukaan").click()
    expect(sibling.get_by_role("main")).to_contain_text("Lupasit pitää kuulemasi omana tietonasi.")


def test_a_sibling_comes_by_a_link_sees_times_only_and_more_when_met(
    open_page: Opener, page: Page, become: Become, look: Look
):
    become(page, "Saara")
    case, digits, _touches = start_work(page, "Iiro")
    phone, sibling, other = (open_page(PHONE) for _ in range(3))
    come_in(phone, digits)
    link = invite(phone, case, look)
    promise(sibling, link, look)
    expect(sibling.get_by_role("main")).to_contain_text("Näet nyt vain ajat.")
    expect(sibling.get_by_role("main")).not_to_contain_text("Iiro")
    look(sibling, "laheisen-koti-kevyt")
    for place in ("suunnitelma/", "verkosto/", "luvat/"):
        assert sibling.goto(f"{case}{place}").status == 404
    assert other.goto(link).status == 410
    look(other, "linkki-ei-toimi")

    page.goto(f"{case}verkosto/")
    look(page, "verkosto")
    page.get_by_role("button", name="Tapasin hänet").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Läheisen oma puhelin")
    look(page, "laheisen-laite")
    come_in(sibling, page.locator(".when").inner_text())
    expect(sibling.get_by_role("main")).to_contain_text("Iiro")
    assert sibling.goto(f"{case}suunnitelma/").status == 200
    look(sibling, "suunnitelma-laheiselle")

    phone.goto(f"{case}luvat/")
    given_to(phone, "Sisu").get_by_role("button", name="Peru lupa: Sisu").click()
    finds_nothing(sibling, case, "Iiro")
    sibling.goto("/")
    # No notice, no date, no reason: only what anybody without a seat sees.
    expect(sibling.get_by_role("main")).to_contain_text("Täällä ei ole vielä mitään")
    look(sibling, "koti-tyhja")

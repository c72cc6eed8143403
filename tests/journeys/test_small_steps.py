"""S4.3, S4.5, S4.14 · Small steps: done, undone, "en jaksanut", and nobody is told on."""

from playwright.sync_api import Page, expect

from punos import clock
from tests.journeys.conftest import DESKTOP, PHONE, Become, Look, Opener
from tests.journeys.walks import case_of

OWN = "Käy tutustumassa opiskelupaikkaan"
STUCK = "Mene nukkumaan ennen yhtä kolmena iltana"
OWED = "Varaa aika velkaneuvontaan"
TOLD = "Askel sai uuden päivän. Sinulle kerrotaan ensin."
LATE = "sovittu päivä oli"


def step(page: Page, what: str):
    return page.get_by_role("main").locator("li.prow", has_text=what)


def open_step(page: Page, what: str) -> None:
    step(page, what).get_by_role("link", name="Avaa").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(what)


def test_an_own_step_is_done_undone_and_en_jaksanut_is_as_good_an_answer(
    open_page: Opener, become: Become, look: Look
):
    phone = become(open_page(PHONE), "Aino")
    phone.goto("/askeleet/")
    look(phone, "askeleet")
    # The row comes anew at once, without the box that was ticked.
    phone.get_by_role("checkbox", name=OWN).click()
    expect(step(phone, OWN)).to_contain_text("tehty tänään")
    step(phone, OWN).get_by_role("button", name="Peru merkintä").click()
    expect(phone.get_by_role("checkbox", name=OWN)).not_to_be_checked()
    phone.reload()
    expect(phone.get_by_role("checkbox", name=OWN)).not_to_be_checked()

    open_step(phone, OWN)
    look(phone, "askel")
    phone.get_by_role("button", name="Kerro").click()
    expect(phone.get_by_role("alert")).to_be_visible()
    look(phone, "askel-virhe")
    phone.get_by_role("radio", name="en jaksanut").check()
    phone.get_by_role("button", name="Kerro").click()
    expect(phone.get_by_role("region", name="Mikä auttaisi?")).to_be_visible()
    look(phone, "askel-este")
    phone.get_by_role("button", name="Pyydä apua").click()
    expect(phone.get_by_role("main")).to_contain_text("Apua on pyydetty")


def test_a_clients_own_step_is_never_late_to_others(open_page: Opener, become: Become, look: Look):
    nurse = become(open_page(DESKTOP), "Riitta")
    case = case_of(nurse, "Aino")
    nurse.goto(f"{case}suunnitelma/")
    look(nurse, "suunnitelma-ammattilaiselle")
    expect(nurse.get_by_role("main")).not_to_contain_text(LATE)
    expect(step(nurse, STUCK)).to_contain_text("tauolla")
    expect(step(nurse, STUCK)).not_to_contain_text("4.11.")


def test_a_private_step_is_between_the_client_and_the_own_worker(
    open_page: Opener, become: Become, look: Look
):
    phone, nurse, own = open_page(PHONE), open_page(DESKTOP), open_page(DESKTOP)
    become(nurse, "Riitta")
    case = case_of(nurse, "Aino")
    become(phone, "Aino").goto(f"{case}suunnitelma/")
    look(phone, "suunnitelma")
    what = "Kysy lääkkeen sivuvaikutuksista"
    phone.get_by_label("Mitä", exact=True).fill(what)
    phone.get_by_text("Kuka, mihin mennessä, mistä huomaamme").click()
    phone.get_by_label("Näkyy vain sinulle ja omalle työntekijällesi").check()
    phone.get_by_role("button", name="Lisää askel").click()
    expect(step(phone, what)).to_be_visible()
    nurse.goto(f"{case}suunnitelma/")
    expect(nurse.get_by_role("main")).not_to_contain_text(what)
    become(own, "Leena").goto(f"{case}suunnitelma/")
    expect(step(own, what)).to_be_visible()


def test_a_workers_broken_promise_is_told_to_the_client_first_with_a_new_day(
    open_page: Opener, become: Become, look: Look
):
    own, nurse, phone = open_page(DESKTOP), open_page(DESKTOP), open_page(PHONE)
    become(own, "Leena")
    case = case_of(own, "Aino")
    become(nurse, "Riitta").goto(f"{case}suunnitelma/")
    become(phone, "Aino").goto(f"{case}suunnitelma/")
    expect(step(phone, OWED)).to_contain_text("Uusi päivä on pyydetty työntekijältä")
    expect(step(nurse, OWED)).not_to_contain_text(LATE)

    own.goto(f"{case}suunnitelma/")
    open_step(own, OWED)
    look(own, "askel-uusi-paiva")
    day = clock.today().replace(year=clock.today().year + 1)
    written = f"{day.day}.{day.month}.{day.year}"
    own.get_by_label("Uusi päivä").fill(written)
    own.get_by_role("button", name="Anna uusi päivä").click()
    expect(own.get_by_role("main")).to_contain_text("uusi päivä, ennen")

    phone.goto("/")
    told = phone.get_by_role("region", name="Sinulle")
    expect(told).to_contain_text(TOLD)
    look(phone, "koti-uusi-paiva")
    told.get_by_role("button", name=TOLD).first.click()
    expect(phone.get_by_role("main")).to_contain_text(written)
    nurse.goto("/")
    expect(nurse.get_by_role("main")).not_to_contain_text(TOLD)
    nurse.goto(f"{case}suunnitelma/")
    expect(step(nurse, OWED)).not_to_contain_text(LATE)

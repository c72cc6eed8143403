"""S3.21, S4.3, S4.4, S4.13 · What whoever leads does at the desk: the client's card, a permit, an end."""

from playwright.sync_api import Page, expect

from tests.journeys.conftest import PHONE, Become, Look, Opener
from tests.journeys.walks import case_of, come_in, start_work

GOES_ON, NOT_NEEDED = "Käy tutustumassa opiskelupaikkaan", "Varaa aika velkaneuvontaan"
# An invented code of a person who does not exist: 9-beginning individual numbers are for that.
CODE, WRONG = "010190-900P", "010190-900A"


def part(page: Page, name: str):
    return page.get_by_role("region", name=name)


def test_who_leads_bends_the_name_notes_the_code_and_ends_a_lost_phone(
    page: Page, open_page: Opener, become: Become, look: Look
):
    become(page, "Leena")
    case, digits, _touches = start_work(page, "Taavi")
    phone = open_page(PHONE)
    come_in(phone, digits)

    page.goto(f"{case}verkosto/")
    page.get_by_role("link", name="Asiakkaan tiedot").click()
    look(page, "asiakkaan-tiedot")
    part(page, "Etunimi taivutettuna").get_by_label("Kenen?").fill("Taavin")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("Nimi on tallennettu.")

    code = part(page, "Henkilötunnus").get_by_role("textbox")
    code.fill(WRONG)
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_be_focused()
    expect(code).to_have_value("")
    look(page, "asiakkaan-tiedot-virhe")
    code.fill(CODE)
    page.keyboard.press("Enter")
    expect(part(page, "Henkilötunnus")).to_contain_text("Henkilötunnus on merkitty.")
    expect(page.get_by_role("main")).not_to_contain_text(CODE)

    lost = part(page, "Kadonnut puhelin")
    lost.locator("summary").focus()
    page.keyboard.press("Enter")
    look(page, "kadonnut-puhelin")
    lost.get_by_role("button", name="Kyllä, päätä").press("Enter")
    expect(lost).to_contain_text("Asiakkaalla ei ole nyt laitetta")
    look(page, "ei-laitetta")
    phone.goto(case)
    expect(phone.get_by_role("heading", level=1)).not_to_contain_text("Taavi")


def test_a_permit_that_was_said_aloud_is_written_down_with_its_witness(
    page: Page, open_page: Opener, become: Become, look: Look
):
    become(page, "Leena")
    case = case_of(page, "Aino")
    page.goto(f"{case}verkosto/")
    page.get_by_role("link", name="Kirjaa luovutuslupa").click()
    look(page, "kirjaa-luovutuslupa")
    page.get_by_label("Mitkä tiedot").fill("Hoitosuunnitelma")
    page.get_by_label("Kuka saa antaa tietoja").select_option(index=1)
    page.get_by_label("Kenelle").select_option(index=2)
    page.get_by_label("Miten lupa annettiin").select_option("oral")
    page.get_by_role("button", name="Kirjaa lupa").click()
    expect(page.get_by_role("alert")).to_contain_text("todistaja")
    expect(page.get_by_label("Mitkä tiedot")).to_have_value("Hoitosuunnitelma")
    look(page, "kirjaa-luovutuslupa-virhe")
    page.get_by_label("Todistajan nimi").fill("Riitta")
    page.get_by_role("button", name="Kirjaa lupa").press("Enter")
    expect(page.get_by_role("status").first).to_be_visible()

    phone = become(open_page(PHONE), "Aino")
    phone.goto(f"{case}luovutusluvat/")
    expect(part(phone, "Voimassa nyt")).to_contain_text("Hoitosuunnitelma")


def test_the_end_asks_about_each_open_step_and_the_client_reads_the_answers(
    page: Page, open_page: Opener, become: Become, look: Look
):
    become(page, "Leena")
    case = case_of(page, "Aino")
    page.goto(case)
    page.get_by_role("link", name="Päätä yhteinen työ").click()
    steps = page.locator(".partings > li")
    look(page, "paattaminen")
    page.get_by_role("button", name="Päätä työ").click()
    expect(page.get_by_role("alert")).to_be_focused()
    look(page, "paattaminen-virhe")

    for number in range(steps.count()):
        steps.nth(number).get_by_role("radio", name="ei enää tarvita").check()
    moved = steps.filter(has_text=GOES_ON)
    moved.get_by_role("radio", name="joku jatkaa").focus()
    page.keyboard.press("Space")
    moved.get_by_role("combobox").select_option(index=1)  # the client comes first
    page.get_by_label("Yhteinen työ päättyy nyt").check()
    look(page, "paattaminen-vastattu")
    page.get_by_role("button", name="Päätä työ").press("Enter")
    expect(page.get_by_role("status").first).to_be_visible()

    phone = become(open_page(PHONE), "Aino")
    phone.goto(f"{case}suunnitelma/")
    expect(phone.get_by_role("main")).to_contain_text(GOES_ON)
    expect(phone.get_by_role("main")).to_contain_text("jatkat itse")
    expect(phone.get_by_role("main")).not_to_contain_text(NOT_NEEDED)
    look(phone, "paattynyt-suunnitelma")

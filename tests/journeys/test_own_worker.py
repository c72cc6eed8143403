"""S4.3, S4.4 · The statutory own worker and the named contact are two tasks with two words."""

from playwright.sync_api import Page, expect

from tests.journeys.conftest import Become, Look
from tests.journeys.walks import case_of


def name(page: Page, kind: str, person: str) -> None:
    form = page.locator("form[action$='/tyontekija/']")
    if not form.is_visible():
        page.get_by_text("Nimeä", exact=True).click()
    form.get_by_role("radio", name=kind).check()
    who = form.get_by_label("Kuka")
    words = [text for text in who.locator("option").all_inner_texts() if text.startswith(person)]
    who.select_option(label=words[0])
    form.get_by_role("button", name="Tallenna").click()


def test_a_youth_worker_is_a_contact_and_never_the_laws_own_worker(
    page: Page, become: Become, look: Look
):
    become(page, "Saara")
    case = case_of(page, "Elsa")
    page.goto(f"{case}verkosto/")
    tasks = page.get_by_role("region", name="Kenen puoleen käännytään")
    expect(tasks).to_contain_text("Omatyöntekijä (sosiaalihuoltolaki)Leena")
    expect(tasks).to_contain_text("YhteyshenkilöSaara")

    name(page, "Omatyöntekijä", "Saara")
    expect(page.get_by_role("alert")).to_contain_text(
        "Omatyöntekijä on lain mukaan sosiaalihuollon ammattilainen. Nimeä hänet yhteyshenkilöksi."
    )
    look(page, "verkosto-torjunta")
    expect(tasks).to_contain_text("Omatyöntekijä (sosiaalihuoltolaki)Leena")

    name(page, "Yhteyshenkilö", "Niina")
    expect(page.get_by_role("status").first).to_contain_text("Tehtävä on tallennettu")
    expect(tasks).to_contain_text("YhteyshenkilöNiina")
    expect(tasks).to_contain_text("Omatyöntekijä (sosiaalihuoltolaki)Leena")

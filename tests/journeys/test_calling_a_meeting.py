"""S4.10, S4.12 · A meeting is called, its recorder is neutral, and the client may say no."""

import re
from datetime import timedelta

from playwright.sync_api import Locator, Page, expect

from punos import clock
from tests.journeys.conftest import DESKTOP, PHONE, Become, Look, Opener
from tests.journeys.touches import Touches
from tests.journeys.walks import case_of, unfolded

DAY = clock.today() + timedelta(days=14)
WRITTEN = f"{DAY.day}.{DAY.month}.{DAY.year}"


def call(page: Page, case: str, look: Look) -> str:
    """Call a meeting as the contact; return its address."""
    page.goto(f"{case}tapaamiset/")
    look(page, "tapaamiset-asian")
    page.get_by_role("link", name="Sovi tapaaminen").click()
    page.get_by_role("button", name="Sovi tapaaminen").click()
    expect(page.get_by_role("alert")).to_be_visible()
    look(page, "sovi-tapaaminen")
    page.get_by_label("Aihe").fill("Miten saisin aamut käyntiin?")
    page.get_by_label("Päivä").fill(WRITTEN)
    page.get_by_label("Kello").fill("14")
    page.get_by_label("Paikka").fill("Ohjaamo, huone Majakka")
    page.get_by_role("button", name="Sovi tapaaminen").click()
    expect(page.get_by_role("heading", name="Vaihda kirjaaja")).to_be_visible()
    return page.url


def to_choose(page: Page, task: str) -> Locator:
    """Return where somebody is chosen; it is folded while somebody has the task already."""
    return unfolded(page.get_by_role("region", name=re.compile(f"^(Valitse|Vaihda) {task}")))


def choose(page: Page, task: str, person: str) -> None:
    """Choose somebody from the list of those who may have the task."""
    card = to_choose(page, task)
    who = card.get_by_label("Kuka")
    words = [text for text in who.locator("option").all_inner_texts() if text.startswith(person)]
    who.select_option(label=words[0])
    card.get_by_role("button", name="Valitse").click()


def choose_whoever_is_not_listed(page: Page, name: str) -> None:
    """Ask by hand for somebody whom the list leaves out."""
    card = to_choose(page, "kirjaaja")
    card.get_by_label("Kuka").evaluate(
        """(list, id) => list.add(new Option("x", id, true, true))""", name
    )
    card.get_by_role("button", name="Valitse").click()


def test_a_recorder_is_neutral_and_the_client_may_say_no(
    open_page: Opener, page: Page, become: Become, look: Look
):
    become(page, "Saara")
    case = case_of(page, "Elsa")
    page.goto(f"{case}verkosto/")
    page.get_by_text("Kirjaa vastuu").click()
    who = page.locator("form[action$='/vastuu/']").get_by_label("Kuka")
    leena = who.locator("option", has_text="Leena").get_attribute("value")

    address = call(page, case, look)
    look(page, "tapaaminen-kutsujalle")
    options = to_choose(page, "kirjaaja").locator("option")
    assert not [text for text in options.all_inner_texts() if text.startswith("Leena")]
    choose_whoever_is_not_listed(page, leena or "")
    expect(page.get_by_role("main")).to_contain_text(
        "Kirjaaja ei voi olla joku, joka työskentelee asiakkaan kanssa."
    )

    choose(page, "kirjaaja", "Kirsi")
    phone = become(open_page(PHONE), "Elsa")
    phone.goto(address)
    expect(phone.get_by_role("region", name="Kirjaaja", exact=True)).to_contain_text("Kirsi")
    look(phone, "kirjaaja-kysytaan")
    phone.get_by_role("button", name=re.compile("Ei sovi.*Kirsi")).click()
    page.goto(address)
    expect(page.get_by_role("region", name="Kirjaaja", exact=True)).to_have_count(0)
    recorder = become(open_page(DESKTOP), "Kirsi")
    assert recorder.request.get(address).status == 404

    [other, *_more] = [
        name
        for name in to_choose(page, "kirjaaja").locator("option").all_inner_texts()
        if name.strip() and not name.startswith("Kirsi") and "," in name
    ]
    choose(page, "kirjaaja", other)
    other = other.split(",")[0].split()[0]
    phone.goto(address)
    phone.get_by_role("button", name=re.compile(f"^Sopii.*{other}")).click()
    expect(phone.get_by_role("region", name="Kirjaaja", exact=True)).to_contain_text("sovittu")
    # What has been answered is asked no more.
    phone.goto("/")
    expect(phone.get_by_role("main")).not_to_contain_text("Katso, kuka kirjaisi")


def test_a_next_meeting_takes_three_touches_when_the_time_is_agreed(
    page: Page, become: Become, look: Look
):
    become(page, "Leena")
    case = case_of(page, "Ilona")
    page.goto(f"{case}tapaamiset/")
    page.get_by_role("link", name="eilen klo 14").click()
    look(page, "muistio-ammattilaiselle")
    ahead = page.get_by_role("region", name="Seuraava tapaaminen")
    touches = Touches()
    touches.fill(ahead.get_by_label("Päivä"), WRITTEN)
    touches.fill(ahead.get_by_label("Kello"), "15.30")
    touches.press(ahead.get_by_role("button", name="Sovi tapaaminen"))
    expect(page.get_by_role("main")).to_contain_text("15.30")
    assert touches.count <= 3

"""S1.2, S4.4 · A nurse's substitute comes, and goes when the client says so, in a browser."""

import re

from playwright.sync_api import Page, expect

from tests.journeys.conftest import PHONE, Become, Look, Opener
from tests.journeys.walks import (
    ask_of,
    come_in,
    finds_nothing,
    propose,
    start_work,
    unfolded,
)

PLAN = "Suunnitelma ja askeleet"


def let_in_with_substitute(phone: Page, case: str, name: str) -> None:
    phone.goto(f"{case}luvat/")
    card = unfolded(ask_of(phone, name))
    card.get_by_role("switch", name=PLAN).check()
    card.get_by_label("Myös hänen sijaisensa samasta yksiköstä").check()
    card.get_by_role("button", name="Annan luvan").click()


def comes(page: Page, client: str) -> None:
    """Answer the invitation with a yes."""
    page.get_by_role("link", name=re.compile(f"Katso kutsu.*{client}")).click()
    page.get_by_role("button", name="Tulen mukaan").click()


def ask_colleague(nurse: Page, case: str, look: Look) -> str:
    """Ask the first colleague of the unit to stand in; return the whole name."""
    nurse.goto(f"{case}verkosto/")
    nurse.get_by_role("link", name="Pyydä sijaista").click()
    look(nurse, "pyyda-sijaista")
    nurse.get_by_role("radio").first.check()
    words = nurse.locator("label.choice").first.inner_text()
    nurse.get_by_role("button", name="Pyydä sijaiseksi").click()
    expect(nurse.get_by_role("main")).to_contain_text("Peru pyyntö")
    look(nurse, "sijaista-on-pyydetty")
    return words.partition(",")[0]


def sign_in_colleague(page: Page, name: str) -> Page:
    page.goto("/demo/")
    page.get_by_text("Muut ammattilaiset").click()
    page.get_by_role("button", name=name, exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Hei")
    return page


def test_a_substitute_answers_alone_and_goes_alone(
    open_page: Opener, page: Page, become: Become, look: Look
):
    become(page, "Saara")
    case, digits, _touches = start_work(page, "Hilla")
    propose(page, case, "Riitta")
    phone = open_page(PHONE)
    come_in(phone, digits)
    let_in_with_substitute(phone, case, "Riitta")
    nurse = become(open_page(), "Riitta")
    comes(nurse, "Hilla")
    name = ask_colleague(nurse, case, look)

    other = sign_in_colleague(open_page(), name)
    other.get_by_role("link", name=re.compile("Katso kutsu")).click()
    expect(other.get_by_role("main")).to_contain_text("Sinua pyydetään sijaiseksi.")
    look(other, "kutsu-sijaiselle")
    other.get_by_role("button", name="Tulen mukaan").click()
    assert other.goto(f"{case}suunnitelma/").status == 200

    phone.goto(f"{case}luvat/")
    look(phone, "luvat-sijainen")
    phone.get_by_role("button", name=f"Peru sijainen: {name.split()[0]}").click()
    finds_nothing(other, case, "Hilla")
    assert nurse.goto(f"{case}suunnitelma/").status == 200

"""S3.15 · S4.13 · Every page is fit for all: by keyboard, large, narrow, dark, in forced colours.

`make prove` looks at every page of every role in five schemes (T11); here only at the pages that
people need most, each in one of the schemes by turns.
"""

from collections.abc import Iterator
from itertools import cycle

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from tests.journeys.conftest import DESKTOP, PHONE, PROVES, Become, Opener
from tests.journeys.everyone import LOOKS, SCHEMES, Looker
from tests.journeys.pages import PAGES, ROLES, VISITOR, Walk
from tests.journeys.room import open_meeting

TURNS = cycle(SCHEMES)
FINGERS = {"client", "close", "visitor"}
# Who is looked at in `make test`, and which pages.
FIRST = {"client": ("Aino", {"home", "consents", "plan"}), "worker": ("Leena", {"home"})}


def looker(page: Page, role: str) -> Looker:
    return Looker(page, is_finger=role in FINGERS)


def look(looker: Looker, address: str) -> list[str]:
    """Look at one page, in every scheme where that is asked for."""
    schemes = SCHEMES if PROVES else [next(TURNS)]
    found = looker.open(address) or looker.look(*schemes)
    return [f"{address} {each}" for each in found]


def pages_of(role: str, open_page: Opener, become: Become) -> Iterator[tuple[Page, str, str]]:
    """Yield each page of a role once, with somebody who has it."""
    seen: set[str] = set()
    names = ROLES[role] if PROVES else FIRST[role][:1]
    for name in names:
        page = become(open_page(PHONE if role in FINGERS else DESKTOP), name)
        found = Walk(page).all()
        for url_name in found.keys() - seen:
            yield page, url_name, found[url_name]
        seen |= found.keys()
        page.context.close()


@pytest.mark.proof
@pytest.mark.parametrize("role", list(ROLES) if PROVES else list(FIRST))
def test_every_page_of_a_role_is_fit_for_all(role: str, open_page: Opener, become: Become) -> None:
    wrong, seen = [], set()
    for page, url_name, address in pages_of(role, open_page, become):
        seen.add(url_name)
        if PROVES or url_name in FIRST[role][1]:
            wrong += look(looker(page, role), address)
    assert not wrong, "\n".join(wrong)
    if PROVES:
        assert seen == PAGES[role]


@pytest.mark.proof
@pytest.mark.parametrize("lists", [VISITOR if PROVES else VISITOR[:1]])
def test_a_page_that_asks_no_sign_in_is_fit_for_all(
    lists: tuple[tuple[str, dict[str, str]], ...], open_page: Opener
) -> None:
    visitor = looker(open_page(PHONE, may_break=True), "visitor")
    wrong = [each for name, parts in lists for each in look(visitor, reverse(name, kwargs=parts))]
    assert not wrong, "\n".join(wrong)


@pytest.mark.proof
def test_an_open_meeting_is_fit_for_all(open_page: Opener, become: Become) -> None:
    chair = become(open_page(DESKTOP), "Helmi")
    address = open_meeting(chair, "Joel")
    wrong = look(looker(chair, "chair"), f"{address}puheenjohtaja/")
    recorder = become(open_page(DESKTOP), "Kirsi")
    wrong += look(looker(recorder, "recorder"), f"{address}kirjaaja/")
    for role, name in (("client", "Joel"), ("worker", "Leena"), ("close", "Marja")):
        if PROVES or role == "client":
            wrong += look(looker(become(open_page(PHONE), name), role), address)
    assert not wrong, "\n".join(wrong)


def test_a_part_that_is_swapped_leaves_focus_title_and_region_where_they_are(
    open_page: Opener, become: Become
) -> None:
    page = become(open_page(PHONE), "Aino")
    page.get_by_role("link", name="Kaikki").first.click()
    title, region = page.title(), page.locator("#ilmoitukset").element_handle()
    tick = page.get_by_role("checkbox").first
    tick.focus()
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Peru merkintä")).to_be_visible()
    page.wait_for_function("() => document.activeElement !== document.body")
    assert page.title() == title
    assert region
    assert region.evaluate("each => each.isConnected && each.getAttribute('role') === 'status'")
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Aino")


FAULTY = """<!DOCTYPE html><html lang="xx"><head><title>Vika</title><style>
  .cut { width: 40px; height: 12px; overflow: hidden } .bare { outline: none !important; border: 0 }
  .wide { width: 900px } .pale:focus { outline: 3px solid #ddd } .thin:focus { outline: 1px solid #000 }
  .half { position: relative; height: 60px } .half i { position: absolute; inset: 40px 0 0; background: #fff } .move { animation: a 9s infinite }
  @keyframes a { to { opacity: .5 } }</style></head><body>
  <main><p class="cut">Pitkä teksti, joka ei mahdu</p><a href="/yksi/">Avaa</a> <a href="/kaksi/">Avaa</a>
  <a class="bare" href="/pieni/" tabindex="3">x</a><div class="wide">leveä</div>
  <button aria-label="Sulje">Tallenna</button><div aria-live="assertive"></div><p class="move">liike</p>
  <button class="pale">Vaalea</button><button class="thin">Ohut</button>
  <div class="half"><button class="edge" style="height: 50px">Reuna</button><i></i></div>
  <input aria-label="Koodi" id="koodi"></main></body></html>"""


def test_the_looks_find_what_is_wrong(open_page: Opener) -> None:
    """Else a look that sees nothing would pass for a page that has nothing wrong."""
    page = open_page(PHONE, may_break=True)
    page.set_content(FAULTY)
    page.evaluate(
        "() => document.querySelector('#koodi').addEventListener('paste', e => e.preventDefault())"
    )
    page.evaluate(LOOKS)
    eye = looker(page, "client")
    found = "\n".join(
        [
            *eye.ask("steady", 44),
            *eye.ask("still"),
            *eye.ask("clipped"),
            *eye.ask("sideways"),
            *eye.walk(),
        ]
    )
    for words in (
        "kohde", "tabindex > 0", "sama linkkiteksti", "ei ole nimessä", "ilmoitusten alue",
        "keskeyttävä", "sivun kieltä", "liittäminen", "ohjelinkki", "leikkautuu", "leveys",
        "liike", "järjestys", "ei näy: <a bare>", "ei näy: <button pale>", "ei näy: <button thin>",
        "jää piiloon: <button edge>",
    ):  # fmt: skip
        assert words in found, f"{words}:\n{found}"


def test_before_an_idle_sign_out_a_page_says_so_and_one_press_goes_on(
    open_page: Opener, become: Become
) -> None:
    page = become(open_page(DESKTOP), "Leena")
    page.clock.install()
    page.goto("/asetukset/")
    region, words = page.locator("#ilmoitukset[role=status]"), "Kirjaamme sinut kohta ulos."
    page.clock.run_for(25 * 60_000)
    expect(region).not_to_contain_text(words)
    # At least two minutes are left, and the region stood there before.
    page.clock.run_for(2 * 60_000)
    expect(region).to_contain_text(words)
    with page.expect_response("**/elossa/") as answer:
        page.get_by_role("button", name="Jatkan vielä").press("Enter")
    assert answer.value.status == 204
    expect(region).not_to_contain_text(words)
    page.clock.run_for(27 * 60_000)
    expect(region).to_contain_text(words)


def test_nobody_is_hurried_who_is_not_at_work(open_page: Opener, become: Become) -> None:
    page = become(open_page(PHONE), "Aino")
    assert page.evaluate("() => document.body.dataset.idleMinutes") is None

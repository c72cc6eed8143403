"""S4.4 · Fault 37: back, a reopened tab, a kept part, what a browser fills in: nothing of anybody."""

import re

from playwright.sync_api import BrowserContext, Page, expect

from tests.journeys.conftest import Become, Opener
from tests.journeys.walks import case_of, reached, start_work

# All that is kept, but the address of the page that stands open, which htmx notes down.
KEPT = """async () => [
    ...[localStorage, sessionStorage].flatMap(each => Object.values(each)),
    ...(await caches.keys()),
    ...(await indexedDB.databases()).map(each => each.name),
].filter(each => each !== location.pathname + location.search)"""
# What the browser would show of a page without asking the program: as a page, as its part.
FROM_CACHE = """async ([path, headers]) => {
    const how = {cache: "only-if-cached", mode: "same-origin", headers};
    try { return await (await fetch(path, how)).text() } catch { return "" }
}"""
ASKED = """async ([path, headers]) => {
    const answer = await fetch(path, {cache: "force-cache", redirect: "manual", headers});
    return answer.type === "opaqueredirect" ? "" : answer.text();
}"""
# Fields in which a browser or a manager of passwords might keep or offer something.
FIELDS = """() => [...document.querySelectorAll("main input, main textarea")].filter(
    each => !/hidden|radio|checkbox|submit|button/.test(each.type)).map(
    each => ({name: each.name, type: each.type, says: each.autocomplete || each.form?.autocomplete}))"""


def sign_out(page: Page) -> None:
    page.locator("details.account summary").filter(visible=True).first.click()
    page.get_by_role("button", name="Kirjaudu ulos", exact=True).filter(visible=True).click()
    page.wait_for_url("**/kirjaudu/**")


def shows_nothing(page: Page) -> None:
    expect(page.locator("body")).not_to_contain_text("Aino")


def test_who_sits_there_next_finds_nothing(page: Page, become: Become) -> None:
    become(page, "Saara")
    page.goto(f"{case_of(page, 'Aino')}suunnitelma/")
    expect(page.locator("body")).to_contain_text("Aino")
    page.evaluate("() => localStorage.setItem('punos-koe', 'Luonnos, jota ei lähetetty.')")
    sign_out(page)
    assert page.evaluate(KEPT) == []
    for _ in range(4):  # through the plan, the case, the list of people and the desk
        page.go_back()
        shows_nothing(page)
    page.go_forward()
    shows_nothing(page)


def test_another_tab_and_a_tab_that_is_opened_again_lead_to_the_door(
    open_page: Opener, become: Become
) -> None:
    page = become(open_page(may_break=True), "Saara")
    case = case_of(page, "Aino")
    tabs = [tab_at(page.context, case), tab_at(page.context, f"{case}suunnitelma/")]
    sign_out(page)
    for tab in tabs:
        tab.reload()
        expect(tab).to_have_url(re.compile("/kirjaudu/"))
        shows_nothing(tab)
    again = page.context.new_page()
    again.goto(case)
    expect(again).to_have_url(re.compile("/kirjaudu/"))
    shows_nothing(again)


def tab_at(context: BrowserContext, address: str) -> Page:
    tab = context.new_page()
    tab.goto(address)
    expect(tab.locator("body")).to_contain_text("Aino")
    return tab


def test_no_page_and_no_part_of_one_is_kept_by_the_browser(
    open_page: Opener, become: Become
) -> None:
    page = become(open_page(may_break=True), "Saara")
    case = case_of(page, "Aino")
    forms = ({}, {"HX-Request": "true"})
    asked = [
        [f"{case}{path}", form] for path in ("", "suunnitelma/", "verkosto/") for form in forms
    ]
    for each in asked:
        page.goto(each[0])
        assert "Aino" in page.evaluate(ASKED, each)
        assert page.evaluate(FROM_CACHE, each) == "", each
    sign_out(page)
    for each in asked:
        assert page.evaluate(FROM_CACHE, each) == "", each
        assert "Aino" not in page.evaluate(ASKED, each), each


def test_no_browser_keeps_or_offers_what_is_written_of_a_client(
    open_page: Opener, become: Become
) -> None:
    """Each field of each page of a work says so; the identity code is nobody's user name."""
    worker = become(open_page(may_break=True), "Saara")
    case = case_of(worker, "Aino")
    own = case[case.index("/asiat/") :]
    client = become(open_page(may_break=True), "Aino")
    loose = [
        (path.removeprefix(own), each)
        for page in (worker, client)
        for path in sorted(reached(page, own))
        if not path.startswith("/virta/") and not path.endswith(".pdf")
        for each in fields_at(page, path)
        if each["says"] != "off" or each["type"] in ("password", "email")
    ]
    assert not loose, "\n".join(map(str, loose))
    # Whoever the law lets note the identity code: the field is no user name and no password.
    leena = become(open_page(), "Leena")
    case, _digits, _touches = start_work(leena, "Taavi")
    [code] = [each for each in fields_at(leena, f"{case}asiakas/") if each["name"] == "code"]
    assert (code["type"], code["says"]) == ("text", "off")
    assert "password" not in [each["type"] for each in leena.evaluate(FIELDS)]


def fields_at(page: Page, path: str) -> list[dict[str, str]]:
    page.goto(path)
    return page.evaluate(FIELDS)


def test_what_one_had_written_is_not_there_for_the_next(page: Page, become: Become) -> None:
    become(page, "Saara")
    case = case_of(page, "Aino")
    page.goto(f"{case}tapaamiset/uusi/")
    topic = page.locator("main [name=topic]")
    topic.fill("Tämä ei kuulu muille.")
    page.wait_for_function("() => Object.keys(localStorage).some(each => each.includes(':/'))")
    [draft] = page.evaluate(KEPT)
    assert "sealed" in draft
    assert "Tämä ei kuulu" not in draft  # nobody reads it without the key of that page
    sign_out(page)
    become(page, "Aino")
    page.goto(f"{case}tapaamiset/uusi/")
    expect(topic).not_to_have_value("Tämä ei kuulu muille.")
    assert "Tämä ei kuulu" not in str(page.evaluate(KEPT))

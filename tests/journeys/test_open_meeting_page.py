"""S4.10, S1.2 · An open page follows the meeting by itself, and empties when the right ends."""

import json
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from punos.live.tests.reading import Server, database_in

ENTRY = "li"


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    folder = tmp_path_factory.mktemp("live")
    server = Server(database_in(folder), folder / "log")
    yield server
    server.stop()


@pytest.fixture
def meeting(server: Server) -> str:
    name = uuid4().hex
    server.post("/lupa/", readers=json.dumps([("aino", f"meeting:{name}", "client", None)]))
    return name


@pytest.fixture
def tabs(browser: Browser):
    context = browser.new_context(locale="fi-FI")
    yield context
    context.close()


def show(tabs: BrowserContext, server: Server, meeting: str) -> Page:
    page = tabs.new_page()
    page.goto(f"http://127.0.0.1:{server.port}/sivu/{meeting}/")
    return page


def say(server: Server, meeting: str, html: str) -> None:
    server.post("/sano/", channel=f"meeting:{meeting}", html=html)


def streams_become(server: Server, number: int, page: Page) -> None:
    for _ in range(100):
        if server.post("/luvut/")["streams"] == number:
            return
        page.wait_for_timeout(50)
    raise AssertionError(server.post("/luvut/"))


def hide(page: Page, *, hidden: bool) -> None:
    """Do as a browser does when its tab goes behind another one."""
    page.evaluate(
        """(hidden) => {
            Object.defineProperty(document, "hidden", {value: hidden, configurable: true});
            document.dispatchEvent(new Event("visibilitychange"));
        }""",
        hidden,
    )


def test_an_entry_appears_on_every_tab_by_one_stream(server, meeting, tabs):
    say(server, meeting, "ennen sivua")
    pages = [show(tabs, server, meeting) for _ in range(3)]
    streams_become(server, 1, pages[0])
    say(server, meeting, "<b>Sovittiin</b>")
    for page in pages:
        expect(page.locator(ENTRY)).to_have_count(2)
        expect(page.locator(ENTRY).last).to_contain_text("Sovittiin")


def test_a_new_tab_hears_what_was_said_while_it_was_opening(server, meeting, tabs):
    first = show(tabs, server, meeting)
    streams_become(server, 1, first)
    late = tabs.new_page()
    # Said after the server made the page, before its script runs.
    late.route("**/live.js", lambda route: (say(server, meeting, "väliin"), route.continue_()))
    late.goto(f"http://127.0.0.1:{server.port}/sivu/{meeting}/")
    for page in (first, late):
        expect(page.locator(ENTRY)).to_have_count(1)
    streams_become(server, 1, first)


def test_a_page_that_may_not_hear_any_more_is_emptied_when_it_comes_back(server, meeting, tabs):
    say(server, meeting, "salaisuus")
    page = tabs.new_page()
    page.clock.install()
    page.goto(f"http://127.0.0.1:{server.port}/sivu/{meeting}/")
    streams_become(server, 1, page)
    # Nobody is told that the right is gone; the line falls silent and is opened anew.
    server.post("/vie/", channel=f"meeting:{meeting}", person="aino", ear="meeting:muu")
    page.clock.run_for(41_000)
    page.clock.run_for(2_000)
    expect(page.get_by_role("main")).to_have_text("Tämä ei ole enää auki sinulle.")


def test_when_the_leading_tab_closes_another_goes_on(server, meeting, tabs):
    first, second = (show(tabs, server, meeting) for _ in range(2))
    streams_become(server, 1, first)
    first.close()
    say(server, meeting, "toiselle")
    expect(second.locator(ENTRY)).to_have_count(1)


def test_a_page_whose_right_ends_is_emptied(server, meeting, tabs):
    say(server, meeting, "salaisuus")
    pages = [show(tabs, server, meeting) for _ in range(2)]
    streams_become(server, 1, pages[0])
    channel = f"meeting:{meeting}"
    server.post("/vie/", channel=channel, person="aino", ear=channel)
    for page in pages:
        expect(page.get_by_role("main")).to_have_text("Tämä ei ole enää auki sinulle.")
        expect(page.get_by_text("salaisuus")).to_have_count(0)


def test_a_hidden_tab_lets_go_and_reads_what_it_missed(server, meeting, tabs):
    page = tabs.new_page()
    page.clock.install()
    page.goto(f"http://127.0.0.1:{server.port}/sivu/{meeting}/")
    streams_become(server, 1, page)
    hide(page, hidden=True)
    page.clock.run_for(61_000)
    streams_become(server, 0, page)
    say(server, meeting, "sillä välin")
    hide(page, hidden=False)
    expect(page.locator(ENTRY)).to_have_count(1)
    streams_become(server, 1, page)
    say(server, meeting, "ja taas")
    expect(page.locator(ENTRY)).to_have_count(2)


def test_a_screen_reader_hears_what_is_new_in_one_go(server, meeting, tabs):
    page = tabs.new_page()
    page.clock.install()
    page.goto(f"http://127.0.0.1:{server.port}/sivu/{meeting}/")
    streams_become(server, 1, page)
    for words in ("yksi", "kaksi"):
        say(server, meeting, words)
    expect(page.locator(ENTRY)).to_have_count(2)
    news = page.locator("[data-live-news]")
    expect(news).to_have_text("")
    page.clock.run_for(10_500)
    expect(news).to_have_text("Uusi kirjaus: client: yksi. client: kaksi")


def test_a_lost_line_is_told_and_comes_back_with_what_was_missed(meeting, tabs, tmp_path):
    database = database_in(tmp_path)
    first = Server(database, tmp_path / "log")
    try:
        first.post("/lupa/", readers=json.dumps([("aino", f"meeting:{meeting}", "client", None)]))
        page = show(tabs, first, meeting)
        streams_become(first, 1, page)
    finally:
        first.stop()
    expect(page.locator("[data-live-word]")).to_have_text("Yhteys on poikki, yritetään uudelleen.")
    again = Server(database, tmp_path / "log2", port=first.port)
    try:
        say(again, meeting, "sillä välin")
        expect(page.locator(ENTRY)).to_have_count(1, timeout=15_000)
        expect(page.locator("[data-live-word]")).to_have_text("")
    finally:
        again.stop()

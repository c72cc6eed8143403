"""S4.10, S4.15 · The network drops, the program is killed, a consent ends: no text and no trust lost."""

import signal

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import DESKTOP, PHONE, Become, Opener, Server
from tests.journeys.room import entry, open_meeting, text_of
from tests.journeys.walks import given_to

OFFLINE = "”Kirjoitettu ilman yhteyttä.”"
SENT_TO_NOBODY = "”Tämä lähtee, kun kone palaa.”"
UNFINISHED = "Tätä ei ole vielä julkaistu."
SAVED = "”Tallennettu juuri ennen kuin kone sammui.”"


def lose_the_network(recorder: Page, client: Page) -> None:
    """The text waits in the browser, also over a reload, and goes once when the line is back."""
    recorder.context.set_offline(True)
    text_of(recorder).fill(OFFLINE)
    recorder.keyboard.press("Enter")
    expect(recorder.locator("[data-saved]")).to_contain_text("Kirjoita rauhassa")
    expect(recorder.locator("[data-waiting]")).to_contain_text(OFFLINE)
    recorder.context.set_offline(False)
    expect(recorder.locator("[data-saved]")).to_contain_text("Kaikki näkevät saman")
    expect(entry(client, OFFLINE)).to_have_count(1)
    recorder.reload()
    expect(entry(recorder, OFFLINE)).to_have_count(1)


def kill_the_program(server: Server, recorder: Page) -> None:
    """kill -9 right after the page has said that an entry is saved, and while more is written."""
    text_of(recorder).fill(SAVED)
    recorder.keyboard.press("Enter")
    expect(entry(recorder, SAVED)).to_be_visible()
    server.kill(signal.SIGKILL)
    text_of(recorder).fill(SENT_TO_NOBODY)
    recorder.keyboard.press("Enter")
    text_of(recorder).fill(UNFINISHED)
    server.start()
    recorder.reload()
    expect(text_of(recorder)).to_have_value(UNFINISHED)
    expect(entry(recorder, SAVED)).to_have_count(1)
    expect(entry(recorder, SENT_TO_NOBODY)).to_have_count(1)


def take_back(client: Page, case: str, name: str) -> None:
    client.goto(f"{case}luvat/")
    given_to(client, name).get_by_role("button", name=f"Peru lupa: {name}").click()
    expect(client.get_by_role("status").first).to_contain_text("Lupa on peruttu")


@pytest.mark.both
def test_no_text_and_no_trust_is_lost(open_page: Opener, server: Server, become: Become):
    chair, recorder, worker = (open_page(DESKTOP, may_break=True) for _ in range(3))
    client = open_page(PHONE, may_break=True)
    for name, page in {"Helmi": chair, "Kirsi": recorder, "Leena": worker, "Joel": client}.items():
        become(page, name)
    address = open_meeting(chair, "Joel")
    recorder.goto(f"{address}kirjaaja/")
    client.goto(address)
    worker.goto(address)

    lose_the_network(recorder, client)
    kill_the_program(server, recorder)
    # The open pages of the others come back by themselves, with what they missed.
    for page in (client, worker):
        expect(entry(page, SENT_TO_NOBODY)).to_have_count(1, timeout=15_000)

    # A consent ends in the middle of the meeting: the open page is emptied by itself.
    take_back(client, address.split("tapaamiset/")[0], "Leena")
    expect(worker.get_by_role("main")).to_contain_text("ei ole enää auki sinulle", timeout=2_000)
    expect(worker.get_by_role("main")).not_to_contain_text(SAVED)
    answer = worker.reload()
    assert answer
    assert answer.status == 404

    # Ctrl-C with all these pages open.
    assert server.kill(signal.SIGINT) < 2

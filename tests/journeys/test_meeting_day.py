"""S4.10, S4.12, S1.7 · A network meeting: written by one, seen by all within a blink, closed."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from punos import clock
from tests.journeys.conftest import Become, Look, Opener
from tests.journeys.room import MeetingRoom, enter, entry, text_of

WORDS = "”Aamuisin en pääse ylös.”"
WRONG = "Joel ei halua käydä pajalla."
CORRECTED = "”Joskus pääsen aamulla ylös.”"
DUE = clock.today() + timedelta(days=30)
STEP = "Soita asuntotoimistoon"


def looks(room: MeetingRoom, look: Look) -> None:
    look(room.chair, "puheenjohtaja")
    look(room.recorder, "kirjaaja")
    look(room.client, "tapaaminen-asiakkaalle")
    look(room.worker, "tapaaminen-ammattilaiselle")
    look(room.close, "tapaaminen-laheiselle")


def read_live(room: MeetingRoom) -> None:
    """An entry shows to all when Enter is pressed, not while it is typed."""
    text_of(room.recorder).press_sequentially(WORDS, delay=5)
    room.client.wait_for_timeout(1500)
    for page in room.readers:
        expect(page.get_by_role("main")).not_to_contain_text("en pääse ylös")
    assert room.blink(WORDS) <= 1000
    expect(room.recorder.locator("[data-saved]")).to_contain_text("Tallennettu")


def strike(room: MeetingRoom) -> None:
    """Ei näin: at once gone from the others, seen by client and recorder."""
    text_of(room.recorder).fill(WRONG)
    room.recorder.keyboard.press("Enter")
    for page in room.readers:
        expect(page.get_by_role("main")).to_contain_text(WRONG)
    # A screen reader has been told of it too.
    room.worker.clock.fast_forward(11_000)
    expect(room.worker.locator("[data-live-news]")).to_contain_text(WRONG)
    entry(room.client, WRONG).get_by_role("button", name="Ei näin").click()
    expect(entry(room.client, WRONG)).to_contain_text("Muut eivät näe tätä")
    expect(entry(room.recorder, WRONG)).to_contain_text("Muut eivät näe tätä")
    for page in (room.chair, room.worker, room.close):
        expect(page.get_by_role("main")).not_to_contain_text(WRONG)
        page.reload()
        expect(page.get_by_role("main")).not_to_contain_text(WRONG)


def agree_a_step(room: MeetingRoom) -> None:
    """A step is one line: who, what, by when, how we notice."""
    row = room.recorder.get_by_role("form", name="Uusi askel")
    what = row.get_by_label("Mitä")
    what.fill(f"Jolanda: {STEP} | huomenna")
    what.press("Enter")
    expect(row.get_by_role("alert")).to_contain_text("Kirjoita rivin alkuun nimi")
    expect(what).to_have_value(f"Jolanda: {STEP} | huomenna")
    what.fill(f"Joel: {STEP} | {DUE.day}.{DUE.month}. | Aika on varattu")
    what.press("Enter")
    expect(row.get_by_role("alert")).to_have_count(0)
    for page in room.readers:
        expect(page.get_by_role("main")).to_contain_text(STEP)
    expect(entry(room.client, STEP)).to_contain_text("Joel")


def close(room: MeetingRoom) -> None:
    room.recorder.get_by_role("button", name="Merkitse luetuksi").click()
    expect(room.recorder.get_by_role("region", name="Luettu ääneen")).to_contain_text("klo")
    room.chair.get_by_role("button", name="Sulje tapaaminen").click()
    room.chair.get_by_role("dialog").get_by_role("button").first.click()
    room.chair.wait_for_url(re.compile(r"^(?!.*puheenjohtaja)"))


def correct(room: MeetingRoom, look: Look) -> None:
    """The client asks for a correction: it is visible, and the original stays."""
    room.client.goto(f"{room.address}muistio/")
    look(room.client, "muistio-asiakkaalle")
    said = entry(room.client, WORDS)
    said.get_by_text("Pyydä korjausta").click()
    said.get_by_label("Mitä korjataan?").fill("Joskus pääsen.")
    said.get_by_role("button", name="Lähetä pyyntö").click()
    expect(room.client.get_by_role("status").first).to_contain_text("Alkuperäinen säilyy")

    room.recorder.goto(f"{room.address}kirjaaja/")
    look(room.recorder, "kirjaaja-korjaa")
    room.recorder.get_by_label("Korjattu teksti").fill(CORRECTED)
    room.recorder.get_by_role("button", name="Lisää korjaus").click()
    expect(room.recorder.get_by_role("status").first).to_contain_text("Korjaus on lisätty")


def accept(room: MeetingRoom, look: Look) -> None:
    """With the client's yes the recorder's right ends by itself."""
    room.client.goto(f"{room.address}muistio/")
    expect(entry(room.client, WORDS)).to_contain_text(CORRECTED)
    room.client.get_by_role("button", name="Hyväksyn muistion").click()
    expect(room.client.get_by_role("main")).to_contain_text("Hyväksytty")
    look(room.client, "muistio-hyvaksytty")
    for place in ("kirjaaja/", "muistio/", "muistio.pdf"):
        assert room.recorder.request.get(f"{room.address}{place}").status == 404


def keep_a_copy(room: MeetingRoom) -> None:
    """The client takes along a real paper that says the same; what was struck is not on it."""
    expect(room.client.get_by_role("region", name="Oma kopio")).to_contain_text("ei voi perua")
    with room.client.expect_download() as coming:
        room.client.get_by_role("link", name="Lataa PDF").click()
    paper = PdfReader(coming.value.path())
    text = " ".join(" ".join(page.extract_text() for page in paper.pages).split())
    for words in (WORDS, CORRECTED, STEP):
        assert words in text
    assert WRONG not in text


def find_in_the_plan(room: MeetingRoom, look: Look) -> None:
    """The step stands in the one plan of all."""
    case = room.address.split("tapaamiset/")[0]
    for page in (room.client, room.worker):
        page.goto(f"{case}suunnitelma/")
        expect(page.locator("li.prow", has_text=STEP)).to_contain_text(f" {DUE.day}.{DUE.month}.")
    expect(room.client.get_by_role("checkbox", name=STEP)).to_be_visible()
    look(room.client, "suunnitelma-tapaamisen-jalkeen")


@pytest.mark.both
def test_a_meeting_from_its_opening_to_the_plan(open_page: Opener, become: Become, look: Look):
    room = enter(open_page, become)
    looks(room, look)
    read_live(room)
    strike(room)
    agree_a_step(room)
    close(room)
    correct(room, look)
    accept(room, look)
    keep_a_copy(room)
    find_in_the_plan(room, look)

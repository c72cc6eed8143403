"""S4.10 · Fault 16: the recorder is without a line for ten minutes. All arrives once and in order, a no is shown."""

from playwright.sync_api import Page, expect

from tests.journeys.conftest import DESKTOP, PHONE, Become, Opener, Server
from tests.journeys.room import open_meeting, text_of

MINUTES, ENTRIES = 10, 20
ALL = [f"Kirjaus {number} ilman yhteyttä." for number in range(ENTRIES)]
LATE = "Tämä jäi jonoon."


def write_without_a_line(recorder: Page) -> None:
    recorder.context.set_offline(True)
    for words in ALL:
        text_of(recorder).fill(words)
        recorder.keyboard.press("Enter")
        recorder.clock.fast_forward(MINUTES * 60_000 // ENTRIES)
    expect(recorder.locator("[data-saved]")).to_contain_text("Kirjoita rauhassa")
    expect(recorder.locator("[data-waiting] li")).to_have_count(ENTRIES)


def texts_of(page: Page) -> list[str]:
    """Return the entries of this journey as they stand, from the top down."""
    found = [each.strip() for each in page.locator("li.entry .entry-text").all_inner_texts()]
    return [words for words in found if words in ALL]


def test_what_was_written_without_a_line_arrives_once_and_in_order(
    open_page: Opener, server: Server, become: Become
) -> None:
    chair, recorder = (open_page(DESKTOP, may_break=True) for _ in range(2))
    client = open_page(PHONE, may_break=True)
    for name, page in {"Helmi": chair, "Kirsi": recorder, "Joel": client}.items():
        become(page, name)
    address = open_meeting(chair, "Joel")
    recorder.clock.install()
    recorder.goto(f"{address}kirjaaja/")
    client.goto(address)

    write_without_a_line(recorder)
    recorder.context.set_offline(False)
    recorder.clock.run_for(20_000)
    expect(recorder.locator("[data-waiting] li")).to_have_count(0, timeout=40_000)
    expect(client.get_by_text(ALL[-1])).to_be_visible(timeout=40_000)
    assert texts_of(client) == ALL
    recorder.reload()
    assert texts_of(recorder) == ALL

    refuse_the_last(recorder)
    client.reload()
    assert texts_of(client) == ALL


def refuse_the_last(recorder: Page) -> None:
    """What the server says no to comes back to where it was written, with the reason."""
    recorder.context.set_offline(True)
    form = recorder.locator("form[data-publish]:not(.addstep)")
    form.evaluate("form => { form.elements.field.value = 'ei-tällaista' }")
    text_of(recorder).fill(LATE)
    recorder.keyboard.press("Enter")
    expect(recorder.locator("[data-waiting] li")).to_have_count(1)
    recorder.context.set_offline(False)
    recorder.clock.run_for(20_000)
    expect(text_of(recorder)).to_have_value(LATE)
    expect(form.get_by_role("alert")).not_to_be_empty()
    expect(recorder.locator("[data-waiting] li")).to_have_count(0, timeout=40_000)

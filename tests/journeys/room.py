"""A network meeting as five people live it, each in a browser of their own."""

from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import DESKTOP, PHONE, Become, Opener

SEEN_AT = """(words) => {
    window.seenAt = null;
    const look = () => {
        window.seenAt ??= document.body.innerText.includes(words) ? Date.now() : null;
    };
    new MutationObserver(look).observe(document.body, {childList: true, subtree: true});
}"""


@dataclass
class MeetingRoom:
    """The open pages of one meeting."""

    address: str
    chair: Page
    recorder: Page
    client: Page
    worker: Page
    close: Page

    @property
    def readers(self) -> tuple[Page, ...]:
        return self.chair, self.client, self.worker, self.close

    def blink(self, words: str, press: str = "Enter") -> int:
        """Press the key on the recorder's page; return how many milliseconds all waited."""
        for page in self.readers:
            page.evaluate(SEEN_AT, words)
        begun = self.recorder.evaluate("() => Date.now()")
        self.recorder.keyboard.press(press)
        for page in self.readers:
            page.wait_for_function("() => window.seenAt")
        return max(page.evaluate("() => window.seenAt") for page in self.readers) - begun


def text_of(recorder: Page) -> Locator:
    """Return the field that the recorder writes in."""
    return recorder.get_by_role("region", name="Omin sanoin").get_by_role("textbox")


def entry(page: Page, words: str) -> Locator:
    """Return the entry with these words."""
    return page.locator(".entry", has_text=words)


def open_meeting(chair: Page, client: str) -> str:
    """Open today's meeting as its chair; return the address of the meeting."""
    chair.get_by_role("region", name="Tänään").get_by_role("link", name=client).click()
    chair.get_by_role("button", name="Avaa tapaaminen").click()
    expect(chair.get_by_role("button", name="Sulje tapaaminen")).to_be_visible()
    return chair.url.removesuffix("puheenjohtaja/")


def enter(open_page: Opener, become: Become) -> MeetingRoom:
    """Let everybody come to Joel's meeting of today, which the chair opens."""
    chair, recorder, worker = (open_page(DESKTOP) for _ in range(3))
    client, close = open_page(PHONE), open_page(PHONE)
    who = {"Helmi": chair, "Kirsi": recorder, "Joel": client, "Leena": worker, "Marja": close}
    for name, page in who.items():
        become(page, name)
    address = open_meeting(chair, "Joel")
    recorder.goto(f"{address}kirjaaja/")
    worker.clock.install()
    for page in (client, worker, close):
        page.goto(address)
    return MeetingRoom(address, chair, recorder, client, worker, close)

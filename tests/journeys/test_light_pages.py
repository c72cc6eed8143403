"""S3.15 · The client's first visit is light, and readable soon on a slow line and an old phone."""

from playwright.sync_api import CDPSession, Page, expect

from tests.journeys.conftest import PHONE, Become, Opener
from tests.journeys.walks import come_in, start_work

SLOW = {"offline": False, "latency": 150, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
FIRST, BEFORE_READABLE, LATER = 150_000, 70_000, 30_000


class Wire:
    """What comes over the wire to one page, in order."""

    def __init__(self, page: Page) -> None:
        self.session: CDPSession = page.context.new_cdp_session(page)
        self.session.send("Network.enable")
        self.kinds: dict[str, str] = {}
        self.sizes: dict[str, int] = {}
        self.session.on("Network.responseReceived", self._note)
        self.session.on("Network.loadingFinished", self._count)

    def _note(self, event: dict) -> None:
        self.kinds[event["requestId"]] = event["type"]

    def _count(self, event: dict) -> None:
        self.sizes[event["requestId"]] = event["encodedDataLength"]

    def total(self, *kinds: str) -> int:
        """Return the bytes of these kinds, or of all."""
        return sum(
            size for key, size in self.sizes.items() if not kinds or self.kinds.get(key) in kinds
        )

    def forget(self) -> None:
        """Begin to count anew."""
        self.sizes.clear()

    def slow_down(self) -> None:
        """Let the line be 400 kbit/s and the processor a quarter."""
        self.session.send("Network.emulateNetworkConditions", SLOW)
        self.session.send("Emulation.setCPUThrottlingRate", {"rate": 4})


def test_the_first_visit_is_light_and_readable_in_three_seconds(
    open_page: Opener, page: Page, become: Become
):
    become(page, "Saara")
    _case, digits, _touches = start_work(page, "Lumi")
    phone = open_page(PHONE)
    wire = Wire(phone)
    wire.slow_down()
    phone.goto("/laite/", wait_until="load")
    painted = phone.evaluate(
        "() => performance.getEntriesByName('first-contentful-paint')[0].startTime"
    )
    assert painted <= 3000
    assert wire.total() <= FIRST
    # What must come before anything can be read: the page and its looks. The rest swaps in.
    assert wire.total("Document", "Stylesheet") <= BEFORE_READABLE

    wire.forget()
    come_in(phone, digits)
    phone.wait_for_load_state("load")
    assert wire.total() <= LATER
    for place in ("/tietoni/", "/askeleet/", "/"):
        wire.forget()
        phone.goto(place, wait_until="load")
        assert wire.total() <= LATER, place
    expect(phone.get_by_role("heading", level=1)).to_contain_text("Lumi")

"""How much a client's phone fetches: at the first visit, and at each later page (kB over the wire).

A real browser with an empty cache opens the client's home, then a second page. Bytes are those of
Chromium's own count, packed as they come.
"""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from playwright.sync_api import sync_playwright

from scripts import browser as chromium
from tests.figures.ground import PUNOS, Row, demo_area, figure, inside, serving
from tests.figures.pages import CAPTURE

PHONE = {"width": 390, "height": 844}
OPTIONS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]


def measure() -> list[Row]:
    """Return the sizes of the first visit and of a later page."""
    with TemporaryDirectory(prefix="punos-figures-") as name:
        environ = demo_area(Path(name))
        page = inside(environ, CAPTURE)["client_home"]
        with serving([PUNOS, "serve"], environ) as served:
            first, later = _visits(f"http://127.0.0.1:{served.port}", page["cookie"])
    return [
        figure("size client_home first", round(first / 1000, 1), "kB"),
        figure("size client_home later", round(later / 1000, 1), "kB"),
    ]


def _visits(address: str, cookie: str) -> tuple[int, int]:
    """Open the home with an empty cache, then the plan; return the bytes of each."""
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium.find(), args=OPTIONS)
        place = browser.new_context(viewport=PHONE)  # type: ignore[arg-type]
        names = (each.partition("=") for each in cookie.split("; "))
        place.add_cookies([{"name": n, "value": v, "url": address} for n, _, v in names])
        page = place.new_page()
        wire = place.new_cdp_session(page)
        wire.send("Network.enable")
        counted: list[int] = []

        def count(event: dict[str, Any]) -> None:
            counted.append(event["encodedDataLength"])

        wire.on("Network.loadingFinished", count)
        sizes = []
        for path in ("/", "/askeleet/"):
            counted.clear()
            page.goto(address + path, wait_until="networkidle")
            sizes.append(round(sum(counted)))
        browser.close()
    return sizes[0], sizes[1]

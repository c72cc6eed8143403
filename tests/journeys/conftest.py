"""What a journey walks on: the real program with the invented area, and a real browser.

Each module of journeys gets its own running program, a fresh copy of one prepared area, so no
module sees another's traces. A page that asks another host for anything, or whose console shows
an error, fails its test. Nothing here reaches into the program: journeys see what people see.
"""

import fcntl
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, Response, sync_playwright

from scripts import browser as chromium
from tests import postgres
from tests.journeys.everyone import AXE, AXE_TAGS, DESKTOP, LOOKS, PHONE, SCHEMES, Looker

ROOT = Path(__file__).resolve().parent.parent.parent
PUNOS = Path(sys.executable).parent / "punos"
POSTGRES = os.environ["PUNOS_TEST_DATABASE"] == "postgres"
PROVES = os.environ.get("PUNOS_TEST_PROFILE") == "prove"
# Keys of phones are made for a name, not for a number.
OWN_HOSTS = {"127.0.0.1", "localhost"}
# Names, numbers and words of the people who are walked with: none of it may reach the log.
PERSONAL = re.compile("Aino|Noor|Joel|Elsa|Leena|Saara|Kirsi|040 ?000|velkaneuv|asiat/|/kutsu/")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# What can be seen without touching the page: a finger's targets, or on a worker's page a pointer's.
STEADY = """() => {
    const least = document.body.matches(".client, .visitor") ? 44 : 24;
    return [...forAll.steady(least), ...forAll.still(), ...forAll.clipped()];
}"""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark everything in this folder as a journey."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.journey)


# ── The program ──────────────────────────────────────────────────────────────────────────────────


@dataclass
class Server:
    """The program as people run it, on a port of its own."""

    home: Path
    environ: dict[str, str]
    port: int
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Return the address without the closing slash."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start the program and wait until it says that it can serve."""
        with (self.home / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [PUNOS, "serve"],
                cwd=ROOT,
                env=self.environ,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        deadline = time.monotonic() + 60
        while not self.is_healthy():
            if self.process.poll() is not None or time.monotonic() > deadline:
                told = (self.home / "log").read_text(encoding="utf-8")[-3000:]
                pytest.fail(f"punos serve ei vastaa:\n{told}", pytrace=False)
            time.sleep(0.1)

    def is_healthy(self) -> bool:
        """Return whether /terve/ answers 200."""
        try:
            with urllib.request.urlopen(f"{self.url}/terve/", timeout=2) as answer:  # noqa: S310
                return answer.status == 200
        except (urllib.error.URLError, OSError):
            return False

    def kill(self, number: int = signal.SIGKILL) -> float:
        """Send a signal to all of the program; return how many seconds it took to end."""
        assert self.process
        begun = time.monotonic()
        if self.process.poll() is None:
            os.killpg(self.process.pid, number)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        return time.monotonic() - begun


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Load the invented area once for all workers; return the home that servers copy."""
    shared = Path(os.environ["PUNOS_HOME"])
    home = shared / "prepared"
    with (shared / "prepared.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (home / "ready").exists():
            (home / "var").mkdir(parents=True, exist_ok=True)
            if POSTGRES:
                postgres.make_database(os.environ["PUNOS_DATABASE"], "prepared")
            environ = _environ(home, "prepared", 0)
            collect = [sys.executable, "-m", "django", "collectstatic", "--noinput", "-v0"]
            _run(collect, environ)
            _run([PUNOS, "demo"], environ)
            (home / "ready").touch()
    return home


@pytest.fixture(scope="module")
def server(
    prepared: Path, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[Server]:
    """Run the program with the invented area for one module of journeys."""
    name = re.sub(r"\W", "_", request.node.name)
    home = tmp_path_factory.mktemp(name)
    shutil.copytree(prepared / "var", home / "var")
    if POSTGRES:
        postgres.make_database(os.environ["PUNOS_DATABASE"], name, template="prepared")
    port = _free_port()
    # A module may name servers of its own, for mail say.
    more: dict[str, str] = getattr(request.module, "ENVIRON", {})
    running = Server(home, _environ(home, name, port) | more, port)
    running.start()
    yield running
    running.kill(signal.SIGTERM)
    told = (home / "log").read_text(encoding="utf-8")
    assert not (secret := PERSONAL.search(told)), f"lokissa on henkilötietoa: {secret}"


def _environ(home: Path, database: str, port: int) -> dict[str, str]:
    environ = {name: text for name, text in os.environ.items() if not name.startswith("PUNOS_")}
    if POSTGRES:
        environ["PUNOS_DATABASE"] = os.environ["PUNOS_DATABASE"].rsplit("/", 1)[0] + f"/{database}"
    return {**environ, "PUNOS_HOME": str(home), "PUNOS_DEMO": "1", "PORT": str(port)}


def _run(command: list[str | Path], environ: dict[str, str]) -> None:
    done = subprocess.run(
        command, cwd=ROOT, env=environ, capture_output=True, text=True, check=False
    )
    if done.returncode:
        told = f"{command}: {done.stdout[-2000:]}{done.stderr[-2000:]}"
        pytest.fail(told, pytrace=False)


def _free_port() -> int:
    with socket.socket() as plug:
        plug.bind(("127.0.0.1", 0))
        return int(plug.getsockname()[1])


# ── The browser ──────────────────────────────────────────────────────────────────────────────────


@dataclass
class Watch:
    """What went wrong on a page without anybody seeing it."""

    faults: list[str] = field(default_factory=list)
    # Addresses that answered with a page of refusal: Chromium tells of these in its console too.
    refusals: set[str] = field(default_factory=set)

    def on_request(self, request: Request) -> None:
        """Note a request that leaves this machine."""
        place = urlsplit(request.url)
        if place.scheme not in {"data", "blob"} and place.hostname not in OWN_HOSTS:
            self.faults.append(f"pyyntö toiselle palvelimelle: {request.url}")

    def on_response(self, response: Response) -> None:
        """Remember what was refused, a page or what a form sent: that is an answer, not a fault."""
        is_page = response.request.is_navigation_request() and 400 <= response.status < 500
        if is_page or response.status == 422:
            self.refusals.add(response.url)

    def on_console(self, message: ConsoleMessage) -> None:
        """Note an error of the console."""
        if message.type == "error" and message.location.get("url") not in self.refusals:
            self.faults.append(f"konsoli: {message.text} ({message.location.get('url')})")

    def on_error(self, problem: Exception) -> None:
        """Note an exception that a script of the page let through."""
        self.faults.append(f"skripti: {problem}")

    def attach(self, page: Page) -> None:
        """Listen to a page from its beginning."""
        page.on("request", self.on_request)
        page.on("response", self.on_response)
        page.on("console", self.on_console)
        page.on("pageerror", self.on_error)


Opener = Callable[..., Page]
Become = Callable[[Page, str], Page]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start Chromium once for this worker."""
    path = chromium.find()
    if not path:
        pytest.fail(chromium.CURE)
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, headless=True, args=QUIET)
        yield running
        running.close()


@pytest.fixture
def open_page(browser: Browser, server: Server) -> Iterator[Opener]:
    """Open a page as a new visitor: with own cookies, size, and if wanted without JavaScript.

    `may_break=True` is for journeys that cut the network or kill the program themselves.
    """
    opened = []
    watch = Watch()

    def opener(
        size: dict[str, int] = DESKTOP, *, javascript: bool = True, may_break: bool = False
    ) -> Page:
        context = browser.new_context(
            base_url=server.url,
            viewport=size,
            locale="fi-FI",
            timezone_id="Europe/Helsinki",
            reduced_motion="reduce",
            java_script_enabled=javascript,
        )
        context.set_default_timeout(10_000)
        opened.append(context)
        page = context.new_page()
        (Watch() if may_break else watch).attach(page)
        return page

    yield opener
    for context in opened:
        context.close()
    assert not watch.faults, "\n".join(watch.faults)


@pytest.fixture
def page(open_page: Opener) -> Page:
    """A page the size of a desk."""
    return open_page(DESKTOP)


@pytest.fixture
def phone(open_page: Opener) -> Page:
    """A page the size of a phone."""
    return open_page(PHONE)


@pytest.fixture(scope="session")
def become() -> Become:
    """Sign in as somebody of the cast: open /demo/, press the button that bears the name."""

    def sign_in(page: Page, name: str) -> Page:
        page.goto("/demo/")
        page.get_by_role("button", name=name, exact=True).click()
        page.wait_for_url(lambda url: urlsplit(url).path != "/demo/")
        return page

    return sign_in


@pytest.fixture(scope="session")
def axe() -> Callable[[Page], None]:
    """Check the page as it stands against WCAG 2.0–2.2 A/AA and best practice, light and dark."""
    source = AXE.read_text(encoding="utf-8")

    def check(page: Page) -> None:
        found = []
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            # By the debugger's road, so the strict CSP stays in force.
            if page.evaluate("() => !window.axe"):
                page.evaluate(source)
            run = "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}})"
            for rule in page.evaluate(run, AXE_TAGS)["violations"]:
                places = [" ".join(map(str, node["target"])) for node in rule["nodes"]]
                found.append(f"{scheme}: {rule['id']} – {rule['help']}: {places[:5]}")
        page.emulate_media(color_scheme="light")
        page.evaluate(LOOKS)
        found += page.evaluate(STEADY)
        assert not found, page.url + "\n" + "\n".join(found)

    return check


@pytest.fixture(scope="session")
def no_sideways_scroll() -> Callable[[Page, int], None]:
    """Check that at this width everything fits and nothing has to be pushed sideways."""
    widest = """() => [...document.querySelectorAll('body *')]
        .filter(each => each.getBoundingClientRect().right > innerWidth + 1)
        .slice(0, 5).map(each => each.outerHTML.slice(0, 120))"""

    def check(page: Page, width: int = 320) -> None:
        before = page.viewport_size
        page.set_viewport_size({"width": width, "height": 700})
        scroll = page.evaluate("() => document.documentElement.scrollWidth")
        assert scroll <= width, f"{page.url}: {scroll} > {width}\n{page.evaluate(widest)}"
        if before:
            page.set_viewport_size(before)

    return check


Look = Callable[[Page, str], None]


@pytest.fixture(scope="session")
def look(axe: Callable[[Page], None], no_sideways_scroll: Callable[[Page, int], None]) -> Look:
    """Check that the page as it stands is for all, in `make prove` in every scheme and by keyboard.

    Its picture is taken where PUNOS_TEST_SHOTS says.
    """
    folder = os.environ.get("PUNOS_TEST_SHOTS")

    def check(page: Page, name: str) -> None:
        page.wait_for_load_state()
        if PROVES:
            is_finger = page.evaluate("() => document.body.matches('.client, .visitor')")
            wrong = Looker(page, is_finger).look(*SCHEMES)
            assert not wrong, "\n".join([page.url, *wrong])
        else:
            axe(page)
            no_sideways_scroll(page, 320)
        if folder:
            _photograph(page, Path(folder) / name)

    return check


def _photograph(page: Page, place: Path) -> None:
    before = page.viewport_size
    for size in (PHONE, DESKTOP):
        page.set_viewport_size(size)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            page.screenshot(path=f"{place}-{size['width']}-{scheme}.png", full_page=True)
    page.emulate_media(color_scheme="light")
    if before:
        page.set_viewport_size(before)

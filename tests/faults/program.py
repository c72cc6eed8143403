"""The real program on the database of the running test, and visitors that speak HTTP to it.

The test sees the same rows as the program: what was acknowledged can be compared with what is
there. Each program has a home, a log and temporary files of its own.
"""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest
from django.conf import settings
from django.db import connection

from punos.people.actor import Level
from punos.people.models import Person
from tests.world import signed_in

ROOT = Path(__file__).resolve().parent.parent.parent
PUNOS = Path(sys.executable).parent / "punos"
IS_LONG = os.environ.get("PUNOS_TEST_PROFILE") == "prove"
# Any secret of this length is a fine token, as long as cookie and header agree.
TOKEN = "p" * 32


def times(quick: int, long: int) -> int:
    """Return how often a proof is tried: a few times in `make test`, many in `make prove`.

    PUNOS_TEST_TIMES asks for a number between the two, by hand.
    """
    return min(int(os.environ.get("PUNOS_TEST_TIMES", long)), long) if IS_LONG else quick


def address_of_database() -> str:
    """Return the address of the database that this test is in."""
    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return os.environ["PUNOS_DATABASE"].rsplit("/", 1)[0] + f"/{name}"


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    text: str


@dataclass
class Visitor:
    """A browser without a picture: cookies, forms, no redirects followed."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    wait: float = 60.0

    @property
    def cookie(self) -> str:
        """Return the header that carries what is remembered."""
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    def get(self, path: str, **headers: str) -> Answer:
        return self.ask("GET", path, "", headers)

    def post(self, path: str, fields: Mapping[str, object], **headers: str) -> Answer:
        """Send a form; the token is the visitor's own, whatever the page had."""
        self.cookies["csrftoken"] = TOKEN
        fields = {name: value for name, value in fields.items() if name != "csrfmiddlewaretoken"}
        kind = {"Content-Type": "application/x-www-form-urlencoded", "X-CSRFToken": TOKEN}
        return self.ask("POST", path, urlencode(fields, doseq=True), kind | headers)

    def ask(self, method: str, path: str, body: str, headers: Mapping[str, str]) -> Answer:
        """Ask once, on a line of its own: no answer may come from a line that was there before."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=self.wait)
        sent = {"Cookie": self.cookie, "Connection": "close", **headers}
        try:
            line.request(method, path, body.encode(), sent)
            answer = line.getresponse()
            text = answer.read().decode("utf-8", "replace")
        finally:
            line.close()
        for words in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = words.partition(";")[0].partition("=")
            self.cookies[name] = value.strip('"')
        return Answer(answer.status, dict(answer.headers), text)


@dataclass
class Program:
    """`punos serve` on a port of its own; started and killed as often as a test wants."""

    home: Path
    port: int = 0
    environ: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None

    def start(self, *prefix: str | Path, **environ: str) -> None:
        """Start the program, behind another one if that is given; wait until it serves."""
        self.run(*prefix, **environ)
        deadline = time.monotonic() + 180
        while not self.is_healthy():
            if self.is_over() or time.monotonic() > deadline:
                pytest.fail(f"punos serve ei vastaa:\n{self.log[-3000:]}", pytrace=False)
            time.sleep(0.05)

    def run(self, *prefix: str | Path, **environ: str) -> None:
        """Start the program without waiting."""
        self.port = self.port or free_port()
        with (self.home / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [*prefix, PUNOS, "serve"],
                cwd=ROOT,
                env=self.settings(**environ),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def settings(self, **environ: str) -> dict[str, str]:
        """Return the environment of the program."""
        own = {name: text for name, text in os.environ.items() if not name.startswith("PUNOS_")}
        said = {"PUNOS_HOME": str(self.home), "PORT": str(self.port), "TMPDIR": str(self.temporary)}
        said |= {"PUNOS_DATABASE": address_of_database()}
        return own | said | self.environ | environ

    @property
    def temporary(self) -> Path:
        """Return where the program puts its temporary files."""
        folder = self.home / "tmp"
        folder.mkdir(exist_ok=True)
        return folder

    @property
    def log(self) -> str:
        """Return what the program has said."""
        return (self.home / "log").read_text(encoding="utf-8", errors="replace")

    def is_healthy(self) -> bool:
        """Return whether /terve/ answers 200."""
        try:
            return Visitor(self.port, wait=2).get("/terve/").status == 200
        except (OSError, http.client.HTTPException):
            return False

    def is_over(self) -> bool:
        assert self.process
        return self.process.poll() is not None

    def kill(self, number: int = signal.SIGKILL) -> None:
        """Send the signal to the program and to what it stands behind; wait for the end."""
        if not self.process:
            return
        if self.process.poll() is None:
            os.killpg(self.process.pid, number)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def visitor(self, person: Person | None = None, level: Level | None = None) -> Visitor:
        """Return a browser in which the person is signed in to this program."""
        if person is None:
            return Visitor(self.port)
        key = signed_in(person, level).cookies[settings.SESSION_COOKIE_NAME].value
        return Visitor(self.port, {settings.SESSION_COOKIE_NAME: key})

    def memory(self) -> float:
        """Return the megabytes that the program holds."""
        assert self.process
        status = Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii")
        return int(status.partition("VmRSS:")[2].split()[0]) / 1024


def path_of(address: str) -> str:
    """Return the part of an address that is asked."""
    parts = urlsplit(address)
    return parts.path + (f"?{parts.query}" if parts.query else "")


def free_port() -> int:
    with socket.socket() as plug:
        plug.bind(("127.0.0.1", 0))
        return int(plug.getsockname()[1])


@contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[bool]:
    """Give the folder a disk of its own where that is allowed; tell whether it was."""
    folder.mkdir(parents=True, exist_ok=True)
    words = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "none", str(folder)]
    is_mounted = subprocess.run(words, capture_output=True, check=False).returncode == 0
    try:
        yield is_mounted
    finally:
        if is_mounted:
            subprocess.run(["umount", "-l", str(folder)], check=True)

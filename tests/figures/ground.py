"""What all figures share: a folder of their own, servers on free ports, and rows of the result."""

import http.client
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PUNOS = str(Path(sys.executable).parent / "punos")
TIMED = [sys.executable, "-m", "tests.figures.timed"]
BARE = [sys.executable, "-m", "tests.figures.bare"]
Row = dict[str, Any]


def figure(name: str, value: float, unit: str, baseline: float | None = None) -> Row:
    """Return one row of the result."""
    ratio = round(value / baseline, 2) if baseline else None
    return {"name": name, "value": value, "unit": unit, "baseline": baseline, "ratio": ratio}


def share_of(took: Sequence[float], share: float) -> float:
    """Return the value below which this share of the measured ones lies."""
    return sorted(took)[min(int(len(took) * share), len(took) - 1)]


def settings_in(folder: Path, database: str = "", **more: str) -> dict[str, str]:
    """Return the environment of a program that keeps its data in this folder alone."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PUNOS_")}
    kept |= {"PUNOS_HOME": str(folder), "DJANGO_SETTINGS_MODULE": "punos.config.settings"}
    return kept | ({"PUNOS_DATABASE": database} if database else {}) | more


def run(command: Sequence[str], environ: Mapping[str, str]) -> str:
    """Run a command to its end and return what it said."""
    done = subprocess.run(  # noqa: S603 - our own commands
        list(command), env=dict(environ), cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True
    )
    return done.stdout


def ground_for(folder: Path, database: str = "") -> dict[str, str]:
    """Make an empty database and the collected files; return the environment of a program there."""
    environ = settings_in(folder, database, PUNOS_DEMO="1")
    run([PUNOS, "migrate"], environ)
    run([sys.executable, "-m", "django", "collectstatic", "--noinput", "-v0"], environ)
    return environ


def demo_area(folder: Path, database: str = "") -> dict[str, str]:
    """Make an invented area in the folder; return the environment of a program that serves it."""
    environ = ground_for(folder, database)
    run([PUNOS, "demo"], environ)
    return environ


@dataclass
class Served:
    """A program that answers: where, after how long, and how much of the processor it has used."""

    port: int
    started: float
    process: subprocess.Popen[bytes]

    @property
    def cpu(self) -> float:
        """Return the processor's seconds, user and system, of the process so far."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text(encoding="ascii").split()
        return (int(fields[13]) + int(fields[14])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def serving(
    command: Sequence[str], environ: Mapping[str, str], first: str = "/terve/"
) -> Iterator[Served]:
    """Run a server on a free port until the end of the block; it has started when `first` is read."""
    with socket.socket() as plug:
        plug.bind(("127.0.0.1", 0))
        port = int(plug.getsockname()[1])
    begun = time.monotonic()
    process = subprocess.Popen(  # noqa: S603 - our own commands
        list(command),
        env={**environ, "PORT": str(port)},
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
    )
    try:
        while not _answers(port, first):
            if process.poll() is not None or time.monotonic() - begun > 60:
                sys.exit(f"{command[-1]} ei vastaa")
            time.sleep(0.02)
        yield Served(port, time.monotonic() - begun, process)
    finally:
        process.terminate()
        process.wait(10)


def _answers(port: int, path: str) -> bool:
    try:
        line = connect(port)
        line.request("GET", path)
        answer = line.getresponse()
        return answer.status == http.client.OK and bool(answer.read())
    except (OSError, http.client.HTTPException):
        return False


def connect(port: int) -> http.client.HTTPConnection:
    """Return a connection that is kept open."""
    return http.client.HTTPConnection("127.0.0.1", port, timeout=30)


@dataclass(frozen=True, eq=False)
class Target:
    """One address to be asked for."""

    port: int
    path: str
    headers: Mapping[str, str] = field(default_factory=dict)

    def ask(self, line: http.client.HTTPConnection) -> tuple[float, float, int]:
        """Ask once; return milliseconds without the trace's writing, that writing, and bytes."""
        begun = time.perf_counter()
        line.request("GET", self.path, headers=dict(self.headers))
        answer = line.getresponse()
        body = answer.read()
        took = (time.perf_counter() - begun) * 1000
        if answer.status != http.client.OK:
            sys.exit(f"{self.path}: {answer.status}")
        written = float(answer.headers.get("X-Written-Ms", 0))
        return took - written, written, len(body)


def inside(environ: Mapping[str, str], work: str) -> Any:
    """Run Python text with Django set up in the program's own environment; return what it printed."""
    code = f"import django; django.setup()\n{work}"
    return json.loads(run([sys.executable, "-c", code], environ).splitlines()[-1])

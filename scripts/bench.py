"""Measures pages of the running program against a bare handler in the same run.

Writes var/bench.json, a list of {name, value, unit, baseline, ratio}. The baseline runs the page's
own reading SQL with the sqlite3 module and sends as many bytes: what is above it is ours. Requests
go one at a time, in three rounds that take turns; the median round is told. Never touches the
data of the site: an invented area is made in a folder that goes away.
"""

import http.client
import json
import os
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PUNOS = str(Path(sys.executable).parent / "punos")
RESULT = Path(os.environ.get("PUNOS_HOME") or ROOT) / "var" / "bench.json"
CLIENT = "Aino"
ROUNDS, REQUESTS, WARM = 3, 100, 10
BUTTON = re.compile(rf'name="person"\s+value="([^"]+)"[^>]*>\s*{CLIENT}\s*<')


@dataclass(frozen=True, eq=False)
class Target:
    """One address to be asked for."""

    port: int
    path: str
    headers: Mapping[str, str]

    def ask(self, line: http.client.HTTPConnection) -> tuple[float, int]:
        """Ask once; return milliseconds and bytes."""
        begun = time.perf_counter()
        line.request("GET", self.path, headers=dict(self.headers))
        answer = line.getresponse()
        body = answer.read()
        took = (time.perf_counter() - begun) * 1000
        if answer.status != 200:
            sys.exit(f"{self.path}: {answer.status}")
        return took, len(body)


def main() -> None:
    """Measure, print and write the figures."""
    with tempfile.TemporaryDirectory(prefix="punos-bench-") as folder:
        home = Path(folder)
        environ = {**os.environ, "PUNOS_HOME": folder, "PUNOS_DEMO": "1"}
        environ["DJANGO_SETTINGS_MODULE"] = "punos.config.settings"
        environ.pop("PUNOS_DATABASE", None)
        collect = [sys.executable, "-m", "django", "collectstatic", "--noinput", "-v0"]
        subprocess.run(collect, env=environ, check=True)
        subprocess.run([PUNOS, "demo"], env=environ, check=True)
        figures = [*measure(home, environ), *live()]
    RESULT.parent.mkdir(parents=True, exist_ok=True)
    RESULT.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    for row in figures:
        told = f"pohja {row['baseline']}, suhde {row['ratio']}" if row["ratio"] else ""
        print(f"{row['name']:28} {row['value']:>8} {row['unit']:4} {told}")


def live() -> list[dict[str, object]]:
    """Return the figures of the open pages, measured by a program of their own."""
    command = [sys.executable, "-m", "tests.figures.live"]
    done = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def measure(home: Path, environ: dict[str, str]) -> list[dict[str, object]]:
    """Run program and baseline side by side and return the figures."""
    with serving([PUNOS, "serve"], environ) as (port, started):
        cookie, path = sign_in(port)
        home_page = Target(port, path, {"Cookie": cookie})
        health = Target(port, "/terve/", {})
        size = home_page.ask(connect(port))[1]
        queries = captured(environ, path)
        work = {"database": str(home / "var" / "punos.sqlite3"), "queries": queries, "size": size}
        (home / "work.json").write_text(json.dumps(work), encoding="utf-8")
        bare = [sys.executable, str(ROOT / "scripts" / "bench_bare.py"), str(home / "work.json")]
        with serving(bare, environ) as (bare_port, bare_started):
            pairs = {
                "page client_home": (home_page, Target(bare_port, "/page", {})),
                "page terve": (health, Target(bare_port, "/terve/", {})),
            }
            rows = [row for name, pair in pairs.items() for row in compared(name, *pair)]
    rows.append(figure("page client_home queries", len(queries), "", None))
    rows.append(figure("page client_home size", round(size / 1000, 1), "kB", None))
    rows.append(figure("start", round(started, 2), "s", round(bare_started, 2)))
    return rows


def compared(name: str, ours: Target, bare: Target) -> list[dict[str, object]]:
    """Measure both in turns; return p50 and p95 of the median round."""
    times: dict[Target, list[list[float]]] = {ours: [], bare: []}
    for number in range(ROUNDS):
        for target in (ours, bare) if number % 2 else (bare, ours):
            line = connect(target.port)
            asked = [target.ask(line)[0] for _ in range(WARM + REQUESTS)]
            times[target].append(sorted(asked[WARM:]))
            line.close()

    def median(target: Target, share: float) -> float:
        return round(statistics.median(each[int(share * REQUESTS)] for each in times[target]), 2)

    return [
        figure(f"{name} p{share:.0%}".strip("%"), median(ours, share), "ms", median(bare, share))
        for share in (0.5, 0.95)
    ]


def figure(name: str, value: float, unit: str, baseline: float | None) -> dict[str, object]:
    """Return one row of the result."""
    ratio = round(value / baseline, 2) if baseline else None
    return {"name": name, "value": value, "unit": unit, "baseline": baseline, "ratio": ratio}


def sign_in(port: int) -> tuple[str, str]:
    """Become the client as people do in demo mode; return cookies and the address of the home."""
    line = connect(port)
    line.request("GET", "/demo/")
    answer = line.getresponse()
    page = answer.read().decode()
    csrf = cookies(answer)
    person = BUTTON.search(page)
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    if not person or not token:
        sys.exit(f"/demo/: nappia {CLIENT} ei ole")
    form = f"csrfmiddlewaretoken={token[1]}&person={person[1]}"
    kind = "application/x-www-form-urlencoded"
    line.request("POST", "/demo/", form, {"Cookie": csrf, "Content-Type": kind})
    answer = line.getresponse()
    answer.read()
    return cookies(answer), answer.headers.get("Location", "/")


def cookies(answer: http.client.HTTPResponse) -> str:
    """Return the cookies that an answer sets, as a browser sends them back."""
    return "; ".join(each.partition(";")[0] for each in answer.headers.get_all("Set-Cookie", []))


def captured(environ: dict[str, str], path: str) -> list[str]:
    """Return the reading SQL of one page, asked for inside a process of its own."""
    code = f"""
import json, re, django
django.setup()
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
browser = Client()
page = browser.get('/demo/').content.decode()
browser.post('/demo/', {{'person': re.search({BUTTON.pattern!r}, page)[1]}})
browser.get({path!r})
with CaptureQueriesContext(connection) as found:
    browser.get({path!r})
print(json.dumps([each['sql'] for each in found if each['sql'].startswith('SELECT')]))
"""
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, env=environ, check=True, stdout=subprocess.PIPE, text=True)
    return list(json.loads(done.stdout.splitlines()[-1]))


@contextmanager
def serving(command: list[str], environ: dict[str, str]) -> Iterator[tuple[int, float]]:
    """Run a server on a free port; give the port and the seconds until it answered."""
    with socket.socket() as plug:
        plug.bind(("127.0.0.1", 0))
        port = int(plug.getsockname()[1])
    begun = time.monotonic()
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(command, env={**environ, "PORT": str(port)}, stdout=quiet)
    try:
        while not answers(port):
            if process.poll() is not None or time.monotonic() - begun > 60:
                sys.exit(f"{command[0]} ei vastaa")
            time.sleep(0.02)
        yield port, time.monotonic() - begun
    finally:
        process.terminate()
        process.wait(10)


def answers(port: int) -> bool:
    """Return whether /terve/ says that the server can serve."""
    try:
        line = connect(port)
        line.request("GET", "/terve/")
        return line.getresponse().status == 200
    except OSError:
        return False


def connect(port: int) -> http.client.HTTPConnection:
    """Return a connection that is kept open."""
    return http.client.HTTPConnection("127.0.0.1", port, timeout=10)


if __name__ == "__main__":
    main()

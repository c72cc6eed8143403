"""How long the pages take that people open most, against a bare handler of the same run.

The baseline runs the page's own reading SQL with the sqlite3 module and sends as many bytes: what
is above it is ours. Requests go one at a time, in three rounds that take turns; the median round is
told. What a page writes, its trace, is told apart as `trace commit`.
"""

import json
import statistics
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.figures.ground import (
    BARE,
    PUNOS,
    TIMED,
    Row,
    Target,
    connect,
    demo_area,
    figure,
    ground_for,
    inside,
    serving,
    share_of,
)

ROUNDS, REQUESTS, WARM = 3, 100, 10
TIMES_THE_AREA = 10
# The first that anybody sees of a program just started; it is read whole.
FIRST_PAGE = "/kirjaudu/"
SHARES = {"p50": 0.5, "p95": 0.95}

# Signs people in, by the phone that was met or at work, and captures what their pages read.
CAPTURE = """
import json
from django.core.signals import request_started
from django.db import connection, reset_queries
from django.test.utils import CaptureQueriesContext
from punos.network.models import OwnWorker
from tests.world import signed_in
request_started.disconnect(reset_queries)
task = OwnWorker.objects.filter(person__first_name="Leena", case__client__first_name="Aino").first()
case = task.case
pages = {
    "client_home": (case.client, "/"),
    "desk": (task.person, "/"),
    "case": (task.person, f"/asiat/{case.pk}/"),
}
told = {}
for name, (person, path) in pages.items():
    browser = signed_in(person)
    browser.get(path)
    with CaptureQueriesContext(connection) as found:
        answer = browser.get(path)
    assert answer.status_code == 200, path
    told[name] = {
        "path": path,
        "cookie": "; ".join(f"{key}={kept.value}" for key, kept in browser.cookies.items()),
        "queries": [each["sql"] for each in found if each["sql"].startswith("SELECT")],
        "size": len(answer.content),
    }
print(json.dumps(told))
"""

# Tells the stories of the area again and again, in the same organisations with the same workers:
# so many works of one worker in a day are what the limits are there to stop.
GROW = """
from punos.demo import actions
from punos.network import limits
for name in ("MEMBERS", "LINKS_A_DAY", "WORKS_A_DAY", "MEETINGS_A_DAY"):
    setattr(limits, name, limits.Limit(10_000, getattr(limits, name).sentence))
plain = actions.read
def grown(name):
    content = dict(plain(name))
    content["works"] = content["works"] * TIMES
    return content
actions.read = grown
actions.load()
print("{}")
"""
Told = dict[str, dict[str, Any]]


def measure() -> list[Row]:
    """Return the figures of the pages, of the start and of what a larger area costs."""
    with TemporaryDirectory(prefix="punos-figures-") as name:
        folder = Path(name)
        environ = demo_area(folder)
        told: Told = inside(environ, CAPTURE)
        rows = _compared(folder, environ, told)
        small = _alone(environ, told["case"])
    with TemporaryDirectory(prefix="punos-figures-") as name:
        environ = ground_for(Path(name))
        inside(environ, GROW.replace("TIMES", str(TIMES_THE_AREA)))
        large = _alone(environ, inside(environ, CAPTURE)["case"])
    return [*rows, figure("growth page case p95", round(large, 2), "ms", round(small, 2))]


def _target(port: int, page: Mapping[str, Any]) -> Target:
    return Target(port, page["path"], {"Cookie": page["cookie"]})


def _alone(environ: Mapping[str, str], page: Mapping[str, Any]) -> float:
    """Return the p95 of a page, without its writing: the median of three rounds."""
    with serving(TIMED, environ) as ours:
        target = _target(ours.port, page)
        rounds = [_round(target) for _ in range(ROUNDS)]
    return statistics.median(share_of([took for took, _ in each], SHARES["p95"]) for each in rounds)


def _round(target: Target) -> list[tuple[float, float]]:
    """Ask many times over one connection; return milliseconds without writing, and writing."""
    line = connect(target.port)
    asked = [target.ask(line)[:2] for _ in range(WARM + REQUESTS)]
    line.close()
    return asked[WARM:]


def _compared(folder: Path, environ: Mapping[str, str], told: Told) -> list[Row]:
    """Ask program and baseline in turns; return what the pages take, and how long the start takes."""
    pages = {f"/{name}": {"queries": p["queries"], "size": p["size"]} for name, p in told.items()}
    work = folder / "work.json"
    database = str(folder / "var" / "punos.sqlite3")
    work.write_text(json.dumps({"database": database, "pages": pages}), encoding="utf-8")
    rows, written = [], []
    with serving([PUNOS, "serve"], environ, FIRST_PAGE) as cold:
        started = cold.started
    with serving(TIMED, environ) as ours, serving(BARE, {**environ, "WORK": str(work)}) as bare:
        for name, page in told.items():
            pair = (_target(ours.port, page), Target(bare.port, f"/{name}"))
            took, own = _in_turns(*pair)
            written += own
            for share, value in SHARES.items():
                mine, theirs = (
                    round(statistics.median(share_of(each, value) for each in took[target]), 2)
                    for target in pair
                )
                rows.append(figure(f"page {name} {share}", mine, "ms", theirs))
            rows.append(figure(f"page {name} queries", len(page["queries"]), ""))
            rows.append(figure(f"page {name} size", round(page["size"] / 1000, 1), "kB"))
        rows.append(figure("trace commit", round(statistics.median(written), 2), "ms"))
        rows.append(figure("start", round(started, 2), "s", round(bare.started, 2)))
    return rows


def _in_turns(ours: Target, bare: Target) -> tuple[dict[Target, list[list[float]]], list[float]]:
    """Return the rounds of both in milliseconds, and what our writing took."""
    took: dict[Target, list[list[float]]] = {ours: [], bare: []}
    written: list[float] = []
    for number in range(ROUNDS):
        for target in (ours, bare) if number % 2 else (bare, ours):
            asked = _round(target)
            took[target].append([without for without, _ in asked])
            written += [own for _, own in asked] if target is ours else []
    return took, written

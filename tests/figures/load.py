"""What the program bears: twenty people who ask for page after page without a pause.

Ten are clients and ten work. Requests a second and the processor's seconds a request are told; the
second is steadier where cores are shared. The baseline answers the same mix with the pages' own
reading SQL and as many bytes. The askers share the machine's cores with the program.
"""

import json
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests import postgres
from tests.figures.ground import (
    BARE,
    PUNOS,
    Row,
    Served,
    Target,
    connect,
    demo_area,
    figure,
    inside,
    serving,
)
from tests.figures.pages import CAPTURE

USERS, SECONDS, WARM_SECONDS = 20, 20, 3
# Pages of the mix beside those of CAPTURE, by who asks.
MORE = """
import json
from punos.access.models import Case
from punos.people.models import Person
from tests.world import signed_in
def kept(browser):
    return "; ".join(f"{key}={each.value}" for key, each in browser.cookies.items())
told = []
cases = Case.objects.filter(ending=None).select_related("client", "opened_by").order_by("pk")[:10]
for case in cases:
    here = f"/asiat/{case.pk}/"
    plan, meetings, mine = f"{here}suunnitelma/", f"{here}tapaamiset/", f"{here}luvat/"
    told.append([kept(signed_in(case.client)), ["/", plan, meetings, mine]])
    told.append([kept(signed_in(case.opened_by)), ["/", here, plan, "/ihmiset/"]])
print(json.dumps(told))
"""


def measure() -> list[Row]:
    """Return the figures on SQLite and on PostgreSQL."""
    with TemporaryDirectory(prefix="punos-figures-") as name:
        rows = _on(Path(name), "", "load")
    with TemporaryDirectory(prefix="punos-figures-") as name, TemporaryDirectory() as data:
        server = postgres.start(Path(data))
        try:
            return rows + _on(Path(name), server.url("postgres"), "load postgres")
        finally:
            server.stop()


def _on(folder: Path, database: str, name: str) -> list[Row]:
    environ = demo_area(folder, database)
    users = [(cookie, paths) for cookie, paths in inside(environ, MORE)]
    told = inside(environ, CAPTURE)
    work = folder / "work.json"
    mixed = {f"/{page}": {"queries": p["queries"], "size": p["size"]} for page, p in told.items()}
    kept = database or str(folder / "var" / "punos.sqlite3")
    work.write_text(json.dumps({"database": kept, "pages": mixed}), encoding="utf-8")
    with serving([PUNOS, "serve"], environ) as ours:
        mine = _pressed(ours, [[Target(ours.port, p, _as(c)) for p in ps] for c, ps in users])
    with serving(BARE, {**environ, "WORK": str(work)}) as bare:
        theirs = _pressed(bare, [[Target(bare.port, path) for path in mixed]] * USERS)
    return [
        figure(f"{name} requests a second", round(mine[0], 1), "1/s", round(theirs[0], 1)),
        figure(f"{name} cpu a request", round(mine[1] * 1000, 2), "ms", round(theirs[1] * 1000, 2)),
    ]


def _as(cookie: str) -> dict[str, str]:
    return {"Cookie": cookie}


def _pressed(served: Served, users: Sequence[Sequence[Target]]) -> tuple[float, float]:
    """Let everybody ask at once; return requests a second and processor seconds a request."""
    counts: list[int] = [0] * len(users)
    over = threading.Event()

    def ask(number: int, targets: Sequence[Target]) -> None:
        line = connect(served.port)
        while not over.is_set():
            targets[counts[number] % len(targets)].ask(line)
            counts[number] += 1
        line.close()

    threads = [threading.Thread(target=ask, args=each) for each in enumerate(users)]
    for thread in threads:
        thread.start()
    time.sleep(WARM_SECONDS)
    before: Any = (sum(counts), served.cpu, time.monotonic())
    time.sleep(SECONDS)
    asked, cpu, took = (
        sum(counts) - before[0],
        served.cpu - before[1],
        time.monotonic() - before[2],
    )
    over.set()
    for thread in threads:
        thread.join()
    return asked / took, cpu / max(asked, 1)

"""Measures the running program and writes var/bench.json, a list of {name, value, unit, baseline, ratio}.

Everything that is measured runs in folders that go away; the site's data are never touched. A word
as argument chooses among pages, size, live and load.
"""

import json
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.figures import live, load, pages, size  # noqa: E402 - the tests stand beside scripts

RESULT = Path(os.environ.get("PUNOS_HOME") or ROOT) / "var" / "bench.json"
PARTS = {"size": size, "pages": pages, "live": live, "load": load}


def main(words: list[str]) -> None:
    """Measure, print and write the figures."""
    figures = []
    for name, part in PARTS.items():
        if words and name not in words:
            continue
        for row in part.measure():
            told = f"pohja {row['baseline']}, suhde {row['ratio']}" if row["ratio"] else ""
            print(f"{row['name']:34} {row['value']:>9} {row['unit']:4} {told}", flush=True)
            figures.append(row)
    RESULT.parent.mkdir(parents=True, exist_ok=True)
    RESULT.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])

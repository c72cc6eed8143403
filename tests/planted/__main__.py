"""Plants each fault in a copy of the tree and sees that its tests notice: `python -m tests.planted`.

Ends with 1 and names the faults that no test found. A word as argument chooses among them.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from tests.planted.fault import Fault
from tests.planted.faults import FAULTS

ROOT = Path(__file__).resolve().parent.parent.parent
PARTS = ("src", "tests", "conftest.py", "pyproject.toml")
AT_ONCE = 2
FOUND, ALL_GREEN = 1, 0
# Kept bytecode goes along: it knows its file by size and time, so what is planted is read anew.
HEAVY = shutil.ignore_patterns("node_modules", "static")


def main(words: list[str]) -> int:
    """Try the chosen faults; return the exit code."""
    began = time.monotonic()
    chosen = [each for each in FAULTS if all(word in each.name for word in words)]
    with tempfile.TemporaryDirectory(prefix="punos-planted-") as folder:
        every = sorted({test for fault in chosen for test in fault.tests})
        with ThreadPoolExecutor(AT_ONCE) as workers:
            sound = workers.submit(run, copied(Path(folder) / "sound"), every)
            missed = [name for name in workers.map(partial(try_one, Path(folder)), chosen) if name]
    if sound.result() != ALL_GREEN:
        say("Testit eivät mene läpi ilman istutettua vikaa.")
        return 1
    spent = time.monotonic() - began
    say(f"{len(chosen) - len(missed)} / {len(chosen)} istutettua vikaa löytyi, {spent:.0f} s.")
    return 1 if missed else 0


def try_one(folder: Path, fault: Fault) -> str:
    """Plant the fault in a copy of its own; return its name if nobody noticed."""
    tree = copied(folder / str(FAULTS.index(fault)))
    plant(tree, fault)
    began = time.monotonic()
    code = run(tree, list(fault.tests))
    shutil.rmtree(tree)
    spent = time.monotonic() - began
    verdict = {FOUND: "löytyi", ALL_GREEN: "EI LÖYTYNYT"}.get(
        code, f"testit eivät käyneet ({code})"
    )
    say(f"{spent:5.1f} s  {verdict}: {fault.name}")
    return "" if code == FOUND else fault.name


def copied(tree: Path) -> Path:
    """Return a copy of what the tests need."""
    tree.mkdir()
    for part in PARTS:
        source = ROOT / part
        if source.is_dir():
            shutil.copytree(source, tree / part, ignore=HEAVY)
        else:
            shutil.copy(source, tree / part)
    return tree


def plant(tree: Path, fault: Fault) -> None:
    """Change the one place; it must be there exactly once."""
    path = tree / fault.file
    text = path.read_text(encoding="utf-8")
    if text.count(fault.old) != 1:
        raise SystemExit(f"{fault.name}: paikkaa ei ole tiedostossa {fault.file}.")
    path.write_text(text.replace(fault.old, fault.new), encoding="utf-8")


def run(tree: Path, tests: list[str]) -> int:
    """Run the tests of the copy until the first that fails; return how it ended.

    A proof that `make prove` alone runs takes minutes and would not be missed by `make test`.
    """
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("P")},
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(tree / "src"),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PUNOS_TEST_DATABASE": "sqlite",
        "PUNOS_TEST_PROFILE": "suite",
    }
    words = ["-x", "-q", "-p", "no:cacheprovider", "-m", "not long"]
    command = [sys.executable, "-m", "pytest", *words, *tests]
    return subprocess.run(  # noqa: S603 -- our own tests, in a copy of our own
        command, cwd=tree, env=environment, capture_output=True, check=False
    ).returncode


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

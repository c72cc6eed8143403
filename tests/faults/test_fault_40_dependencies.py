"""S4.4 · Fault 40: a package that nobody has chosen, or of which no hash is known, stops the install."""

import hashlib
import json
import re
import subprocess
import zipfile
from pathlib import Path

import pytest

from scripts import setup
from tests.faults.program import ROOT

LOCKS = sorted((ROOT / "locks").glob("*.txt"))
LINE = re.compile(r"^([A-Za-z0-9._-]+)==(\S+)", re.MULTILINE)


def blocks(text: str) -> list[str]:
    """Return each locked package with its hashes."""
    return [each for each in re.split(r"\n(?=\S)", text) if LINE.match(each)]


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_every_locked_package_has_its_version_and_hashes(lock: Path) -> None:
    found = blocks(lock.read_text(encoding="utf-8"))
    assert found
    bare = [each.splitlines()[0] for each in found if "--hash=sha256:" not in each]
    assert not bare


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_a_lock_names_no_other_place_to_fetch_from(lock: Path) -> None:
    text = lock.read_text(encoding="utf-8")
    assert not re.search(r"--index-url|--extra-index-url|--find-links|https?://|git\+| @ ", text)


def test_every_locked_package_stands_in_the_written_list() -> None:
    """A new name, also one that a package of ours drags along, is added there by a person."""
    allowed = set((ROOT / "locks" / "allowed.list").read_text(encoding="utf-8").split())
    named = {
        found[1].lower().replace("_", "-").replace(".", "-")
        for lock in LOCKS
        for found in LINE.finditer(lock.read_text(encoding="utf-8"))
    }
    assert named - allowed == set()
    assert allowed - named == set()


def wheel(folder: Path) -> Path:
    """Make a package that would install, for an installer that never leaves this folder."""
    path = folder / "lookalike-1.0-py3-none-any.whl"
    info = "lookalike-1.0.dist-info"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("lookalike.py", "")
        file.writestr(f"{info}/METADATA", "Metadata-Version: 2.1\nName: lookalike\nVersion: 1.0\n")
        file.writestr(
            f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        file.writestr(f"{info}/RECORD", "")
    return path


def install(folder: Path, line: str) -> subprocess.CompletedProcess[str]:
    """Install by the same switches as scripts/setup.py, from this folder alone."""
    (folder / "lock.txt").write_text(line + "\n")
    where = ["--no-index", "--find-links", str(folder), "--target", str(folder / "x")]
    command = [*setup.PIP, *where, "--require-hashes", "-r", str(folder / "lock.txt")]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder)


def test_the_installer_takes_a_package_by_its_right_hash_alone(tmp_path: Path) -> None:
    right = hashlib.sha256(wheel(tmp_path).read_bytes()).hexdigest()
    for line in ("lookalike==1.0", f"lookalike==1.0 --hash=sha256:{'0' * 64}"):
        done = install(tmp_path, line)
        assert done.returncode != 0, line
        assert "hash" in done.stderr.lower(), done.stderr
        assert not (tmp_path / "x" / "lookalike.py").exists()
    assert install(tmp_path, f"lookalike==1.0 --hash=sha256:{right}").returncode == 0
    source = (ROOT / "scripts" / "setup.py").read_text(encoding="utf-8")
    assert source.count("--require-hashes") == source.count('"-r"') + source.count('"sync"')


def test_every_npm_package_has_its_integrity() -> None:
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))
    packages = {name: facts for name, facts in lock["packages"].items() if name}
    assert packages
    without = [name for name, facts in packages.items() if not facts.get("integrity")]
    assert without == []

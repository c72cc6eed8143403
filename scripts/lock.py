"""Writes the locks anew: names, versions and hashes, no addresses. Never installs anything.

A release must have been out for a week before it is taken, so that a stolen package has
time to be noticed.
"""

import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
UV = str(ROOT / ".venv" / "bin" / "uv")
WAIT = "7 days"
# lock → what it is made from and with which further words
LOCKS = {
    "uv": ("locks/uv.in",),
    "node": ("locks/node.in",),
    "base": ("pyproject.toml",),
    # The test set stands on the base set, so that going from one to the other changes no version.
    "test": ("pyproject.toml", "--extra", "test", "--constraint", "locks/base.txt"),
}


def write(name: str, *words: str) -> None:
    """Resolve one set for all platforms and write its lock."""
    command = [UV, "pip", "compile", *words, "--output-file", f"locks/{name}.txt", "--upgrade"]
    command += ["--universal", "--python-version", "3.11", "--exclude-newer", WAIT]
    command += ["--generate-hashes", "--no-header", "--no-annotate", "--quiet"]
    subprocess.run(command, cwd=ROOT, check=True)
    print(f"locks/{name}.txt")


def main() -> None:
    """Write every lock, the smaller ones first."""
    for name, words in LOCKS.items():
        write(name, *words)


if __name__ == "__main__":
    main()

"""Finds what must not stand in the project: foreign addresses, paths of a machine, keys, big files.

A program for people in hard places loads nothing from strangers; and what is written on one
machine must run on every other.
"""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ADDRESS = re.compile(r"https?://([\w.-]+)")
# First names of the hosts that serve packages; the lock files must name none of them.
REGISTRY = re.compile(
    r"\b(?:pypi|registry|files|deb|index|proxy)(?:\.[a-z]+)*\.(?:org|com|io|net)\b"
)
MACHINE = re.compile(r"(?<![\w.}>])/(?:root|home/\w+|work|Users/\w+|tmp/\w+)/\w")
SECRET = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY|\bAKIA[0-9A-Z]{16}\b|\bghp_\w{36}\b")
LARGEST = 1_000_000
# Address → why it may stand here.
ALLOWED = {
    "www.w3.org": "the name space of SVG",
    "127.0.0.1": "this machine",
    "localhost": "this machine",
    "testserver": "Django's browser in tests",
    "creativecommons.org": "the licence of open data that we carry",
    "github.com": "funding lines that npm writes into package-lock.json",
    "opencollective.com": "funding lines that npm writes into package-lock.json",
    "eidas.europa.eu": "names of levels of sign-in; nothing is fetched there",
    "ftn.ficora.fi": "names of levels of sign-in; nothing is fetched there",
    "schemas.openid.net": "the name of an event in a token; nothing is fetched there",
    "tunnistus": "an issuer that tests make up",
}
# Names that nobody may own (RFC 2606).
NOBODYS = (".example", ".test", ".invalid")
BINARY = {".png", ".woff2", ".ico", ".gz", ".pdf", ".mo"}


def files() -> Iterator[Path]:
    """Yield the text files that are, or are about to be, part of the project."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for path in (ROOT / name for name in names.splitlines()):
        if path.is_file() and path.suffix not in BINARY:
            yield path


def faults(text: str) -> list[str]:
    """Return what one line says that it must not."""
    hosts = ADDRESS.findall(text)
    foreign = [host for host in hosts if host not in ALLOWED and not host.endswith(NOBODYS)]
    named = [*REGISTRY.findall(text), *MACHINE.findall(text), *SECRET.findall(text)]
    return [*foreign, *named, *(["turha väli rivin lopussa"] if text != text.rstrip() else [])]


def shape(text: str) -> list[str]:
    """Return what is wrong with a file as a whole."""
    too_big = ["tiedosto on liian suuri"] if len(text) > LARGEST else []
    return too_big if text.endswith("\n") or not text else [*too_big, "loppurivi puuttuu"]


def main() -> None:
    """Print each fault with its place; fail if there was one."""
    found = []
    for path in files():
        text = path.read_text(encoding="utf-8")
        lines = enumerate(text.splitlines(), 1)
        bad = [(number, words) for number, line in lines if (words := faults(line))]
        for number, words in [*bad, *((0, [word]) for word in shape(text))]:
            found.append(f"{path.relative_to(ROOT)}:{number}: {', '.join(words)}")
    if found:
        sys.exit("\n".join(found))


if __name__ == "__main__":
    main()

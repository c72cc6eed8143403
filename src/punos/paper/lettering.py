"""Letters on paper: which fonts there are, and what to do with a sign that none of them has.

PDF/UA allows no sign without a picture: an empty box tells nothing. So a sign that no font has
is written by its number, and the reader sees that something stood there. Only fonts from our own
packages are used, so that a paper is the same on every machine.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path

import typst
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

# Source Sans 3 for our own languages; Noto for other scripts, signs and emoji.
FOLDERS = (("fontpkg_source_sans_3", "files"), ("manimgx_fonts", "."))
# A word longer than any Finnish one may be broken, so that it does not run off the paper.
LONG, PIECE = 40, 12
BREAK = "\u200b"
UNKNOWN, CIRCLE = "\ufffd", "\u25cc"
KEPT = {"\n", "\t", BREAK}
OURS = "SourceSans3[wght].ttf"
_WORD = re.compile(rf"[^\s{BREAK}]{{{LONG},}}")


def _paths() -> list[Path]:
    return [Path(str(files(package))) / folder for package, folder in FOLDERS]


@cache
def fonts() -> typst.Fonts:
    """Return the fonts, read once for the whole process."""
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=_paths()
    )


@cache
def _coverage() -> dict[str, frozenset[int]]:
    """Return the signs of each font. An upright font has what its italic has."""
    found = {}
    for path in sorted(each for folder in _paths() for each in folder.glob("*.ttf")):
        if "Italic" not in path.name:
            with TTFont(path, lazy=True) as font:
                found[path.name] = frozenset(font.getBestCmap())
    return found


def printable(value: object, last: Callable[[str], str] = str) -> object:
    """Return the value with each text such that it can be printed, after a `last` look at it."""
    if isinstance(value, str):
        return last(_WORD.sub(_with_breaks, "".join(map(_shown, _clusters(value)))))
    if isinstance(value, Mapping):
        return {key: printable(each, last) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [printable(each, last) for each in value]
    return value


def plain(text: str) -> str:
    """Return the text in the letters of our own languages alone, all else by its number."""
    letters = _coverage()[OURS]
    return "".join(
        sign
        if sign in KEPT or (ord(sign) in letters and unicodedata.category(sign)[0] not in "MC")
        else _numbered(sign)
        for sign in unicodedata.normalize("NFC", text)
    )


def _numbered(sign: str) -> str:
    return f"[U+{ord(sign):04X}]"


def _clusters(text: str) -> Iterator[str]:
    """Split into signs with the marks that stand on them: one font has to have them all."""
    cluster = ""
    for sign in text.replace("\r\n", "\n").replace("\r", "\n"):
        if cluster and not unicodedata.category(sign).startswith("M"):
            yield cluster
            cluster = ""
        cluster += sign
    if cluster:
        yield cluster


@lru_cache(maxsize=10_000)
def _shown(cluster: str) -> str:
    first, category = cluster[0], unicodedata.category(cluster[0])
    if first in KEPT or category in {"Cc", "Cs"}:
        return (first if first in KEPT else UNKNOWN) + "".join(map(_shown, cluster[1:]))
    if category.startswith("M"):
        cluster = CIRCLE + cluster  # a mark with nothing to stand on
    codes = {ord(sign) for sign in cluster}
    if any(codes <= letters for letters in _coverage().values()):
        return cluster
    if len(cluster) > 1:
        return _shown(cluster[0]) + "".join(map(_numbered, cluster[1:]))
    # Signs that steer the direction of text and the like have no picture and need none.
    return "" if category == "Cf" else _numbered(cluster)


def _with_breaks(found: re.Match[str]) -> str:
    pieces, piece = [], ""
    for cluster in _clusters(found[0]):
        if len(piece) >= PIECE:
            pieces.append(piece)
            piece = ""
        piece += cluster
    return BREAK.join([*pieces, piece])

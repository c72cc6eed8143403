"""Copies the few files of npm packages that pages need into the ignored static/vendor/.

Which files is told by src/punos/web/vendor.txt, which icons by icons.txt. Nothing is built and
nothing of a package is run. Standard library only.
"""

import re
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WEB = ROOT / "src" / "punos" / "web"
VENDOR = WEB / "static" / "vendor"
PACKAGES = ROOT / "node_modules"
ICONS = PACKAGES / "lucide-static" / "icons"
DRAWING = re.compile(r"<svg[^>]*>(.*)</svg>", re.DOTALL)


def main() -> None:
    """Copy the listed files and join the listed icons into one sprite."""
    for line in listed("vendor.txt"):
        source, name = (part.strip() for part in line.split("→"))
        target = VENDOR / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(PACKAGES / source, target)
    (VENDOR / "icons.svg").write_text(sprite(listed("icons.txt")), encoding="utf-8")


def listed(name: str) -> list[str]:
    """Return the lines of a list of web, without comments."""
    lines = (WEB / name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def sprite(names: list[str]) -> str:
    """Join icons into one drawing; each is a symbol i-<name>, shapes only."""
    unknown = [name for name in names if not (ICONS / f"{name}.svg").exists()]
    if unknown:
        sys.exit(f"icons.txt: lucide-static ei tunne kuvakkeita {', '.join(unknown)}")
    return '<svg xmlns="http://www.w3.org/2000/svg">' + "\n".join(map(symbol, names)) + "</svg>\n"


def symbol(name: str) -> str:
    """Return one icon as a symbol."""
    found = DRAWING.search((ICONS / f"{name}.svg").read_text(encoding="utf-8"))
    assert found, name  # noqa: S101 -- every icon of the package is one svg element
    shapes = " ".join(found[1].split())
    return f'<symbol id="i-{name}" viewBox="0 0 24 24">{shapes}</symbol>'


if __name__ == "__main__":
    main()

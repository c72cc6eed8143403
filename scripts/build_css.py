"""Join the sheets of src/punos/web/styles/order.txt into one: static/vendor/punos.css.

Forty small sheets would cost a phone forty requests; one costs one and packs better.
"""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ROOT / "node_modules"
STYLES = ROOT / "src" / "punos" / "web" / "styles"
TARGET = STYLES.parent / "static" / "vendor" / "punos.css"
ORDER = "@layer ds.theme, ds.base, ds.components;\n"
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
SPACE = re.compile(r"\s*\n\s*")


def sheets() -> list[tuple[str, Path]]:
    """Return layer and file of every sheet, in order."""
    lines = (STYLES / "order.txt").read_text(encoding="utf-8").splitlines()
    rows = [line.split() for line in lines if line.strip() and not line.startswith("#")]
    return [(layer, (PACKAGES if name.startswith("@") else STYLES) / name) for layer, name in rows]


def small(text: str) -> str:
    """Leave out comments and line breaks; the words of a value stay apart."""
    return SPACE.sub(" ", COMMENT.sub("", text)).strip()


def joined() -> str:
    """Return all sheets as one."""
    parts = []
    for layer, file in sheets():
        text = small(file.read_text(encoding="utf-8"))
        parts.append(text if layer == "-" else f"@layer {layer} {{ {text} }}")
    return ORDER + "\n".join(parts) + "\n"


def main() -> int:
    """Write the joined sheet if it has changed; tell which file is missing."""
    missing = [str(file.relative_to(ROOT)) for _, file in sheets() if not file.exists()]
    if missing:
        sys.stderr.write(f"No such sheet: {', '.join(missing)}. Run make setup.\n")
        return 1
    text = joined()
    if not TARGET.exists() or TARGET.read_text(encoding="utf-8") != text:
        TARGET.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

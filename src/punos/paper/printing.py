"""Makes a tagged PDF (PDF/UA-1) from a typst template of a room and plain values.

The template is the only markup. Values travel as JSON and stay text whatever signs they hold,
so nothing that a person has written can change the paper or make it fail.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import cast

import typst

from punos.paper import lettering

ROOMS = Path(__file__).resolve().parent.parent
LANGUAGES = ("fi", "sv", "en")


TRIAL = "paper/trial.typ"


class UnprintableError(Exception):
    """The compiler could not make the paper: a fault of the template, or signs it stumbles on."""


def pdf(template: str, data: Mapping[str, object], *, language: str) -> bytes:
    """Return the paper. The template is named "<room>/<name>.typ"; shapes of data: `shapes`."""
    path, spoken = _path(template), language[:2] if language[:2] in LANGUAGES else LANGUAGES[0]
    try:
        return _compile(path, lettering.printable(data), spoken)
    except UnprintableError:
        # Odd heaps of marks and directions can make the compiler fail. Those texts, and only
        # those, are printed in plain letters, so that nobody can be left without their paper.
        return _compile(path, lettering.printable(data, _even_if_odd), spoken)


def _even_if_odd(text: str) -> str:
    try:
        _compile(_path(TRIAL), text, LANGUAGES[0])
    except UnprintableError:
        return lettering.plain(text)
    return text


def _compile(path: Path, values: object, language: str) -> bytes:
    # A compiler of its own for each paper: threads share only the fonts, which are read once.
    compiler = typst.Compiler(
        path,
        root=ROOMS,
        font_paths=lettering.fonts(),
        sys_inputs={"data": json.dumps(values), "language": language},
    )
    try:
        return cast("bytes", compiler.compile(format="pdf", pdf_standards=["ua-1"], timestamp=0))
    except typst.TypstError as fault:
        raise UnprintableError(str(fault)) from fault
    except BaseException as fault:
        # A panic inside the compiler is no Exception, and its class cannot be imported.
        if type(fault).__name__ != "PanicException":
            raise
        raise UnprintableError(str(fault)) from None


def _path(template: str) -> Path:
    room, _, name = template.partition("/")
    path = ROOMS / room / "templates" / room / name
    if path.suffix != ".typ" or not path.is_file() or ".." in path.parts:
        raise LookupError(template)
    return path

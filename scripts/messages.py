"""Collects, checks and compiles the translations, without GNU gettext.

Source strings are Finnish; src/punos/locale holds Swedish and English, and in all three languages
what Django's own forms say. `collect` brings the catalogues up to what the program says now,
`check` tells what is not translated, `compile` writes what Django reads.
"""

import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages import Catalog, Message
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

SOURCE = Path(__file__).resolve().parent.parent / "src" / "punos"
LOCALE = SOURCE / "locale"
SOURCE_LANGUAGE = "fi"
# The functions that say something to a person; `said` knows what their arguments are.
WORDS = dict.fromkeys(
    kind + lazy
    for kind in ("_", "gettext", "ngettext", "pgettext", "npgettext")
    for lazy in ("", "_lazy")
)
# No names and no dates: a catalogue differs only where its words do.
HEADER = """msgid ""
msgstr ""
"Language: {locale}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {plural}\\n"

"""
# What Django's forms say in officials' words, and Punos says so that it helps.
DJANGO: tuple[str | tuple[str, str], ...] = (
    "This field is required.",
    "Select a valid choice. %(value)s is not one of the available choices.",
    "Select a valid choice. That choice is not one of the available choices.",
    "Enter a list of values.",
    "Enter a valid date.",
    "Enter a valid time.",
    "Enter a whole number.",
    "Enter a valid email address.",
    "Enter a valid UUID.",
    "Null characters are not allowed.",
    "Ensure this value is greater than or equal to %(limit_value)s.",
    "Ensure this value is less than or equal to %(limit_value)s.",
    (
        "Ensure this value has at most %(limit_value)d character (it has %(show_value)d).",
        "Ensure this value has at most %(limit_value)d characters (it has %(show_value)d).",
    ),
)
ALIAS = re.compile(r"^from django\.utils\.translation import (\w+) as (\w+)$", re.MULTILINE)


def catalogues() -> list[Path]:
    """Return the catalogues of all languages."""
    return sorted(LOCALE.glob("*/LC_MESSAGES/*.po"))


def language_of(path: Path) -> str:
    """Return the language of a catalogue: its folder's name."""
    return path.parent.parent.name


def load(path: Path) -> Catalog:
    """Read one catalogue."""
    with path.open("rb") as file:
        return read_po(file, locale=language_of(path))


def save(path: Path, catalogue: Catalog) -> None:
    """Write one catalogue, sorted by its strings; each names its files without lines."""
    header = HEADER.format(locale=catalogue.locale_identifier, plural=catalogue.plural_forms)
    with path.open("wb") as file:
        file.write(header.encode())
        write_po(
            file, catalogue, width=100, sort_output=True, include_lineno=False, omit_header=True
        )


def template(language: str) -> Catalog:
    """Collect what a language's catalogue holds: Finnish is the source, so only Django's words."""
    found = Catalog(project="Punos", charset="utf-8")
    for words in DJANGO:
        found.add(words)
    if language == SOURCE_LANGUAGE:
        return found
    for path in sorted([*SOURCE.rglob("*.py"), *SOURCE.rglob("*.html"), *SOURCE.rglob("*.txt")]):
        if "tests" in path.parts or (path.suffix == ".txt" and "templates" not in path.parts):
            continue
        for context, text in said(path):
            found.add(text, context=context, locations=[(str(path.relative_to(SOURCE)), 0)])
    return found


def said(path: Path) -> Iterator[tuple[str | None, str | tuple[str, ...]]]:
    """Yield context and text (or singular and plural) of every string in a file."""
    text = path.read_text(encoding="utf-8")
    names = dict(zip(WORDS, WORDS, strict=True))
    names |= {alias: name for name, alias in ALIAS.findall(text)}
    if path.suffix != ".py":
        # Templatize leaves the calls and crosses out the rest; Babel reads that as Python.
        text = "\n".join(line.strip() for line in templatize(text).splitlines())
    code = io.BytesIO(text.encode())
    for _line, name, messages, _notes in extract_python(code, dict.fromkeys(names), [], {}):
        parts = [messages] if isinstance(messages, str) else list(messages)
        function = names[str(name)]
        has_context = "pgettext" in function
        plural = function.startswith("n")
        texts = [part for part in parts[has_context : has_context + 1 + plural] if part]
        if len(texts) == 1 + plural:
            yield parts[0] if has_context else None, tuple(texts) if plural else texts[0]


def collect() -> int:
    """Bring every catalogue up to the program; what is no longer said goes out."""
    for path in catalogues():
        catalogue = load(path)
        now = template(language_of(path))
        catalogue.update(now, no_fuzzy_matching=True, update_creation_date=False)
        catalogue.obsolete.clear()
        save(path, catalogue)
    return check()


def untranslated(path: Path, now: Catalog) -> list[str]:
    """Return what the program says and this catalogue does not."""
    catalogue = load(path)
    missing = [
        message.id
        for message in now
        if message.id and not is_whole(catalogue.get(message.id, message.context))
    ]
    return [text if isinstance(text, str) else text[0] for text in missing]


def is_whole(message: Message | None) -> bool:
    """Return whether all forms are translated and nobody doubts them."""
    if message is None or message.fuzzy:
        return False
    texts = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
    return all(texts)


def check() -> int:
    """Print what is not translated; return how many strings that is."""
    total = 0
    for path in catalogues():
        missing = untranslated(path, template(language_of(path)))
        total += len(missing)
        for text in missing:
            print(f"{path.relative_to(SOURCE)}: {text!r}")
    return total


def compile_all() -> int:
    """Write the compiled catalogues that Django reads."""
    for path in catalogues():
        with path.with_suffix(".mo").open("wb") as file:
            write_mo(file, load(path))
    return 0


def main() -> None:
    """Do what is asked: collect, check or compile."""
    if not settings.configured:
        settings.configure()
    commands = {"collect": collect, "check": check, "compile": compile_all}
    if sys.argv[1:2] == [] or sys.argv[1] not in commands:
        sys.exit("scripts/messages.py collect | check | compile")
    sys.exit(bool(commands[sys.argv[1]]()))


if __name__ == "__main__":
    main()

"""S4.4 · What the source may not hold, and where it may with which reason."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from punos.people import tokens

ROOT = Path(__file__).resolve().parent.parent.parent
SOURCE = ROOT / "src" / "punos"
# Calls and marks that let text become markup, SQL or a program: file and reason of each.
DANGEROUS = re.compile(
    r"mark_safe\(|\|\s*safe\b|autoescape off|\.raw\(|\.extra\(|RawSQL|\bpickle\b|\beval\(|\bexec\("
    r"|shell=True|csrf_exempt$|@csrf_exempt|os\.system|yaml\.load\((?!.*CSafeLoader)|from_string\(|\bTemplate\("
    r"|ElementTree|minidom|lxml|__all__\"$"
)
REASONS = {
    ("people/qr.py", "mark_safe("): "segno draws geometry alone; no text stands in it",
    ("people/views/strong.py", "@csrf_exempt"): "answers of other guards, bound to what was asked",
    ("people/views/strong.py", "csrf_exempt"): "its import",
    ("meetings/templates/meetings/_recorder_saved.html", "|safe"): "a constant of the template",
}
# Chance that hides nothing.
CHANCE = {
    "live/postgres.py": "spreads when processes come back",
    "live/stream.py": "spreads when pages come back",
    "demo/actions.py": "an invented area is made alike each time",
    "demo/area.py": "the same chance, handed on",
}
# What a program may be started for.
PROGRAMS = {"config/keeping.py": "pg_dump and pg_restore, with words of ours"}
# Short because they are no secret, or because tries are few.
SHORT = {
    ("people/limits.py", 8): "tells one try from another; opens nothing",
}
# SQL that is put together, of names of our own alone.
MADE_SQL = {
    "live/postgres.py": "the name of the channel is a constant",
    "people/jobs.py": "the name of the cache's table is a setting",
    "trace/chains.py": "the names of the chains' tables",
}
# Whole forms are handed on to one who checks their signature before anything else.
WHOLE_FORMS = {"people/strong/saml.py": "the answer of a guard, signed through and through"}
SQL = re.compile(r"\.execute\(\s*f[\"']|\.execute\([^)]*%\s*\(|\.execute\([^)]*\.format\(")


def sources(*kinds: str) -> Iterator[tuple[str, str]]:
    """Yield the name and the text of every file of the program."""
    for path in sorted(SOURCE.rglob("*")):
        if path.suffix in kinds and "tests" not in path.parts:
            yield str(path.relative_to(SOURCE)), path.read_text(encoding="utf-8")


def trees() -> Iterator[tuple[str, ast.AST]]:
    for name, text in sources(".py"):
        yield name, ast.parse(text)


def imports(tree: ast.AST) -> set[str]:
    """Return the names of the modules that are imported."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {each.name for each in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add(node.module or "")
    return found


def test_nothing_lets_text_become_markup_or_a_program() -> None:
    found = {
        (name, said.strip())
        for name, text in sources(".py", ".html")
        for line in text.splitlines()
        for said in DANGEROUS.findall(line)
    }
    assert found - set(REASONS) == set()
    assert set(REASONS) - found == set()


def test_no_sql_is_put_together_from_what_was_typed() -> None:
    found = {name for name, text in sources(".py") if SQL.search(text)}
    assert found == set(MADE_SQL)


def test_programs_are_started_in_one_place_alone() -> None:
    found = {name for name, tree in trees() if "subprocess" in imports(tree)}
    assert found == set(PROGRAMS)


def test_secrets_come_from_the_system_and_are_long() -> None:
    assert {name for name, tree in trees() if "random" in imports(tree)} == set(CHANCE)
    short = {
        (name, bits.value)
        for name, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in ("token_urlsafe", "token_hex", "token_bytes")
        for bits in node.args
        if isinstance(bits, ast.Constant) and bits.value < 16
    }
    assert short == set(SHORT)
    assert len(tokens.new_token()) >= 43


def test_six_digits_are_the_only_short_secret() -> None:
    """They live ten minutes, in a browser that was met or that asked, for five tries."""
    found = [name for name, text in sources(".py") if "randbelow" in text]
    assert found == ["people/tokens.py"]


def test_forms_name_each_field_and_no_action_takes_what_was_sent_as_it_is() -> None:
    """Mass assignment: what a form does not ask for goes nowhere."""
    whole = re.compile(r"\*\*\s*request\.(POST|GET)|request\.(POST|GET)\.(dict|items)\(")
    found = {name for name, text in sources(".py") if whole.search(text) or "ModelForm" in text}
    assert found == set(WHOLE_FORMS)


def test_no_address_that_somebody_typed_is_fetched() -> None:
    """SSRF: only the doors and servers that the site has named are asked."""
    fetching = {"requests", "urllib.request", "httpx", "aiohttp", "smtplib", "http.client"}
    found = {name for name, tree in trees() if imports(tree) & fetching}
    assert found == {"people/post.py", "people/strong/openid.py"}


@pytest.mark.parametrize("name", ["CSV", "XLSX", "ICS", "XML"])
def test_no_such_file_is_written_yet(name: str) -> None:
    """The day one is written, its cells need a rule (TRUST 1.2.10)."""
    writes = {"CSV": "csv.writer", "XLSX": "openpyxl", "ICS": "text/calendar", "XML": "SubElement"}
    assert [file for file, text in sources(".py") if writes[name] in text] == []


def test_somebody_comes_in_by_one_function_alone() -> None:
    """Every way in ends in people.doors, so each is as strong and as well traced as the others."""
    comes_in = re.compile(r"from django\.contrib\.auth import [^\n]*\blogin\b|\bperform_login\(")
    found = {name for name, text in sources(".py") if comes_in.search(text)}
    assert found == {"people/doors.py"}

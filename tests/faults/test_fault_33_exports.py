"""S4.4 · Fault 33: what leaves as a file has only what its asker may see, no name in its name, and is logged."""

import ast
import io
import re

import pytest
from django.test import Client
from pypdf import PdfReader

from punos.access import actions as access
from punos.meetings.models import Meeting
from punos.meetings.tests import scene
from punos.people.actor import Level
from punos.plan import actions as plan
from punos.trace.models import UseLog
from tests.faults.program import ROOT
from tests.faults.test_fault_34_markup import CORPUS
from tests.world import World, a, signed_in

HIDDEN = "Vain-minulle-kirjoitettu"
FORMULAS = ("=HYPERLINK(1)", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1")


@pytest.fixture
def meeting(world: World) -> Meeting:
    said = {"by": a(world.aino), "case_id": world.case.pk}
    plan.add_step(**said, what=HIDDEN, is_private=True)
    plan.add_step(by=a(world.leena), case_id=world.case.pk, what="Soitan pajalle.")
    access.forbid(**said, what=HIDDEN)
    closed = scene.opened(world)
    for text in (*FORMULAS, CORPUS[0], CORPUS[-1]):
        scene.write(world, closed, text + "x")
    scene.close(world, closed)
    return closed


def papers(world: World, meeting: Meeting) -> list[str]:
    case = f"/asiat/{world.case.pk}/"
    return [f"{case}suunnitelma/kopio.pdf", f"{case}tapaamiset/{meeting.pk}/muistio.pdf"]


def fetched(browser: Client, path: str) -> tuple[str, str]:
    """Return the name of the file and its words, read back from the PDF."""
    answer = browser.get(path)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Cache-Control"] == "no-store"
    name = re.search(r'attachment; filename="([^"]+)"', answer.headers["Content-Disposition"])
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages)
    return name[1], text


def test_a_copy_has_no_name_in_its_name_and_leaves_a_row(world: World, meeting: Meeting) -> None:
    whole_plan, minutes = papers(world, meeting)
    # The copy of the plan is the client's own.
    assert signed_in(world.omar).get(whole_plan).status_code == 404
    for person, path in ((world.omar, minutes), (world.aino, whole_plan)):
        before = UseLog.objects.count()
        name, text = fetched(signed_in(person), path)
        assert re.fullmatch(r"[a-z]+\.pdf", name)
        assert (HIDDEN in text) == (person == world.aino)
        assert UseLog.objects.count() == before + 1


def test_minutes_on_paper_tell_where_a_protected_client_is_to_few(world: World) -> None:
    """The paper masks the place as the page does."""
    closed = scene.opened(world, place="Salainen sali")
    scene.write(world, closed)
    scene.close(world, closed)
    access.protect_address(by=a(world.leena), case_id=world.case.pk)
    for name in ("omar", "riitta", "veikko", "leena", "aino"):
        _name, text = fetched(signed_in(world.cast[name], Level.STRONG), papers(world, closed)[1])
        is_told = name in ("leena", "aino")
        assert ("Salainen sali" in text) == is_told, (name, text)
        assert ("Paikka kerrotaan sinulle erikseen" in text) != is_told, (name, text)


def test_a_stranger_and_one_who_has_left_get_none(world: World, meeting: Meeting) -> None:
    for person in (world.outi, world.eero, world.pekka):
        for path in papers(world, meeting):
            assert signed_in(person).get(path).status_code == 404


def test_markup_and_formulas_stand_on_paper_as_they_were_written(
    world: World, meeting: Meeting
) -> None:
    _name, text = fetched(signed_in(world.aino), papers(world, meeting)[1])
    for words in ("=HYPERLINK(1)x", "@SUM(A1)x", "<script>alert(1)</script>x"):
        assert words in text.replace("\n", "")


def test_no_table_for_spreadsheets_leaves_the_program_yet() -> None:
    """There is none, so nothing to quote. Whoever makes the first one meets this test."""
    wrong = []
    for path in (ROOT / "src" / "punos").rglob("*.py"):
        if {"tests", "migrations"} & set(path.parts):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            is_import = isinstance(node, (ast.Import, ast.ImportFrom))
            names = [each.name for each in node.names] if is_import else []
            if {"csv", "openpyxl", "xlsxwriter"} & set(names):
                wrong.append(path.name)
    # Read in, never written: the areas of the country come as a table.
    assert set(wrong) <= {"actions.py"}, wrong

"""S3.15 S4.13 · The parts of every page: one look, words beside every sign, text kept as text."""

import re
from pathlib import Path

import pytest
from django import forms
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.utils import translation
from pytest_django.fixtures import Settings

from punos.web import errors

ROOMS = Path(__file__).resolve().parent.parent.parent
ICONS = ROOMS / "web" / "icons.txt"
NAMED = re.compile(
    r"""(?:\{% icon |\bicon(?:_end)?=|icon\|default:|"icon": ?)["']([a-z][a-z0-9-]+)["']"""
)


class StepForm(forms.Form):
    """A form with two things that can be wrong."""

    what = forms.CharField(label="Mitä", help_text="Yksi asia")
    by = forms.DateField(label="Mihin mennessä")


def render(source: str, **facts: object) -> str:
    return Template("{% load parts %}" + source).render(Context(facts))


def test_every_icon_that_a_page_names_is_in_the_sprite() -> None:
    known = set(ICONS.read_text(encoding="utf-8").splitlines())
    pages = [*ROOMS.glob("*/templates/**/*.html"), *ROOMS.glob("web/*.py")]
    used = {
        name
        for page in pages
        for line in page.read_text(encoding="utf-8").splitlines()
        if "icon" in line
        for name in NAMED.findall(line)
    }
    assert used - known == set()


def test_the_errors_are_counted_first_and_each_leads_to_its_field() -> None:
    page = render(
        "{% include 'components/form_errors.html' %}", form=StepForm({"what": "", "by": "x"})
    )
    assert "Kaksi kohtaa kaipaa korjausta." in page
    assert 'role="alert"' in page
    assert 'href="#id_by"' in page


def test_a_field_keeps_what_was_typed_and_tells_what_is_wrong() -> None:
    form = StepForm({"what": "Käyn lenkillä", "by": "31.11."})
    page = render("{% include 'components/field.html' with field=form.by only %}", form=form)
    assert 'value="31.11."' in page
    assert 'aria-invalid="true"' in page
    assert 'aria-describedby="id_by_error"' in page
    assert 'id="id_by_error"' in page


def test_a_field_without_error_is_described_by_its_help() -> None:
    page = render(
        "{% include 'components/field.html' with field=form.what only %}", form=StepForm()
    )
    assert 'aria-describedby="id_what_helptext"' in page
    assert "aria-invalid" not in page


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "<svg onload=x>", "é́́ 🙂 עברית"])
def test_what_somebody_wrote_is_shown_as_text(text: str) -> None:
    step = {"id": "1", "text": text, "due": text, "state": "open"}
    page = render("{% include 'components/step_row.html' with step=step only %}", step=step)
    page += render("{% card id='c' heading=text %}{{ text }}{% endcard %}", text=text)
    page += render("{% load parts %}{% person_chip name=text role=text %}", text=text)
    assert "<script>alert" not in page
    assert "<svg onload" not in page


def test_drawings_are_measured_with_points_in_every_language() -> None:
    with translation.override("fi"):
        page = render("{% include 'components/progress.html' with part=1 whole=3 label='x' only %}")
    assert 'width="33.3%"' in page
    assert render("{% arc left whole %}", left=5, whole=15) == "92.2 276.5"
    assert render("{% share part whole %}", part=9, whole=0) == "0.0"


def test_the_clock_says_over_time_in_words() -> None:
    source = (
        "{% include 'components/agenda_clock.html' with left=left whole=15 label='2 yli' only %}"
    )
    assert "min yli" in render(source, left=-2)
    assert "min yli" not in render(source, left=0)


def test_only_ones_own_step_can_be_ticked() -> None:
    step = {"id": "1", "text": "Kävele", "state": "open"}
    own = "{% include 'components/step_row.html' with step=step action='/x/' only %}"
    others = "{% include 'components/step_row.html' with step=step only %}"
    assert 'type="checkbox"' in render(own, step=step)
    assert 'type="checkbox"' not in render(others, step=step)


@pytest.mark.django_db
def test_the_gallery_is_shown_in_demo_mode_only(client: Client, settings: Settings) -> None:
    settings.DEMO = False
    assert client.get("/osat/").status_code == 404
    settings.DEMO = True
    page = client.get("/osat/")
    assert page.status_code == 200
    assert "Esittelyalue" in page.content.decode()


def test_the_page_for_our_own_fault_needs_nothing() -> None:
    page = errors.broken(RequestFactory().get("/"))
    assert page.status_code == 500
    assert "Vika ei ole sinussa" in page.content.decode()


def test_missing_and_forbidden_say_the_same_and_help() -> None:
    page = render_to_string("404.html", {"shell": {"home": "/"}})
    assert "Tätä sivua ei löydy" in page
    assert "Kysy työntekijältäsi" in page

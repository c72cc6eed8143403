"""The tools of the project catch what they are there to catch."""

from pathlib import Path

import pytest

from scripts import messages, words

HOST = ".".join(("registry", "somewhere", "org"))


@pytest.mark.parametrize(
    "line",
    [
        f"resolved https://{HOST}/a.tgz",
        f"index {HOST}",
        "see https" + "://fonts.stranger.dev/x.css",
        "open " + "/".join(("", "home", "maija", "punos")),
        "in " + "/".join(("", "root", "punos")),
    ],
)
def test_a_foreign_address_and_a_path_of_a_machine_are_found(line: str) -> None:
    assert words.faults(line)


def test_an_own_address_is_left_alone() -> None:
    assert words.faults("http://127.0.0.1:8000/koti/ and https://punos.example/") == []


def test_strings_are_found_in_code_and_in_templates(tmp_path: Path) -> None:
    code = tmp_path / "a.py"
    code.write_text(
        '_("Koti")\nngettext("%(n)s askel", "%(n)s askelta", n)\npgettext("päivä", "Ma")'
    )
    page = tmp_path / "a.html"
    page.write_text(
        '{% load i18n %}<p class="x">{% translate "Hei" %}</p>\n  {% blocktranslate count n=m %}'
        "{{ n }} tapaaminen{% plural %}{{ n }} tapaamista{% endblocktranslate %}"
    )
    assert list(messages.said(code)) == [
        (None, "Koti"),
        (None, ("%(n)s askel", "%(n)s askelta")),
        ("päivä", "Ma"),
    ]
    assert list(messages.said(page)) == [
        (None, "Hei"),
        (None, ("%(n)s tapaaminen", "%(n)s tapaamista")),
    ]

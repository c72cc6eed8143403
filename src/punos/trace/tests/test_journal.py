"""S4.4 · What was taken back is also written outside the database, so that no backup forgets it."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from pytest_django.fixtures import DjangoCaptureOnCommitCallbacks

from punos.network import actions as network
from punos.trace import journal
from tests.world import World, a


@pytest.fixture(autouse=True)
def own_file(tmp_path: Path, settings: Any) -> Path:
    settings.VAR = tmp_path / "var"
    return journal.path()


def test_lines_come_back_oldest_first(own_file: Path) -> None:
    for number in (1, 2, 3):
        journal.append({"number": number})
    assert [line["number"] for line in journal.lines()] == [1, 2, 3]
    assert own_file.read_text().count("\n") == 3


def test_before_the_first_line_there_is_nothing() -> None:
    assert list(journal.lines()) == []


def test_a_half_written_line_is_passed_over_and_the_next_stands_on_its_own(own_file: Path) -> None:
    journal.append({"number": 1})
    with own_file.open("a") as file:
        file.write('{"number": 2, "consent": "01a')
    journal.append({"number": 3})
    assert [line["number"] for line in journal.lines()] == [1, 3]


@pytest.mark.parametrize("rubbish", ["\x00\x00\x00", "[1, 2]", "null", '"words"', "{"])
def test_rubbish_between_the_lines_stops_nobody(own_file: Path, rubbish: str) -> None:
    journal.append({"number": 1})
    with own_file.open("a") as file:
        file.write(rubbish + "\n")
    journal.append({"number": 2})
    assert [line["number"] for line in journal.lines()] == [1, 2]


@pytest.mark.django_db(transaction=True)
def test_a_change_that_was_rolled_back_leaves_no_line() -> None:
    with transaction.atomic():
        journal.append_on_commit({"number": "1"})
        transaction.set_rollback(True)
    assert list(journal.lines()) == []
    with transaction.atomic():
        journal.append_on_commit({"number": "2"})
        assert list(journal.lines()) == []
    assert [line["number"] for line in journal.lines()] == ["2"]


def test_a_withdrawal_leaves_one_line_of_ids_and_no_name(
    world: World, own_file: Path, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    for _press in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            network.withdraw_seat(
                by=a(world.aino), case_id=world.case.pk, seat_id=world.seats["omar"].pk
            )
    (line,) = journal.lines()
    assert line["kind"] == "consent"
    assert line["consent"] == str(world.seats["omar"].consent_id)
    text = json.dumps(line)
    assert not any(person.first_name in text for person in world.cast.values())
    assert own_file.exists()


def test_stepping_aside_and_ending_leave_their_lines(
    world: World, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        network.recuse(by=a(world.omar), case_id=world.case.pk)
        network.end_work(by=a(world.aino), case_id=world.case.pk)
    assert [line["kind"] for line in journal.lines()] == ["recusal", "ending"]

"""S0.4 · S4.1 · The operating models are data with versions; a running work keeps its own."""

import shutil
from pathlib import Path

import pytest
from django.db import IntegrityError

from punos.access.rights import TOPICS
from punos.practice import actions, queries
from punos.practice.models import OperatingModel
from punos.practice.rules import text

pytestmark = pytest.mark.django_db
OHJAAMO = "ohjaamo-systeeminen-verkosto"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(actions.CONTENT, tmp_path / "models")
    return tmp_path / "models"


def change(file: Path, old: str, new: str) -> None:
    before = file.read_text(encoding="utf-8")
    assert old in before
    file.write_text(before.replace(old, new), encoding="utf-8")


def test_the_four_models_load_as_their_first_version() -> None:
    loaded = actions.load_models()
    assert {row.code for row in loaded} == {
        OHJAAMO,
        "paijat-hame-systeeminen-tiimi",
        "posote20-monialainen-tiimi",
        "varsinais-suomi-tyopari-tiimi",
    }
    assert {row.version for row in loaded} == {1}


def test_loading_again_changes_nothing() -> None:
    first = {row.pk for row in actions.load_models()}
    assert {row.pk for row in actions.load_models()} == first
    assert OperatingModel.objects.count() == 4


def test_a_changed_content_is_a_new_version_beside_the_old_one(folder: Path) -> None:
    actions.load_models(folder)
    old = queries.newest(OHJAAMO)
    change(folder / "ohjaamo.yaml", 'due: "hit+5wd"', 'due: "hit+3wd"')
    actions.load_models(folder)
    new = queries.newest(OHJAAMO)
    assert (old.version, new.version) == (1, 2)
    assert queries.model_of(old.pk).steps[0].due.span.number == 5
    assert queries.model_of(new.pk).steps[0].due.span.number == 3
    assert queries.newest("posote20-monialainen-tiimi").version == 1


def test_a_changed_shared_wording_is_a_new_version_of_every_model(folder: Path) -> None:
    actions.load_models(folder)
    change(folder / "shared.yaml", "Lupaan pitää kuulemani", "Lupaan säilyttää kuulemani")
    assert {row.version for row in actions.load_models(folder)} == {2}


def test_nothing_is_loaded_when_one_model_has_a_fault(folder: Path) -> None:
    change(folder / "ohjaamo.yaml", 'due: "hit+5wd"', 'due: "hit+3wd"')
    change(folder / "posote20.yaml", "owner: coordinator", "owner: koordinaattori")
    before = OperatingModel.objects.count()
    with pytest.raises(actions.FaultyModelError) as told:
        actions.load_models(folder)
    assert told.value.sentences[0].startswith("posote20.yaml: Askel b0: rooli koordinaattori")
    assert OperatingModel.objects.count() == before


@pytest.mark.parametrize("content", [b"id: [", b"\xff\xfe", b"a: b: c"])
def test_a_file_that_cannot_be_read_is_told_by_name(folder: Path, content: bytes) -> None:
    (folder / "rikki.yaml").write_bytes(content)
    with pytest.raises(actions.FaultyModelError, match=r"rikki\.yaml"):
        actions.load_models(folder)


def test_a_folder_without_the_shared_parts_is_told_so(folder: Path) -> None:
    (folder / "shared.yaml").unlink()
    with pytest.raises(actions.FaultyModelError, match=r"Kansiosta puuttuu shared\.yaml\."):
        actions.load_models(folder)


def test_two_rows_of_the_same_version_cannot_be() -> None:
    row = actions.load_models()[0]
    with pytest.raises(IntegrityError):
        OperatingModel.objects.create(
            code=row.code, version=row.version, content={}, content_hash="x"
        )


def test_models_are_chosen_by_name_and_only_the_newest_of_each(folder: Path) -> None:
    actions.load_models(folder)
    change(folder / "ohjaamo.yaml", "fi: Ohjaamon systeeminen", "fi: Nuorten systeeminen")
    actions.load_models(folder)
    names = [choice.name for choice in queries.choices()]
    assert len(names) == 4
    assert "Nuorten systeeminen verkostotyö" in names
    assert queries.choices("en")[0].name == "Ohjaamo systemic network work"


def test_topics_are_those_that_the_policy_knows() -> None:
    actions.load_models()
    model = queries.model_of(queries.newest(OHJAAMO).pk)
    assert {each.id: (each.rights, each.level) for each in model.topics} == {
        str(code): (tuple(map(str, opened.rights)), opened.level.name.lower())
        for code, opened in TOPICS.items()
    }


def test_the_recorder_writes_six_fields_and_where_the_model_asks_for_them_hypotheses() -> None:
    typed = {}
    for row in actions.load_models():
        model = queries.model_of(row.pk)
        typed[row.code] = [each.id for each in model.minutes_fields if each.is_typed]
    six = ["own_words", "shared_view", "different_views", "strengths", "steps", "worse"]
    assert typed.pop("paijat-hame-systeeminen-tiimi") == [*six, "hypotheses"]
    assert set(map(tuple, typed.values())) == {tuple(six)}


def test_chair_and_recorder_get_their_help_in_words() -> None:
    actions.load_models()
    model = queries.model_of(queries.newest(OHJAAMO).pk)
    assert len(model.chair_help) == 10
    assert len(model.recorder_rules) == 8
    blame = next(each for each in model.chair_help if each.id == "blame")
    assert text(blame, "fi") == "Mitä toivot tilalle?"
    assert text(blame, "sv") == "Vad önskar du i stället?"
    assert text(blame, "en") == "What do you wish instead?"


def test_the_close_ones_promise_is_asked_of_the_close_one() -> None:
    actions.load_models()
    model = queries.model_of(queries.newest(OHJAAMO).pk)
    asked = {each.id: each.given_by for each in model.consent_elements}
    assert asked["close_ones"] == "close_one"
    assert asked["who"] == ""

"""S1.2 S4.4 · Topics and the accepted wording are those of the operating models, word for word."""

from pathlib import Path
from typing import Any

import pytest
import yaml

import punos.access
import punos.practice
from punos.access.models import ConsentText
from punos.access.rights import (
    CAPACITY_RIGHTS,
    OWN_RIGHTS,
    TOPICS,
    WRITING,
    Capacity,
    Right,
    Topic,
    rights_of,
)
from punos.access.wording import load_wordings
from punos.people.actor import Level

SHARED = Path(punos.practice.__file__).parent / "content" / "shared.yaml"
WORDING = Path(punos.access.__file__).parent / "content" / "wording.yaml"


def read(path: Path) -> dict[str, Any]:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def test_topics_are_those_of_the_models_with_their_rights_words_and_levels() -> None:
    told = {
        row["id"]: (row["fi"], tuple(row["rights"]), row["level"]) for row in read(SHARED)["topics"]
    }
    here = {
        topic.value: (str(topic.label), TOPICS[topic].rights, TOPICS[topic].level.name.lower())
        for topic in Topic
    }
    assert here == told


def test_the_finnish_consent_says_the_elements_of_the_models_in_their_order() -> None:
    apart = {"close_ones": "promise", "recorder_access": "recorder", "feedback_use": None}
    wording = read(WORDING)
    elements = read(SHARED)["consent_elements"]
    assert wording["consent"]["fi"] == [row["fi"] for row in elements if row["id"] not in apart]
    for row in elements:
        if kind := apart.get(row["id"]):
            assert wording[kind]["fi"] == [row["fi"]]


def test_every_wording_stands_in_three_languages_sentence_by_sentence() -> None:
    for kind, languages in read(WORDING).items():
        assert kind in ConsentText.Kind.values
        assert set(languages) == {"fi", "sv", "en"}
        assert len({len(body) for body in languages.values()}) == 1, kind
    assert set(read(WORDING)) == set(ConsentText.Kind.values)


@pytest.mark.django_db
def test_loading_again_makes_no_new_version_and_a_changed_sentence_does(world: object) -> None:
    del world
    before = ConsentText.objects.count()
    load_wordings()
    assert ConsentText.objects.count() == before
    newest = ConsentText.objects.get(kind="promise", language="fi")
    ConsentText.objects.filter(pk=newest.pk).update(body=["Toinen lause."])
    load_wordings()
    versions = ConsentText.objects.filter(kind="promise", language="fi").order_by("version")
    assert [text.version for text in versions] == [newest.version, newest.version + 1]


def test_no_topic_and_no_capacity_carries_consent_or_the_log_to_another_than_the_client() -> None:
    own = {Right.CONSENT_GIVE, Right.TRACE_READ}
    assert own <= OWN_RIGHTS
    for capacity in set(Capacity) - {Capacity.OWN}:
        assert not own & rights_of(capacity, list(Topic.values)), capacity


def test_what_opens_one_meeting_opens_no_content_of_the_case() -> None:
    for capacity in (Capacity.CHAIR, Capacity.RECORD, Capacity.ATTEND):
        content = {right for topic in Topic for right in TOPICS[topic].rights}
        assert CAPACITY_RIGHTS[capacity] & content <= {Right.TIMES_READ}


def test_every_right_that_writes_is_known_as_writing() -> None:
    reads = {right for right in Right if right.value.endswith(".read")}
    assert not reads & WRITING
    assert set(Right) - reads - WRITING == {Right.MEETING_ATTEND}


def test_no_right_asks_for_more_than_a_met_device() -> None:
    assert max(opening.level for opening in TOPICS.values()) == Level.DEVICE

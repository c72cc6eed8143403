"""S4.10 · S0.3 · S1.6 · The agenda with its minutes, and who speaks when."""

from datetime import date, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from punos import clock
from punos.practice.rules import Names, Speaker, agenda, fill, speaking_order
from punos.practice.tests.reading import model_named

NAMES = ["ohjaamo", "paijat-hame", "posote20", "varsinais-suomi"]
TEN = clock.at(date(2026, 11, 26), time(10))
DAY = date(2026, 11, 26)
AINO = Names("Aino", "Ainon")


def keys(words) -> list[str]:
    return [word.key for word in words]


def people(**roles: str) -> list[Speaker]:
    return [Speaker(key, frozenset(of.split())) for key, of in roles.items()]


NETWORK = people(
    aino="client",
    veikko="close_one",
    leena="own_worker member",
    omar="member",
    helmi="chair",
    kirsi="recorder",
)


def test_each_part_begins_when_the_one_before_it_ends() -> None:
    parts = agenda(model_named("ohjaamo"), "", TEN, AINO)
    assert parts[0].begins_at == TEN
    for part, after in pairwise(parts):
        assert after.begins_at == part.begins_at + timedelta(minutes=part.minutes)
    assert parts[-1].begins_at + timedelta(minutes=parts[-1].minutes) == TEN + timedelta(minutes=75)


def test_the_pairs_meeting_leaves_parts_out_and_gives_others_more_time() -> None:
    model = model_named("varsinais-suomi")
    pair = agenda(model, "pair", TEN, AINO)
    team = agenda(model, "team", TEN, AINO)
    assert [(part.id, part.minutes) for part in pair] == [
        ("g1", 6),
        ("g2", 12),
        ("g4", 18),
        ("g6", 9),
    ]
    assert [part.id for part in team] == ["g1", "g2", "g3", "g4", "g5", "g6"]


def test_the_clients_name_stands_in_the_questions_as_somebody_wrote_it() -> None:
    questions = [
        question.text
        for part in agenda(model_named("ohjaamo"), "", TEN, AINO)
        for question in part.questions
    ]
    assert "Kuka olet ja millä tavalla olet mukana Ainon elämässä?" in questions
    assert "Mitä sellaista vahvuutta näet, jota Aino ei ehkä itse mainitse?" in questions


@pytest.mark.parametrize("name", ["Satu", "Chloé", "Aleksi", "Veikko", "Nguyen", "Anna-Liisa"])
def test_no_name_is_bent_by_the_program(name: str) -> None:
    assert fill("{nimi} ja {nimi:genetiivi} elämä", Names(name)) == f"{name} ja asiakkaan elämä"


@pytest.mark.parametrize("name", ["{nimi:genetiivi}", "\\1", "<b>", "%s", "{0}"])
def test_a_name_is_only_ever_text(name: str) -> None:
    assert fill("{nimi}!", Names(name, "x")) == f"{name}!"


def test_questions_are_read_in_english_where_there_is_one_and_else_in_finnish() -> None:
    model = model_named("ohjaamo")
    assert agenda(model, "", TEN, AINO, language="en")[0].title == "opening and ground rules"
    assert agenda(model, "", TEN, AINO, language="se")[0].title == "Alku ja pelisäännöt"


def test_the_client_speaks_first_and_has_the_last_word() -> None:
    words = speaking_order(model_named("ohjaamo"), "", NETWORK, DAY)
    assert keys(words) == ["aino", "veikko", "leena", "omar", "helmi", "aino"]
    assert words[-1].is_last_word
    assert not words[0].is_last_word


def test_the_one_who_only_writes_is_not_in_the_round() -> None:
    assert "kirsi" not in keys(speaking_order(model_named("ohjaamo"), "", NETWORK, DAY))
    pair = people(aino="client", sari="pair_social recorder", heli="pair_health")
    words = speaking_order(model_named("varsinais-suomi"), "pair", pair, DAY)
    assert keys(words) == ["aino", "heli", "sari", "aino"]


def test_a_role_that_the_order_does_not_list_speaks_before_the_chair() -> None:
    guests = [*NETWORK, *people(outi="systemic_coach")]
    words = speaking_order(model_named("ohjaamo"), "", guests, DAY)
    assert keys(words)[-3:] == ["outi", "helmi", "aino"]


def test_the_doctor_speaks_late_where_the_model_says_so() -> None:
    team = people(aino="client", dosentti="doctor", riitta="nurse", leena="own_worker", h="chair")
    words = speaking_order(model_named("paijat-hame"), "", team, DAY)
    assert keys(words) == ["aino", "leena", "riitta", "dosentti", "h", "aino"]


def test_a_meeting_without_the_client_has_no_last_word() -> None:
    words = speaking_order(model_named("paijat-hame"), "", people(l="own_worker", h="chair"), DAY)
    assert keys(words) == ["l", "h"]
    assert not any(word.is_last_word for word in words)


def test_the_order_is_the_same_whenever_it_is_asked_on_that_day() -> None:
    model = model_named("ohjaamo")
    assert speaking_order(model, "", NETWORK, DAY) == speaking_order(model, "", NETWORK[::-1], DAY)


@given(st.integers(2, 5), st.integers(1, 120), st.dates(date(2026, 1, 1), date(2030, 1, 1)))
def test_of_those_in_the_same_role_nobody_is_always_last_however_often_they_meet(
    size: int, interval: int, first: date
) -> None:
    group = people(**{f"p{number}": "member" for number in range(size)})
    last = {
        speaking_order(
            model_named("ohjaamo"), "", group, first + timedelta(days=interval * meeting)
        )[-1].key
        for meeting in range(40)
    }
    assert len(last) > 1


ROLES = ["client", "close_one", "own_worker", "member", "chair", "recorder", "nurse", "doctor"]


@pytest.mark.parametrize("name", NAMES)
@given(st.lists(st.frozensets(st.sampled_from(ROLES), min_size=1, max_size=2), max_size=6))
def test_everyone_but_a_mere_recorder_speaks_once_before_the_last_word(
    name: str, roles: list[frozenset[str]]
) -> None:
    present = [Speaker(number, each) for number, each in enumerate(roles)]
    model = model_named(name)
    words = speaking_order(model, "", present, DAY)
    round_ = [word for word in words if not word.is_last_word]
    speaking = {each.key for each in present if each.roles != {"recorder"}}
    assert sorted(keys(round_)) == sorted(speaking)
    assert {word.role for word in words if word.is_last_word} <= {"client"}
    if any("client" in each for each in roles):
        assert (words[0].role, words[-1].role) == ("client", "client")

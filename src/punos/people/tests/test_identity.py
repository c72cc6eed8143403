"""S4.4 · One person is one person: the identity code matches by a keyed hash and is never kept."""

import logging

import pytest
from django.core.exceptions import ValidationError

from punos.people import actions
from punos.people.actor import Actor, Level
from punos.people.models import Person
from punos.trace.models import AuditEvent

pytestmark = pytest.mark.django_db

# Codes of test persons: individual numbers 900–999 are given to nobody.
CODE = "010107A945R"
SAME = " 010107a945r "


@pytest.fixture
def by(world):
    return Actor(world.leena, Level.STRONG, "s")


def test_the_code_is_kept_as_a_keyed_hash_only(world, by, caplog):
    with caplog.at_level(logging.DEBUG):
        actions.note_identity(by=by, person=world.aino, code=CODE)
    world.aino.refresh_from_db()
    assert len(world.aino.identity_hash) == 64
    everything = str(Person.objects.values()) + str(AuditEvent.objects.values()) + caplog.text
    assert CODE not in everything


def test_the_same_code_written_otherwise_is_the_same_person(world, by):
    first = actions.note_identity(by=by, person=world.aino, code=CODE).identity_hash
    assert actions.note_identity(by=by, person=world.aino, code=SAME).identity_hash == first


def test_a_code_held_by_another_is_refused_without_telling_whose(world, by):
    actions.note_identity(by=by, person=world.aino, code=CODE)
    with pytest.raises(ValidationError) as refused:
        actions.note_identity(by=by, person=world.veikko, code=SAME)
    (sentence,) = refused.value.messages
    assert "Tunnus on jo toisella henkilöllä" in sentence
    assert "Aino" not in sentence
    assert CODE not in sentence
    world.veikko.refresh_from_db()
    assert world.veikko.identity_hash is None


@pytest.mark.parametrize("wrong", ["", "010107A9452", "320107A9451", "010107-", "x" * 5000, "<b>"])
def test_a_wrong_code_is_told_plainly_and_never_echoed(world, by, wrong):
    with pytest.raises(ValidationError) as refused:
        actions.note_identity(by=by, person=world.aino, code=wrong)
    (sentence,) = refused.value.messages
    assert "Tarkista henkilötunnus" in sentence
    assert not wrong or wrong not in sentence

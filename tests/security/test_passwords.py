"""S4.4 · Passwords: long, of any letters, taken as they were typed, and never too old."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client

from punos import clock
from punos.people.models import Person
from punos.people.passwords import LENGTH

GOOD = [
    "kolme pientä kissanpentua",
    "ääkkösiä öisin åbossa",
    "vain pieniä kirjaimia täällä",
    "  välejä alussa ja lopussa  ",
    "🙂🙃🙂🙃🙂🙃 ja jotain muuta",
    "sata merkkiä pitkä lause jossa ei ole numeroa eikä erikoismerkkiä mutta joka on silti hyvä "
    * 2,
]


@pytest.fixture
def person(db: None) -> Person:
    return Person.objects.create_user(first_name="Salla", email="salla@punos.example")


@pytest.mark.parametrize("password", GOOD)
def test_any_long_password_will_do_and_is_taken_as_it_was_typed(
    person: Person, password: str
) -> None:
    validate_password(password, person)
    person.set_password(password)
    person.save()
    facts = {"login": person.email, "password": password}
    assert Client().post("/kirjaudu/", facts).status_code == 302
    for other in (password[:-1], password.strip() if password != password.strip() else "x"):
        assert Client().post("/kirjaudu/", {**facts, "password": other}).status_code == 200


def test_a_password_shorter_than_twelve_is_refused(person: Person) -> None:
    assert LENGTH >= 12
    with pytest.raises(ValidationError):
        validate_password("zq7 kynä oj"[: LENGTH - 1], person)


def test_a_password_does_not_grow_old(person: Person) -> None:
    person.set_password(GOOD[0])
    person.save()
    with time_machine.travel(clock.now() + timedelta(days=800)):
        facts = {"login": person.email, "password": GOOD[0]}
        assert Client().post("/kirjaudu/", facts).status_code == 302

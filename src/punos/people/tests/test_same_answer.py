"""S4.4 · Nobody learns from an answer or its time who is known (TRUST 6.3.8, fault 31)."""

import os
import re
import statistics
import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from punos import clock
from punos.people.models import PasswordLink, Person, Reach, StaffInvitation
from punos.people.tests.post_office import mail_server
from punos.people.tokens import token_hash
from tests.world import employ, make_person, signed_in

pytestmark = pytest.mark.django_db

PHRASE = "kolme pientä kissanpentua"
KNOWN, UNKNOWN = "leena@punos.example", "kuka9@punos.example"
NUMBERS = ("040 1234567", "050 7654321")
IS_PROOF = os.environ.get("PUNOS_TEST_PROFILE") == "prove"
# What differs between any two pages: the token of the form, and what was typed.
VARIES = re.compile(rb'value="[^"]*"|"X-CSRFToken": "[^"]*"|kello \d+[.:]\d+')


@pytest.fixture(autouse=True)
def box(settings):
    with mail_server(settings) as box:
        yield box


@pytest.fixture
def leena(world):
    """Somebody at work with a password as people have it, and reached by a telephone."""
    world.leena.email = KNOWN
    world.leena.set_password(PHRASE)
    world.leena.save()
    Reach.objects.create(person=world.aino, kind="phone", value=NUMBERS[0])
    return world.leena


@pytest.fixture
def boss(world) -> Client:
    person = make_person("Kaarina")
    employ(person, world.centre, "coordinator")
    return signed_in(person)


def sign_in(email: str):
    return Client().post("/kirjaudu/", {"login": email, "password": "arvaus arvaus arvaus"})


def reset(email: str):
    return Client().post("/kirjaudu/unohtui/", {"email": email})


def light(address: str):
    return Client().post("/kirjaudu/viesti/", {"address": address})


def inviting(boss: Client) -> Callable:
    facts = {"first_name": "Uusi", "last_name": "Tulija", "profession": "nurse", "unit": ""}
    return lambda email: boss.post("/henkilosto/", {**facts, "email": email})


def bytes_of(answer) -> tuple[int, str, bytes, list[str]]:
    headers = sorted(name for name in answer.headers if name != "Content-Length")
    return (
        answer.status_code,
        answer.headers.get("Location", ""),
        VARIES.sub(b"", answer.content),
        headers,
    )


def doors(boss: Client) -> dict[str, tuple[Callable, str, str]]:
    return {
        "sign_in": (sign_in, KNOWN, UNKNOWN),
        "reset": (reset, KNOWN, UNKNOWN),
        "light": (light, *NUMBERS),
        "invitation": (inviting(boss), KNOWN, UNKNOWN),
    }


@pytest.mark.parametrize("door", ["sign_in", "reset", "light", "invitation"])
def test_fault_31_known_and_unknown_get_the_same_bytes(leena, boss, door):
    ask, known, unknown = doors(boss)[door]
    assert bytes_of(ask(known)) == bytes_of(ask(unknown))


@pytest.mark.parametrize("kind", ["closed", "no_password", "client"])
def test_fault_31_every_kind_of_account_answers_as_an_unknown_one(leena, boss, world, kind):
    if kind == "closed":
        Person.objects.filter(pk=leena.pk).update(is_active=False)
    elif kind == "no_password":
        leena.set_unusable_password()
        leena.save()
    else:
        leena.employments.update(until_on=clock.today() - timedelta(days=1))
    for ask in (sign_in, reset, light, inviting(boss)):
        assert bytes_of(ask(KNOWN)) == bytes_of(ask(UNKNOWN)), ask


def test_fault_31_the_following_pages_are_the_same_too(leena):
    for address in NUMBERS:
        client = Client()
        client.post("/kirjaudu/viesti/", {"address": address})
        answers = {bytes_of(client.get("/kirjaudu/viesti/koodi/"))[:3]}
        answers.add(bytes_of(client.get("/kirjaudu/viesti/koodi/"))[:3])
        assert len(answers) == 1
    wrong = [wrong_code(address) for address in NUMBERS]
    assert wrong[0] == wrong[1]


def wrong_code(address: str):
    client = Client()
    client.post("/kirjaudu/viesti/", {"address": address})
    return bytes_of(client.post("/kirjaudu/viesti/koodi/", {"digits": "123456"}))[:3]


@pytest.mark.parametrize("name", ["password-anew", "staff-begin"])
def test_fault_31_a_living_link_looks_like_one_that_is_not(leena, world, name):
    until = clock.after(clock.today())
    PasswordLink.objects.create(person=leena, token_hash=token_hash("x" * 43), until_at=until)
    StaffInvitation.objects.create(
        email=UNKNOWN,
        first_name="Uusi",
        last_name="Tulija",
        organisation=world.centre.organisation,
        profession="nurse",
        token_hash=token_hash("x" * 43),
        until_at=until,
    )
    pages = [Client().get(reverse(name, args=[sign * 43])) for sign in ("x", "y")]
    assert bytes_of(pages[0]) == bytes_of(pages[1])


@pytest.mark.proof
@pytest.mark.parametrize("door", ["sign_in", "reset", "light", "invitation"])
def test_fault_31_known_and_unknown_take_the_same_time(leena, boss, door):
    """Interleaved pairs that take turns in being first, each on an empty count.

    The time of this program alone counts, as a shared machine adds its own to any other; no
    answer here waits for anything but this machine. What is judged is the median difference
    within the pairs, so that a slow minute takes both of a pair alike.
    """
    ask, known, unknown = doors(boss)[door]
    pairs = []
    # A hash that is dear to guess is dear to test, and steady: fewer pairs tell as much.
    few = 15 if door == "sign_in" else 60
    for pair in range(500 if IS_PROOF else few):
        took = {}
        for address in (known, unknown) if pair % 2 else (unknown, known):
            cache.clear()
            StaffInvitation.objects.all().delete()
            begun = time.process_time()
            ask(address)
            took[address] = time.process_time() - begun
        pairs.append((took[known], took[unknown]))
    apart = abs(statistics.median(first - second for first, second in pairs))
    usual = statistics.median(second for _first, second in pairs)
    # So few hashes of a fifth of a second do not tell two thousandths apart; five hundred do.
    if IS_PROOF or door != "sign_in":
        assert apart < 0.002, (apart, usual)
    assert apart / usual < 0.05, (apart, usual)

"""S4.4 · A sprayer is stopped, and two hundred colleagues behind one address are not (fault 30)."""

import asyncio
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from punos import clock
from punos.people import actions, jobs, known, limits
from punos.people.actor import Actor, Level
from punos.people.models import Person
from tests.faults.program import times

pytestmark = pytest.mark.django_db

PHRASE = "kolme pientä kissanpentua"
HELD = "Liian monta yritystä. Yritä uudelleen kello"
NOON = "2026-11-24 12:00+02:00"


@pytest.fixture(autouse=True)
def quick_hashes(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def colleagues(db):
    """Two hundred who each have a password, and no work today, so that no code is asked."""
    people = [Person(first_name=f"N{n}", email=f"n{n}@punos.example") for n in range(200)]
    people[0].set_password(PHRASE)
    for each in people:
        each.password = people[0].password
    return Person.objects.bulk_create(people)


def enter(client: Client, email: str, phrase: str = PHRASE, **headers):
    facts = {"login": email, "password": phrase}
    return client.post("/kirjaudu/", facts, headers=headers, REMOTE_ADDR="203.0.113.7")


def is_in(answer) -> bool:
    return answer.status_code == 302


def test_fault_30_two_hundred_colleagues_behind_one_address_come_in(colleagues):
    """One morning; every fifth mistypes once, on a browser that is new to the program."""
    with time_machine.travel(NOON, tick=False):
        inside = 0
        for n, each in enumerate(colleagues):
            client = Client()
            if n % 5 == 0:
                enter(client, each.email, "väärä väärä väärä")
            inside += is_in(enter(client, each.email))
        assert inside == 200


@pytest.mark.proof
def test_fault_30_a_sprayer_is_stopped_and_colleagues_behind_the_same_address_are_not(colleagues):
    with time_machine.travel(NOON, tick=False):
        browsers = {}
        for each in colleagues[: times(80, 200)]:
            browsers[each.email] = Client()
            enter(browsers[each.email], each.email)
            browsers[each.email].post("/kirjaudu/ulos/")
        answers = [
            enter(Client(), each.email, "Talvi2026 Talvi2026").content.decode()
            for each in colleagues[: limits.PLACE.most + 10]
        ]
        tried = sum("ei täsmää" in page for page in answers)
        assert tried == limits.PLACE.most, "one password on many accounts: fifty were tried"
        assert HELD in answers[-1]
        inside = [is_in(enter(client, email)) for email, client in browsers.items()]
        assert all(inside)
        assert len(inside) == times(80, 200)


def test_fault_30_a_forged_header_is_no_other_address(colleagues):
    answers = []
    for n, each in enumerate(colleagues[: limits.PLACE.most + 5]):
        forged = {"x-forwarded-for": f"198.51.100.{n}", "x-real-ip": f"198.51.100.{n}"}
        forged |= {"forwarded": f"for=198.51.100.{n}", "client-ip": f"198.51.100.{n}"}
        page = enter(Client(), each.email, "Talvi2026 Talvi2026", **forged).content.decode()
        answers.append(HELD in page)
    assert answers == [False] * limits.PLACE.most + [True] * 5


@pytest.mark.parametrize(
    ("proxies", "peer", "seen"),
    [
        ([], "203.0.113.7", "203.0.113.7"),
        (["127.0.0.1"], "203.0.113.7", "203.0.113.7"),
        # From a server of ours the last address counts; what was forged before it does not.
        (["127.0.0.1"], "127.0.0.1", "198.51.100.9"),
    ],
)
def test_fault_30_only_a_proxy_of_ours_tells_for_whom_it_asks(proxies, peer, seen):
    told = []

    async def program(scope, _receive, _send):
        told.append(scope["client"][0])

    headers = [(b"x-forwarded-for", b"6.6.6.6, 198.51.100.9")]
    scope = {"type": "http", "client": (peer, 1), "headers": headers, "scheme": "http"}
    server = ProxyHeadersMiddleware(program, trusted_hosts=proxies)
    asyncio.run(server(scope, None, None))
    assert told == [seen]


def test_many_tries_on_one_account_are_stopped_and_its_owner_is_not(colleagues):
    owner = Client()
    assert is_in(enter(owner, "n0@punos.example"))
    owner.post("/kirjaudu/ulos/")
    for _ in range(5):
        enter(Client(), "n0@punos.example", "arvaus arvaus arvaus")
    assert HELD in enter(Client(), "n0@punos.example").content.decode(), "even with the right one"
    assert is_in(enter(owner, "n0@punos.example"))


def test_a_known_browser_has_a_count_too(colleagues):
    client = Client()
    enter(client, "n0@punos.example")
    client.post("/kirjaudu/ulos/")
    for _ in range(5):
        enter(client, "n0@punos.example", "arvaus arvaus arvaus")
    assert HELD in enter(client, "n0@punos.example").content.decode()


def test_a_cookie_that_was_made_up_or_is_anothers_helps_nobody(colleagues):
    client = Client()
    enter(client, "n1@punos.example")
    client.post("/kirjaudu/ulos/")
    for cookie in ("x", client.cookies[known.COOKIE].value):
        sprayer = Client()
        sprayer.cookies[known.COOKIE] = cookie
        for _ in range(5):
            enter(sprayer, "n0@punos.example", "arvaus arvaus arvaus")
        assert HELD in enter(sprayer, "n0@punos.example").content.decode()


def test_the_cookie_tells_of_nobody_and_opens_nothing(colleagues):
    client = Client()
    enter(client, "n1@punos.example")
    cookie = client.cookies[known.COOKIE]
    assert cookie["httponly"]
    assert "punos.example" not in cookie.value
    other = Client()
    other.cookies[known.COOKIE] = cookie.value
    assert other.get("/").status_code == 302


def test_the_stopped_one_is_told_the_hour_and_comes_in_after_it(colleagues):
    with time_machine.travel(NOON, tick=False) as now:
        for _ in range(5):
            enter(Client(), "n0@punos.example", "arvaus arvaus arvaus")
        page = enter(Client(), "n0@punos.example").content.decode()
        assert re.search(rf"{HELD} 12\.06\.", page)
        now.shift(timedelta(minutes=6))
        assert is_in(enter(Client(), "n0@punos.example"))


def test_trying_on_while_stopped_does_not_put_the_hour_off(db):
    with time_machine.travel(NOON, tick=False) as now:
        few = limits.Limit("few", 2, timedelta(minutes=5))
        for _ in range(2):
            limits.spend((few, "a"))
        for _ in range(4):
            now.shift(timedelta(minutes=1))
            with pytest.raises(ValidationError):
                limits.spend((few, "a"))
        now.shift(timedelta(minutes=1, seconds=1))
        limits.spend((few, "a"))


def test_what_one_limit_refuses_is_not_counted_in_another(db):
    with time_machine.travel(NOON, tick=True):
        full = limits.Limit("full", 1, timedelta(minutes=5))
        room = limits.Limit("room", 1, timedelta(minutes=5))
        limits.spend((full, "a"))
        with pytest.raises(ValidationError):
            limits.spend((room, "a"), (full, "a"))
        limits.spend((room, "a"))


def test_right_digits_hold_back_nobody_behind_the_same_address(world):
    """Forty phones are met in one room in one morning."""
    leena = Actor(world.leena, Level.STRONG, "a-session-of-leena")
    for n in range(40):
        person = Person.objects.create_user(first_name=f"A{n}")
        shown = actions.make_sign_in_code(by=leena, person=person, how="known")
        assert Client().post("/laite/", {"digits": shown.digits}).url == "/"


def test_counts_lie_in_the_cache_that_all_processes_share(settings, db):
    assert settings.CACHES["default"]["BACKEND"].endswith("DatabaseCache")
    assert settings.CACHES["default"]["OPTIONS"]["MAX_ENTRIES"] >= 1_000_000
    limits.spend((limits.PLACE, "203.0.113.7"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key FROM punos_cache")
        keys = [row[0] for row in cursor.fetchall()]
    assert len(keys) == 1
    assert "203.0.113" not in keys[0], "the cache tells no address"


def test_old_counts_are_swept(db):
    limits.spend((limits.PLACE, "203.0.113.7"))
    jobs.run(clock.now() + timedelta(hours=1))
    assert cache_rows() == 1
    jobs.run(clock.now() + timedelta(days=2))
    assert cache_rows() == 0


def cache_rows() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM punos_cache")
        return int(cursor.fetchone()[0])


def test_many_at_once_are_counted_one_by_one(transactional_db):
    """Twenty threads, each with a connection of its own, and a limit of five."""
    few = limits.Limit("few", 5, timedelta(minutes=5))

    def attempt(_n: int) -> bool:
        try:
            limits.spend((few, "together"))
        except ValidationError:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(20) as together:
        passed = sum(together.map(attempt, range(20)))
    assert passed <= 5

"""S4.4 · Staff keep keys and an app for the second step: added, named, used, taken away (TRUST 6.3.3)."""

import json
import re
from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from cryptography.fernet import InvalidToken
from django.test import Client
from django.urls import reverse

from punos import clock
from punos.people import jobs, seal
from punos.people.actor import Level
from punos.people.models import CredentialChange, SignIn
from punos.people.tests.phones import Phone, question
from punos.trace.models import AuditEvent
from tests.world import signed_in

pytestmark = pytest.mark.django_db

PHRASE = "kolme pientä kissanpentua"
SEED = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
KEYS, ADD, AGAIN = "/asetukset/avaimet/", "/asetukset/avaimet/lisaa/", "/kirjaudu/uudelleen/"


@pytest.fixture(autouse=True)
def quick_hashes(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    # WebAuthn asks for https, or for this machine by its name.
    settings.BASE_URL = "http://localhost"


@pytest.fixture
def leena(world):
    world.leena.email = "leena@punos.example"
    world.leena.set_password(PHRASE)
    world.leena.save()
    return world.leena


def phone() -> Phone:
    return Phone(origin="http://localhost", host="localhost")


def code() -> str:
    return format_hotp_value(hotp_value(SEED, next(iter(yield_hotp_counters_from_time()))))


def password(client: Client | None = None) -> Client:
    client = client or Client()
    client.post("/kirjaudu/", {"login": "leena@punos.example", "password": PHRASE})
    return client


def level(client: Client) -> Level:
    return client.get("/asetukset/").wsgi_request.actor.level


def add(client: Client, key: Phone, name: str = "Työpuhelin"):
    return client.post(ADD, {"name": name, "credential": key.make(question(client, ADD))})


def asked_of(page: str) -> dict:
    return json.loads(re.search(r'id="avain-kysymys"[^>]*>(.*?)</script>', page)[1])


def by_key(key: Phone, **bent) -> Client:
    client = password()
    page = client.get("/kirjaudu/koodi/").content.decode()
    client.post("/kirjaudu/koodi/", {"credential": key.use(asked_of(page), **bent)})
    return client


@pytest.fixture
def key(leena):
    """Leena's key, the only second factor she has."""
    key = phone()
    add(password(), key)
    return key


def test_a_key_is_taken_into_use_after_the_first_password(leena):
    client = password()
    page = client.get("/kirjaudu/toinen-vaihe/").content.decode()
    assert "Tai avain" in page
    before = client.session.session_key
    done = add(client, phone()).content.decode()
    assert "Tallenna varakoodit nyt" in done
    assert len(re.findall(r"<li><code>\d+</code></li>", done)) == 10
    assert client.session.session_key != before, "fault 28: the rights rose"
    assert not SignIn.objects.filter(session_key=before).exists()
    assert level(client) == Level.STRONG


def test_password_and_key_make_a_strong_session(key):
    client = by_key(key)
    assert level(client) == Level.STRONG
    assert Authenticator.objects.get(type="webauthn").last_used_at


@pytest.mark.parametrize(
    "bent",
    [
        {"origin": "https://pahis.example"},
        {"host": "pahis.example"},
        {"challenge": "AAAA"},
        {"signature": b"\x30\x06\x02\x01\x01\x02\x01\x01"},
        {"flags": 0},
    ],
    ids=str,
)
def test_a_key_that_answers_wrongly_opens_nothing(key, bent):
    assert level(by_key(key, **bent)) == Level.NONE


def test_another_ones_key_is_no_second_factor(key, world):
    stranger = phone()
    stranger.user_handle = key.user_handle
    assert level(by_key(stranger)) == Level.NONE


def test_a_spare_code_opens_for_one_whose_key_is_lost(leena):
    done = add(password(), phone()).content.decode()
    spare = re.findall(r"<li><code>(\d+)</code></li>", done)
    client = password()
    assert client.post("/kirjaudu/koodi/", {"code": spare[0]}).url == "/"
    assert level(client) == Level.STRONG


def test_the_list_tells_names_and_when_they_were_used(key):
    page = by_key(key).get(KEYS).content.decode()
    assert "Työpuhelin" in page
    assert "Viimeksi käytetty" in page
    assert "10 käyttämätöntä varakoodia" in page
    assert "Tämä on ainoa tapasi" in page


def test_the_last_way_does_not_go_and_another_does(key):
    client = by_key(key)
    only = Authenticator.objects.get(type="webauthn")
    page = client.post(reverse("key-remove", args=[only.pk]), follow=True).content.decode()
    assert "Ota ensin käyttöön toinen tapa" in page
    add(client, phone(), "USB-avain")
    client.post(reverse("key-remove", args=[only.pk]))
    assert [each.wrap().name for each in Authenticator.objects.filter(type="webauthn")] == [
        "USB-avain"
    ]
    assert level(by_key(key)) == Level.NONE


def test_taking_one_away_ends_the_other_sessions(key):
    client, other = by_key(key), by_key(key)
    add(client, phone(), "USB-avain")
    assert other.get("/asetukset/").status_code == 302
    assert level(client) == Level.STRONG


def test_nobody_takes_away_anothers(key, world, leena):
    theirs = Authenticator.objects.get(type="webauthn")
    world.omar.email = "omar@punos.example"
    world.omar.set_password(PHRASE)
    world.omar.save()
    client = Client()
    client.post("/kirjaudu/", {"login": "omar@punos.example", "password": PHRASE})
    add(client, phone())
    assert client.post(reverse("key-remove", args=[theirs.pk])).status_code == 404
    assert Authenticator.objects.filter(pk=theirs.pk).exists()


@pytest.mark.parametrize(("minutes", "asked"), [(0, False), (14, False), (16, True)])
def test_ways_in_are_changed_only_by_one_who_was_known_just_now(key, minutes, asked):
    with time_machine.travel(clock.now(), tick=False) as now:
        client = by_key(key)
        now.shift(timedelta(minutes=minutes))
        answer = client.post("/asetukset/avaimet/varakoodit/")
        assert (answer.status_code == 302) == asked
        if asked:
            assert answer.url.startswith(AGAIN)
            assert question_is_refused(client)
            assert client.post(AGAIN, {"current": "arvaus", "next": KEYS}).status_code == 200
            before = client.session.session_key
            assert client.post(AGAIN, {"current": PHRASE, "next": KEYS}).url == KEYS
            assert client.session.session_key != before, "fault 28"
            assert level(client) == Level.STRONG
            assert client.post("/asetukset/avaimet/varakoodit/").status_code == 200


def question_is_refused(client: Client) -> bool:
    return client.post(ADD, {"credential": ""}).url.startswith(AGAIN)


def test_a_met_device_of_one_at_work_changes_no_second_factor(key, world):
    client = signed_in(world.leena, Level.DEVICE)
    assert client.post(ADD, {"credential": ""}).url.startswith(AGAIN)
    assert signed_in(world.aino).post(AGAIN, {"current": "x"}).status_code == 404


def test_new_spare_codes_end_the_old_ones(leena):
    client = password()
    old = re.findall(r"<code>(\d+)</code>", add(client, phone()).content.decode())
    new = re.findall(
        r"<li><code>(\d+)</code></li>",
        client.post("/asetukset/avaimet/varakoodit/").content.decode(),
    )
    assert len(new) == 10
    assert not set(old) & set(new)
    other = password()
    assert other.post("/kirjaudu/koodi/", {"code": old[0]}).status_code == 200


def test_an_app_beside_a_key_and_the_other_way_round(key):
    client = by_key(key)
    page = client.get("/kirjaudu/toinen-vaihe/").content.decode()
    secret = re.search(r"<code>([A-Z2-7]+)</code>", page)[1]
    counter = next(iter(yield_hotp_counters_from_time()))
    typed = format_hotp_value(hotp_value(secret, counter))
    assert client.post("/kirjaudu/toinen-vaihe/", {"code": typed}).url == KEYS
    assert "Tunnistussovellus" in client.get(KEYS).content.decode()
    assert level(client) == Level.STRONG


def test_every_change_is_traced_and_told(key):
    client = by_key(key)
    add(client, phone(), "USB-avain")
    client.post("/asetukset/avaimet/varakoodit/")
    first = Authenticator.objects.filter(type="webauthn").first()
    client.post(reverse("key-remove", args=[first.pk]))
    events = AuditEvent.objects.filter(event__startswith="people.key").order_by("pk")
    assert sorted(events.values_list("event", flat=True)) == [
        "people.key.added",
        "people.key.added",
        "people.key.codes_renewed",
        "people.key.removed",
    ]
    assert CredentialChange.objects.count() == 4
    assert "Työpuhelin" not in str(list(events.values("facts")))


def test_broken_answers_and_too_many_keys_are_refused_in_words(key):
    client = by_key(key)
    for nonsense in ("x", "{}", "[]", '{"response": 1}'):
        question(client, ADD)
        page = client.post(ADD, {"name": "a", "credential": nonsense}, follow=True)
        assert "Avain ei käynyt" in page.content.decode()
    for each in range(9):
        add(client, phone(), f"avain {each}")
    assert Authenticator.objects.filter(type="webauthn").count() == 10
    add(client, phone(), "yksi liikaa")
    assert Authenticator.objects.filter(type="webauthn").count() == 10


# ── What lies in the database ──


def test_seeds_of_apps_and_spare_codes_lie_sealed(leena):
    TOTP.activate(leena, SEED)
    stored = Authenticator.objects.get(type="totp").data["secret"]
    assert SEED not in stored
    assert stored.startswith(seal.mark())
    client = password()
    assert client.post("/kirjaudu/koodi/", {"code": code()}).url == "/"


def test_a_new_key_seals_anew_and_the_old_one_can_go(settings, leena):
    settings.SEAL_KEYS = ["vanha avain"]
    TOTP.activate(leena, SEED)
    settings.SEAL_KEYS = ["uusi avain", "vanha avain"]
    assert password().post("/kirjaudu/koodi/", {"code": code()}).url == "/", "both open"
    jobs.run(clock.now())
    settings.SEAL_KEYS = ["uusi avain"]
    stored = Authenticator.objects.get(type="totp").data["secret"]
    assert seal.unseal(stored) == SEED
    settings.SEAL_KEYS = ["aivan toinen"]
    with pytest.raises(InvalidToken):
        seal.unseal(stored)


def test_sessions_outlive_a_change_of_the_signing_key(settings, world):
    client = signed_in(world.aino)
    old = settings.SECRET_KEY
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "uusi" * 20, [old]
    assert client.get("/asetukset/").status_code == 200
    settings.SECRET_KEY_FALLBACKS = []
    assert signed_in(world.aino).get("/asetukset/").status_code == 200


def test_a_session_of_a_key_that_was_taken_away_is_over(settings, world):
    client = signed_in(world.aino)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "uusi" * 20, []
    assert client.get("/asetukset/").status_code == 302

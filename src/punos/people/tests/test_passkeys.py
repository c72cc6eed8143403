"""S4.4 S4.13 · A met phone makes a key of its own beside the worker, and comes in by it (LAW 3.1)."""

import json
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from punos import clock
from punos.people import actions, doors, limits
from punos.people.actor import Actor, Level
from punos.people.models import Device, Passkey
from punos.people.tests.phones import PRESENT, Phone, question
from punos.trace.models import AuditEvent
from tests.world import signed_in

pytestmark = pytest.mark.django_db

MAKE, USE = "/laite/avain/", "/kirjaudu/avain/"


@pytest.fixture
def by(world):
    return Actor(world.leena, Level.STRONG, "a-session-of-leena")


def meet(by, person, **facts) -> Client:
    """Let the person's phone in by digits; it says that it can make keys."""
    shown = actions.make_sign_in_code(by=by, person=person, how="known", why="ei pankkitunnuksia")
    client = Client()
    client.post("/laite/", {"digits": shown.digits, **facts})
    return client


def make_key(client: Client, phone: Phone, **bent):
    return client.post(MAKE, {"credential": phone.make(question(client, MAKE), **bent)})


def come_in(phone: Phone, **bent) -> Client:
    client = Client()
    client.post(USE, {"credential": phone.use(question(client, USE), **bent)})
    return client


def level(client: Client) -> Level:
    return client.get("/").wsgi_request.actor.level


@pytest.fixture
def phone(world, by):
    """Aino's phone with a key, and nothing else of her: no e-mail, no password."""
    assert world.aino.email is None
    assert not world.aino.has_usable_password()
    phone = Phone()
    assert make_key(meet(by, world.aino), phone).status_code == 302
    return phone


def test_a_phone_that_can_make_keys_is_asked_to_make_one_at_once(world, by):
    shown = actions.make_sign_in_code(by=by, person=world.aino, how="known")
    client = Client()
    can = {"digits": shown.digits, "makes_keys": "1", "next": "/asetukset/"}
    assert client.post("/laite/", can).url == "/laite/avain/?next=%2Fasetukset%2F"
    page = client.get("/laite/avain/?next=/asetukset/").content.decode()
    assert "Tee avain tähän puhelimeen" in page
    assert "/asetukset/" in page, "one may go on without a key"


def test_a_phone_without_keys_goes_on_as_before(by, world):
    shown = actions.make_sign_in_code(by=by, person=world.aino, how="known")
    client = Client()
    assert client.post("/laite/", {"digits": shown.digits, "makes_keys": ""}).url == "/"
    assert client.cookies[doors.DEVICE_COOKIE].value


def test_the_key_stands_on_the_device_that_was_met(world, phone):
    key = Passkey.objects.get()
    device = key.device
    assert (device.person, device.met_by, device.how) == (world.aino, world.leena, "known")
    assert device.why == "ei pankkitunnuksia"
    row = AuditEvent.objects.get(event="people.passkey.made")
    assert row.facts == {"how": "known", "by": str(world.leena.pk)}


def test_the_key_opens_at_the_level_of_a_met_device_and_tells_when(world, phone):
    client = come_in(phone)
    assert level(client) == Level.DEVICE
    assert client.get("/").wsgi_request.actor.person == world.aino
    assert Passkey.objects.get().used_at


def test_with_a_key_the_cookie_opens_nothing_more(world, by):
    client, phone = meet(by, world.aino), Phone()
    stolen = Client()
    stolen.cookies[doors.DEVICE_COOKIE] = client.cookies[doors.DEVICE_COOKIE].value
    make_key(client, phone)
    assert not client.cookies[doors.DEVICE_COOKIE].value
    assert level(client) == Level.DEVICE, "the session itself goes on"
    assert stolen.post("/laite/jatka/").url.startswith("/kirjaudu/")


def test_fault_28_coming_in_by_a_key_gives_a_new_session(phone):
    client = Client()
    asked = question(client, USE)
    planted = client.session.session_key
    client.post(USE, {"credential": phone.use(asked)})
    assert client.session.session_key != planted


@pytest.mark.parametrize(
    "bent",
    [
        {"origin": "https://pahis.example"},
        {"origin": "http://testserver.pahis.example"},
        {"host": "pahis.example"},
        {"challenge": "AAAA"},
        {"kind": "webauthn.create"},
        {"flags": PRESENT},
        {"flags": 0},
        {"signature": b"\x30\x06\x02\x01\x01\x02\x01\x01"},
        {"user_handle": b"somebody else"},
    ],
    ids=str,
)
def test_an_answer_that_is_bent_opens_nothing(phone, bent):
    client = come_in(phone, **bent)
    assert level(client) == Level.NONE
    assert "Avain ei käynyt" in client.get("/kirjaudu/").content.decode()
    assert AuditEvent.objects.filter(event="people.sign_in.refused").count() == 1


@pytest.mark.parametrize(
    "bent",
    [
        {"origin": "https://pahis.example"},
        {"host": "pahis.example"},
        {"challenge": "AAAA"},
        {"kind": "webauthn.get"},
        {"flags": PRESENT},
    ],
    ids=str,
)
def test_a_key_that_was_made_wrongly_is_not_kept(world, by, bent):
    page = make_key(meet(by, world.aino), Phone(), **bent)
    assert "Avain ei käynyt" in page.content.decode()
    assert not Passkey.objects.exists()


@pytest.mark.parametrize("nonsense", ["x", "{}", "[]", '{"rawId": 1}', '{"response": {}}', "\x00"])
def test_nonsense_is_refused_in_words(world, by, phone, nonsense):
    client = Client()
    question(client, USE)
    client.post(USE, {"credential": nonsense})
    assert level(client) == Level.NONE
    other = meet(by, world.veikko)
    question(other, MAKE)
    assert other.post(MAKE, {"credential": nonsense}).status_code == 200
    assert Passkey.objects.count() == 1


def test_an_answer_is_good_once_and_for_ten_minutes(phone):
    client = Client()
    answer = phone.use(question(client, USE))
    client.post(USE, {"credential": answer})
    assert level(client) == Level.DEVICE
    client.post("/kirjaudu/ulos/")
    client.post(USE, {"credential": answer})
    assert level(client) == Level.NONE
    with time_machine.travel(clock.now(), tick=False) as now:
        late = phone.use(question(client, USE))
        now.shift(timedelta(minutes=11))
        client.post(USE, {"credential": late})
        assert level(client) == Level.NONE


def test_a_question_to_come_in_does_not_answer_one_to_make_a_key(world, by, phone):
    client = meet(by, world.veikko)
    other = Phone()
    asked = question(client, USE)
    asked["publicKey"]["user"] = {"id": "AAAA"}
    client.post(MAKE, {"credential": other.make(asked)})
    assert Passkey.objects.count() == 1


def test_a_key_that_counts_must_count_on(phone):
    phone.count = 5
    assert level(come_in(phone)) == Level.DEVICE
    assert level(come_in(phone)) == Level.NONE, "a copy of the key"
    phone.count = 6
    assert level(come_in(phone)) == Level.DEVICE


def test_a_key_is_made_beside_the_worker_and_not_later(world, by):
    with time_machine.travel(clock.now(), tick=False) as now:
        client = meet(by, world.aino)
        asked = question(client, MAKE)
        now.shift(timedelta(minutes=16))
        assert client.get(MAKE).url == "/"
        client.post(MAKE, {"credential": Phone().make(asked)})
        assert not Passkey.objects.exists()


def test_a_session_that_is_no_met_device_makes_no_key(world):
    for person in (world.aino, world.leena):
        assert signed_in(person).get(MAKE).url == "/"


def test_one_device_has_one_key(world, by):
    client = meet(by, world.aino)
    asked = question(client, MAKE)
    client.post(MAKE, {"credential": Phone().make(asked)})
    assert client.get(MAKE).url == "/"
    client.post(MAKE, {"credential": Phone().make(asked)})
    assert Passkey.objects.count() == 1


def test_one_key_is_nobody_elses(world, by, phone):
    page = make_key(meet(by, world.veikko), phone)
    assert "Avain ei käynyt" in page.content.decode()
    assert level(come_in(phone)) == Level.NONE, "its handle now names another than its device"


@pytest.mark.parametrize("how", ["own", "worker", "everywhere", "year", "closed"])
def test_a_key_is_over_when_its_device_is(world, by, phone, how):
    with time_machine.travel(clock.now(), tick=False) as now:
        client = come_in(phone)
        device = Device.objects.get(passkey__isnull=False)
        if how == "own":
            client.post(reverse("device-end", args=[device.pk]))
        elif how == "worker":
            actions.end_devices(by=by, person=world.aino)
        elif how == "everywhere":
            client.post(reverse("sign-out-everywhere"))
        elif how == "year":
            now.shift(timedelta(days=366))
        else:
            world.aino.is_active = False
            world.aino.save()
        assert level(client) == Level.NONE
        assert level(come_in(phone)) == Level.NONE


def test_a_lost_phone_is_replaced_in_the_same_way(world, by, phone):
    """The worker says that the old one is lost; then a new one is met, and makes its own key."""
    actions.end_devices(by=by, person=world.aino)
    new = Phone()
    make_key(meet(by, world.aino), new)
    assert level(come_in(phone)) == Level.NONE
    assert level(come_in(new)) == Level.DEVICE


def test_the_question_names_nobody_and_the_key_holds_no_secret(world, phone):
    client = Client()
    asked = json.dumps(question(client, USE))
    assert "allowCredentials" not in asked
    assert str(world.aino.pk) not in asked
    key = Passkey.objects.get()
    private = phone.key.private_numbers().private_value.to_bytes(32, "big")
    assert private not in bytes(key.credential)


def test_many_wrong_keys_from_one_address_are_held_back(phone, monkeypatch):
    monkeypatch.setattr(limits, "PASSKEY_PLACE", limits.Limit("few", 3, timedelta(minutes=10)))
    for _ in range(3):
        come_in(phone, flags=0)
    client = come_in(phone)
    assert level(client) == Level.NONE
    assert "Yritä uudelleen kello" in client.get("/kirjaudu/").content.decode()


def test_a_get_asks_and_signs_in_nobody(phone):
    assert Client().get(USE).status_code == 405

"""S4.4 S4.15 · A professional signs in with a password and a second factor."""

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
from django.test import Client

from punos import clock
from punos.config import settings as program
from punos.people.actor import Level
from punos.people.models import SignIn
from punos.people.session import level_of
from punos.trace.models import AuditEvent
from tests.world import signed_in

pytestmark = pytest.mark.django_db

PHRASE = "kolme pientä kissanpentua"
SEED = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
HOME = "/"


@pytest.fixture(autouse=True)
def quick_hashes(settings):
    """Hashes that are dear to guess are dear to test; what people get is asked by one test."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def leena(world):
    world.leena.email = "leena@punos.example"
    world.leena.set_password(PHRASE)
    world.leena.save()
    return world.leena


def totp_code(secret: str = SEED) -> str:
    counter = next(iter(yield_hotp_counters_from_time()))
    return format_hotp_value(hotp_value(secret, counter))


def give_password(client: Client, phrase: str = PHRASE, email: str = "leena@punos.example", **more):
    return client.post("/kirjaudu/", {"login": email, "password": phrase, **more})


def level(client: Client) -> Level:
    response = client.get("/asetukset/")
    return response.wsgi_request.actor.level


def test_password_and_code_make_a_strong_session(client, leena):
    TOTP.activate(leena, SEED)

    asked = give_password(client)
    assert asked.url == "/kirjaudu/koodi/"
    assert client.get("/asetukset/").status_code == 302, "the password alone has opened nothing"

    done = client.post("/kirjaudu/koodi/", {"code": totp_code()})
    assert done.url == HOME
    assert level(client) == Level.STRONG
    assert SignIn.objects.get().person == leena


def test_the_page_that_was_wanted_opens_after_both_steps(client, leena):
    TOTP.activate(leena, SEED)
    wanted = client.get("/asetukset/laitteet/")
    assert wanted.url == "/kirjaudu/?next=%2Fasetukset%2Flaitteet%2F"
    assert 'value="/asetukset/laitteet/"' in client.get(wanted.url).content.decode()
    give_password(client, next="/asetukset/laitteet/")
    assert client.post("/kirjaudu/koodi/", {"code": totp_code()}).url == "/asetukset/laitteet/"


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://pahis.example/",
        "//pahis.example",
        "\\\\pahis.example",
        "javascript:alert(1)",
        "/\\pahis.example",
    ],
)
def test_the_way_on_never_leads_elsewhere(client, leena, elsewhere):
    TOTP.activate(leena, SEED)
    give_password(client, next=elsewhere)
    assert client.post("/kirjaudu/koodi/", {"code": totp_code()}).url == HOME


def test_a_password_alone_opens_only_the_taking_into_use_of_the_second_factor(client, leena):
    assert give_password(client).url == "/kirjaudu/toinen-vaihe/?next=%2F"
    for address in ("/", "/asetukset/", "/asetukset/laitteet/", "/asetukset/salasana/"):
        assert client.get(address).url.startswith("/kirjaudu/toinen-vaihe/"), address
    assert client.get("/kirjaudu/toinen-vaihe/").status_code == 200
    assert client.post("/kirjaudu/ulos/").url == "/kirjaudu/"


def test_taking_the_second_factor_into_use_makes_the_session_strong_with_a_new_key(client, leena):
    give_password(client)
    page = client.get("/kirjaudu/toinen-vaihe/").content.decode()
    assert "<svg" in page
    assert "style=" not in page, "the strict CSP allows no inline style"
    before = client.session.session_key
    secret = re.search(r"<code>([A-Z2-7]+)</code>", page)[1]

    code = totp_code(secret)
    done = client.post("/kirjaudu/toinen-vaihe/", {"code": code})

    assert "Tallenna varakoodit nyt" in done.content.decode()
    spare = re.findall(r"<li><code>(\d+)</code></li>", done.content.decode())
    assert len(spare) == 10
    assert client.session.session_key != before
    assert level(client) == Level.STRONG
    assert not SignIn.objects.filter(session_key=before).exists()

    other = Client()
    give_password(other)
    again = other.post("/kirjaudu/koodi/", {"code": code})
    assert again.status_code == 200, "the code that was just used opens no second door"
    assert other.post("/kirjaudu/koodi/", {"code": spare[0]}).url == HOME
    assert Authenticator.objects.filter(user=leena).count() == 2


def test_a_wrong_code_takes_nothing_into_use(client, leena):
    give_password(client)
    page = client.get("/kirjaudu/toinen-vaihe/").content.decode()
    secret = re.search(r"<code>([A-Z2-7]+)</code>", page)[1]
    wrong = "000000" if totp_code(secret) != "000000" else "111111"
    answer = client.post("/kirjaudu/toinen-vaihe/", {"code": wrong})
    assert "Koodi ei täsmää" in answer.content.decode()
    assert not Authenticator.objects.exists()
    assert level_of(answer.wsgi_request) == Level.LIGHT


def test_taking_into_use_must_follow_the_password_soon(client, leena):
    with time_machine.travel("2026-11-24 12:00+02:00", tick=False):
        give_password(client)
    with time_machine.travel("2026-11-24 12:16+02:00", tick=False):
        assert client.get("/kirjaudu/toinen-vaihe/").url.startswith("/kirjaudu/?next=")


def test_a_code_opens_one_door_only(client, leena):
    TOTP.activate(leena, SEED)
    with time_machine.travel("2026-11-24 12:00:05+02:00", tick=False):
        code = totp_code()
        give_password(client)
        assert client.post("/kirjaudu/koodi/", {"code": code}).url == HOME
        thief = Client()
        give_password(thief)
        assert thief.post("/kirjaudu/koodi/", {"code": code}).status_code == 200


def test_the_answer_is_the_same_for_known_unknown_and_closed_accounts(client, leena):
    known = give_password(client, phrase="ei ole tämä lainkaan").content.decode()
    unknown = give_password(client, email="kuka@punos.example").content.decode()
    leena.is_active = False
    leena.save()
    closed = give_password(client).content.decode()

    def plain(page: str) -> str:
        return re.sub(r'value="[^"]*"|X-CSRFToken": "[^"]*"', "", page)

    assert "Sähköposti tai salasana ei täsmää" in known
    assert plain(known) == plain(unknown) == plain(closed)


def test_many_tries_are_held_back_and_told_kindly(client, leena):
    TOTP.activate(leena, SEED)
    for _ in range(5):
        give_password(client, phrase="arvaus arvaus arvaus")
    assert "Liian monta yritystä" in give_password(client).content.decode()


def test_a_refused_try_is_traced_without_the_address(client, leena):
    give_password(client, phrase="arvaus arvaus arvaus")
    row = AuditEvent.objects.get(event="people.sign_in.refused")
    assert "leena" not in str(row.facts) + row.actor_id + row.actor_name


def test_somebody_without_work_needs_no_second_factor_but_stays_light(client, leena):
    leena.employments.update(until_on=clock.today() - timedelta(days=1))
    assert give_password(client).url == HOME
    assert level(client) == Level.LIGHT


def test_a_session_that_was_made_before_signing_in_is_not_kept(client, leena):
    TOTP.activate(leena, SEED)
    give_password(client)
    planted = client.session.session_key
    client.post("/kirjaudu/koodi/", {"code": totp_code()})
    assert client.session.session_key != planted


def test_empty_fields_are_named_and_what_was_typed_stays(client):
    page = client.post(
        "/kirjaudu/", {"login": "leena@punos.example", "password": ""}
    ).content.decode()
    assert "Kirjoita tämä kohta." in page
    assert 'value="leena@punos.example"' in page
    assert 'aria-invalid="true"' in page


def test_a_password_changes_with_the_old_one_and_ends_other_sessions(client, leena):
    TOTP.activate(leena, SEED)
    with time_machine.travel("2026-11-24 12:00:05+02:00", tick=False) as now:
        give_password(client)
        client.post("/kirjaudu/koodi/", {"code": totp_code()})
        now.shift(timedelta(seconds=31))
        other = Client()
        give_password(other)
        other.post("/kirjaudu/koodi/", {"code": totp_code()})
        wrong = client.post(
            "/asetukset/salasana/", {"current": "x", "password": "uusi pitkä lause tässä"}
        )
        assert "Nykyinen salasana ei täsmää" in wrong.content.decode()
        done = client.post(
            "/asetukset/salasana/", {"current": PHRASE, "password": "uusi pitkä lause tässä"}
        )
        assert done.url == "/asetukset/"
        assert client.get("/asetukset/").status_code == 200
        assert other.get("/asetukset/").status_code == 302
        assert level(client) == Level.STRONG


@pytest.mark.parametrize(
    ("password", "sentence"),
    [
        ("lyhyt", "Salasana on liian lyhyt"),
        ("leena@punos.example", "oma nimesi tai osoitteesi"),
        ("Punos2026!!!!", "helppo arvata"),
        ("Ohjaamo Ohjaamo 1", "helppo arvata"),
        ("1qaz2wsx3edc4rfv", "Moni käyttää"),
    ],
)
def test_a_weak_password_is_refused_in_plain_words(client, leena, password, sentence):
    TOTP.activate(leena, SEED)
    give_password(client)
    client.post("/kirjaudu/koodi/", {"code": totp_code()})
    page = client.post("/asetukset/salasana/", {"current": PHRASE, "password": password})
    assert sentence in page.content.decode()


def test_nobody_can_sign_up(client):
    for address in ("/accounts/signup/", "/signup/", "/rekisteroidy/", "/accounts/login/"):
        assert client.get(address).status_code == 404


def test_passwords_are_kept_as_argon2(settings, leena):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    assert program.PASSWORD_HASHERS[0] == settings.PASSWORD_HASHERS[0]
    leena.set_password(PHRASE)
    assert leena.password.startswith("argon2$argon2id$")


def test_guessing_the_old_password_is_held_back(client, leena):
    TOTP.activate(leena, SEED)
    give_password(client)
    client.post("/kirjaudu/koodi/", {"code": totp_code()})
    wanted = {"current": "arvaus", "password": "uusi pitkä lause tässä"}
    for _ in range(5):
        client.post("/asetukset/salasana/", wanted)
    page = client.post("/asetukset/salasana/", {**wanted, "current": PHRASE}).content.decode()
    assert "Liian monta yritystä" in page
    leena.refresh_from_db()
    assert leena.check_password(PHRASE)


def test_one_without_a_password_has_no_page_to_change_it(world):
    assert signed_in(world.aino).get("/asetukset/salasana/").status_code == 404

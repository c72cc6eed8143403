"""S4.4 · A token of OIDC that is wrong in one thing opens nothing (ASVS 6.8, 10.5; INTEROP 4.1).

Each test makes the token that would open the door and then spoils one thing, so a refusal has
one cause; the first test is the unspoiled one. The issuer is a small one of our own, because a
real one does not sign nonsense.
"""

import time

import jwt
import pytest
from django.test import Client

from punos.people.identities import Identity
from punos.people.models import SignIn
from punos.people.strong import openid, secrets
from punos.people.strong.door import NotIn
from punos.trace.models import AuditEvent
from tests.peers.issuer import CLIENT, SECRET, STRANGERS_KEY
from tests.peers.issuer import issuer as running

pytestmark = pytest.mark.django_db

DOOR = "/kirjaudu/ovi/koe/"
BACK = f"{DOOR}takaisin/"


@pytest.fixture
def issuer(open_doors, world):
    with running() as made:
        door = {"KIND": "oidc", "NAME": "Koe", "FOR": "anybody", "ACR": "loa3"}
        open_doors(koe=door | {"ISSUER": made.url, "CLIENT": CLIENT, "SECRET": SECRET})
        Identity.objects.create(
            person=world.aino,
            door="koe",
            issuer=made.url,
            subject_hash=secrets.outer_hash("subject", made.url, "somebody"),
            how="own",
        )
        yield made


def come_back(client, issuer, **asked):
    away = client.get(DOOR).url
    return client.get(BACK, issuer.answer(away, **asked))


def assert_refused(client, answer, why, status=403):
    assert answer.status_code == status
    row = AuditEvent.objects.filter(event="people.sign_in.refused").latest("number")
    assert row.facts == {"way": "koe", "why": why}
    assert not SignIn.objects.exists()
    assert client.get("/asetukset/").status_code == 302


def test_the_unspoiled_token_opens_the_door_and_pkce_is_shown(client, issuer):
    away = client.get(DOOR).url
    assert client.get(BACK, issuer.answer(away)).url == "/"
    assert issuer.fits(away)
    assert SignIn.objects.count() == 1


def test_a_token_signed_by_a_stranger_is_refused(client, issuer):
    issuer.key = STRANGERS_KEY
    assert_refused(client, come_back(client, issuer), "broken")


def test_an_unsigned_token_is_refused(client, issuer):
    issuer.key, issuer.algorithm = None, "none"
    assert_refused(client, come_back(client, issuer), "broken")


@pytest.mark.parametrize("key", [SECRET, "public"])
def test_a_token_signed_by_a_secret_that_the_client_knows_is_refused(client, issuer, key):
    issuer.key, issuer.algorithm = key.ljust(64, "."), "HS256"
    assert_refused(client, come_back(client, issuer), "broken")


def test_a_token_of_an_unknown_key_is_refused(client, issuer):
    issuer.header = {"kid": "2"}
    assert_refused(client, come_back(client, issuer), "broken")


def test_a_token_with_an_extension_that_must_be_understood_is_refused(client, issuer):
    issuer.header = {"crit": ["b64"], "b64": True}
    assert_refused(client, come_back(client, issuer), "broken")


def test_a_token_signed_by_a_key_for_another_use_is_refused(client, issuer, monkeypatch):
    honest = issuer.keys()
    spoiled = {"keys": [honest["keys"][0] | {"use": "enc"}]}
    monkeypatch.setattr(issuer, "keys", lambda: spoiled)
    assert_refused(client, come_back(client, issuer), "broken")


@pytest.mark.parametrize("audience", ["another", [CLIENT, "another"], [], None])
def test_a_token_for_another_service_is_refused(client, issuer, audience):
    issuer.claims = {"aud": audience}
    assert_refused(client, come_back(client, issuer), "broken")


def test_a_token_given_to_another_party_is_refused(client, issuer):
    issuer.claims = {"azp": "another"}
    assert_refused(client, come_back(client, issuer), "broken")


@pytest.mark.parametrize("other", ["https://pahis.example", "http://127.0.0.1", ""])
def test_a_token_of_another_issuer_is_refused(client, issuer, other):
    issuer.claims = {"iss": other}
    assert_refused(client, come_back(client, issuer), "broken")


def test_a_token_that_is_over_is_refused(client, issuer):
    issuer.claims = {"exp": int(time.time()) - 120}
    assert_refused(client, come_back(client, issuer), "broken")


def test_a_token_that_is_not_valid_yet_is_refused(client, issuer):
    issuer.claims = {"nbf": int(time.time()) + 300}
    assert_refused(client, come_back(client, issuer), "broken")


@pytest.mark.parametrize("seconds", [-3600, 3600])
def test_a_token_made_long_ago_or_in_the_future_is_refused(client, issuer, seconds):
    issuer.claims = {"iat": int(time.time()) + seconds, "exp": int(time.time()) + 7200}
    assert_refused(client, come_back(client, issuer), "broken")


@pytest.mark.parametrize("name", ["iss", "sub", "aud", "exp", "iat", "nonce"])
def test_a_token_that_leaves_something_out_is_refused(client, issuer, name):
    issuer.without = (name,)
    assert_refused(client, come_back(client, issuer), "broken")


def test_a_token_with_the_nonce_of_another_sign_in_is_refused(client, issuer):
    issuer.claims = {"nonce": "of-another"}
    assert_refused(client, come_back(client, issuer), "broken")


@pytest.mark.parametrize("acr", ["loa2", "", None, ["loa3"], "loa3 "])
def test_a_token_of_too_weak_a_recognition_is_refused(client, issuer, acr):
    issuer.claims = {"acr": acr}
    assert_refused(client, come_back(client, issuer), "level")


def test_a_second_use_of_the_same_answer_is_refused(client, issuer):
    away = client.get(DOOR).url
    brought = issuer.answer(away)
    client.get(BACK, brought)
    SignIn.objects.all().delete()
    client.logout()
    assert_refused(client, client.get(BACK, brought), "expired", 400)


def test_a_token_that_was_shown_once_is_refused_in_another_sign_in(client, issuer):
    client.get(BACK, issuer.answer(client.get(DOOR).url))
    SignIn.objects.all().delete()
    client.logout()
    old = issuer.token
    brought = issuer.answer(client.get(DOOR).url)
    issuer.token = old
    assert_refused(client, client.get(BACK, brought), "broken")


def test_an_answer_that_another_browser_asked_for_is_refused(client, issuer):
    attackers = issuer.answer(client.get(DOOR).url)
    victim = Client()
    assert_refused(victim, victim.get(BACK, attackers), "expired", 400)


def test_an_answer_without_what_was_asked_is_refused(client, issuer):
    brought = issuer.answer(client.get(DOOR).url)
    del brought["state"]
    assert_refused(client, client.get(BACK, brought), "expired", 400)


def test_an_answer_of_another_issuer_is_refused(client, issuer):
    assert_refused(client, come_back(client, issuer, iss="https://pahis.example"), "broken")


def test_an_answer_that_names_no_issuer_is_refused_where_the_issuer_always_does(client, issuer):
    issuer.facts = {"authorization_response_iss_parameter_supported": True}
    assert_refused(client, come_back(client, issuer), "broken")


def test_an_issuer_that_calls_itself_otherwise_is_not_asked(client, issuer):
    issuer.facts = {"issuer": "https://login.example/common"}
    assert client.get(DOOR).status_code == 403


@pytest.mark.parametrize("place", ["http://pahis.example/auth", "javascript:1", "", None])
def test_an_issuer_whose_addresses_are_not_safe_is_not_asked(client, issuer, place):
    issuer.facts = {"authorization_endpoint": place}
    assert client.get(DOOR).status_code == 403


def test_an_issuer_that_is_broken_is_said_to_be_away(client, issuer):
    issuer.status = 500
    answer = client.get(DOOR)
    assert answer.status_code == 503
    assert "Tunnistus ei vastaa juuri nyt" in answer.content.decode()


def test_an_issuer_that_says_it_is_away_is_told_so(client, issuer):
    away = client.get(DOOR).url
    state = issuer.answer(away)["state"]
    answer = client.get(BACK, {"state": state, "error": "temporarily_unavailable"})
    assert answer.status_code == 503


def logout_token(issuer, **claims):
    now = int(time.time())
    told = {
        "iss": issuer.url,
        "aud": CLIENT,
        "iat": now,
        "exp": now + 60,
        "jti": "1",
        "sid": "s1",
        "events": {openid.LOGOUT: {}},
    } | claims
    return jwt.encode(told, issuer.key, algorithm="RS256", headers={"kid": "1"})


def test_the_issuer_ends_the_session_that_began_with_it(client, issuer):
    issuer.claims = {"sid": "s1"}
    assert come_back(client, issuer).url == "/"
    server = Client(enforce_csrf_checks=True)
    assert server.post(f"{DOOR}ulos/", {"logout_token": logout_token(issuer)}).status_code == 200
    assert client.get("/asetukset/").status_code == 302


@pytest.mark.parametrize(
    "claims", [{"nonce": "n"}, {"events": {}}, {"sid": "s2"}, {"aud": "another"}, {"exp": 1}]
)
def test_a_wrong_word_of_ending_ends_nothing(client, issuer, claims):
    issuer.claims = {"sid": "s1"}
    come_back(client, issuer)
    Client().post(f"{DOOR}ulos/", {"logout_token": logout_token(issuer, **claims)})
    assert client.get("/asetukset/").status_code == 200


def test_a_token_that_is_no_token_at_all_is_refused(issuer, settings):
    for text in ("", "a.b.c", "x" * 9000, "ey.ey.ey"):
        with pytest.raises(NotIn):
            openid.claims_of(settings.STRONG_DOORS["koe"], text, nonce="n")

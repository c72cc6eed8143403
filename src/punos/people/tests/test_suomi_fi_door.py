"""S4.4 · The door of Suomi.fi by SAML, and twenty wrong answers that open nothing (ASVS 6.8).

The provider is a small one of our own that signs and encrypts as Suomi.fi's public description
has it. Each wrong answer is the right one with one thing spoiled. The right ones run against
Suomi.fi's test environment too, where its metadata is given to the door and a person answers.
"""

import base64

import pytest
from django.test import Client

from punos.people.actor import Level
from punos.people.identities import Arrival, Identity
from punos.people.models import Person, SignIn, identity_hash
from punos.trace.models import AuditEvent
from tests.peers import saml_idp
from tests.peers.saml_idp import STRANGER, Answer, P, S, copied, word

pytestmark = pytest.mark.django_db

CODE = "010107A945R"
DOOR = "/kirjaudu/ovi/suomifi/"
BACK = f"http://testserver{DOOR}takaisin/"
ENTITY = f"http://testserver{DOOR}tiedot/"


@pytest.fixture
def told(tmp_path):
    files = {
        "METADATA": saml_idp.metadata(),
        "KEY": saml_idp.SERVICE.key,
        "CERT": saml_idp.SERVICE.certificate,
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    paths = {name: str(tmp_path / name) for name in files}
    return {"KIND": "saml", "NAME": "Suomi.fi", "FOR": "anybody", "ACR": saml_idp.LOA3} | paths


@pytest.fixture
def door(open_doors, told, world):
    open_doors(suomifi=told)
    Person.objects.filter(pk=world.aino.pk).update(identity_hash=identity_hash(CODE))


def leave(client, **asked):
    """Go to the door; return the answer that the provider would give."""
    request = word(client.get(DOOR, asked).url)
    assert request.get("AssertionConsumerServiceURL") == BACK
    return Answer(request.get("ID"), BACK, request.findtext(f"{{{S}}}Issuer"), CODE)


def post(client, answer):
    """Bring the answer as a browser does: without the session, from another site."""
    return Client(enforce_csrf_checks=True).post(f"{DOOR}takaisin/", answer.form())


def come_back(client, answer):
    arrived = post(client, answer)
    return client.get(arrived.url) if arrived.status_code == 302 else arrived


def assert_refused(client, answer, why="broken", status=403):
    assert answer.status_code == status, answer.content.decode()
    row = AuditEvent.objects.filter(event="people.sign_in.refused").latest("number")
    assert row.facts == {"way": "suomifi", "why": why}
    assert not SignIn.objects.exists()
    assert client.get("/asetukset/").status_code == 302


def test_suomi_fi_opens_the_door_strongly_for_the_client_of_that_code(door, world, client):
    answer = leave(client, next="/asetukset/laitteet/")
    assert come_back(client, answer).url == "/asetukset/laitteet/"
    asker = client.get("/asetukset/").wsgi_request.actor
    assert (asker.person, asker.level) == (world.aino, Level.STRONG)
    assert Identity.objects.get().how == "identity_code"
    assert not Arrival.objects.exists()


def test_the_request_is_signed_and_asks_for_a_sure_recognition(door, client):
    request = word(client.get(DOOR).url)
    assert request.findtext(f".//{{{S}}}AuthnContextClassRef") == saml_idp.LOA3
    assert request.get("Destination") == saml_idp.PLACE


def test_the_metadata_tell_the_guard_where_and_by_which_key(door, client):
    page = client.get(f"{DOOR}tiedot/")
    assert page["Content-Type"] == "application/samlmetadata+xml"
    text = page.content.decode()
    for expected in (BACK, f"{DOOR}ulos/", saml_idp.SERVICE.bare, "Signature", "encryption"):
        assert expected in text


def test_names_addresses_and_codes_are_kept_nowhere(door, client):
    come_back(client, leave(client))
    kept = str(Identity.objects.values()) + str(AuditEvent.objects.values())
    kept += str(dict(client.session.items()))
    assert not [word for word in (CODE, "Noor", "Salatie", "n1'") if word in kept]


def test_a_foreign_identification_without_a_code_is_told_to_come_by_a_worker(door, client):
    answer = leave(client)
    answer.code = ""
    answer.attributes = {
        "http://eidas.europa.eu/attributes/naturalperson/PersonIdentifier": "SE/FI/1"
    }
    assert_refused(client, come_back(client, answer), "unknown")


# ── Wrong answers ────────────────────────────────────────────────────────────────────────────────


def test_an_answer_signed_by_a_stranger_is_refused(door, client):
    answer = leave(client)
    answer.signer = answer.message_signer = STRANGER
    assert_refused(client, post(client, answer))


@pytest.mark.parametrize(
    "left_out", [("signer",), ("message_signer",), ("signer", "message_signer")]
)
def test_an_answer_that_is_not_signed_through_and_through_is_refused(door, client, left_out):
    answer = leave(client)
    for name in left_out:
        setattr(answer, name, None)
    assert_refused(client, post(client, answer))


def test_an_answer_signed_by_an_old_method_is_refused(door, client):
    answer = leave(client)
    answer.method = "RSA_SHA1"
    assert_refused(client, post(client, answer))


def test_an_assertion_that_is_not_encrypted_is_refused(door, client):
    answer = leave(client)
    answer.encrypted = False
    assert_refused(client, post(client, answer))


@pytest.mark.parametrize("audience", ["https://toinen.example/", ""])
def test_an_answer_for_another_service_is_refused(door, client, audience):
    answer = leave(client)
    answer.audience = audience
    assert_refused(client, post(client, answer))


def test_an_answer_that_is_over_is_refused(door, client):
    answer = leave(client)
    answer.not_before, answer.until = -7200, -3600
    assert_refused(client, post(client, answer))


def test_an_answer_that_is_not_valid_yet_is_refused(door, client):
    answer = leave(client)
    answer.not_before, answer.until = 3600, 7200
    assert_refused(client, post(client, answer))


@pytest.mark.parametrize("place", ["https://toinen.example/", f"{BACK}x", ""])
def test_an_answer_to_another_recipient_is_refused(door, client, place):
    answer = leave(client)
    answer.recipient = place
    assert_refused(client, post(client, answer))


@pytest.mark.parametrize("place", ["https://toinen.example/", f"{BACK}x", ""])
def test_an_answer_with_another_destination_is_refused(door, client, place):
    answer = leave(client)
    answer.destination = place
    assert_refused(client, post(client, answer))


def test_an_answer_of_another_issuer_is_refused(door, client):
    answer = leave(client)
    answer.issuer = "https://pahis.example/"
    assert_refused(client, post(client, answer))


@pytest.mark.parametrize("context", ["http://ftn.ficora.fi/2017/loa2", saml_idp.NAME, ""])
def test_an_answer_of_too_weak_a_recognition_is_refused(door, client, context):
    answer = leave(client)
    answer.context = context
    assert_refused(client, post(client, answer), "level")


def test_the_means_for_tests_do_not_do_unless_they_are_named(door, client):
    answer = leave(client)
    answer.context = "urn:oid:1.2.246.517.3002.110.999"
    assert_refused(client, post(client, answer), "level")


def test_a_replayed_answer_is_refused(door, client):
    answer = leave(client)
    form = answer.form()
    assert client.post(f"{DOOR}takaisin/", form).status_code == 302
    assert_refused(client, client.post(f"{DOOR}takaisin/", form), "replayed")


def test_the_same_assertion_in_another_answer_is_refused(door, client):
    first = leave(client)
    post(client, first)
    second = leave(client)
    second.id = first.id
    assert_refused(client, post(client, second), "replayed")


def test_an_answer_to_the_request_of_another_session_is_refused(door, client):
    attacker, victim = Client(), client
    arrived = post(attacker, leave(attacker))
    assert_refused(victim, victim.get(arrived.url), "expired", 400)


def test_what_arrived_is_fetched_once(door, client):
    arrived = post(client, leave(client))
    assert client.get(arrived.url).status_code == 302
    SignIn.objects.all().delete()
    client.logout()
    assert_refused(client, client.get(arrived.url), "expired", 400)


@pytest.mark.parametrize("name", ["answers", "confirmed"])
def test_an_answer_that_nobody_asked_for_is_refused(door, client, name):
    answer = leave(client)
    setattr(answer, name, "")
    assert_refused(client, post(client, answer))


def test_an_answer_whose_two_halves_answer_two_requests_is_refused(door, client):
    answer = leave(client)
    answer.confirmed = "_another"
    assert_refused(client, post(client, answer))


def forged(tree):
    """Return a copy of the signed assertion that tells of somebody else."""
    made = copied(tree.find(f"{{{S}}}Assertion"))
    made.set("ID", "_forged")
    made.find(f".//{{{S}}}AttributeValue").text = "010190-900P"
    signature = made.find("{http://www.w3.org/2000/09/xmldsig#}Signature")
    made.remove(signature)
    return made


def beside(tree):
    tree.append(forged(tree))


def before(tree):
    tree.find(f"{{{S}}}Assertion").addprevious(forged(tree))


def around(tree):
    """The signed one lies inside the false one's signature."""
    signed = tree.find(f"{{{S}}}Assertion")
    false = forged(tree)
    signature = copied(signed.find("{http://www.w3.org/2000/09/xmldsig#}Signature"))
    false.insert(1, signature)
    tree.replace(signed, false)
    signature.append(signed)


def hidden(tree):
    """The signed one lies in an extension, the false one in its place."""
    signed = tree.find(f"{{{S}}}Assertion")
    tree.replace(signed, forged(tree))
    box = tree.makeelement(f"{{{P}}}Extensions")
    box.append(signed)
    tree.insert(1, box)


def changed(tree):
    tree.find(f".//{{{S}}}AttributeValue").text = "010190-900P"


@pytest.mark.parametrize("spoil", [beside, before, around, hidden, changed])
@pytest.mark.parametrize("is_message_signed", [True, False])
def test_a_signature_that_was_wrapped_round_another_assertion_is_refused(
    open_doors, told, world, client, spoil, is_message_signed
):
    signed = "both" if is_message_signed else "assertion"
    open_doors(suomifi=told | {"SIGNED": signed, "ENCRYPTED": "0"})
    Person.objects.filter(pk=world.aino.pk).update(identity_hash=identity_hash("010190-900P"))
    answer = leave(client)
    answer.encrypted = False
    answer.spoil = spoil
    answer.message_signer = saml_idp.IDP if is_message_signed else None
    assert_refused(client, post(client, answer))


@pytest.mark.parametrize("signed", ["assertion", "message"])
def test_a_guard_that_signs_one_of_the_two_is_believed_where_the_door_says_so(
    open_doors, told, door, client, signed
):
    open_doors(suomifi=told | {"SIGNED": signed, "ENCRYPTED": "0"})
    answer = leave(client)
    answer.encrypted = False
    setattr(answer, "message_signer" if signed == "assertion" else "signer", None)
    assert come_back(client, answer).url == "/"


def test_a_message_that_was_changed_after_signing_is_refused(door, client):
    answer = leave(client)
    answer.spoil_whole = lambda tree: tree.set("IssueInstant", saml_idp.at(-1))
    assert_refused(client, post(client, answer))


def test_two_identity_codes_are_none(door, client):
    answer = leave(client)
    value = f"{CODE}</saml:AttributeValue><saml:AttributeValue>010190-900P"
    answer.code = value
    assert_refused(client, post(client, answer))


XXE = '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/hostname">]><r>&x;</r>'
LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><r>&c;</r>'
)


@pytest.mark.parametrize("text", ["", "<", XXE, LAUGHS, "x" * 300_000, "<r/>"])
def test_what_is_no_answer_at_all_is_refused(door, client, text):
    form = {"SAMLResponse": base64.b64encode(text.encode()).decode()}
    assert_refused(client, client.post(f"{DOOR}takaisin/", form))


def test_who_turns_back_at_the_guard_is_told_so(door, client):
    answer = leave(client)
    answer.status = "urn:oasis:names:tc:SAML:2.0:status:AuthnFailed"
    told = post(client, answer)
    assert told.status_code == 200
    assert "Peruit tunnistautumisen" in told.content.decode()


# ── Signing out together ─────────────────────────────────────────────────────────────────────────

SLO = f"http://testserver{DOOR}ulos/"


def test_signing_out_closes_ours_first_and_then_asks_the_guard(door, client):
    come_back(client, leave(client))
    gone = client.post("/kirjaudu/ulos/")
    assert client.get("/asetukset/").status_code == 302
    page = client.get(gone.url).content.decode()
    address = page.partition('href="https://tunnistus')[2].partition('"')[0].replace("&amp;", "&")
    request = word(f"https://tunnistus{address}")
    assert request.findtext(f"{{{S}}}NameID") == "n1"
    assert request.findtext(f"{{{P}}}SessionIndex") == "s1"


def test_the_guards_signed_word_ends_the_session_and_is_answered(door, client):
    come_back(client, leave(client))
    address = saml_idp.logout("SAMLRequest", saml_idp.logout_request(SLO), SLO)
    answer = Client().get(address)
    assert answer.url.startswith(saml_idp.OUT)
    assert word(answer.url, "SAMLResponse").get("InResponseTo")
    assert client.get("/asetukset/").status_code == 302


def test_the_guards_word_ends_the_session_of_the_browser_that_brings_it(door, client):
    come_back(client, leave(client))
    address = saml_idp.logout("SAMLRequest", saml_idp.logout_request(SLO), SLO)
    assert client.get(address).url.startswith(saml_idp.OUT)
    assert client.get("/asetukset/").status_code == 302


@pytest.mark.parametrize(
    ("facts", "signer"),
    [
        ({}, None),
        ({}, STRANGER),
        ({"until": -3600}, saml_idp.IDP),
        ({"place": "https://toinen.example/"}, saml_idp.IDP),
        ({"session": "s2"}, saml_idp.IDP),
    ],
)
def test_a_wrong_word_of_ending_ends_nothing(door, client, facts, signer):
    come_back(client, leave(client))
    request = saml_idp.logout_request(**({"place": SLO} | facts))
    Client().get(saml_idp.logout("SAMLRequest", request, SLO, signer))
    client.get(saml_idp.logout("SAMLRequest", request, SLO, signer))
    assert client.get("/asetukset/").status_code == 200

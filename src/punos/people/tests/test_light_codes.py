"""S4.4 S4.13 · A one-time code by text message or mail opens times and places, and nothing else."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from punos import clock
from punos.people import jobs, letters, rules
from punos.people.actor import Level
from punos.people.models import Letter, LightCode, Reach, SignIn
from punos.people.tests.post_office import digits_in, mail_server, send, text_gateway
from punos.trace.models import AuditEvent
from tests.world import signed_in

pytestmark = pytest.mark.django_db

ASK, ANSWER = "/kirjaudu/viesti/", "/kirjaudu/viesti/koodi/"
NUMBER, MAILBOX = "040 1234567", "aino@posti.example"


@pytest.fixture(autouse=True)
def reached(world):
    """Aino is reached by a telephone and a mailbox, and has no e-mail of sign-in."""
    Reach.objects.filter(person=world.aino).delete()
    Reach.objects.create(person=world.aino, kind="phone", value=NUMBER)
    Reach.objects.create(person=world.aino, kind="email", value=MAILBOX)


@pytest.fixture
def gateway(settings):
    with text_gateway(settings) as gateway:
        yield gateway


@pytest.fixture
def box(settings):
    with mail_server(settings) as box:
        yield box


def ask(address: str = NUMBER) -> Client:
    client = Client()
    assert client.post(ASK, {"address": address}).url == ANSWER
    return client


def level(client: Client) -> Level:
    return client.get("/").wsgi_request.actor.level


def test_a_code_by_text_message_opens_lightly(world, gateway):
    client = ask()
    assert not gateway.messages, "who asks does not wait for the sending"
    assert send() == 1
    [message] = gateway.messages
    assert message["to"] == "+358401234567"
    assert gateway.headers[0]["Authorization"] == "Bearer avain-valittajalle"
    assert client.post(ANSWER, {"digits": digits_in(message["text"])}).url == "/"
    assert level(client) == Level.LIGHT
    assert client.get("/").wsgi_request.actor.person == world.aino


def test_a_code_by_mail_opens_lightly(box):
    client = ask(MAILBOX.upper())
    send()
    assert box.mails[0][0] == [MAILBOX]
    assert client.post(ANSWER, {"digits": digits_in(box.texts()[0])}).url == "/"
    assert level(client) == Level.LIGHT


def test_the_message_tells_neither_who_nor_what(world, box, gateway):
    ask(NUMBER)
    ask(MAILBOX)
    send()
    told = gateway.messages[0]["text"] + box.texts()[0] + str(box.mails[0][1]["Subject"])
    for word in (
        world.aino.first_name,
        world.leena.first_name,
        "työntekijä",
        "Ohjaamo",
        "sosiaali",
    ):
        assert word.lower() not in told.lower()
    assert len(gateway.messages[0]["text"]) <= 160, "one text message"


def test_a_light_sign_in_shows_no_name_and_changes_nothing_of_ones_own(world, gateway):
    client = ask()
    send()
    client.post(ANSWER, {"digits": digits_in(gateway.messages[0]["text"])})
    for address in ("/asetukset/", "/asetukset/laitteet/", "/laite/avain/"):
        assert client.get(address).url == "/", address
    sly = {"kind": "email", "value": "pahis@pahis.example", "note": ""}
    assert client.post("/asetukset/yhteystiedot/", sly).url == "/"
    assert not Reach.objects.filter(value="pahis@pahis.example").exists()
    for address in ("/", "/tapaamiset/", "/askeleet/", f"/asiat/{world.case.pk}/"):
        page = client.get(address).content.decode()
        for other in (world.aino, world.leena, world.omar, world.veikko, world.riitta):
            assert other.first_name not in page, (address, other.first_name)


@pytest.mark.parametrize("address", ["050 7654321", "kuka@posti.example", "ei mitään", "12"])
def test_an_unknown_address_gets_the_same_answer_and_nothing_leaves(box, gateway, address):
    client = ask(address)
    assert send() == 1, "the letter is settled all the same"
    assert not box.mails
    assert not gateway.messages
    page = client.post(ANSWER, {"digits": "123456"}).content.decode()
    assert "Koodi ei täsmää, tai se on vanhentunut" in page


def test_an_address_of_two_persons_opens_nobodys_door(world, gateway):
    Reach.objects.create(person=world.veikko, kind="phone", value=NUMBER)
    ask()
    send()
    assert not gateway.messages


@pytest.mark.parametrize("alike", ["a\u0131no@posti.example", "aino@po\u017fti.example"])
def test_an_address_that_only_looks_alike_is_never_written_to(box, alike):
    """In capitals these are AINO@POSTI.EXAMPLE, and a database may think so too."""
    ask(alike)
    send()
    assert not box.mails


def test_one_at_work_gets_no_code_as_a_mailbox_is_no_factor(world, box):
    Reach.objects.create(person=world.leena, kind="email", value="leena@posti.example")
    ask("leena@posti.example")
    send()
    assert not box.mails


def test_a_closed_account_gets_no_code(world, gateway):
    world.aino.is_active = False
    world.aino.save()
    ask()
    send()
    assert not gateway.messages


def test_only_the_browser_that_asked_may_answer(gateway):
    ask()
    send()
    other = ask("050 7654321")
    other.post(ANSWER, {"digits": digits_in(gateway.messages[0]["text"])})
    assert level(other) == Level.NONE


def test_a_code_is_good_once_and_for_ten_minutes(gateway):
    with time_machine.travel(clock.now(), tick=False) as now:
        client = ask()
        send()
        digits = digits_in(gateway.messages[0]["text"])
        now.shift(rules.CODE_LASTS)
        assert client.post(ANSWER, {"digits": digits}).status_code == 200
        client = ask()
        send()
        digits = digits_in(gateway.messages[1]["text"])
        client.post(ANSWER, {"digits": digits})
        client.post("/kirjaudu/ulos/")
        assert client.post(ANSWER, {"digits": digits}).status_code == 200
        assert level(client) == Level.NONE


def test_five_wrong_tries_end_a_code(gateway):
    client = ask()
    send()
    right = digits_in(gateway.messages[0]["text"])
    for _ in range(rules.MOST_CODE_TRIES):
        client.post(ANSWER, {"digits": f"{(int(right) + 1) % 10**6:06}"})
    assert client.post(ANSWER, {"digits": right}).status_code == 200
    assert level(client) == Level.NONE
    assert LightCode.objects.get().tries == rules.MOST_CODE_TRIES


def test_many_askings_of_one_address_are_held_back_with_the_hour(gateway):
    for _ in range(5):
        ask()
    page = Client().post(ASK, {"address": "+358 40 123 4567"}).content.decode()
    assert "Liian monta yritystä. Yritä uudelleen kello" in page
    send()
    assert len(gateway.messages) == 5


def test_neither_the_code_nor_the_address_stays(gateway):
    client = ask()
    stored = str(list(LightCode.objects.values())) + str(list(Letter.objects.values()))
    assert "1234567" not in stored
    assert client.session["punos_light"] not in stored
    send()
    digits = digits_in(gateway.messages[0]["text"])
    assert digits not in str(list(LightCode.objects.values()))
    assert Letter.objects.get().address == ""
    assert not [row for row in AuditEvent.objects.values_list("facts") if "1234567" in str(row)]


@pytest.mark.parametrize("status", [302, 400, 401, 429, 500])
def test_a_gateway_that_refuses_is_asked_again_later(gateway, status):
    gateway.status, gateway.location = status, "http://127.0.0.1:9/" if status == 302 else ""
    with time_machine.travel(clock.now(), tick=False) as now:
        client = ask()
        assert send() == 0
        assert send() == 0, "not at once"
        gateway.status, gateway.location = 202, ""
        now.shift(timedelta(seconds=11))
        assert send() == 1
        digits = [digits_in(each["text"]) for each in gateway.messages]
        assert client.post(ANSWER, {"digits": digits[-1]}).url == "/"
        assert AuditEvent.objects.filter(event="people.letter.failed").count() == 1


def test_a_mail_server_that_is_away_holds_no_page_and_is_given_up_in_the_end(settings):
    with mail_server(settings) as box:
        pass
    assert not box.mails
    with time_machine.travel(clock.now(), tick=False) as now:
        ask(MAILBOX)
        assert send() == 0
        now.shift(timedelta(minutes=11))
        assert send() == 1, "a code that nobody may answer any more is not sent"
        assert AuditEvent.objects.filter(event="people.letter.given_up").exists()
        assert send() == 0


def test_a_mail_server_that_says_later_is_asked_again(box):
    box.refuses = True
    with time_machine.travel(clock.now(), tick=False) as now:
        ask(MAILBOX)
        assert send() == 0
        box.refuses = False
        now.shift(timedelta(seconds=11))
        assert send() == 1
        assert len(box.mails) == 1


def test_without_servers_the_door_is_not_there():
    assert Client().get(ASK).status_code == 404
    assert ASK not in Client().get("/kirjaudu/").content.decode()


def test_a_surer_session_of_the_same_person_stays(world, gateway):
    client = signed_in(world.aino)
    client.post(ASK, {"address": NUMBER})
    send()
    client.post(ANSWER, {"digits": digits_in(gateway.messages[0]["text"])})
    assert level(client) == Level.DEVICE


def test_fault_28_a_light_sign_in_has_a_new_session(gateway):
    client = ask()
    planted = client.session.session_key
    send()
    client.post(ANSWER, {"digits": digits_in(gateway.messages[0]["text"])})
    assert client.session.session_key != planted
    assert SignIn.objects.get().session_key == client.session.session_key


def test_two_workers_send_a_letter_once(gateway):
    ask()
    letter = Letter.objects.get()
    now = clock.now()
    assert letters._send(letter, now)  # noqa: SLF001 - both have read the row, one has claimed it
    assert not letters._send(letter, now)  # noqa: SLF001
    assert len(gateway.messages) == 1


def test_what_is_over_is_swept(gateway):
    ask()
    send()
    jobs.run(clock.now() + timedelta(days=2))
    assert not LightCode.objects.exists()
    assert not Letter.objects.exists()

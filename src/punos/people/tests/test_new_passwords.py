"""S4.4 · A forgotten password is chosen anew by a link, which nobody can abuse (fault 29)."""

from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client
from django.urls import reverse

from punos import clock
from punos.notices.jobs import run as tell
from punos.notices.queries import mine
from punos.people.models import CredentialChange, Employment, PasswordLink, Person, SignIn
from punos.people.tests.post_office import link_in, mail_server, send
from punos.trace.models import AuditEvent
from tests.world import a, employ, make_person, signed_in

pytestmark = pytest.mark.django_db

ASK = "/kirjaudu/unohtui/"
OLD, NEW = "kolme pientä kissanpentua", "uusi pitkä lause tässä"
SEED = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
OURS = "https://punos.alue.example"


@pytest.fixture(autouse=True)
def quick_hashes(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.BASE_URL = OURS


@pytest.fixture
def box(settings):
    with mail_server(settings) as box:
        yield box


@pytest.fixture
def leena(world):
    world.leena.email = "leena@punos.example"
    world.leena.set_password(OLD)
    world.leena.save()
    TOTP.activate(world.leena, SEED)
    return world.leena


def ask(email: str = "leena@punos.example", **headers):
    return Client().post(ASK, {"email": email}, headers=headers, follow=True)


def link(box) -> str:
    """Send what is owed and return the path of the newest link."""
    send()
    address = link_in(box.texts()[-1])
    assert address.startswith(f"{OURS}/kirjaudu/uusi/"), "to our own host alone"
    return address.removeprefix(OURS)


def test_a_link_opens_a_new_password_and_not_the_program(box, leena):
    ask()
    path = link(box)
    client = Client()
    assert client.get(path).status_code == 200
    assert client.post(path, {"password": NEW}).url == "/kirjaudu/"
    leena.refresh_from_db()
    assert leena.check_password(NEW)
    assert client.get("/asetukset/").status_code == 302, "one signs in as always"


def test_fault_29_the_second_factor_is_still_asked(box, leena):
    ask()
    Client().post(link(box), {"password": NEW})
    client = Client()
    asked = client.post("/kirjaudu/", {"login": leena.email, "password": NEW})
    assert asked.url == "/kirjaudu/koodi/"
    assert Authenticator.objects.filter(user=leena, type="totp").exists()


def test_fault_29_a_link_is_good_once_and_looking_spends_nothing(box, leena):
    ask()
    path, client = link(box), Client()
    for _ in range(3):
        assert client.get(path).status_code == 200
        assert client.head(path).status_code == 200
    client.post(path, {"password": NEW})
    again = client.post(path, {"password": "kolmas pitkä lause tässä"})
    assert "Linkki on jo käytetty tai vanhentunut" in again.content.decode()
    leena.refresh_from_db()
    assert leena.check_password(NEW)


def test_fault_29_a_newer_link_ends_the_older_and_an_hour_ends_both(box, leena):
    with time_machine.travel(clock.now(), tick=False) as now:
        ask()
        older = link(box)
        ask()
        newer = link(box)
        assert Client().post(older, {"password": NEW}).status_code == 200
        now.shift(timedelta(hours=1))
        assert Client().post(newer, {"password": NEW}).status_code == 200
        leena.refresh_from_db()
        assert leena.check_password(OLD)


@pytest.mark.parametrize(
    "headers",
    [
        {"host": "pahis.example"},
        {"x-forwarded-host": "pahis.example"},
        {"x-forwarded-server": "pahis.example"},
        {"forwarded": "host=pahis.example"},
        {"referer": "https://pahis.example/"},
    ],
    ids=str,
)
def test_fault_29_no_header_leads_the_link_elsewhere(box, leena, headers):
    ask(**headers)
    send()
    assert "pahis" not in "".join(box.texts())
    for text in box.texts():
        assert link_in(text).startswith(OURS)


def test_fault_29_flooding_stops_at_five_mails_and_tells_when(box, leena):
    for _ in range(8):
        page = ask().content.decode()
    send()
    assert len(box.mails) == 5
    assert "Liian monta yritystä. Yritä uudelleen kello" in page


def test_fault_29_the_address_of_the_link_leaks_to_no_other_page(box, leena):
    ask()
    path = link(box)
    for answer in (Client().get(path), Client().post(path, {"password": "x"})):
        assert answer.headers["Referrer-Policy"] == "strict-origin"
        assert answer.headers["Cache-Control"] == "no-store"
        page = answer.content.decode()
        assert "http://" not in page.replace("http://www.w3.org", "")
        assert "https://" not in page


def test_a_weak_password_spends_no_link(box, leena):
    ask()
    path = link(box)
    page = Client().post(path, {"password": "lyhyt"}).content.decode()
    assert "Salasana on liian lyhyt" in page
    assert Client().post(path, {"password": NEW}).url == "/kirjaudu/"


def test_every_session_of_the_person_ends(box, leena):
    client = Client()
    client.force_login(leena, backend="allauth.account.auth_backends.AuthenticationBackend")
    SignIn.objects.create(session_key=client.session.session_key, person=leena)
    ask()
    Client().post(link(box), {"password": NEW})
    assert client.get("/").status_code == 302
    assert not SignIn.objects.filter(person=leena).exists()


@pytest.mark.parametrize("kind", ["unknown", "closed", "no_password", "no_mailbox"])
def test_where_there_is_nothing_to_choose_nothing_leaves(box, world, leena, kind):
    if kind == "closed":
        Person.objects.filter(pk=leena.pk).update(is_active=False)
    elif kind == "no_password":
        leena.set_unusable_password()
        leena.save()
    email = {"unknown": "kuka@punos.example", "no_mailbox": "x"}.get(kind, leena.email)
    ask(email)
    send()
    assert not box.mails
    assert not PasswordLink.objects.exists()


@pytest.mark.parametrize(
    "alike", ["leena@puno\u017f.example", "leena@punos.example\r\nBcc: x@y.fi"]
)
def test_a_look_alike_or_a_broken_line_gets_no_link(box, leena, alike):
    Client().post(ASK, {"email": alike})
    send()
    assert not box.mails


def test_an_invitation_to_a_look_alike_is_somebody_elses(box, boss, leena):
    signed_in(boss).post(INVITE, {**FACTS, "email": "leena@puno\u017f.example"})
    if send():
        path = link_in(box.texts()[-1]).removeprefix(OURS) if box.mails else ""
        if path:
            Client().post(path, {"password": NEW})
    leena.refresh_from_db()
    assert leena.check_password(OLD)


def test_the_link_is_kept_as_a_hash_and_stands_in_no_log(box, leena):
    ask()
    path = link(box)
    token = path.rstrip("/").rpartition("/")[2]
    assert len(token) >= 43
    stored = str(list(PasswordLink.objects.values())) + str(list(AuditEvent.objects.values()))
    assert token not in stored


def test_the_change_is_told_in_the_program_and_by_mail_without_content(box, world, leena):
    ask()
    Client().post(link(box), {"password": NEW})
    assert CredentialChange.objects.get().kind == "password"
    send()
    assert "Kirjautumisesi Punokseen muuttui" in box.texts()[-1]
    assert leena.first_name not in box.texts()[-1]
    for _ in range(2):
        tell(clock.now())
    lines = [each.words for each in mine(a(leena)) if each.kind == "credentials_changed"]
    assert lines == ["Kirjautumisesi muuttui. Katso, että teit sen itse."]


def test_without_a_mail_server_the_door_is_not_there():
    assert Client().get(ASK).status_code == 404
    assert ASK not in Client().get("/kirjaudu/").content.decode()


# ── The first password: an invitation to work ──

INVITE = "/henkilosto/"
FACTS = {
    "first_name": "Uusi",
    "last_name": "Tulija",
    "email": "uusi@punos.example",
    "profession": "nurse",
    "unit": "",
}


@pytest.fixture
def boss(world):
    person = make_person("Kaarina")
    employ(person, world.centre, "coordinator")
    return person


def invitation(box) -> str:
    send()
    return link_in(box.texts()[-1]).removeprefix(OURS)


def test_a_coordinator_invites_and_the_invited_chooses_the_password(box, world, boss):
    unit = {"unit": str(world.centre.pk)}
    page = signed_in(boss).post(INVITE, {**FACTS, **unit}, follow=True).content.decode()
    assert "Kutsu lähtee sähköpostilla" in page
    assert "Uusi Tulija" in page
    path, client = invitation(box), Client()
    for _ in range(2):
        assert client.get(path).status_code == 200
    assert client.post(path, {"password": NEW}).url == "/kirjaudu/"
    job = Employment.objects.get(person__email="uusi@punos.example")
    assert (job.organisation, job.unit, job.profession) == (
        world.centre.organisation,
        world.centre,
        "nurse",
    )
    asked = client.post("/kirjaudu/", {"login": "uusi@punos.example", "password": NEW})
    assert asked.url.startswith("/kirjaudu/toinen-vaihe/"), "a password alone opens nothing"
    again = Client().post(path, {"password": "kolmas pitkä lause tässä"})
    assert "Linkki on jo käytetty tai vanhentunut" in again.content.decode()


@pytest.mark.parametrize("who", ["leena", "outi", "aino", "boss_by_device"])
def test_nobody_else_invites(world, boss, who):
    client = signed_in(boss, 2) if who == "boss_by_device" else signed_in(world.cast[who])
    assert client.get(INVITE).status_code == 404
    assert client.post(INVITE, FACTS).status_code == 404


def test_a_boss_invites_to_the_own_organisation_only(box, world, boss):
    foreign = {"unit": str(world.health.pk)}
    assert signed_in(boss).post(INVITE, {**FACTS, **foreign}).status_code == 200
    assert send() == 0


def test_an_invitation_lasts_a_week_and_can_be_taken_back(box, boss):
    with time_machine.travel(clock.now(), tick=False) as now:
        client = signed_in(boss)
        client.post(INVITE, FACTS)
        path = invitation(box)
        page = client.get(INVITE).content.decode()
        address = page.split('/peru/"')[0].rpartition('"')[2] + "/peru/"
        client.post(address)
        assert Client().post(path, {"password": NEW}).status_code == 200
        client.post(INVITE, FACTS)
        path = invitation(box)
        now.shift(timedelta(days=7))
        assert Client().post(path, {"password": NEW}).status_code == 200
        assert not Person.objects.filter(email="uusi@punos.example").exists()


def test_inviting_tells_not_whose_an_address_is(box, world, boss, leena):
    client = signed_in(boss)
    known = client.post(INVITE, {**FACTS, "email": leena.email})
    unknown = client.post(INVITE, FACTS)
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)


def test_one_who_is_known_already_gets_the_work_and_keeps_the_factor(box, world, boss, leena):
    signed_in(boss).post(INVITE, {**FACTS, "email": leena.email.upper()})
    Client().post(invitation(box), {"password": NEW})
    leena.refresh_from_db()
    assert leena.check_password(NEW)
    assert Authenticator.objects.filter(user=leena).exists()
    assert Employment.objects.filter(person=leena, profession="nurse").count() == 1
    assert leena.first_name == "Leena"


def test_a_closed_account_is_not_opened_by_an_invitation(box, boss, leena):
    Person.objects.filter(pk=leena.pk).update(is_active=False)
    signed_in(boss).post(INVITE, {**FACTS, "email": leena.email})
    assert Client().post(invitation(box), {"password": NEW}).status_code == 200
    leena.refresh_from_db()
    assert leena.check_password(OLD)


def test_a_made_up_link_says_no_more_than_a_spent_one():
    for name in ("password-anew", "staff-begin"):
        page = Client().post(reverse(name, args=["x" * 43]), {"password": NEW}).content.decode()
        assert "Linkki on jo käytetty tai vanhentunut" in page

"""S4.4 S4.15 · Doors of others by OIDC, walked with a real provider on this machine.

The provider is npm's oidc-provider, run as it is. The same tests run against another one, an
organisation's Keycloak or a broker's test service, if `provider` gives its issuer and client and
`Browser.go` answers its pages.
"""

import logging
from datetime import timedelta

import pytest
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.db import connection
from django.test import Client

from punos import clock
from punos.people import limits
from punos.people.actor import SYSTEM, Actor, Level
from punos.people.identities import Identity, OuterSession
from punos.people.models import (
    CredentialChange,
    Person,
    SignIn,
    StaffInvitation,
    identity_hash,
)
from punos.people.session import BEGAN, OUTER
from punos.people.strong import actions
from punos.people.tokens import token_hash
from punos.trace.models import AuditEvent
from tests.peers.oidc import Browser
from tests.world import signed_in

pytestmark = pytest.mark.django_db

# Given to nobody: individual numbers 900–999.
CODE, OTHER_CODE = "010107A945R", "010190-900P"
DOOR = "/kirjaudu/ovi/koe/"
STAFF = "/kirjaudu/ovi/talo/"


@pytest.fixture
def doors(provider, open_doors, world):
    open_doors(
        koe=provider.door(IDENTITY="urn:oid:1.2.246.21", ACR="loa3,loa2"),
        talo=provider.door(
            FOR=world.centre.organisation.name, ACR="", AMR="mfa", NAME="Talon tunnukset"
        ),
    )


def walk(client, door=DOOR, asked=None, browser=None, **answers):
    """Go through the door and come back; return the answer of the way back."""
    away = client.get(door, asked or {})
    assert away.status_code == 302, away.content.decode()[:500]
    answers = {"account": f"aino~{CODE}", "acr": "loa3"} | answers
    return client.get((browser or Browser()).go(away.url, **answers))


def level(client):
    return client.get("/asetukset/").wsgi_request.actor.level


def told(answer):
    return answer.content.decode()


def known(world):
    Person.objects.filter(pk=world.aino.pk).update(identity_hash=identity_hash(CODE))


def test_the_identity_code_finds_the_client_and_the_session_is_strong(doors, world, client):
    known(world)
    assert walk(client).url == "/"
    assert level(client) == Level.STRONG
    identity = Identity.objects.get()
    assert (identity.person, identity.how) == (world.aino, "identity_code")
    assert SignIn.objects.get().person == world.aino
    row = AuditEvent.objects.get(event="people.person.signed_in")
    assert (row.facts["way"], row.level) == ("koe", "strong")


def test_the_page_that_was_wanted_opens(doors, world, client):
    known(world)
    wanted = "/asetukset/laitteet/"
    page = client.get("/kirjaudu/", {"next": wanted})
    assert "/kirjaudu/ovi/koe/?next=%2Fasetukset%2Flaitteet%2F" in told(page)
    assert walk(client, asked={"next": wanted}).url == wanted


def test_the_way_on_never_leads_elsewhere(doors, world, client):
    known(world)
    assert walk(client, asked={"next": "https://pahis.example/"}).url == "/"


def test_what_the_door_tells_is_kept_nowhere_in_clear(doors, world, client, caplog):
    known(world)
    way_back = Browser().go(client.get(DOOR).url, account=f"aino~{CODE}", acr="loa3")
    with caplog.at_level(logging.DEBUG):
        assert client.get(way_back).url == "/"
    with connection.cursor() as cursor:
        everything = caplog.text
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - names of our own tables
            everything += str(cursor.fetchall())
    everything += str(dict(client.session.items()))
    assert CODE not in everything
    assert "id_token" not in everything
    assert not SocialAccount.objects.exists()
    assert not SocialToken.objects.exists()


def test_one_whom_nobody_knows_is_told_what_to_do_next(doors, world, client):
    answer = walk(client, account="vieras")
    assert answer.status_code == 403
    assert "Emme tunne sinua vielä" in told(answer)
    assert "Pyydä omalta työntekijältäsi kuusi numeroa" in told(answer)
    assert not Identity.objects.exists()
    assert Person.objects.count() == len(world.cast)
    assert client.get("/asetukset/").status_code == 302


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("sv", "Vi känner dig inte ännu"), ("en", "We do not know you yet")],
)
def test_the_same_is_said_in_swedish_and_english(doors, client, language, sentence):
    client.cookies["django_language"] = language
    assert sentence in told(walk(client, account="vieras"))


def test_a_weaker_way_of_being_recognised_does_not_do(doors, world, client):
    known(world)
    answer = walk(client, acr="loa1")
    assert answer.status_code == 403
    assert "Tarvitaan vahvempi tunnistus" in told(answer)
    assert client.get("/asetukset/").status_code == 302


def test_who_turns_back_is_told_so_and_finds_another_way(doors, client):
    answer = walk(client, asked={"next": "/asetukset/"}, account="")
    assert answer.status_code == 200
    assert "Peruit tunnistautumisen" in told(answer)
    assert 'href="/kirjaudu/?next=%2Fasetukset%2F"' in told(answer)


def test_an_organisations_employee_joins_by_an_invitation_once(doors, world, client, settings):
    door = settings.STRONG_DOORS["talo"]
    token, _until = actions.invite(by=SYSTEM, person=world.leena, door=door)
    page = client.get(f"/kirjaudu/tunnus/{token}/")
    assert "Hei Leena!" in told(page)
    assert f"/kirjaudu/ovi/talo/?kutsu={token}" in told(page)
    employee = {"account": "leena.l", "amr": "pwd mfa"}

    assert walk(client, STAFF, {"kutsu": token}, **employee).url == "/"
    assert level(client) == Level.STRONG
    assert Identity.objects.get().person == world.leena

    again = walk(Client(), STAFF, {"kutsu": token}, account="joku.muu", amr="mfa")
    assert "Kutsu ei ole enää voimassa" in told(again)
    other = Client()
    assert walk(other, STAFF, **employee).url == "/"
    assert other.get("/asetukset/").wsgi_request.actor.person == world.leena


def test_an_employee_without_a_second_factor_stays_out(doors, world, client, settings):
    actions.invite(by=SYSTEM, person=world.leena, door=settings.STRONG_DOORS["talo"])
    assert "Tarvitaan vahvempi" in told(walk(client, STAFF, account="leena.l", amr="pwd"))


def test_a_door_of_an_organisation_shuts_with_the_last_day_of_work(doors, world, client, settings):
    token, _ = actions.invite(by=SYSTEM, person=world.leena, door=settings.STRONG_DOORS["talo"])
    walk(client, STAFF, {"kutsu": token}, account="leena.l", amr="mfa")
    job = world.jobs["leena"]
    job.until_on = job.from_on
    job.save()
    answer = walk(Client(), STAFF, account="leena.l", amr="mfa")
    assert "Työsuhdetta ei löydy" in told(answer)


def test_the_same_e_mail_joins_nobody(doors, world, client):
    world.leena.email = "leena@punos.example"
    world.leena.save()
    answer = walk(client, STAFF, account="leena@punos.example", amr="mfa")
    assert "Emme tunne sinua vielä" in told(answer)


def test_a_client_whose_phone_was_met_joins_the_own_identity(doors, world):
    client = signed_in(world.aino)
    page = client.get("/asetukset/tunnistus/")
    href = next(part for part in told(page).split('"') if "yhdista=" in part)
    asked = dict(part.split("=") for part in href.partition("?")[2].split("&amp;"))
    token = asked["yhdista"].replace("%3A", ":")
    answer = walk(client, asked={"yhdista": token, "next": "/asetukset/tunnistus/"})
    assert answer.url == "/asetukset/tunnistus/"
    identity = Identity.objects.get()
    assert (identity.person, identity.linked_by, identity.how) == (world.aino, world.aino, "own")
    world.aino.refresh_from_db()
    assert world.aino.identity_hash == identity_hash(CODE)
    assert level(client) == Level.STRONG
    assert "Liitettiin sinuun" in told(client.get("/asetukset/tunnistus/"))


def test_nobody_joins_to_another_by_a_link_that_was_made_elsewhere(doors, world):
    aino, veikko = signed_in(world.aino), signed_in(world.veikko)
    page = aino.get("/asetukset/tunnistus/")
    token = told(page).partition("yhdista=")[2].partition('"')[0].replace("%3A", ":")
    answer = veikko.get(DOOR, {"yhdista": token})
    assert "Liittäminen ei onnistunut" in told(answer)
    assert "location" not in {name.lower() for name in answer.headers}


def test_the_code_of_another_is_not_joined(doors, world):
    Person.objects.filter(pk=world.veikko.pk).update(identity_hash=identity_hash(CODE))
    client = signed_in(world.aino)
    page = client.get("/asetukset/tunnistus/")
    token = told(page).partition("yhdista=")[2].partition('"')[0].replace("%3A", ":")
    answer = walk(client, asked={"yhdista": token})
    assert "Tunnus kuuluu toiselle" in told(answer)
    assert not Identity.objects.exists()
    assert client.get("/asetukset/").wsgi_request.actor.person == world.aino


def test_a_corrected_identity_code_shuts_the_door_that_the_wrong_one_opened(doors, world, client):
    known(world)
    walk(client)
    Person.objects.filter(pk=world.aino.pk).update(identity_hash=identity_hash(OTHER_CODE))
    assert "Tunnus kuuluu toiselle" in told(walk(Client()))


def test_a_parted_identity_opens_nothing_any_more(doors, world):
    client = signed_in(world.aino, Level.STRONG)
    by = Actor(world.aino, Level.STRONG, "s")
    page = client.get("/asetukset/tunnistus/")
    token = told(page).partition("yhdista=")[2].partition('"')[0].replace("%3A", ":")
    walk(client, asked={"yhdista": token}, account="vain-tunnus")
    identity = Identity.objects.get()
    assert client.post(f"/asetukset/tunnistus/{identity.pk}/poista/").url == "/asetukset/tunnistus/"
    assert "Emme tunne sinua vielä" in told(walk(Client(), account="vain-tunnus"))
    assert by.person == world.aino


def test_a_session_that_was_planted_before_is_not_kept(doors, world, client):
    known(world)
    away = client.get(DOOR)
    planted = client.session.session_key
    client.get(Browser().go(away.url, account=f"aino~{CODE}", acr="loa3"))
    assert client.session.session_key != planted


def test_signing_out_closes_ours_first_and_then_leads_to_the_guards(doors, world, client):
    known(world)
    walk(client)
    gone = client.post("/kirjaudu/ulos/")
    assert gone.url.startswith("/kirjaudu/ulos/muualta/?m=")
    assert client.get("/asetukset/").status_code == 302
    page = told(client.get(gone.url))
    assert "/session/end?client_id=punos" in page
    assert client.get("/kirjaudu/ulos/muualta/?m=x").status_code == 404


def test_the_session_of_the_guard_is_remembered_by_a_hash(doors, world, client):
    known(world)
    walk(client)
    assert len(OuterSession.objects.get().index_hash) == 64


def test_a_guard_that_does_not_answer_is_told_of_with_another_way(open_doors, provider, client):
    open_doors(koe=provider.door(ISSUER="http://127.0.0.1:9"))
    answer = client.get(DOOR, {"next": "/asetukset/"})
    assert answer.status_code == 503
    assert "Tunnistus ei vastaa juuri nyt" in told(answer)
    assert "/kirjaudu/?next=%2Fasetukset%2F" in told(answer)


def test_another_site_may_not_lead_through_a_door(doors, client):
    answer = client.get(DOOR, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.url.startswith("/kirjaudu/?next=")


def test_the_address_adds_nothing_to_what_is_asked(doors, client):
    away = client.get(DOOR, {"scope": "email", "auth_params": "prompt=none", "process": "connect"})
    assert "email" not in away.url
    assert "prompt" not in away.url
    assert "code_challenge_method=S256" in away.url


def test_a_door_that_nobody_opened_is_no_page(client):
    for page in ("", "takaisin/", "ulos/", "tiedot/"):
        assert client.get(f"/kirjaudu/ovi/eiole/{page}").status_code == 404


def test_one_who_is_invited_to_work_begins_with_the_organisations_account(doors, world, client):
    asked = StaffInvitation.objects.create(
        email="uusi@punos.example",
        first_name="Uusi",
        last_name="Tekijä",
        organisation=world.centre.organisation,
        unit=world.centre,
        profession="social_worker",
        token_hash=token_hash("t" * 43),
        until_at=clock.after(clock.today()),
    )
    page = client.get(f"/aloita/{'t' * 43}/")
    assert f"/kirjaudu/ovi/talo/?kutsu={'t' * 43}" in told(page)
    assert "/kirjaudu/ovi/koe/" not in told(page)
    assert walk(client, STAFF, {"kutsu": "t" * 43}, account="uusi", amr="mfa").url == "/"
    person = client.get("/asetukset/").wsgi_request.actor.person
    assert (person.first_name, person.employments.get().unit) == ("Uusi", world.centre)
    asked.refresh_from_db()
    assert asked.spent_at
    again = walk(Client(), STAFF, {"kutsu": "t" * 43}, account="toinen", amr="mfa")
    assert "Kutsu ei ole enää voimassa" in told(again)


def test_a_mail_and_an_account_do_not_go_round_the_second_factor_of_one_who_is_here(
    doors, world, client
):
    world.leena.email = "leena@punos.example"
    world.leena.save()
    StaffInvitation.objects.create(
        email="Leena@punos.example",
        organisation=world.centre.organisation,
        profession="social_worker",
        token_hash=token_hash("t" * 43),
        until_at=clock.after(clock.today()),
    )
    answer = walk(client, STAFF, {"kutsu": "t" * 43}, account="leena", amr="mfa")
    assert "liitä tunnistus omista asetuksista" in told(answer)
    assert not Identity.objects.exists()


def test_a_joined_and_a_parted_identity_are_told_to_the_person(doors, world, client):
    known(world)
    walk(client)
    changes = CredentialChange.objects.filter(person=world.aino, kind="door")
    assert changes.count() == 1
    client.post(f"/asetukset/tunnistus/{Identity.objects.get().pk}/poista/")
    assert changes.count() == 2


def test_wrong_proofs_from_one_place_are_held_back_and_right_ones_are_not(
    doors, world, client, monkeypatch
):
    monkeypatch.setattr(limits, "DOOR_PLACE", limits.Limit("door_place", 3, timedelta(minutes=10)))
    known(world)
    for _ in range(4):
        assert walk(Client()).url == "/"
    for _ in range(3):
        assert client.get(f"{DOOR}takaisin/").status_code == 400
    answer = client.get(DOOR)
    assert "Liian monta yritystä" in told(answer)


def test_a_session_that_was_left_open_joins_no_staff_door(doors, world):
    client = signed_in(world.leena)
    page = client.get("/asetukset/tunnistus/")
    links = [part.replace("&amp;", "&") for part in told(page).split('"') if "yhdista=" in part]
    href = next(part for part in links if part.startswith(STAFF))
    assert client.get(href).url.startswith("/kirjaudu/uudelleen/?next=")
    session = client.session
    session[OUTER], session[BEGAN] = {"door": "koe", "sealed": ""}, clock.now().timestamp()
    session.save()
    assert "/auth?" in client.get(href).url

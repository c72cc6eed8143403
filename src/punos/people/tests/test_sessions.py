"""S4.13 · Sessions end when they should: by wish, everywhere, after silence, after half a day."""

from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client, RequestFactory
from django.urls import reverse

from punos import clock
from punos.live import signals
from punos.people import actions, doors, jobs
from punos.people.actor import Actor, Level
from punos.people.models import Device, SignIn
from punos.trace.models import AuditEvent
from tests.world import signed_in

pytestmark = pytest.mark.django_db

NOON = "2026-11-24 12:00+02:00"


def come_in(world, person) -> Client:
    """Let the person in by the link of a code, as on an own phone."""
    by = Actor(world.leena, Level.STRONG, "a-session-of-leena")
    shown = actions.make_sign_in_code(by=by, person=person, how="known")
    client = Client()
    client.post(reverse("device-link", args=[shown.link_token]))
    return client


def is_in(client: Client) -> bool:
    return client.get("/asetukset/").status_code == 200


@pytest.fixture
def signals_sent(monkeypatch):
    """What open pages would hear."""
    sent = []
    monkeypatch.setattr(signals, "_after_commit", lambda signal: sent.append(signal.channel))
    return sent


def test_signing_out_ends_the_session_and_what_is_open_by_it(world, signals_sent):
    client = come_in(world, world.aino)
    key = client.session.session_key
    assert client.get(reverse("sign-out")).status_code == 405, "a GET signs nobody out"
    assert client.post(reverse("sign-out")).url == "/kirjaudu/"
    assert not is_in(client)
    assert not Session.objects.filter(session_key=key).exists()
    assert not SignIn.objects.filter(session_key=key).exists()
    assert f"session:{key}" in signals_sent


def test_the_device_stays_known_after_signing_out(world):
    client = come_in(world, world.aino)
    client.post(reverse("sign-out"))
    assert client.post("/laite/jatka/").url == "/"
    assert is_in(client)


def test_an_old_cookie_is_worth_nothing_after_signing_out(world):
    client = come_in(world, world.aino)
    stolen = Client()
    stolen.cookies = client.cookies.copy()
    stolen.cookies.pop(doors.DEVICE_COOKIE)
    client.post(reverse("sign-out"))
    assert not is_in(stolen)


def test_signing_out_everywhere_ends_every_session_device_and_stream(world, signals_sent):
    phone, tablet = come_in(world, world.aino), come_in(world, world.aino)
    keys = [each.session.session_key for each in (phone, tablet)]
    epoch = world.aino.sign_in_epoch

    assert phone.post(reverse("sign-out-everywhere")).url == "/kirjaudu/"

    world.aino.refresh_from_db()
    assert world.aino.sign_in_epoch == epoch + 1
    assert not Device.objects.filter(person=world.aino, ended_at=None).exists()
    for client in (phone, tablet):
        assert not is_in(client)
        client.post("/laite/jatka/")
        assert not is_in(client), "the device is no way back"
    assert not Session.objects.filter(session_key__in=keys).exists()
    assert f"person:{world.aino.pk}" in signals_sent
    assert {f"session:{key}" for key in keys} <= set(signals_sent)


def test_signing_out_everywhere_touches_nobody_else(world):
    aino, veikko = come_in(world, world.aino), come_in(world, world.veikko)
    aino.post(reverse("sign-out-everywhere"))
    assert is_in(veikko)


def test_a_closed_account_sees_nothing_from_that_instant(world):
    client = come_in(world, world.aino)
    world.aino.is_active = False
    world.aino.save()
    assert not is_in(client)


def test_a_professional_is_signed_out_after_silence_and_comes_back_to_the_same_page(world):
    with time_machine.travel(NOON, tick=False) as now:
        client = come_in(world, world.leena)
        now.shift(timedelta(minutes=31))
        answer = client.get("/asetukset/laitteet/")
        assert answer.url == "/kirjaudu/?next=%2Fasetukset%2Flaitteet%2F"
        page = client.get(answer.url).content.decode()
        assert "Kirjasimme sinut ulos, koska sivu oli pitkään hiljaa" in page
        assert client.post("/laite/jatka/", {"next": "/asetukset/laitteet/"}).url == (
            "/asetukset/laitteet/"
        )


def test_typing_puts_the_silence_off(world):
    with time_machine.travel(NOON, tick=False) as now:
        client = come_in(world, world.leena)
        for _ in range(4):
            now.shift(timedelta(minutes=20))
            assert client.post("/elossa/").status_code == 204
        assert is_in(client)


def test_a_client_is_not_hurried(world):
    with time_machine.travel(NOON, tick=False) as now:
        client = come_in(world, world.aino)
        now.shift(timedelta(hours=11))
        assert is_in(client)


def test_a_session_lasts_half_a_day_however_busy(world):
    with time_machine.travel(NOON, tick=False) as now:
        client = come_in(world, world.leena)
        for _ in range(36):
            now.shift(timedelta(minutes=20))
            client.post("/elossa/")
        assert is_in(client)
        now.shift(timedelta(minutes=1))
        assert not is_in(client)


def test_what_was_sent_after_silence_leads_back_to_its_page_not_to_the_button(world):
    sent = Client().post(
        "/asetukset/yhteystiedot/", {}, headers={"referer": "http://testserver/asetukset/"}
    )
    assert sent.url == "/kirjaudu/?next=%2Fasetukset%2F"
    foreign = Client().post(
        "/asetukset/yhteystiedot/", {}, headers={"referer": "https://pahis.example/x/"}
    )
    assert foreign.url == "/kirjaudu/"


def test_a_part_of_a_page_is_not_filled_with_the_sign_in_page():
    answer = Client().get(
        "/asetukset/",
        headers={"hx-request": "true", "referer": "http://testserver/asetukset/laitteet/"},
    )
    assert answer.status_code == 204
    assert answer.headers["HX-Redirect"] == "/kirjaudu/?next=%2Fasetukset%2Flaitteet%2F"


def test_a_link_never_lowers_a_surer_session_of_the_same_person(world):
    request = RequestFactory().get("/")
    client = come_in(world, world.aino)
    request.session, request.user = client.session, world.aino
    request.actor = Actor(world.aino, Level.DEVICE, client.session.session_key)
    doors.sign_in(request, world.aino, Level.LIGHT)
    assert request.actor.level == Level.DEVICE
    assert is_in(client)


def test_each_way_in_gives_a_new_key_and_leaves_the_former_person(world):
    client = come_in(world, world.aino)
    request = RequestFactory().get("/")
    request.session, request.user = client.session, world.aino
    request.actor = Actor(world.aino, Level.DEVICE, client.session.session_key)
    former = client.session.session_key
    doors.sign_in(request, world.veikko, Level.LIGHT)
    assert request.session.session_key != former
    assert (request.actor.person, request.actor.level) == (world.veikko, Level.LIGHT)
    assert not is_in(client)


def test_pages_about_a_person_are_kept_in_no_cache(world):
    client = come_in(world, world.aino)
    assert client.get("/asetukset/").headers["Cache-Control"] == "no-store"


def test_spent_codes_and_lost_sessions_are_swept(world):
    client = come_in(world, world.aino)
    Session.objects.filter(session_key=client.session.session_key).delete()
    jobs.run(clock.now() + timedelta(days=2))
    assert not SignIn.objects.exists()
    assert not world.aino.sign_in_codes.exists()
    jobs.run(clock.now() + timedelta(days=2))


# ── One's own sign-ins, seen and ended ──


def test_ones_own_sign_ins_are_listed_with_browser_and_time(world):
    with time_machine.travel(NOON, tick=False):
        phone, tablet = come_in(world, world.aino), come_in(world, world.aino)
        come_in(world, world.veikko)
        page = phone.get("/asetukset/laitteet/").content.decode()
    assert "Avoinna nyt" in page
    assert page.count('<p class="small quiet">24.11.2026 12.00</p>') == 2, (
        "one's own, and nobody else's"
    )
    for client in (phone, tablet):
        assert client.session.session_key not in page, "a key of a session stands in no page"


def test_ending_one_sign_in_ends_that_one_alone(world, signals_sent):
    mine, other = come_in(world, world.aino), come_in(world, world.aino)
    key = other.session.session_key
    ref = SignIn.objects.get(session_key=key).ref
    assert mine.post(reverse("sign-in-end", args=[ref])).url == "/asetukset/laitteet/"
    assert not is_in(other)
    assert is_in(mine)
    assert f"session:{key}" in signals_sent
    assert AuditEvent.objects.filter(event="people.session.ended").count() == 1


def test_nobody_ends_anothers_sign_in(world):
    aino, outi = come_in(world, world.aino), come_in(world, world.outi)
    ref = SignIn.objects.get(session_key=aino.session.session_key).ref
    assert outi.post(reverse("sign-in-end", args=[ref])).status_code == 404
    assert is_in(aino)


def test_a_session_that_is_over_is_not_listed(world):
    with time_machine.travel(NOON, tick=False) as now:
        come_in(world, world.aino)
        now.shift(timedelta(hours=13))
        page = come_in(world, world.aino).get("/asetukset/laitteet/").content.decode()
    assert "24.11.2026 12.00" not in page


def test_fault_28_a_planted_session_key_is_worth_nothing_after_any_way_in(world):
    """Raw cookies: the thief plants a key and holds it while somebody comes in."""
    by = Actor(world.leena, Level.STRONG, "a-session-of-leena")
    for way in ("link", "digits", "cookie"):
        shown = actions.make_sign_in_code(by=by, person=world.aino, how="known")
        victim, thief = Client(), Client()
        victim.get("/kirjaudu/")
        victim.post("/laite/", {"digits": "000000"})
        planted = victim.cookies[settings.SESSION_COOKIE_NAME].value
        thief.cookies[settings.SESSION_COOKIE_NAME] = planted
        if way == "digits":
            victim.post("/laite/", {"digits": shown.digits})
        else:
            victim.post(reverse("device-link", args=[shown.link_token]))
        if way == "cookie":
            victim.post(reverse("sign-out"))
            victim.post("/laite/", {"digits": "000000"})
            planted = victim.cookies[settings.SESSION_COOKIE_NAME].value
            thief.cookies[settings.SESSION_COOKIE_NAME] = planted
            victim.post("/laite/jatka/")
        assert is_in(victim), way
        assert victim.cookies[settings.SESSION_COOKIE_NAME].value != planted
        assert not is_in(thief), way


def test_fault_28_a_stolen_old_cookie_is_dead_after_the_rights_rose(world):
    client = signed_in(world.aino, Level.LIGHT)
    stolen = Client()
    stolen.cookies[settings.SESSION_COOKIE_NAME] = client.session.session_key
    by = Actor(world.leena, Level.STRONG, "a-session-of-leena")
    shown = actions.make_sign_in_code(by=by, person=world.aino, how="known")
    client.post(reverse("device-link", args=[shown.link_token]))
    assert is_in(client)
    assert stolen.get("/").status_code == 302

"""S4.4 S4.13 · The client comes in by six digits or a QR beside the worker, and again tomorrow."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from punos import clock
from punos.people import actions, doors, qr, rules
from punos.people.actor import Actor, Level
from punos.people.models import Device, SignIn, SignInCode
from punos.people.tokens import token_hash
from punos.trace.models import AuditEvent
from punos.trace.refusal import Refused
from tests.world import signed_in

pytestmark = pytest.mark.django_db

PHONE = "Mozilla/5.0 (Android 14; Mobile; rv:128.0) Gecko/128.0 Firefox/128.0"


@pytest.fixture
def by(world):
    return Actor(world.leena, Level.STRONG, "a-session-of-leena")


@pytest.fixture
def shown(world, by):
    """The code that Leena shows to Aino."""
    return actions.make_sign_in_code(
        by=by, person=world.aino, how="known", why="ei pankkitunnuksia"
    )


def phone() -> Client:
    return Client(headers={"user-agent": PHONE})


def level(client: Client) -> Level:
    return client.get("/asetukset/").wsgi_request.actor.level


def link_of(shown) -> str:
    return reverse("device-link", args=[shown.link_token])


def wrong(shown) -> str:
    return f"{(int(shown.digits) + 1) % 1_000_000:06}"


def test_six_digits_make_this_browser_a_device_met_face_to_face(world, shown):
    client = phone()
    digits = f"{shown.digits[:3]} {shown.digits[3:]}"
    assert client.post("/laite/", {"digits": digits}).url == "/"

    device = Device.objects.get(person=world.aino)
    assert (device.met_by, device.how, device.why) == (world.leena, "known", "ei pankkitunnuksia")
    assert device.name == "Firefox, Android"
    assert device.until_at <= clock.now() + timedelta(days=366)
    assert level(client) == Level.DEVICE

    cookie = client.cookies[doors.DEVICE_COOKIE]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert device.token_hash == token_hash(cookie.value)
    assert len(cookie.value) >= 43, "256 bits"


def test_looking_at_the_link_spends_nothing(world, shown):
    client = phone()
    for _ in range(3):
        assert "Jatka" in client.get(link_of(shown)).content.decode()
    assert not Device.objects.filter(person=world.aino).exists()
    assert client.post(link_of(shown)).url == "/"
    assert level(client) == Level.DEVICE


def test_a_code_is_spent_once_by_digits_or_by_link(shown):
    assert phone().post(link_of(shown)).status_code == 302
    again = phone().post(link_of(shown))
    assert "Linkki on jo käytetty tai vanhentunut" in again.content.decode()
    digits = phone().post("/laite/", {"digits": shown.digits})
    assert "Numerot eivät täsmää" in digits.content.decode()
    assert Device.objects.count() == 1


def test_a_code_lasts_ten_minutes(world, by):
    with time_machine.travel("2026-11-24 12:00+02:00", tick=False) as now:
        shown = actions.make_sign_in_code(by=by, person=world.aino, how="known")
        now.shift(timedelta(minutes=10))
        assert phone().post(link_of(shown)).status_code == 200
        assert phone().post("/laite/", {"digits": shown.digits}).status_code == 200


def test_a_new_code_ends_the_older_one(world, by, shown):
    newer = actions.make_sign_in_code(by=by, person=world.aino, how="known")
    assert phone().post(link_of(shown)).status_code == 200
    assert phone().post(link_of(newer)).status_code == 302


def test_wrong_digits_get_a_kind_answer_and_what_was_typed_stays(shown):
    page = phone().post("/laite/", {"digits": wrong(shown)}).content.decode()
    assert "Numerot eivät täsmää. Katso ne uudelleen" in page
    assert f'value="{wrong(shown)}"' in page
    assert SignInCode.objects.get(until_at=shown.until_at).tries == 1


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "12 34 5x", "½½½½½½"])
def test_what_is_not_six_digits_is_told_how_to_write(typed):
    page = phone().post("/laite/", {"digits": typed}).content.decode()
    assert "Kirjoita kuusi numeroa" in page


def test_digits_of_another_script_are_the_same_numbers(shown):
    arabic = shown.digits.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    assert phone().post("/laite/", {"digits": arabic}).status_code == 302


def test_five_wrong_tries_in_one_browser_are_held_back(shown):
    client = phone()
    for _ in range(5):
        client.post("/laite/", {"digits": wrong(shown)})
    page = client.post("/laite/", {"digits": shown.digits}).content.decode()
    assert "Liian monta yritystä. Yritä uudelleen kello" in page
    assert not Device.objects.exists()


def test_one_address_may_not_try_many_numbers_from_fresh_browsers(shown):
    for _ in range(20):
        phone().post("/laite/", {"digits": wrong(shown)})
    assert "Liian monta" in phone().post("/laite/", {"digits": shown.digits}).content.decode()


def test_many_wrong_numbers_from_everywhere_end_the_digits_but_not_the_link(world, shown):
    SignInCode.objects.filter(person=world.aino).update(tries=rules.MOST_WRONG)
    assert phone().post("/laite/", {"digits": shown.digits}).status_code == 200
    assert phone().post(link_of(shown)).status_code == 302


def test_neither_digits_nor_tokens_are_stored(world, shown):
    client = phone()
    client.post(link_of(shown))
    stored = str(list(SignInCode.objects.values())) + str(list(Device.objects.values()))
    stored += str(list(AuditEvent.objects.values("facts", "subject_id")))
    for secret in (shown.digits, shown.link_token, client.cookies[doors.DEVICE_COOKIE].value):
        assert secret not in stored


def test_only_somebody_surely_known_makes_a_code(world):
    for asker in (Actor(None), Actor(world.leena, Level.LIGHT, "s")):
        with pytest.raises(Refused):
            actions.make_sign_in_code(by=asker, person=world.aino, how="known")


def test_the_client_comes_back_tomorrow_with_one_button(shown):
    client = phone()
    with time_machine.travel(clock.now(), tick=False) as now:
        client.post(link_of(shown))
        now.shift(timedelta(days=1))
        assert client.get("/asetukset/").status_code == 302, "the session has ended"
        page = client.get("/kirjaudu/?next=/asetukset/").content.decode()
        assert "Jatka tällä laitteella" in page
        assert "Aino" not in page, "the page does not tell whose device this is"
        assert client.get("/laite/jatka/").status_code == 405, "a GET signs nobody in"
        assert client.post("/laite/jatka/", {"next": "/asetukset/"}).url == "/asetukset/"
        assert level(client) == Level.DEVICE


def test_a_stranger_browser_is_offered_no_way_back(shown):
    phone().post(link_of(shown))
    stranger = phone()
    assert "Jatka tällä laitteella" not in stranger.get("/kirjaudu/").content.decode()
    stranger.cookies[doors.DEVICE_COOKIE] = "a" * 43
    assert stranger.post("/laite/jatka/").url.startswith("/kirjaudu/")
    assert stranger.get("/asetukset/").status_code == 302


def test_a_device_is_met_again_after_twelve_months(shown):
    client = phone()
    with time_machine.travel(clock.now(), tick=False) as now:
        client.post(link_of(shown))
        now.shift(timedelta(days=366))
        assert "Jatka tällä laitteella" not in client.get("/kirjaudu/").content.decode()
        client.post("/laite/jatka/")
        assert client.get("/asetukset/").status_code == 302


def test_a_device_met_on_a_leap_day_is_kept_to_the_last_of_february():
    met = clock.start_of(clock.today()).replace(year=2028, month=2, day=29)
    assert (rules.device_end(met).month, rules.device_end(met).day) == (2, 28)


def test_the_list_of_devices_tells_who_was_there_and_marks_this_one(shown):
    client = phone()
    client.post(link_of(shown))
    page = client.get("/asetukset/laitteet/").content.decode()
    assert "Firefox, Android" in page
    assert "Mukana oli Leena" in page
    assert "Käytät nyt tätä laitetta" in page


def test_ending_a_device_ends_what_is_open_from_it(world, by, shown):
    mine, lost = phone(), phone()
    lost.post(link_of(shown))
    other = actions.make_sign_in_code(by=by, person=world.aino, how="known")
    mine.post(link_of(other))
    gone = Device.objects.order_by("met_at").first()

    mine.post(reverse("device-end", args=[gone.pk]))

    assert lost.get("/asetukset/").status_code == 302
    assert "Jatka tällä laitteella" not in lost.get("/kirjaudu/").content.decode()
    assert mine.get("/asetukset/").status_code == 200


def test_nobody_ends_anothers_device(world, shown):
    phone().post(link_of(shown))
    device = Device.objects.get()
    outi = signed_in(world.outi)
    assert outi.post(reverse("device-end", args=[device.pk])).status_code == 404
    assert Device.objects.get().ended_at is None


def test_a_worker_ends_the_devices_of_a_lost_phone(world, by, shown):
    client = phone()
    client.post(link_of(shown))
    assert actions.end_devices(by=by, person=world.aino) == 1
    assert client.get("/asetukset/").status_code == 302
    assert not SignIn.objects.filter(person=world.aino).exists()
    assert AuditEvent.objects.filter(event="people.device.ended").count() == 1


def test_a_browser_that_is_met_again_is_one_device(world, by, shown):
    client = phone()
    client.post(link_of(shown))
    client.post(link_of(actions.make_sign_in_code(by=by, person=world.aino, how="known")))
    assert Device.objects.filter(ended_at=None).count() == 1


def test_another_person_on_the_same_browser_gets_nothing_of_the_former(world, by, shown):
    client = phone()
    client.post(link_of(shown))
    before = client.session.session_key
    client.post("/kirjaudu/ulos/")
    client.post(link_of(actions.make_sign_in_code(by=by, person=world.veikko, how="known")))
    assert client.get("/asetukset/").wsgi_request.actor.person == world.veikko
    assert client.session.session_key != before
    assert not SignIn.objects.filter(session_key=before).exists()


def test_the_code_is_drawn_for_a_camera_without_inline_style(shown):
    picture = qr.picture(f"http://testserver{link_of(shown)}")
    assert re.match(r"<svg viewBox=", picture)
    assert "style" not in picture
    assert shown.link_token not in picture


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_made_up_link_says_no_more_than_a_spent_one(method):
    answer = getattr(phone(), method)("/laite/not-a-real-token/")
    assert answer.status_code == 200
    if method == "post":
        assert "Linkki on jo käytetty tai vanhentunut" in answer.content.decode()


def test_the_worker_shows_digits_picture_and_the_page_to_type_on(world):
    answer = signed_in(world.leena).post(reverse("client-device", args=[world.case.pk]))
    page, code = answer.content.decode(), answer.context["code"]
    assert f"{code.digits[:3]} {code.digits[3:]}" in page
    assert "<svg" in page
    assert "/laite/" in page
    assert code.path.startswith("/laite/")
    assert code.path not in page

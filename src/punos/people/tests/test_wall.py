"""S2.6 S4.4 · Whoever shows the digits does not answer them: no worker slides into being a client."""

import pytest
from django.test import Client
from django.urls import reverse

from punos.access.tests.acts import make_minor, propose_guardian
from punos.network.models import Seat
from punos.network.tests.pages import invite
from punos.people import actions
from punos.people.models import Device, SignInCode
from punos.trace.models import AuditEvent
from tests.world import World, a, signed_in


def show(browser: Client, world: World) -> str:
    """Let the worker show digits in this browser; return them."""
    return browser.post(reverse("client-device", args=[world.case.pk])).context["code"].digits


def answer(browser: Client, digits: str) -> str:
    return browser.post(reverse("device"), {"digits": digits}).content.decode()


def refused() -> list[str]:
    rows = AuditEvent.objects.filter(event="people.code.refused").order_by("number")
    return [row.facts["way"] for row in rows]


@pytest.mark.parametrize("way", ["link", "digits"])
def test_the_browser_that_shows_the_digits_answers_none_even_signed_out(
    world: World, way: str
) -> None:
    browser = signed_in(world.leena)
    code = browser.post(reverse("client-device", args=[world.case.pk])).context["code"]
    browser.post(reverse("sign-out"))
    if way == "link":
        said = browser.post(reverse("device-link", args=[code.token])).content.decode()
    else:
        said = answer(browser, code.digits)
    assert "näytetty numeroita" in said
    assert not Device.objects.exists()
    assert SignInCode.objects.get().spent_at is None
    assert refused() == ["shown_here"]


def test_it_does_not_answer_digits_that_a_colleague_showed_elsewhere(world: World) -> None:
    browser = signed_in(world.leena)
    show(browser, world)
    browser.post(reverse("sign-out"))
    other = show(signed_in(world.leena), world)
    assert "näytetty numeroita" in answer(browser, other)
    assert not Device.objects.exists()


def test_showing_digits_to_a_close_one_marks_the_browser_too(world: World) -> None:
    browser = signed_in(world.leena)
    seat = world.seats["veikko"]
    code = browser.post(reverse("close-one-device", args=[world.case.pk, seat.pk])).context["code"]
    browser.post(reverse("sign-out"))
    assert "näytetty numeroita" in answer(browser, code.digits)


@pytest.mark.parametrize("name", ["omar", "veikko"])
def test_a_browser_that_is_signed_in_as_another_must_sign_out_first(
    world: World, name: str
) -> None:
    digits = show(signed_in(world.leena), world)
    browser = signed_in(world.cast[name])
    assert "on kirjautunut joku muu" in answer(browser, digits)
    assert browser.get(reverse("settings")).wsgi_request.actor.person == world.cast[name]
    assert not Device.objects.exists()
    assert refused() == ["another_is_in"]
    browser.post(reverse("sign-out"))
    answer(browser, digits)
    assert Device.objects.get().person == world.aino


def test_the_clients_own_phone_answers_as_before_and_so_when_signed_in(world: World) -> None:
    phone, worker = Client(), signed_in(world.leena)
    answer(phone, show(worker, world))
    answer(phone, show(worker, world))
    assert Device.objects.filter(person=world.aino, ended_at=None).count() == 1


def test_a_wrong_number_is_no_more_than_wrong_to_one_who_is_signed_in(world: World) -> None:
    shown = actions.make_sign_in_code(by=a(world.leena), person=world.aino, how="known")
    wrong = "000000" if shown.digits != "000000" else "111111"
    assert "eivät täsmää" in answer(signed_in(world.omar), wrong)
    assert refused() == ["digits"]


def test_the_mark_opens_nothing_and_names_nobody(world: World) -> None:
    browser = signed_in(world.leena)
    show(browser, world)
    mark = browser.cookies["punos_shows"]
    assert mark.value == "1"
    assert mark["httponly"]
    browser.post(reverse("sign-out"))
    assert browser.get(reverse("home")).status_code == 302


def accept(browser: Client, token: str) -> str:
    """Press yes on an invitation's page."""
    return browser.post(reverse("invitation", args=[token]), {"answer": "yes"}).content.decode()


@pytest.mark.parametrize("name", ["aino", "leena", "veikko", "outi"])
def test_an_invitation_is_not_answered_where_another_is_signed_in(world: World, name: str) -> None:
    link, browser = invite(world), signed_in(world.cast[name])
    at = reverse("invitation", args=[link.token])
    assert "on kirjautunut joku muu" in browser.get(at).content.decode()
    assert not refused()
    assert "on kirjautunut joku muu" in accept(browser, link.token)
    assert refused() == ["another_is_in"]
    assert browser.get(reverse("settings")).wsgi_request.actor.person == world.cast[name]
    assert Seat.objects.get(pk=link.seat.pk).answer is None


def test_signing_out_leads_back_to_the_invitation_which_is_then_answered(world: World) -> None:
    link, browser = invite(world), signed_in(world.aino)
    at = reverse("invitation", args=[link.token])
    assert f'name="next" value="{at}"' in browser.get(at).content.decode()
    assert browser.post(reverse("sign-out"), {"next": at}).headers["Location"] == at
    assert "Lupaan ja tulen mukaan" in browser.get(at).content.decode()
    accept(browser, link.token)
    assert Seat.objects.get(pk=link.seat.pk).answer
    assert browser.session["_auth_user_id"] == str(link.seat.person_id)


def test_one_who_is_signed_in_as_the_invited_answers_as_before(world: World) -> None:
    link = invite(world)
    accept(signed_in(link.seat.person), link.token)
    assert Seat.objects.get(pk=link.seat.pk).answer


@pytest.mark.parametrize("shown", ["digits", "guardian"])
def test_the_workers_browser_answers_no_invitation_even_signed_out(
    world: World, shown: str
) -> None:
    browser, link = signed_in(world.leena), invite(world)
    if shown == "digits":
        show(browser, world)
    else:
        make_minor(world)
        place = propose_guardian(world).seat
        browser.post(reverse("guardian-link", args=[world.case.pk, place.pk]))
    browser.post(reverse("sign-out"))
    assert "on kutsuttu toisia mukaan" in accept(browser, link.token)
    assert refused() == ["shown_here"]
    assert Seat.objects.get(pk=link.seat.pk).answer is None


@pytest.mark.parametrize("onward", ["https://toinen.example/", "//toinen.example", ""])
def test_signing_out_leads_to_no_other_site(world: World, onward: str) -> None:
    answer = signed_in(world.aino).post(reverse("sign-out"), {"next": onward})
    assert answer.headers["Location"] == reverse("sign-in")

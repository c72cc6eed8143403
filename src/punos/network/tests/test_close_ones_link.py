"""S2.6 S4.4 · A close one comes by a link that a look never spends, promises silence, and sees times."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from punos import clock
from punos.access import policy
from punos.access.models import Acceptance
from punos.access.rights import Right
from punos.network import actions as network
from punos.network.models import Invitation, Seat
from punos.network.tests.pages import ODD, invite, page, read
from punos.people.actor import Level
from punos.people.models import Device, Person
from tests.world import World, a, signed_in


def gone(browser: Client, token: str) -> bool:
    return browser.get(page("invitation", token)).status_code == 410


def test_looking_never_spends_the_link(world: World) -> None:
    link = invite(world)
    for _look in range(3):
        html = read(Client(), "invitation", link.token)
        assert "Aino" in html
    assert Invitation.objects.get(seat=link.seat).spent_at is None
    assert not policy.rights_in(a(link.seat.person), world.case)


def test_the_answer_spends_it_once_and_keeps_the_promise(world: World) -> None:
    link, browser = invite(world), Client()
    browser.post(page("invitation", link.token), {"answer": "yes"})
    seat = Seat.objects.get(pk=link.seat.pk)
    assert seat.answer.text.kind == "promise"
    assert seat.answer.given_by == seat.person
    assert gone(browser, link.token)
    assert gone(Client(), link.token)
    assert Client().post(page("invitation", link.token), {"answer": "yes"}).status_code == 410
    assert Acceptance.objects.filter(given_by=seat.person).count() == 1


def test_a_link_signs_in_lightly_and_opens_times_only(world: World) -> None:
    link, browser = invite(world), Client()
    browser.post(page("invitation", link.token), {"answer": "yes"})
    person = link.seat.person
    assert browser.session["_auth_user_id"] == str(person.pk)
    assert policy.rights_in(a(person, Level.LIGHT), world.case) == {Right.TIMES_READ}
    assert browser.get(page("network", world.case.pk)).status_code == 404
    assert browser.get(page("case", world.case.pk)).status_code == 200


def test_a_worker_who_meets_the_close_one_raises_the_level(world: World) -> None:
    browser = signed_in(world.leena)
    shown = browser.post(page("close-one-device", world.case.pk, world.seats["veikko"].pk))
    phone = Client()
    phone.post(page("device"), {"digits": shown.context["code"].digits})
    assert Device.objects.get(person=world.veikko).met_by == world.leena
    assert phone.get(page("network", world.case.pk)).status_code == 200


def test_neither_the_client_nor_a_stranger_raises_it(world: World) -> None:
    for person in (world.aino, world.veikko, world.outi, world.eero):
        answer = signed_in(person).post(
            page("close-one-device", world.case.pk, world.seats["veikko"].pk)
        )
        assert answer.status_code == 404, person.first_name


def test_a_no_by_the_link_ends_the_seat_and_opens_nothing(world: World) -> None:
    link = invite(world)
    Client().post(page("invitation", link.token), {"answer": "no"})
    assert Seat.objects.get(pk=link.seat.pk).ending == Seat.EndingWay.REFUSED
    assert not policy.rights_in(a(link.seat.person, Level.LIGHT), world.case)


def test_a_newer_link_ends_the_older(world: World) -> None:
    link = invite(world)
    newer = signed_in(world.aino).post(page("close-one-link", world.case.pk, link.seat.pk))
    assert newer.status_code == 200
    assert gone(Client(), link.token)
    assert Invitation.objects.filter(seat=link.seat, spent_at=None).count() == 1


@pytest.mark.parametrize("over", ["withdrawn", "link", "consent", "work", "unknown"])
def test_a_link_that_is_over_gives_one_answer_whatever_ended_it(world: World, over: str) -> None:
    link, days = invite(world, until_on=clock.today() + timedelta(days=3)), 0
    token = link.token
    if over == "withdrawn":
        network.withdraw_seat(by=a(world.aino), case_id=world.case.pk, seat_id=link.seat.pk)
    elif over == "work":
        network.end_work(by=a(world.aino), case_id=world.case.pk)
    elif over == "unknown":
        token = "x" * 32
    else:
        days = 15 if over == "link" else 4
    with time_machine.travel(clock.now() + timedelta(days=days), tick=False):
        browser = Client()
        looked = browser.get(page("invitation", token))
        answered = browser.post(page("invitation", token), {"answer": "yes"})
        assert looked.status_code == answered.status_code == 410
        assert "Aino" not in looked.content.decode()
        assert "_auth_user_id" not in browser.session
    assert Seat.objects.get(pk=link.seat.pk).answer is None


def test_only_a_hash_of_the_link_is_kept(world: World) -> None:
    link = invite(world)
    kept = Invitation.objects.get(seat=link.seat)
    assert link.token not in kept.token_hash
    assert len(link.token) >= 32


def test_the_client_invites_with_a_form_that_can_be_sent_twice(world: World) -> None:
    browser = signed_in(world.aino)
    html = read(browser, "close-one-invite", world.case.pk)
    assert 'name="made_key"' in html
    form = {
        "first_name": "Saara",
        "relation": "sisko",
        "topics": ["times"],
        "months": "3",
        "made_key": "0b2f6f0a-1d2e-4c3b-9a4f-0123456789ab",
    }
    for _press in range(2):
        answer = browser.post(page("close-one-invite", world.case.pk), form)
        assert "Saara" in answer.content.decode()
    assert Seat.objects.filter(case=world.case, person__first_name="Saara").count() == 1
    assert Invitation.objects.filter(seat__person__first_name="Saara", spent_at=None).count() == 1


def test_nobody_but_the_client_invites_a_close_one(world: World) -> None:
    for person in (world.leena, world.omar, world.veikko, world.outi, world.eero):
        answer = signed_in(person).get(page("close-one-invite", world.case.pk))
        assert answer.status_code == 404


@pytest.mark.parametrize("text", ODD.values(), ids=ODD)
def test_an_odd_relation_is_text(world: World, text: str) -> None:
    invite(world, name=text, relation=text)
    html = read(signed_in(world.aino), "consents", world.case.pk)
    assert escape(text) in html
    assert "<script>alert" not in html
    assert "<svg onload" not in html


def test_before_the_yes_the_client_looks_through_the_close_ones_eyes(world: World) -> None:
    """S1.2 · The form is the consent itself, so the look comes before it; it opens nothing."""
    address = reverse("close-one-preview", args=[world.case.pk])
    people, seats = Person.objects.count(), Seat.objects.count()
    asked = {"first_name": "Minttu", "relation": "sisko", "topics": ["times", "plan"]}
    page = signed_in(world.aino).post(address, asked).content.decode()
    assert "Katsot nyt hänen silmin: Minttu." in page
    assert "Takaisin kutsuun" in page
    assert (Person.objects.count(), Seat.objects.count()) == (people, seats)
    for other in (world.leena, world.veikko, world.outi):
        assert signed_in(other).post(address, asked).status_code == 404
    form = signed_in(world.aino).get(reverse("close-one-invite", args=[world.case.pk]))
    assert f'formaction="{address}"' in form.content.decode()

"""S4.2 S1.2 · A work starts beside the client: a first name, a phone, and the site's own model."""

from datetime import timedelta

import pytest
from django.utils.html import escape

from punos import clock
from punos.access import policy
from punos.access.models import Case
from punos.access.rights import Right
from punos.network import actions as network
from punos.network import queries
from punos.network.models import Seat
from punos.network.tests.pages import LONG, ODD, newest_case, page, read, start_form
from punos.notices.queries import mine
from punos.people.actor import Level
from punos.people.models import Device, Person
from punos.trace.refusal import Refused
from tests.world import MODEL, World, a, employ, make_person, signed_in


def test_a_first_name_is_enough_and_the_model_is_the_sites_own(world: World) -> None:
    browser = signed_in(world.outi)
    assert "Ohjaamo" in read(browser, "start-work")
    answer = browser.post(page("start-work"), {"first_name": "Taavi"})
    case = newest_case()
    assert answer.headers["Location"] == page("client-device", case.pk)
    assert (case.client.first_name, case.opened_by, case.owner) == (
        "Taavi",
        world.outi,
        world.centre.organisation,
    )
    assert queries.model_of(case).code == MODEL


def test_the_worker_needs_five_touches_at_most(world: World) -> None:
    """Name, phone, start; then show the code: four."""
    browser = signed_in(world.outi)
    touches = 0
    fields = {"first_name": "Taavi", "phone": "040 111 2222"}
    touches += len(fields)
    answer = browser.post(page("start-work"), fields)
    touches += 1
    browser.post(answer.headers["Location"])
    touches += 1
    assert touches <= 5


def test_six_digits_are_shown_and_make_the_clients_phone_a_met_device(world: World) -> None:
    browser = signed_in(world.leena)
    before = read(browser, "client-device", world.case.pk)
    assert "svg" not in before.split("<main")[-1].split("</main>")[0] or "role=" in before
    shown = browser.post(page("client-device", world.case.pk))
    digits = shown.context["code"].digits
    assert len(digits) == 6
    phone = signed_in(world.omar)
    phone.logout()
    phone.post(page("device"), {"digits": digits})
    assert Device.objects.filter(person=world.aino, met_by=world.leena).exists()


def test_sending_the_same_form_twice_opens_one_work(world: World) -> None:
    browser = signed_in(world.outi)
    form = start_form()
    first, second = (browser.post(page("start-work"), form) for _press in range(2))
    assert first.headers["Location"] == second.headers["Location"]
    assert Person.objects.filter(first_name="Taavi").count() == 1


def test_another_persons_form_key_gives_nothing_of_that_work(world: World) -> None:
    form = start_form()
    signed_in(world.outi).post(page("start-work"), form)
    assert signed_in(world.omar).post(page("start-work"), form).status_code == 404


def test_an_empty_name_is_said_beside_the_field_and_the_phone_stays(world: World) -> None:
    answer = signed_in(world.outi).post(page("start-work"), start_form(first_name="  "))
    html = answer.content.decode()
    assert answer.context["form"].errors["first_name"]
    assert "040 111 2222" in html
    assert not Person.objects.filter(reaches__value="040 111 2222").exists()


@pytest.mark.parametrize("text", ODD.values(), ids=ODD)
def test_an_odd_name_is_text_on_every_page(world: World, text: str) -> None:
    browser = signed_in(world.outi)
    browser.post(page("start-work"), start_form(first_name=text))
    case = newest_case()
    assert case.client.first_name == text
    for name in ("client-device", "network", "seat-propose", "case-end"):
        html = read(browser, name, case.pk)
        assert escape(text) in html, name
        assert "<script>alert" not in html
        assert "<svg onload" not in html


def test_a_very_long_name_is_refused_and_kept_on_the_page(world: World) -> None:
    answer = signed_in(world.outi).post(page("start-work"), start_form(first_name=LONG))
    assert answer.context["form"].errors["first_name"]
    assert LONG.strip() in answer.content.decode()


def test_only_one_who_works_somewhere_today_opens_a_work(world: World) -> None:
    ended = make_person("Entinen")
    employ(ended, world.centre, "youth_worker", until_on=clock.today() - timedelta(days=1))
    count = Case.objects.count()
    for person in (world.aino, world.veikko, ended):
        for answer in (
            signed_in(person).get(page("start-work")),
            signed_in(person).post(page("start-work"), start_form()),
        ):
            assert answer.status_code == 404
    assert Case.objects.count() == count


def test_the_client_holds_the_work_and_the_opener_asks_for_a_place_like_anybody(
    world: World,
) -> None:
    signed_in(world.outi).post(page("start-work"), start_form())
    case = newest_case()
    assert policy.may(a(case.client), Right.CONSENT_GIVE, case)
    seat = Seat.objects.get(case=case)
    assert (seat.person, seat.proposed_by, seat.consent) == (world.outi, world.outi, None)
    assert [line.words for line in mine(a(case.client))] == [
        "Sinulta pyydetään lupaa. Päätä rauhassa."
    ]


def test_a_colleague_of_the_opener_sees_nothing_of_it(world: World) -> None:
    signed_in(world.outi).post(page("start-work"), start_form())
    for person in (world.leena, world.pekka, world.helmi):
        assert not policy.rights_in(a(person), newest_case())


@pytest.mark.parametrize("level", [Level.LIGHT, Level.DEVICE])
def test_a_work_is_opened_by_a_work_sign_in_alone(world: World, level: Level) -> None:
    browser = signed_in(world.leena, level)
    assert browser.get(page("start-work")).status_code == 404
    assert browser.post(page("start-work"), {"first_name": "Taavi"}).status_code == 404
    with pytest.raises(Refused):
        network.start_work(
            by=a(world.leena, level),
            employment=world.jobs["leena"],
            first_name="Taavi",
            model=queries.model_of(world.case),
        )
    assert not Case.objects.exclude(pk=world.case.pk).exists()

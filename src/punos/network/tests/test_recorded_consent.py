"""S4.4 · A consent on paper, on the worker's device or aloud is written down with how and by whom."""

import pytest
from django.core.exceptions import ValidationError

from punos import clock
from punos.access import policy
from punos.access.models import Consent
from punos.access.rights import Right
from punos.network import actions as network
from punos.network.models import Seat
from punos.network.tests.pages import page, propose, read
from tests.world import World, a, agree, no_such_id, signed_in


@pytest.fixture
def seat(world: World) -> Seat:
    return propose(world, world.jobs["outi"])


def form(**facts: object) -> dict[str, object]:
    return {"topics": ["plan"], "months": "3", "how": "paper", **facts}


@pytest.mark.parametrize("how", ["paper", "worker_device", "oral"])
def test_a_worker_writes_down_how_the_yes_was_given(world: World, seat: Seat, how: str) -> None:
    browser = signed_in(world.leena)
    assert "Outi" in read(browser, "consent-record", world.case.pk, seat.pk)
    answer = browser.post(
        page("consent-record", world.case.pk, seat.pk), form(how=how, witness="Tuula Todistaja")
    )
    assert answer.headers["Location"] == page("network", world.case.pk)
    consent = Consent.objects.get(to_person=world.outi)
    assert (consent.how, consent.given_by, consent.recorded_by) == (how, world.aino, world.leena)
    assert consent.witness == "Tuula Todistaja"
    assert consent.text.kind == "consent"


def test_an_oral_yes_without_a_witness_is_refused_in_words_and_the_text_stays(
    world: World, seat: Seat
) -> None:
    answer = signed_in(world.leena).post(
        page("consent-record", world.case.pk, seat.pk), form(how="oral")
    )
    assert "Kirjoita, kuka oli todistajana." in answer.content.decode()
    assert answer.context["form"].data["how"] == "oral"
    assert not Consent.objects.filter(to_person=world.outi).exists()


def test_own_device_is_not_a_choice_of_the_worker(world: World, seat: Seat) -> None:
    answer = signed_in(world.leena).post(
        page("consent-record", world.case.pk, seat.pk), form(how="own_device")
    )
    assert answer.context["form"].errors["how"]


def test_the_client_gives_by_the_own_device_and_no_other_way(world: World, seat: Seat) -> None:
    with pytest.raises(ValidationError):
        network.record_consent(
            by=a(world.aino),
            case_id=world.case.pk,
            seat_id=seat.pk,
            topics=["plan"],
            until_on=clock.today(),
            how="paper",
        )


def test_only_one_who_works_in_the_network_writes_it_down(world: World, seat: Seat) -> None:
    for person in (world.aino, world.veikko, world.outi, world.eero, world.pekka):
        browser = signed_in(person)
        address = page("consent-record", world.case.pk, seat.pk)
        assert browser.get(address).status_code == 404, person.first_name
        assert browser.post(address, form()).status_code == 404, person.first_name
    assert not Consent.objects.filter(to_person=world.outi).exists()


def test_a_seat_of_another_case_is_not_found(world: World) -> None:
    browser = signed_in(world.leena)
    address = page("consent-record", world.case.pk, no_such_id())
    assert browser.get(address).status_code == 404
    assert browser.post(address, form()).status_code == 404


def test_nobody_writes_down_a_wider_yes_for_oneself(world: World) -> None:
    agree(world, world.seats["omar"], ("times",))
    browser = signed_in(world.omar)
    address = page("consent-record", world.case.pk, world.seats["omar"].pk)
    answer = browser.post(address, form(how="oral", witness="Tuula Todistaja"))
    assert answer.status_code == 404
    assert not policy.may(a(world.omar), Right.PLAN_READ, world.case)
    by_another = page("consent-record", world.case.pk, world.seats["omar"].pk)
    signed_in(world.leena).post(by_another, form(how="paper"))
    assert policy.may(a(world.omar), Right.PLAN_READ, world.case)

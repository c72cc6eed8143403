"""S4.4 S0.4 · One button takes everything back; the one removed gets no notice, no date, no reason."""

import pytest

from punos.access import policy
from punos.access.models import Withdrawal
from punos.access.rights import Right
from punos.network import actions as network
from punos.network import queries
from punos.network.models import Seat
from punos.network.tests.pages import page, read
from punos.notices.models import Notice
from punos.notices.queries import mine
from tests.world import World, a, agree, no_such_id, same_page, seat_worker, signed_in

PAGES = ("case", "network", "consents", "use-log", "seat-propose", "close-one-invite")


def withdraw(world: World, name: str) -> None:
    answer = signed_in(world.aino).post(
        page("consent-withdraw", world.case.pk, world.seats[name].pk)
    )
    assert answer.headers["Location"] == page("consents", world.case.pk)


@pytest.mark.parametrize("name", ["omar", "veikko", "leena"])
def test_one_button_and_from_that_second_nothing_is_shown(world: World, name: str) -> None:
    browser = signed_in(world.cast[name])
    assert browser.get(page("network", world.case.pk)).status_code == 200
    withdraw(world, name)
    for each in PAGES:
        assert browser.get(page(each, world.case.pk)).status_code == 404, each
    assert not queries.my_cases(a(world.cast[name]))


def test_the_removed_is_told_nothing(world: World) -> None:
    before = Notice.objects.filter(to=world.veikko).count()
    withdraw(world, "veikko")
    assert Notice.objects.filter(to=world.veikko).count() == before
    assert mine(a(world.veikko)) == []


def test_the_removed_gets_the_answer_of_a_stranger_and_of_an_unknown_case(world: World) -> None:
    withdraw(world, "veikko")
    browser, none = signed_in(world.veikko), no_such_id()
    for name in PAGES:
        removed, missing = (browser.get(page(name, each)) for each in (world.case.pk, none))
        assert removed.status_code == missing.status_code == 404
        assert same_page(removed, world.case.pk) == same_page(missing, none), name


def test_nobody_in_the_network_sees_that_somebody_was_removed(world: World) -> None:
    network.set_responsibility(
        by=a(world.leena), case_id=world.case.pk, person_id=world.veikko.pk, words="Tulee mukaan."
    )
    withdraw(world, "veikko")
    html = read(signed_in(world.omar), "network", world.case.pk)
    assert "Veikko" not in html
    assert "Tulee mukaan." not in html


def test_the_client_sees_the_ended_consent_with_its_day(world: World) -> None:
    withdraw(world, "omar")
    page_ = queries.consents_page(a(world.aino), world.case.pk)
    assert [line.who for line in page_.ended if line.who == "Omar"] == ["Omar"]
    assert "Omar" not in {card.name for card in page_.seated}


def test_pressing_twice_takes_back_once(world: World) -> None:
    withdraw(world, "omar")
    withdraw(world, "omar")
    consent = Seat.objects.get(pk=world.seats["omar"].pk).consent
    assert Withdrawal.objects.filter(consent=consent).count() == 1


def test_the_others_keep_what_they_had(world: World) -> None:
    before = {
        name: policy.rights_in(a(world.cast[name]), world.case) for name in ("leena", "riitta")
    }
    withdraw(world, "omar")
    for name, rights in before.items():
        assert policy.rights_in(a(world.cast[name]), world.case) == rights


def test_one_asked_again_after_a_withdrawal_needs_all_three_again(world: World) -> None:
    withdraw(world, "omar")
    seat = network.propose_seat(
        by=a(world.leena), case_id=world.case.pk, employment=world.jobs["omar"], why="", topics=()
    )
    assert not policy.rights_in(a(world.omar), world.case)
    agree(world, seat)
    assert not policy.rights_in(a(world.omar), world.case)
    network.answer_seat(by=a(world.omar), seat_id=seat.pk, is_yes=True)
    assert policy.may(a(world.omar), Right.PLAN_READ, world.case)


def test_a_worker_writes_down_a_withdrawal_that_was_said(world: World) -> None:
    network.withdraw_seat(
        by=a(world.leena), case_id=world.case.pk, seat_id=world.seats["omar"].pk, how="oral"
    )
    assert not policy.rights_in(a(world.omar), world.case)
    kept = Withdrawal.objects.latest("at")
    assert (kept.by, kept.how) == (world.leena, "oral")


def test_taking_back_what_was_never_answered_ends_the_invitation(world: World) -> None:
    seat = network.propose_seat(
        by=a(world.leena), case_id=world.case.pk, employment=world.jobs["outi"], why="", topics=()
    )
    agree(world, seat)
    world.seats["outi"] = seat
    withdraw(world, "outi")
    assert signed_in(world.outi).get(page("seat", seat.pk)).status_code == 404
    assert mine(a(world.outi)) == []


def test_a_seat_that_was_taken_back_can_be_given_to_another(world: World) -> None:
    withdraw(world, "omar")
    assert seat_worker(world, world.jobs["outi"]).consent is not None

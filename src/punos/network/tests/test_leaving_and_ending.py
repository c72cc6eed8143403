"""S4.4 S4.2 · Whoever is in may leave; the work ends together, and the client keeps what is theirs."""

import pytest
from django.http import Http404

from punos.access import policy
from punos.access.models import Ending
from punos.access.rights import Right
from punos.network import actions as network
from punos.network import queries
from punos.network.models import Seat
from punos.network.tests.pages import page, propose, read
from punos.notices.queries import mine
from punos.trace.models import UseLog
from tests.world import World, a, agree, signed_in


@pytest.mark.parametrize("name", ["omar", "leena", "veikko"])
def test_who_leaves_sees_nothing_more_and_the_seat_says_how_it_ended(
    world: World, name: str
) -> None:
    browser = signed_in(world.cast[name])
    answer = browser.post(page("seat-leave", world.case.pk))
    assert answer.headers["Location"] == page("home")
    assert not policy.rights_in(a(world.cast[name]), world.case)
    assert Seat.objects.get(pk=world.seats[name].pk).ending == Seat.EndingWay.LEFT
    assert browser.post(page("seat-leave", world.case.pk)).status_code == 404


def test_who_has_not_answered_has_nothing_to_leave(world: World) -> None:
    seat = propose(world, world.jobs["outi"])
    agree(world, seat)
    with pytest.raises(Http404):
        network.leave(by=a(world.outi), case_id=world.case.pk)
    assert queries.my_invitations(a(world.outi))


def test_the_opener_may_leave_before_any_consent(world: World) -> None:
    case = network.start_work(
        by=a(world.outi),
        employment=world.jobs["outi"],
        first_name="Taavi",
        model=queries.model_of(world.case),
    )
    network.leave(by=a(world.outi), case_id=case.pk)
    assert not policy.rights_in(a(world.outi), case)


def test_the_client_does_not_leave_an_own_work(world: World) -> None:
    assert signed_in(world.aino).post(page("seat-leave", world.case.pk)).status_code == 404
    assert not queries.network_page(a(world.aino), world.case.pk).may_leave


def test_one_who_left_may_be_asked_again(world: World) -> None:
    network.leave(by=a(world.omar), case_id=world.case.pk)
    seat = propose(world, world.jobs["omar"])
    agree(world, seat)
    assert not policy.rights_in(a(world.omar), world.case), "the yes of last time is over"
    network.answer_seat(by=a(world.omar), seat_id=seat.pk, is_yes=True)
    assert policy.may(a(world.omar), Right.PLAN_READ, world.case)


def test_the_client_ends_the_work_with_a_contact_of_the_own_choice(world: World) -> None:
    browser = signed_in(world.aino)
    assert "Leena" in read(browser, "case-end", world.case.pk)
    unsure = browser.post(page("case-end", world.case.pk), {"contact_id": str(world.leena.pk)})
    assert unsure.context["form"].errors["sure"]
    assert not Ending.objects.exists()
    browser.post(page("case-end", world.case.pk), {"contact_id": str(world.leena.pk), "sure": "on"})
    ending = Ending.objects.get(case=world.case)
    assert (ending.why, ending.contact, ending.by) == ("client", world.leena, world.aino)


def test_when_the_opener_ends_a_work_without_consent_the_client_is_told(world: World) -> None:
    case = network.start_work(
        by=a(world.outi),
        employment=world.jobs["outi"],
        first_name="Taavi",
        model=queries.model_of(world.case),
    )
    network.end_work(by=a(world.outi), case_id=case.pk)
    assert any("päättynyt" in line.words for line in mine(a(case.client)))


def test_after_the_ending_the_client_opens_the_own_pages_and_changes_nothing(
    world: World,
) -> None:
    network.end_work(by=a(world.aino), case_id=world.case.pk)
    browser = signed_in(world.aino)
    for name in ("case", "consents", "use-log", "network"):
        html = read(browser, name, world.case.pk)
        assert "Kutsu läheinen" not in html
    for name in ("close-one-invite", "seat-propose", "case-end"):
        assert browser.get(page(name, world.case.pk)).status_code == 404, name
    give = page("consent-give", world.case.pk, world.seats["omar"].pk)
    assert browser.post(give, {"topics": ["plan"], "months": "6"}).status_code == 404


def test_after_the_ending_nobody_else_finds_it(world: World) -> None:
    network.end_work(by=a(world.aino), case_id=world.case.pk)
    for name in ("leena", "omar", "riitta", "veikko", "outi", "eero"):
        browser = signed_in(world.cast[name])
        assert browser.get(page("network", world.case.pk)).status_code == 404, name
        assert not queries.my_cases(a(world.cast[name]))


def test_looking_at_the_page_that_ends_a_work_is_a_look(world: World) -> None:
    read(signed_in(world.aino), "case-end", world.case.pk)
    looked = UseLog.objects.filter(actor_id=str(world.aino.pk)).values_list("what", flat=True)
    assert set(looked) == {"network.read", "plan.read"}

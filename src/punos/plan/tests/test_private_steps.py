"""S4.4 S4.5 · Steps between the client and the own worker: to others there is nothing at all."""

import pytest
from django.core.exceptions import ValidationError
from django.http import Http404

from punos.access.models import Circle
from punos.access.tests.acts import ask, officer
from punos.network import actions as network
from punos.notices.models import Notice
from punos.plan import actions, queries
from punos.plan.tests.plans import agree_step, in_days, whats
from tests.world import World, a

OTHERS = ("omar", "riitta", "veikko")


def test_a_private_step_shows_to_the_client_and_the_own_worker_alone(world: World) -> None:
    step = agree_step(world, world.aino, "Puhun velasta", is_private=True, due_on=in_days(1))
    for name in ("aino", "leena"):
        assert whats(world, world.cast[name]) == ["Puhun velasta"]
    for name in OTHERS:
        who = a(world.cast[name])
        assert whats(world, world.cast[name]) == []
        with pytest.raises(Http404):
            queries.step_page(who, world.case.pk, step.pk)
        for act in (actions.complete_step, actions.withdraw_step):
            with pytest.raises(Http404):
                act(by=who, case_id=world.case.pk, step_id=step.pk)
        with pytest.raises(Http404):
            actions.name_obstacle(
                by=who, case_id=world.case.pk, step_id=step.pk, kind="other", words="X"
            )
        with pytest.raises(Http404):
            agree_step(world, world.cast[name], "X", parent_id=step.pk)


def test_no_count_and_no_hint_tells_of_private_steps(world: World) -> None:
    agree_step(world, world.omar, "Näkyvä")
    before = {name: _everything(world, name) for name in OTHERS}
    for number in range(5):
        agree_step(world, world.aino, f"Salainen {number}", is_private=True)
    agree_step(world, world.leena, "Leenan salainen", is_private=True, due_on=in_days(1))
    assert {name: _everything(world, name) for name in OTHERS} == before


def _everything(world: World, name: str) -> tuple[object, ...]:
    who = a(world.cast[name])
    page = queries.plan_page(who, world.case.pk)
    seen = (page.now, page.next, page.later, page.done, page.many, page.seers)
    return (*seen, queries.summary(who, world.case), queries.desk_steps(who))


def test_the_count_of_those_who_see_tells_nobody_of_an_inquiry(world: World) -> None:
    before = {name: queries.plan_page(a(world.cast[name]), world.case.pk).seers for name in OTHERS}
    of_aino = queries.plan_page(a(world.aino), world.case.pk).seers
    asker, approver = officer(world, "Tiina"), officer(world, "Teuvo")
    inquiry = ask(world, asker, in_days(3))
    network.approve_inquiry(by=a(approver), inquiry_id=inquiry.pk)
    after = {name: queries.plan_page(a(world.cast[name]), world.case.pk).seers for name in OTHERS}
    assert after == before
    own = queries.plan_page(a(world.aino), world.case.pk).seers
    assert own == of_aino + 1, "the client is told of all"


def test_all_private_steps_of_a_case_share_one_circle(world: World) -> None:
    first = agree_step(world, world.aino, "Yksi", is_private=True)
    second = agree_step(world, world.leena, "Kaksi", is_private=True)
    part = agree_step(world, world.leena, "Osa", parent_id=first.pk)
    assert Circle.objects.filter(follows_own_worker=True).count() == 1
    assert first.circle == second.circle == part.circle


@pytest.mark.parametrize("name", OTHERS)
def test_others_do_not_make_private_steps(world: World, name: str) -> None:
    with pytest.raises(ValidationError) as no:
        agree_step(world, world.cast[name], "X", is_private=True)
    assert (no.value.code, no.value.field) == ("private", "is_private")


def test_a_private_step_is_not_promised_for_one_who_does_not_see_it(world: World) -> None:
    with pytest.raises(ValidationError) as no:
        agree_step(world, world.aino, "X", is_private=True, responsible_id=world.omar.pk)
    assert no.value.field == "responsible_id"
    assert not Notice.objects.filter(kind="step_new").exists()


def test_private_steps_follow_the_own_worker(world: World) -> None:
    agree_step(world, world.aino, "Puhun velasta", is_private=True)
    network.name_own_worker(
        by=a(world.leena),
        case_id=world.case.pk,
        kind="statutory",
        person_id=world.riitta.pk,
        reason="Terveysasiat ovat nyt tärkeimpiä.",
    )
    assert whats(world, world.riitta) == ["Puhun velasta"]
    assert whats(world, world.leena) == []


def test_the_own_worker_hears_of_a_private_step_and_others_hear_nothing(world: World) -> None:
    agree_step(world, world.aino, "Puhutaan", is_private=True, responsible_id=world.leena.pk)
    assert [notice.to for notice in Notice.objects.filter(kind="step_new")] == [world.leena]

"""S4.4 · How surely a person is known is part of the question (LAW.md 3.1)."""

from itertools import pairwise

import pytest

from punos.access import policy
from punos.access.models import Grant
from punos.access.rights import LEAST_LEVEL, TOPICS, Right
from punos.network import actions as network
from punos.network.queries import model_of
from punos.people.actor import Actor, Level
from tests.world import World, a


def test_every_right_has_its_least_level_and_times_alone_is_light() -> None:
    assert set(LEAST_LEVEL) == set(Right)
    assert {right for right in Right if LEAST_LEVEL[right] < Level.DEVICE} == {Right.TIMES_READ}


def test_a_topic_asks_for_the_level_of_its_rights() -> None:
    for topic, opening in TOPICS.items():
        assert {LEAST_LEVEL[right] for right in opening.rights} == {opening.level}, topic


@pytest.mark.parametrize("name", ["leena", "omar", "riitta"])
@pytest.mark.parametrize("level", [Level.LIGHT, Level.DEVICE])
def test_what_is_held_by_work_asks_for_a_work_sign_in(
    world: World, name: str, level: Level
) -> None:
    assert not policy.rights_in(a(world.cast[name], level), world.case)
    assert not policy.cases(a(world.cast[name], level), Right.TIMES_READ).exists()
    assert policy.rights_in(a(world.cast[name], Level.STRONG), world.case)


def test_a_worker_who_is_a_client_elsewhere_opens_only_that_by_phone(world: World) -> None:
    model = model_of(world.case)
    assert model
    own = network.start_work(
        by=a(world.outi), employment=world.jobs["outi"], first_name="Riitta", model=model
    )
    Grant.objects.filter(case=own, capacity="own").update(holder=world.riitta)
    phone = a(world.riitta, Level.DEVICE)
    assert list(policy.cases(phone, Right.PLAN_READ)) == [own]


@pytest.mark.parametrize("name", ["aino", "veikko"])
def test_a_light_sign_in_opens_times_only_for_anybody(world: World, name: str) -> None:
    light = a(world.cast[name], Level.LIGHT)
    assert policy.rights_in(light, world.case) == {Right.TIMES_READ}
    for right in Right:
        assert policy.may(light, right, world.case) is (right == Right.TIMES_READ)


@pytest.mark.parametrize("name", ["aino", "leena", "omar", "veikko"])
def test_a_surer_sign_in_opens_no_less(world: World, name: str) -> None:
    opened = [policy.rights_in(a(world.cast[name], level), world.case) for level in Level]
    for lower, higher in pairwise(opened):
        assert lower <= higher


def test_without_a_sign_in_nothing_is_open(world: World) -> None:
    for nobody in (Actor(None), Actor(None, Level.STRONG), a(world.aino, Level.NONE)):
        assert not policy.rights_in(nobody, world.case)
        assert not any(policy.cases(nobody, right).exists() for right in Right)


def test_the_level_of_a_duty_is_no_lighter(world: World) -> None:
    assert policy.queue(a(world.pekka), "manager").exists()
    assert not policy.queue(a(world.pekka, Level.LIGHT), "manager").exists()
    assert not policy.queue(a(world.outi), "manager").exists()
    assert not policy.queue(Actor(None, Level.STRONG), "manager").exists()


def test_a_duty_opens_no_case(world: World) -> None:
    assert not policy.rights_in(a(world.pekka), world.case)
    assert not any(policy.cases(a(world.pekka), right).exists() for right in Right)

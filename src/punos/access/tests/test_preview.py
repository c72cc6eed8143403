"""S1.2 S4.4 · Katso hänen silmin: exactly what that person would see, that case only, nothing written."""

from datetime import timedelta
from itertools import combinations

import pytest

from punos import clock
from punos.access import policy
from punos.access import queries as access
from punos.access.rights import WRITING, Right, Topic
from punos.access.tests.acts import circle_of, note
from punos.network import actions as network
from punos.network import queries
from punos.network.models import Responsibility
from punos.people.actor import Actor, Level
from punos.people.models import Device
from punos.trace.models import UseLog
from punos.trace.refusal import Refused
from tests.world import World, a, no_such_id

CHOICES = [topics for size in (1, 2, 6) for topics in combinations(Topic.values, size)][::3]


def eyes_of(world: World, name: str, topics: tuple[str, ...] = tuple(Topic.values)) -> Actor:
    seat = world.seats[name]
    return queries.preview_actor(a(world.aino), world.case.pk, seat.pk, topics)[0]


def meet(world: World, name: str) -> None:
    """Make the person's own phone a device met face to face."""
    Device.objects.create(
        person=world.cast[name],
        token_hash=str(no_such_id()),
        met_by=world.leena,
        how="met_with_client",
        until_at=clock.now() + timedelta(days=9),
    )


@pytest.mark.parametrize("topics", CHOICES, ids="+".join)
@pytest.mark.parametrize("name", ["leena", "omar", "veikko"])
def test_the_look_equals_what_the_person_sees_after_the_yes(
    world: World, name: str, topics: tuple[str, ...]
) -> None:
    level = Level.LIGHT if name == "veikko" else Level.STRONG
    looked = policy.rights_in(eyes_of(world, name, topics), world.case)
    network.accept_seat(
        by=a(world.aino),
        case_id=world.case.pk,
        seat_id=world.seats[name].pk,
        topics=topics,
        until_on=clock.today(),
    )
    real = policy.rights_in(a(world.cast[name], level), world.case)
    assert looked == real - WRITING


def test_a_close_one_whose_device_was_met_is_shown_with_what_the_device_opens(
    world: World,
) -> None:
    assert policy.rights_in(eyes_of(world, "veikko"), world.case) == {Right.TIMES_READ}
    meet(world, "veikko")
    looked = policy.rights_in(eyes_of(world, "veikko"), world.case)
    assert looked == policy.rights_in(a(world.veikko, Level.DEVICE), world.case) - WRITING


@pytest.mark.parametrize("name", ["leena", "omar", "veikko"])
def test_records_and_pages_are_the_same_as_the_persons_own(world: World, name: str) -> None:
    meet(world, name)
    note(world, "kaikille")
    note(world, "Leenalle", circle_of(world, world.aino, world.leena))
    network.propose_seat(
        by=a(world.leena), case_id=world.case.pk, employment=world.jobs["outi"], why="", topics=()
    )
    own_level = Level.DEVICE if name == "veikko" else Level.STRONG
    looked, real = eyes_of(world, name), a(world.cast[name], own_level)
    rows = Responsibility.objects.order_by("pk")
    for right in set(Right) - WRITING:
        assert list(policy.visible(rows, looked, right)) == list(
            policy.visible(rows, real, right)
        ), right
    as_seen, own = (queries.network_page(each, world.case.pk) for each in (looked, real))
    for part in ("members", "asked", "responsibilities", "own_worker", "contact"):
        assert getattr(as_seen, part) == getattr(own, part), part


def test_nothing_can_be_written_through_anothers_eyes(world: World) -> None:
    looked = eyes_of(world, "leena")
    for right in WRITING:
        assert not policy.may(looked, right, world.case)
        with pytest.raises(Refused):
            policy.open_case(looked, world.case.pk, right)


def test_anothers_eyes_see_this_case_only(world: World) -> None:
    other = network.start_work(
        by=a(world.omar),
        employment=world.jobs["omar"],
        first_name="Taavi",
        model=queries.model_of(world.case),
    )
    looked = eyes_of(world, "omar")
    assert list(policy.cases(looked, Right.TIMES_READ)) == [world.case]
    assert not policy.rights_in(looked, other)
    assert not policy.visible(Responsibility.objects.filter(case=other), looked, Right.PLAN_READ)


def test_the_look_is_traced_as_the_clients_own(world: World) -> None:
    policy.open_case(eyes_of(world, "omar"), world.case.pk, Right.PLAN_READ)
    row = UseLog.objects.get(preview_of="Omar")
    assert (row.actor_id, row.purpose) == (str(world.aino.pk), "own_preview")
    assert "Omar" not in {look.actor_name for look in access.looks(a(world.aino), world.case)}


def test_one_who_works_there_no_more_would_see_nothing(world: World) -> None:
    world.jobs["omar"].until_on = clock.today() - timedelta(days=1)
    world.jobs["omar"].save()
    assert not policy.rights_in(eyes_of(world, "omar"), world.case)


def test_only_the_client_looks_through_anothers_eyes(world: World) -> None:
    for person in (world.leena, world.omar, world.veikko, world.outi, world.eero):
        with pytest.raises(Refused):
            queries.preview_actor(a(person), world.case.pk, world.seats["omar"].pk, Topic.values)


def test_a_look_opens_no_notices_and_no_invitations(world: World) -> None:
    looked = eyes_of(world, "omar")
    assert not queries.my_invitations(looked)

"""S4.4 · A guardian sees nothing until somebody decides, and then only those entries (CDL § 51)."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from punos import clock
from punos.access import actions as access
from punos.access import policy
from punos.access.models import Circle
from punos.access.rights import Right, Topic
from punos.access.tests.acts import circle_of, note, seat_guardian
from punos.network import queries
from punos.network.models import Responsibility, Seat
from punos.people.models import Device
from punos.trace.refusal import Refused
from tests.world import World, a, agree, no_such_id, signed_in


@pytest.fixture
def seat(world: World) -> Seat:
    return seat_guardian(world)


def decide(world: World, seat: Seat, circle: Circle, *, is_shown: bool) -> None:
    access.decide_guardian(
        by=a(world.leena),
        case_id=world.case.pk,
        circle_id=circle.pk,
        guardian=seat.person,
        is_shown=is_shown,
        minor_could_decide=True,
        reason="Aino toivoo niin.",
    )


def seen(seat: Seat) -> set[str]:
    rows = policy.visible(Responsibility.objects.all(), a(seat.person), Right.PLAN_READ)
    return {row.words for row in rows}


def test_before_a_decision_a_guardian_sees_nothing_and_is_not_listed(
    world: World, seat: Seat
) -> None:
    note(world, "kaikille")
    assert not policy.rights_in(a(seat.person), world.case)
    assert not seen(seat)
    assert seat.person not in {holder.person for holder in policy.holders(world.case)}
    with pytest.raises(Refused):
        policy.open_case(a(seat.person), world.case.pk, Right.TIMES_READ)


def test_a_decision_opens_the_entries_of_that_circle_and_no_other(world: World, seat: Seat) -> None:
    shown, hidden = circle_of(world, world.aino), circle_of(world, world.aino)
    note(world, "kaikille")
    note(world, "huoltajallekin", shown)
    note(world, "ei huoltajalle", hidden)
    decide(world, seat, shown, is_shown=True)
    assert seen(seat) == {"huoltajallekin"}
    assert Right.NETWORK_READ not in policy.rights_in(a(seat.person), world.case)


def test_a_later_no_hides_them_again(world: World, seat: Seat) -> None:
    circle = circle_of(world, world.aino)
    note(world, "huoltajallekin", circle)
    decide(world, seat, circle, is_shown=True)
    decide(world, seat, circle, is_shown=False)
    assert not seen(seat)
    assert not policy.rights_in(a(seat.person), world.case)


def test_a_no_leaves_its_reason_and_whether_the_minor_could_decide(
    world: World, seat: Seat
) -> None:
    circle = circle_of(world, world.aino)
    decide(world, seat, circle, is_shown=False)
    kept = circle.guardian_decisions.get()
    assert (kept.is_shown, kept.minor_could_decide, kept.decided_by) == (False, True, world.leena)
    assert kept.reason


def test_a_guardian_stays_out_while_others_grants_are_closed_and_comes_back_by_a_decision(
    world: World, seat: Seat
) -> None:
    access.close_spent()
    circle = circle_of(world, world.aino)
    note(world, "huoltajallekin", circle)
    decide(world, seat, circle, is_shown=True)
    assert seen(seat) == {"huoltajallekin"}


def test_only_a_guardian_is_decided_about_and_only_by_one_who_works_in_the_case(
    world: World, seat: Seat
) -> None:
    circle = circle_of(world, world.aino)
    with pytest.raises(ValidationError):
        decide(world, world.seats["veikko"], circle, is_shown=True)
    for person in (world.outi, world.eero, seat.person):
        with pytest.raises(Refused):
            access.decide_guardian(
                by=a(person),
                case_id=world.case.pk,
                circle_id=circle.pk,
                guardian=seat.person,
                is_shown=True,
                minor_could_decide=True,
                reason="Minä vain.",
            )


def test_looking_through_a_guardians_eyes_shows_what_the_guardian_sees(
    world: World, seat: Seat
) -> None:
    Device.objects.create(
        person=seat.person,
        token_hash=str(no_such_id()),
        met_by=world.leena,
        how="met_with_client",
        until_at=clock.after(clock.today()),
    )
    circle = circle_of(world, world.aino)
    note(world, "huoltajallekin", circle)
    for is_shown in (None, True, False):
        if is_shown is not None:
            decide(world, seat, circle, is_shown=is_shown)
        as_seen, _seat = queries.preview_actor(a(world.aino), world.case.pk, seat.pk, Topic.values)
        rows = policy.visible(Responsibility.objects.all(), as_seen, Right.PLAN_READ)
        assert {row.words for row in rows} == seen(seat)


@pytest.mark.parametrize("is_renewed", [False, True])
def test_a_decision_opens_neither_people_nor_times_nor_minutes(
    world: World, seat: Seat, *, is_renewed: bool
) -> None:
    circle = circle_of(world, world.aino)
    note(world, "huoltajallekin", circle)
    if is_renewed:
        agree(world, seat, days=30)
    decide(world, seat, circle, is_shown=True)
    assert policy.rights_in(a(seat.person), world.case) == {Right.PLAN_READ}
    assert seen(seat) == {"huoltajallekin"}
    page = signed_in(seat.person).get(reverse("plan", args=[world.case.pk])).content.decode()
    named = {person.first_name for person in world.cast.values()} - {"Aino"}
    assert not [name for name in named if name in page]

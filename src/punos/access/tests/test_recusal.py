"""S4.4 · "Tunnen hänet": who knows the client in private life steps aside in one tap."""

from datetime import timedelta

import pytest

from punos import clock
from punos.access import policy
from punos.access.models import Recusal
from punos.access.rights import Right, Topic
from punos.network import actions as network
from punos.network import queries
from punos.notices.queries import mine
from punos.people.actor import Level
from punos.trace.refusal import Refused
from tests.world import World, a, employ, make_person, no_such_id


def test_who_steps_aside_sees_nothing_from_that_moment(world: World) -> None:
    network.recuse(by=a(world.omar), case_id=world.case.pk)
    assert not policy.rights_in(a(world.omar), world.case)
    assert not policy.cases(a(world.omar), Right.TIMES_READ).exists()
    with pytest.raises(Refused):
        policy.open_case(a(world.omar), world.case.pk, Right.PLAN_READ)


def test_who_stepped_aside_is_no_more_in_the_network(world: World) -> None:
    network.recuse(by=a(world.omar), case_id=world.case.pk)
    assert "Omar" not in {member.person.first_name for member in queries.members(world.case)}
    page = queries.consents_page(a(world.aino), world.case.pk)
    assert "Omar" not in {card.name for card in page.seated}


def test_a_substitute_sees_nothing_either_when_the_seat_is_gone(world: World) -> None:
    seat = world.seats["riitta"]
    facts = {"case_id": world.case.pk, "seat_id": seat.pk, "topics": [Topic.PLAN]}
    until_on = clock.today() + timedelta(days=30)
    network.accept_seat(by=a(world.aino), **facts, until_on=until_on, covers_substitute=True)
    job = employ(make_person("Siiri"), world.health, "nurse")
    standing = network.name_substitute(by=a(world.riitta), seat_id=seat.pk, employment=job)
    network.answer_seat(by=a(job.person), seat_id=standing.pk, is_yes=True)
    assert policy.may(a(job.person), Right.PLAN_READ, world.case)
    network.recuse(by=a(world.riitta), case_id=world.case.pk)
    assert not policy.rights_in(a(job.person), world.case)
    assert "Siiri" not in {holder.person.first_name for holder in policy.holders(world.case)}


def test_an_invitee_may_step_aside_before_any_detail_opens(world: World) -> None:
    seat = network.propose_seat(
        by=a(world.leena), case_id=world.case.pk, employment=world.jobs["outi"], why="", topics=()
    )
    network.accept_seat(
        by=a(world.aino),
        case_id=world.case.pk,
        seat_id=seat.pk,
        topics=[Topic.PLAN],
        until_on=clock.today(),
    )
    assert mine(a(world.outi))
    network.recuse(by=a(world.outi), case_id=world.case.pk)
    assert not mine(a(world.outi))
    assert not queries.my_invitations(a(world.outi))
    with pytest.raises(Refused):
        network.answer_seat(by=a(world.outi), seat_id=seat.pk, is_yes=True)


def test_a_newer_consent_does_not_open_what_a_recusal_closed(world: World) -> None:
    network.recuse(by=a(world.omar), case_id=world.case.pk)
    seat = network.propose_seat(
        by=a(world.leena), case_id=world.case.pk, employment=world.jobs["omar"], why="", topics=()
    )
    network.accept_seat(
        by=a(world.aino),
        case_id=world.case.pk,
        seat_id=seat.pk,
        topics=[Topic.PLAN],
        until_on=clock.today(),
    )
    network.answer_seat(by=a(world.omar), seat_id=seat.pk, is_yes=True)
    assert not policy.rights_in(a(world.omar), world.case)


def test_pressing_twice_steps_aside_once(world: World) -> None:
    network.recuse(by=a(world.omar), case_id=world.case.pk)
    network.recuse(by=a(world.omar), case_id=world.case.pk)
    assert Recusal.objects.filter(case=world.case, person=world.omar).count() == 1


def test_a_stranger_and_one_whose_consent_has_ended_learn_nothing_by_trying(world: World) -> None:
    for person in (world.outi, world.eero, world.pekka, world.aino):
        with pytest.raises(Refused):
            network.recuse(by=a(person), case_id=world.case.pk)
    with pytest.raises(Refused):
        network.recuse(by=a(world.omar), case_id=no_such_id())
    assert not Recusal.objects.filter(case=world.case).exists()


def test_a_close_one_cannot_step_aside_by_mistake(world: World) -> None:
    with pytest.raises(Refused):
        network.recuse(by=a(world.veikko, Level.LIGHT), case_id=world.case.pk)
    assert policy.may(a(world.veikko, Level.LIGHT), Right.TIMES_READ, world.case)

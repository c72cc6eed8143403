"""S4.4 · When the work ends all grants end; the client keeps reading and writes no more."""

from datetime import timedelta

import pytest
import time_machine

from punos import clock
from punos.access import policy
from punos.access.models import Ending, Grant
from punos.access.queries import facts
from punos.access.rights import WRITING, Right
from punos.access.tests.acts import let_record
from punos.network import actions as network
from punos.network import queries
from punos.network.queries import seers
from punos.notices.queries import mine
from punos.people.actor import Level
from punos.trace.refusal import Refused
from tests.world import World, a


def end(world: World) -> Ending:
    return network.end_work(by=a(world.aino), case_id=world.case.pk, contact_id=str(world.leena.pk))


def test_every_grant_but_the_clients_own_ends_at_once(world: World) -> None:
    recording = let_record(world, world.jobs["kirsi"])
    end(world)
    for name, person in world.cast.items():
        if name != "aino":
            assert not policy.rights_in(a(person), world.case), name
    assert not policy.rights_in(a(world.kirsi), world.case, occasion=recording.occasion)
    assert seers(world.case) == []


def test_the_client_keeps_reading_and_writes_no_more(world: World) -> None:
    before = policy.rights_in(a(world.aino), world.case)
    end(world)
    after = policy.rights_in(a(world.aino), world.case)
    assert after == before - WRITING
    for right in Right:
        assert policy.may(a(world.aino), right, world.case) is (right in after), right


def test_years_later_the_client_still_reads(world: World) -> None:
    end(world)
    later = clock.now() + timedelta(days=5 * 365)
    assert policy.cases(a(world.aino), Right.MINUTES_READ, at=later).exists()


def test_before_the_ending_all_was_open_as_it_was(world: World) -> None:
    yesterday = clock.now()
    with time_machine.travel(yesterday + timedelta(hours=1), tick=False):
        end(world)
    found = policy.cases(a(world.omar), Right.PLAN_READ, at=yesterday + timedelta(minutes=59))
    assert found.exists()


def test_the_clients_own_page_tells_that_nobody_sees_any_more(world: World) -> None:
    end(world)
    page = queries.consents_page(a(world.aino), world.case.pk)
    assert not page.may_decide
    assert page.seated == page.waiting == page.others == ()


def test_the_contact_is_the_one_the_client_chose(world: World) -> None:
    end(world)
    contact = queries.contact(world.case)
    assert contact is not None
    assert (contact.person, contact.words) == (world.leena, "yhteyshenkilö")


def test_without_a_contact_there_is_none(world: World) -> None:
    network.end_work(by=a(world.aino), case_id=world.case.pk)
    assert queries.contact(world.case) is None


def test_ending_twice_ends_once(world: World) -> None:
    end(world)
    with pytest.raises(Refused):
        end(world)
    assert Ending.objects.filter(case=world.case).count() == 1


def test_the_own_worker_ends_it_together_with_the_client(world: World) -> None:
    network.end_work(by=a(world.leena), case_id=world.case.pk)
    assert Ending.objects.get(case=world.case).why == Ending.Why.AGREED


def test_those_in_the_team_who_have_not_the_right_end_nothing(world: World) -> None:
    people = (world.riitta, world.omar, world.veikko, world.outi, world.eero)
    for actor in (*(a(person) for person in people), a(world.aino, Level.LIGHT)):
        with pytest.raises(Refused):
            network.end_work(by=actor, case_id=world.case.pk)


def test_an_ended_work_reports_its_end_and_frees_every_place(world: World) -> None:
    ending = end(world)
    assert ("end", ending.at) in {(fact.code, fact.at) for fact in facts(world.case)}
    open_grants = Grant.objects.filter(case=world.case, closed_at=None)
    assert {grant.holder for grant in open_grants} == {world.aino}


def test_nobody_is_told_of_it_but_the_one_who_may_know(world: World) -> None:
    end(world)
    for person in (world.leena, world.omar, world.veikko, world.eero):
        assert mine(a(person)) == []

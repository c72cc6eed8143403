"""S4.10 · An action that fails anywhere leaves nothing; of twenty at once for one thing one gets it."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction

from punos import clock
from punos.access.models import Grant
from punos.access.rights import Topic
from punos.meetings import actions as meetings
from punos.meetings.tests import scene
from punos.network import actions as network
from punos.people import actions as people
from punos.people.actor import Actor
from punos.people.models import Device
from punos.plan import actions as plan
from punos.practice.queries import newest
from tests.security.conftest import CHANGES
from tests.world import MODEL, World, a, seat_worker

Act = Callable[[], Any]
AT_ONCE = 20


def work_begins(world: World) -> Act:
    facts = {"employment": world.jobs["leena"], "first_name": "Uusi", "model": newest(MODEL)}
    return lambda: network.start_work(by=a(world.leena), phone="040 000 0001", **facts)


def consent_is_given(world: World) -> Act:
    seat = network.propose_seat(
        by=a(world.leena),
        case_id=world.case.pk,
        employment=world.jobs["helmi"],
        why="",
        topics=(Topic.PLAN,),
    )
    facts = {"topics": (Topic.PLAN,), "until_on": clock.today() + timedelta(days=30)}
    where = {"case_id": world.case.pk, "seat_id": seat.pk}
    return lambda: network.accept_seat(by=a(world.aino), **where, **facts)


def consent_is_taken_back(world: World) -> Act:
    where = {"case_id": world.case.pk, "seat_id": world.seats["riitta"].pk}
    return lambda: network.withdraw_seat(by=a(world.aino), **where)


def close_one_is_invited(world: World) -> Act:
    facts = {"first_name": "Sisko", "relation": "sisko", "topics": (Topic.TIMES,)}
    until_on = clock.today() + timedelta(days=30)
    by = {"by": a(world.aino), "case_id": world.case.pk}
    return lambda: network.invite_close_one(**by, **facts, until_on=until_on)


def step_is_added(world: World) -> Act:
    facts = {"what": "Soitan pajalle.", "responsible_id": world.omar.pk}
    return lambda: plan.add_step(by=a(world.leena), case_id=world.case.pk, **facts)


def meeting_is_closed(world: World) -> Act:
    meeting = scene.opened(world)
    scene.write(world, meeting)
    return lambda: scene.close(world, meeting)


def entry_is_struck(world: World) -> Act:
    meeting = scene.opened(world)
    entry = scene.write(world, meeting)
    where = {**scene.where(meeting), "entry_id": entry.pk}
    return lambda: meetings.strike_entry(by=a(world.aino), **where)


def everything() -> dict[str, list[tuple[Any, ...]]]:
    """Return every row of every table of ours."""
    kinds = [each for each in apps.get_models() if each.__module__.startswith("punos.")]
    return {each.__name__: list(each.objects.order_by("pk").values_list()) for each in kinds}


class Fault:
    """Fails at the n-th statement that changes something."""

    def __init__(self, at: int) -> None:
        self.left, self.has_struck = at, False

    def __call__(self, execute: Any, sql: Any, params: Any, many: Any, context: Any) -> Any:
        if str(sql).lstrip().upper().startswith(CHANGES):
            self.left -= 1
            if self.left == 0:
                self.has_struck = True
                raise DatabaseError("the disk is gone")
        return execute(sql, params, many, context)


def fails_at(act: Act, number: int) -> bool:
    """Let the action fail at that statement; return whether it came so far."""
    fault = Fault(number)
    try:
        with transaction.atomic(), connection.execute_wrapper(fault):
            act()
            transaction.set_rollback(True)
    except DatabaseError:
        assert fault.has_struck
    return fault.has_struck


@pytest.mark.parametrize(
    "what",
    [
        work_begins,
        consent_is_given,
        consent_is_taken_back,
        close_one_is_invited,
        step_is_added,
        meeting_is_closed,
        entry_is_struck,
    ],
)
def test_a_fault_at_any_statement_leaves_every_row_as_it_was(
    world: World, what: Callable[[World], Act]
) -> None:
    act = what(world)
    before, number = everything(), 1
    while fails_at(act, number):
        assert everything() == before, f"statement {number}"
        number += 1
    assert number > 3


def at_once(act: Callable[[], Any]) -> list[Any]:
    """Let twenty threads do it at the same time; return what each got, None for a no."""

    def one(_: int) -> Any:
        try:
            return act()
        except ValidationError:
            return None
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as threads:
        return list(threads.map(one, range(AT_ONCE)))


@pytest.mark.django_db(transaction=True)
def test_of_twenty_who_open_one_link_at_once_one_comes_in(transactional_db, world: World) -> None:
    link = network.invite_close_one(
        by=a(world.aino),
        case_id=world.case.pk,
        first_name="Sisko",
        relation="sisko",
        topics=(Topic.TIMES,),
        until_on=clock.today() + timedelta(days=30),
    )
    got = at_once(lambda: network.spend_invitation(token=link.token))
    assert len([each for each in got if each]) == 1


@pytest.mark.django_db(transaction=True)
def test_of_twenty_who_answer_the_same_digits_at_once_one_device_is_met(
    transactional_db, world: World
) -> None:
    shown = network.show_code(by=a(world.leena), case_id=world.case.pk)
    before = Device.objects.count()
    got = at_once(lambda: people.spend_link(by=Actor(None), token=shown.token))
    assert len([each for each in got if each]) == 1
    assert Device.objects.count() == before + 1


@pytest.mark.django_db(transaction=True)
def test_of_twenty_yeses_at_once_one_consent_holds(transactional_db, world: World) -> None:
    seat = seat_worker(world, world.jobs["helmi"], topics=(Topic.TIMES,))
    facts = {"topics": (Topic.PLAN,), "until_on": clock.today() + timedelta(days=30)}
    where = {"case_id": world.case.pk, "seat_id": seat.pk}
    at_once(lambda: network.accept_seat(by=a(world.aino), **where, **facts))
    holds = Grant.objects.filter(case=world.case, holder=world.helmi, closed_at=None)
    assert holds.values("consent").distinct().count() == 1

"""S4.10 S0.4 · What time has ended is closed by a job, and a second run changes nothing."""

from datetime import timedelta

import time_machine

from punos import clock
from punos.access import jobs
from punos.access.models import Ending, Grant
from punos.network import actions as network
from punos.network.queries import model_of
from tests.world import World, a


def test_a_work_without_any_consent_ends_after_its_thirty_days(world: World) -> None:
    model = model_of(world.case)
    assert model
    case = network.start_work(
        by=a(world.outi), employment=world.jobs["outi"], first_name="Taavi", model=model
    )
    jobs.run(clock.now())
    assert not Ending.objects.filter(case=case).exists()
    with time_machine.travel(clock.now() + timedelta(days=32), tick=False):
        jobs.run(clock.now())
        jobs.run(clock.now())
    assert Ending.objects.filter(case=case, why="no_consent").count() == 1
    assert not Ending.objects.filter(case=world.case).exists()


def test_a_grant_whose_consent_is_over_is_marked_closed(world: World) -> None:
    held = Grant.objects.get(case=world.case, holder=world.omar, closed_at=None)
    with time_machine.travel(clock.now() + timedelta(days=200), tick=False):
        jobs.run(clock.now())
    held.refresh_from_db()
    assert held.closed_at is not None

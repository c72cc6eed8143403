"""S4.13 · A duty is given once, is noted, and opens no shared work."""

import pytest

from punos.access import actions, policy
from punos.access.models import Duty
from punos.access.rights import Right
from punos.people.actor import SYSTEM
from punos.trace.models import AuditEvent
from tests.world import World, a


@pytest.mark.parametrize("kind", [Duty.Kind.COORDINATOR, Duty.Kind.DATA_PROTECTION])
def test_the_same_duty_again_is_no_second_one(world: World, kind: str) -> None:
    said = {"person": world.outi, "kind": kind, "organisation": world.centre.organisation}
    first = actions.give_duty(by=SYSTEM, **said)
    assert actions.give_duty(by=a(world.pekka), **said) == first
    assert Duty.objects.filter(person=world.outi, kind=kind).count() == 1
    assert AuditEvent.objects.filter(event="access.duty.given", subject_id=first.pk).count() == 1


def test_who_gave_it_is_kept_and_it_opens_nothing(world: World) -> None:
    duty = actions.give_duty(
        by=a(world.pekka),
        person=world.outi,
        kind=Duty.Kind.COORDINATOR,
        organisation=world.centre.organisation,
    )
    assert duty.given_by == world.pekka
    assert not any(policy.may(a(world.outi), right, world.case) for right in Right)

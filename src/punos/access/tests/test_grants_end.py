"""S4.4 S4.10 · Grants are held once, end at a word, and circles follow the own worker."""

from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError

from punos.access import actions as access
from punos.access import policy
from punos.access.models import CircleMember, Consent, Grant
from punos.access.queries import looks, people_with
from punos.access.rights import Capacity, Right
from punos.access.tests.acts import circle_of, let_record
from punos.people.actor import Actor, Level
from punos.trace.models import AuditEvent
from punos.trace.refusal import Refused
from tests.world import World, a


def ended(world: World) -> int:
    return AuditEvent.objects.filter(
        case_id=str(world.case.pk), event="access.grants.ended"
    ).count()


def test_who_records_one_meeting_is_not_given_the_same_task_twice(world: World) -> None:
    meeting = uuid4()
    let_record(world, world.jobs["kirsi"], meeting=meeting)
    with pytest.raises(ValidationError) as refusal:
        let_record(world, world.jobs["kirsi"], meeting=meeting)
    assert refusal.value.code == "already"


def test_all_who_hold_a_capacity_of_a_meeting_lose_it_at_once(world: World) -> None:
    recording = let_record(world, world.jobs["kirsi"])
    before = ended(world)
    where = {"by": a(world.leena), "case": world.case, "capacity": Capacity.RECORD}
    assert access.end_grants(**where, occasion=recording.occasion) == 1
    assert not policy.rights_in(a(world.kirsi), world.case, occasion=recording.occasion)
    assert ended(world) == before + 1


def test_where_nobody_holds_it_nothing_is_written(world: World) -> None:
    before = ended(world)
    where = {"by": a(world.leena), "case": world.case, "capacity": Capacity.CHAIR}
    assert access.end_grants(**where, holder=world.helmi, occasion=uuid4()) == 0
    assert ended(world) == before


def test_a_circle_that_follows_the_own_worker_keeps_the_client_and_takes_nobody_twice(
    world: World,
) -> None:
    circle = circle_of(world, world.aino, world.leena, follows=True)

    def members() -> set[str]:
        rows = CircleMember.objects.filter(circle=circle, until_at=None)
        return {row.person.first_name for row in rows}

    by = {"by": a(world.leena), "case": world.case}
    access.move_circles(**by, old=world.aino, new=world.leena)
    assert members() == {"Aino", "Leena"}
    access.move_circles(**by, old=None, new=world.riitta)
    assert members() == {"Aino", "Leena", "Riitta"}
    access.move_circles(**by, old=world.leena, new=None)
    assert members() == {"Aino", "Riitta"}


def test_a_page_that_still_remembers_a_right_opens_nothing_once_it_is_over(world: World) -> None:
    actor = Actor(world.omar, Level.STRONG, "session", memory={})
    assert policy.may(actor, Right.PLAN_READ, world.case)
    access.withdraw_consent(
        by=a(world.aino), case_id=world.case.pk, consent_id=world.seats["omar"].consent_id
    )
    with pytest.raises(Refused):
        policy.open_case(actor, world.case.pk, Right.PLAN_READ)


def test_nobody_sees_nothing(world: World) -> None:
    nobody = Actor(None, Level.STRONG, "")
    assert policy.sight(nobody, Right.PLAN_READ) == (frozenset(), frozenset(), frozenset())
    assert not policy.queue(nobody, "manager").exists()
    assert not policy.rights_in(nobody, world.case)


def test_the_log_is_read_by_those_who_may(world: World) -> None:
    policy.open_case(a(world.omar), world.case.pk, Right.PLAN_READ)
    assert [look.actor_name for look in looks(a(world.aino), world.case)] == ["Omar"]
    assert looks(a(world.omar), world.case) == []


def test_those_who_hold_a_right_are_told_with_the_client(world: World) -> None:
    found = people_with(world.case, Right.PLAN_READ)
    assert world.aino in found
    assert world.omar in found
    assert not {world.outi, world.eero, world.kirsi} & set(found)


def test_a_right_is_called_by_its_code(world: World) -> None:
    held = Grant.objects.filter(case=world.case, holder=world.aino).first()
    assert held
    assert {str(row) for row in held.rights.all()} >= {"plan.read", "consent.give"}
    assert str(held) == str(held.pk)


def test_one_who_goes_ends_alone(world: World) -> None:
    by = {"by": a(world.aino), "case": world.case}
    assert access.end_grants(**by, holder=world.omar, capacity=Capacity.WORK) == 1
    assert not policy.rights_in(a(world.omar), world.case)
    assert policy.rights_in(a(world.riitta), world.case)


def test_a_task_is_carried_by_the_work_and_by_no_single_meeting(world: World) -> None:
    attending = access.grant(
        case=world.case,
        holder=world.omar,
        capacity=Capacity.ATTEND,
        rights=[Right.MEETING_ATTEND],
        basis=Grant.Basis.CONSENT,
        consent=Consent.objects.get(pk=world.seats["omar"].consent_id),
        employment=world.jobs["omar"],
        occasion=uuid4(),
    )
    access.carry_task_right(case=world.case, holder=world.omar)
    assert policy.may(a(world.omar), Right.CASE_LEAD, world.case)
    assert {row.right for row in attending.rights.all()} == {Right.MEETING_ATTEND}
    access.drop_task_right(case=world.case, holder=world.omar)
    assert not policy.may(a(world.omar), Right.CASE_LEAD, world.case)

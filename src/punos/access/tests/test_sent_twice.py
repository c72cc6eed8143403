"""S4.10 · The same said again, while it stands, is no second thing; what was taken back may be said anew."""

from datetime import timedelta

import pytest
from django.db.models import Model

from punos import clock
from punos.access import actions as access
from punos.access.models import AddressProtection, DisclosurePermit, Inquiry, Prohibition
from punos.access.tests.acts import officer
from punos.trace.models import AuditEvent
from tests.world import World, a


def limit(world: World, what: str = "Lapsuuden asiat") -> Prohibition:
    return access.forbid(by=a(world.aino), case_id=world.case.pk, what=what)


def permit(world: World, data: str = "Lausunto") -> DisclosurePermit:
    return access.give_permit(
        by=a(world.aino),
        case_id=world.case.pk,
        from_organisation=world.health.organisation,
        to_organisation=world.centre.organisation,
        data=data,
    )


def protection(world: World, days: int = 30) -> AddressProtection:
    return access.protect_address(
        by=a(world.leena),
        case_id=world.case.pk,
        household=[world.veikko],
        until_on=clock.today() + timedelta(days),
    )


def count(kind: type[Model], event: str) -> tuple[int, int]:
    return kind.objects.count(), AuditEvent.objects.filter(event=event).count()


def test_a_limit_said_twice_is_one_until_it_is_taken_back(world: World) -> None:
    first = limit(world)
    assert limit(world) == first
    assert limit(world, "Velat") != first
    assert count(Prohibition, "access.prohibition.given") == (2, 2)
    access.lift_prohibition(by=a(world.aino), case_id=world.case.pk, prohibition_id=first.pk)
    assert limit(world) != first


def test_a_permit_given_twice_is_one_until_it_is_taken_back(world: World) -> None:
    first = permit(world)
    assert permit(world) == first
    assert permit(world, "Sairauskertomus") != first
    assert count(DisclosurePermit, "access.permit.given") == (2, 2)
    access.withdraw_permit(by=a(world.aino), case_id=world.case.pk, permit_id=first.pk)
    assert permit(world) != first


def test_a_turvakielto_noted_twice_is_one_and_another_day_or_household_is_another(
    world: World,
) -> None:
    first = protection(world)
    assert protection(world) == first
    alone = access.protect_address(by=a(world.leena), case_id=world.case.pk)
    assert access.protect_address(by=a(world.leena), case_id=world.case.pk) == alone
    assert len({first, alone, protection(world, 31)}) == 3
    wider = [world.veikko, world.omar]
    until_on = clock.today() + timedelta(30)
    facts = {"by": a(world.leena), "case_id": world.case.pk, "until_on": until_on}
    both = access.protect_address(**facts, household=wider)
    assert access.protect_address(**facts, household=wider) == both != first


@pytest.mark.parametrize("is_other", [False, True])
def test_an_inquiry_asked_twice_is_one(world: World, *, is_other: bool) -> None:
    asker = officer(world, "Tiina")
    said = {"matter": "complaint", "until_on": clock.today(), "case_id": world.case.pk}
    for reason in ("Muistutus", "Toinen muistutus" if is_other else "Muistutus"):
        access.ask_inquiry(by=a(asker), reason=reason, **said)
    assert count(Inquiry, "access.inquiry.asked") == (1 + is_other, 1 + is_other)

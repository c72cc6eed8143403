"""S4.4 · What the client leaves out, and permits between registers: kept apart, opening nothing."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.http import Http404

from punos import clock
from punos.access import actions as access
from punos.access import policy
from punos.access.actions import ON_OWN_DEVICE, Given
from punos.access.models import DisclosurePermit
from punos.access.queries import prohibitions
from punos.access.rights import Right
from punos.access.tests.acts import ask, officer
from punos.network import actions as network
from punos.trace.models import AuditEvent
from punos.trace.refusal import Refused
from tests.world import World, a, no_such_id

ON_PAPER = Given("paper")


def permit(world: World, by: str, given: Given, **facts: Any) -> DisclosurePermit:
    bodies = {
        "from_organisation": world.health.organisation,
        "to_organisation": world.centre.organisation,
    }
    return access.give_permit(
        by=a(world.cast[by]),
        case_id=world.case.pk,
        data="Hoitosuunnitelma",
        given=given,
        **(bodies | facts),
    )


def events(world: World, word: str) -> int:
    return AuditEvent.objects.filter(case_id=str(world.case.pk), event=f"access.{word}").count()


def test_what_is_left_out_can_be_taken_in_again_and_a_second_try_changes_nothing(
    world: World,
) -> None:
    row = access.forbid(by=a(world.aino), case_id=world.case.pk, what="Velat")
    assert list(prohibitions(world.case)) == [row]
    where = {"by": a(world.aino), "case_id": world.case.pk, "prohibition_id": row.pk}
    access.lift_prohibition(**where)
    access.lift_prohibition(**where)
    assert not prohibitions(world.case).exists()
    assert events(world, "prohibition.lifted") == 1


def test_nobody_else_leaves_out_or_takes_in(world: World) -> None:
    row = access.forbid(by=a(world.aino), case_id=world.case.pk, what="Velat")
    for person in (world.leena, world.veikko, world.outi, world.eero):
        with pytest.raises(Refused):
            access.forbid(by=a(person), case_id=world.case.pk, what="Jotain")
        with pytest.raises(Refused):
            access.lift_prohibition(by=a(person), case_id=world.case.pk, prohibition_id=row.pk)
    with pytest.raises(Http404):
        access.lift_prohibition(
            by=a(world.aino), case_id=world.case.pk, prohibition_id=no_such_id()
        )


def test_a_permit_opens_nothing_here_and_can_be_taken_back_once(world: World) -> None:
    before = {name: policy.rights_in(a(person), world.case) for name, person in world.cast.items()}
    row = permit(world, "aino", ON_OWN_DEVICE)
    after = {name: policy.rights_in(a(person), world.case) for name, person in world.cast.items()}
    assert before == after
    for _ in range(2):
        access.withdraw_permit(by=a(world.aino), case_id=world.case.pk, permit_id=row.pk)
    row.refresh_from_db()
    assert row.withdrawn_at
    assert events(world, "permit.withdrawn") == 1


def test_a_permit_on_paper_is_written_down_by_the_one_who_leads(world: World) -> None:
    row = permit(world, "leena", ON_PAPER)
    assert (row.given_by, row.how) == (world.aino, "paper")
    for name, given in (("omar", ON_PAPER), ("leena", ON_OWN_DEVICE)):
        with pytest.raises(Refused):
            permit(world, name, given)


def test_a_permit_is_between_two_bodies_and_ends_no_earlier_than_today(world: World) -> None:
    today = clock.today()
    for facts, code in (
        ({"to_organisation": world.health.organisation}, "same"),
        ({"until_on": today - timedelta(days=1)}, "until"),
    ):
        with pytest.raises(ValidationError) as refusal:
            permit(world, "aino", ON_OWN_DEVICE, **facts)
        assert refusal.value.code == code
    assert not DisclosurePermit.objects.exists()
    kept = permit(world, "aino", ON_OWN_DEVICE, until_on=today)
    assert kept.until_at == clock.after(today)


def test_nobody_but_the_client_takes_a_permit_back(world: World) -> None:
    """Not even one who reads the log on account of an inquiry."""
    row, asker = permit(world, "aino", ON_OWN_DEVICE), officer(world, "Tiina")
    inquiry = ask(world, asker, clock.today() + timedelta(days=7))
    network.approve_inquiry(by=a(officer(world, "Teuvo")), inquiry_id=inquiry.pk)
    assert policy.may(a(asker), Right.TRACE_READ, world.case)
    for person in (asker, world.leena, world.omar, world.veikko, world.outi, world.eero):
        with pytest.raises(Refused):
            access.withdraw_permit(by=a(person), case_id=world.case.pk, permit_id=row.pk)
    row.refresh_from_db()
    assert row.withdrawn_at is None

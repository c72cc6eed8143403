"""S4.4 S0.4 · Asian selvittäminen: a named matter, two persons, an end date, and the client is told."""

from datetime import date, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import Http404

from punos import clock
from punos.access import policy
from punos.access.actions import ask_inquiry
from punos.access.models import Inquiry
from punos.access.rights import Right
from punos.access.tests.acts import ask, officer
from punos.network import actions as network
from punos.network.queries import seers
from punos.notices.queries import mine
from punos.people.actor import Level
from punos.people.models import Person
from punos.trace.models import AuditEvent, DisclosureLog
from punos.trace.refusal import Refused
from tests.world import World, a


@pytest.fixture
def tiina(world: World) -> Person:
    return officer(world, "Tiina")


@pytest.fixture
def teuvo(world: World) -> Person:
    return officer(world, "Teuvo")


def last(days: int = 14) -> date:
    return clock.today() + timedelta(days=days)


def test_asking_opens_nothing(world: World, tiina: Person) -> None:
    ask(world, tiina, last())
    assert not policy.rights_in(a(tiina), world.case)


def test_nobody_approves_an_own_question(world: World, tiina: Person) -> None:
    inquiry = ask(world, tiina, last())
    with pytest.raises(Refused):
        network.approve_inquiry(by=a(tiina), inquiry_id=inquiry.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        Inquiry.objects.filter(pk=inquiry.pk).update(approved_by=tiina, approved_at=clock.now())


def test_two_of_the_same_duty_open_it_to_the_asker_alone(
    world: World, tiina: Person, teuvo: Person
) -> None:
    inquiry = ask(world, tiina, last())
    network.approve_inquiry(by=a(teuvo), inquiry_id=inquiry.pk)
    assert policy.rights_in(a(tiina), world.case) == {
        Right.TIMES_READ,
        Right.PLAN_READ,
        Right.MINUTES_READ,
        Right.NETWORK_READ,
        Right.TRACE_READ,
    }
    assert not policy.rights_in(a(teuvo), world.case)


def test_the_client_is_told_and_sees_who_and_until_when(
    world: World, tiina: Person, teuvo: Person
) -> None:
    inquiry = ask(world, tiina, last())
    assert "Asiaasi selvitetään" not in " ".join(line.words for line in mine(a(world.aino)))
    network.approve_inquiry(by=a(teuvo), inquiry_id=inquiry.pk)
    assert any(line.words.startswith("Asiaasi selvitetään") for line in mine(a(world.aino)))
    seer = next(each for each in seers(world.case) if each.person == tiina)
    assert (seer.words, seer.until_at) == ("asian selvittäminen", clock.after(last()))


def test_it_ends_after_its_last_day(world: World, tiina: Person, teuvo: Person) -> None:
    inquiry = ask(world, tiina, last())
    network.approve_inquiry(by=a(teuvo), inquiry_id=inquiry.pk)
    end = clock.after(last())
    assert policy.cases(a(tiina), Right.PLAN_READ, at=end - clock.MOMENT).exists()
    assert not policy.cases(a(tiina), Right.PLAN_READ, at=end).exists()


def test_it_ends_with_the_employment(world: World, tiina: Person, teuvo: Person) -> None:
    inquiry = ask(world, tiina, last())
    network.approve_inquiry(by=a(teuvo), inquiry_id=inquiry.pk)
    tiina.employments.update(until_on=clock.today() - timedelta(days=1))
    assert not policy.rights_in(a(tiina), world.case)


def test_a_complaint_about_an_ended_work_can_be_looked_into(
    world: World, tiina: Person, teuvo: Person
) -> None:
    network.end_work(by=a(world.aino), case_id=world.case.pk)
    inquiry = ask(world, tiina, last())
    network.approve_inquiry(by=a(teuvo), inquiry_id=inquiry.pk)
    assert policy.may(a(tiina), Right.MINUTES_READ, world.case)


def test_reading_for_an_inquiry_in_the_own_organisation_is_use_and_not_disclosure(
    world: World, tiina: Person, teuvo: Person
) -> None:
    inquiry = ask(world, tiina, last())
    network.approve_inquiry(by=a(teuvo), inquiry_id=inquiry.pk)
    policy.open_case(a(tiina), world.case.pk, Right.PLAN_READ)
    assert not DisclosureLog.objects.filter(recipient_id=str(tiina.pk)).exists()
    assert AuditEvent.objects.filter(event="access.inquiry.approved").exists()


def test_a_question_that_was_approved_or_has_lapsed_is_not_approved_again(
    world: World, tiina: Person, teuvo: Person
) -> None:
    inquiry = ask(world, tiina, last(1))
    late = time_machine.travel(clock.now() + timedelta(days=2), tick=False)
    with late, pytest.raises(ValidationError):
        network.approve_inquiry(by=a(teuvo), inquiry_id=inquiry.pk)
    network.approve_inquiry(by=a(teuvo), inquiry_id=inquiry.pk)
    with pytest.raises(Http404):
        network.approve_inquiry(by=a(teuvo), inquiry_id=inquiry.pk)


@pytest.mark.parametrize(
    "wrong",
    [{"matter": "curiosity"}, {"reason": " "}, {"until_on": last(400)}, {"until_on": last(-1)}],
)
def test_an_inquiry_has_a_matter_of_the_list_a_reason_and_an_end(
    world: World, tiina: Person, wrong: dict[str, object]
) -> None:
    facts = {"matter": "death", "reason": "Syy.", "until_on": last()} | wrong
    with pytest.raises(ValidationError):
        ask_inquiry(by=a(tiina), case_id=world.case.pk, **facts)


def test_nobody_without_the_duty_in_that_organisation_asks(world: World) -> None:
    for person in (world.leena, world.pekka, world.outi, world.omar):
        with pytest.raises(Refused):
            ask(world, person, last())


@pytest.mark.parametrize("level", [Level.LIGHT, Level.DEVICE])
def test_a_duty_asks_for_a_work_sign_in(world: World, tiina: Person, level: Level) -> None:
    assert policy.queue(a(tiina), "data_protection").exists()
    assert not policy.queue(a(tiina, level), "data_protection").exists()
    with pytest.raises(Refused):
        ask_inquiry(
            by=a(tiina, level),
            case_id=world.case.pk,
            matter="complaint",
            reason="Muistutus.",
            until_on=last(),
        )

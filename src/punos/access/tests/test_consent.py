"""S1.2 S4.4 S0.4 · Consent is given one by one, topic by topic, and opens exactly that."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError

from punos import clock
from punos.access import policy
from punos.access.actions import end_without_consent
from punos.access.models import Consent
from punos.access.rights import Right, Topic
from punos.network import actions as network
from punos.network.queries import model_of
from punos.people.actor import Level
from punos.trace.refusal import Refused
from tests.world import World, a, seat_worker


def test_a_topic_opens_its_own_rights_and_no_other(world: World) -> None:
    job = world.jobs["outi"]
    seat_worker(world, job, topics=(Topic.TIMES,))
    assert policy.may(a(world.outi), Right.TIMES_READ, world.case)
    assert not policy.may(a(world.outi), Right.PLAN_READ, world.case)
    assert not policy.may(a(world.outi), Right.MINUTES_READ, world.case)


def test_a_proposed_person_sees_nothing_before_the_client_and_the_person_said_yes(
    world: World,
) -> None:
    seat = network.propose_seat(
        by=a(world.leena), case_id=world.case.pk, employment=world.jobs["outi"], why="", topics=()
    )
    assert not policy.rights_in(a(world.outi), world.case)
    network.accept_seat(
        by=a(world.aino),
        case_id=world.case.pk,
        seat_id=seat.pk,
        topics=[Topic.PLAN],
        until_on=clock.today(),
    )
    assert not policy.rights_in(a(world.outi), world.case)
    network.answer_seat(by=a(world.outi), seat_id=seat.pk, is_yes=True)
    assert policy.may(a(world.outi), Right.PLAN_READ, world.case)


def test_withdrawing_ends_every_grant_of_the_consent_at_once(world: World) -> None:
    assert policy.may(a(world.omar), Right.PLAN_READ, world.case)
    network.withdraw_seat(by=a(world.aino), case_id=world.case.pk, seat_id=world.seats["omar"].pk)
    assert not policy.rights_in(a(world.omar), world.case)
    with pytest.raises(Refused):
        policy.open_case(a(world.omar), world.case.pk, Right.PLAN_READ)


def test_a_consent_holds_to_the_end_of_its_last_day_in_helsinki(world: World) -> None:
    last = clock.today() + timedelta(days=3)
    network.accept_seat(
        by=a(world.aino),
        case_id=world.case.pk,
        seat_id=world.seats["omar"].pk,
        topics=[Topic.PLAN],
        until_on=last,
    )
    with time_machine.travel(clock.after(last) - timedelta(seconds=1), tick=False):
        assert policy.may(a(world.omar), Right.PLAN_READ, world.case)
    with time_machine.travel(clock.after(last), tick=False):
        assert not policy.may(a(world.omar), Right.PLAN_READ, world.case)


@pytest.mark.parametrize("days", [-1, 366 + 1])
def test_a_consent_lasts_from_today_to_at_most_twelve_months(world: World, days: int) -> None:
    with pytest.raises(ValidationError):
        network.accept_seat(
            by=a(world.aino),
            case_id=world.case.pk,
            seat_id=world.seats["omar"].pk,
            topics=[Topic.PLAN],
            until_on=clock.today() + timedelta(days=days),
        )


def test_changing_the_topics_takes_away_what_was_left_out(world: World) -> None:
    network.accept_seat(
        by=a(world.aino),
        case_id=world.case.pk,
        seat_id=world.seats["omar"].pk,
        topics=[Topic.TIMES],
        until_on=clock.today(),
    )
    assert policy.may(a(world.omar), Right.TIMES_READ, world.case)
    assert not policy.may(a(world.omar), Right.PLAN_READ, world.case)
    assert Consent.objects.filter(to_person=world.omar, replaced_at=None).count() == 1


def test_nobody_but_the_client_gives_or_takes_consent(world: World) -> None:
    for person in (world.leena, world.omar, world.veikko, world.outi, world.eero, world.pekka):
        with pytest.raises(Refused):
            network.withdraw_seat(
                by=a(person), case_id=world.case.pk, seat_id=world.seats["omar"].pk
            )


def test_a_light_sign_in_sees_times_only(world: World) -> None:
    assert policy.rights_in(a(world.veikko, Level.LIGHT), world.case) == {Right.TIMES_READ}
    assert Right.PLAN_READ in policy.rights_in(a(world.veikko, Level.DEVICE), world.case)


def test_a_superuser_finds_nothing(world: World) -> None:
    world.outi.is_superuser = True
    world.outi.save()
    assert not policy.rights_in(a(world.outi), world.case)
    assert not policy.cases(a(world.outi), Right.TIMES_READ).exists()


def test_an_ended_employment_ends_the_grant_with_it(world: World) -> None:
    job = world.jobs["omar"]
    job.until_on = clock.today() - timedelta(days=1)
    job.save()
    assert not policy.rights_in(a(world.omar), world.case)


def test_the_wording_the_version_and_the_way_are_kept(world: World) -> None:
    consent = Consent.objects.get(to_person=world.omar)
    assert consent.text.kind == "consent"
    assert consent.text.body
    assert (consent.how, consent.given_by, consent.recorded_by) == (
        "own_device",
        world.aino,
        world.aino,
    )


def test_an_oral_consent_needs_a_witness(world: World) -> None:
    seat = network.propose_seat(
        by=a(world.leena), case_id=world.case.pk, employment=world.jobs["outi"], why="", topics=()
    )
    given = {
        "case_id": world.case.pk,
        "seat_id": seat.pk,
        "topics": [Topic.PLAN],
        "until_on": clock.today(),
    }
    with pytest.raises(ValidationError):
        network.record_consent(by=a(world.leena), how="oral", **given)
    consent = network.record_consent(
        by=a(world.leena), how="oral", witness="Tuula Todistaja", **given
    )
    assert (consent.given_by, consent.recorded_by) == (world.aino, world.leena)


def test_the_opener_reads_for_thirty_days_and_then_the_case_closes(world: World) -> None:
    case = network.start_work(
        by=a(world.outi),
        employment=world.jobs["outi"],
        first_name="Taavi",
        model=model_of(world.case),
    )
    assert policy.may(a(world.outi), Right.PLAN_READ, case)
    with time_machine.travel(clock.now() + timedelta(days=32), tick=False):
        assert not policy.may(a(world.outi), Right.PLAN_READ, case)
        assert end_without_consent(case=case)
        assert end_without_consent(case=case) is None
    assert policy.may(a(case.client), Right.PLAN_READ, case)

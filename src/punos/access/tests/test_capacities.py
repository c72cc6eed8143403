"""S4.10 · Who works with the client does not record; each capacity opens exactly its own."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from punos import clock
from punos.access import actions as access
from punos.access import policy, rules
from punos.access.models import Case, Grant
from punos.access.rights import Capacity, Right, Topic, rights_of
from punos.access.tests.acts import let_record, yes
from punos.network import actions as network
from punos.network import queries
from tests.world import World, a, employ, make_person, seat_worker

MEETING = UUID("00000000-0000-7000-8000-000000000001")


def test_a_recorder_may_not_work_with_the_client_and_is_told_why(world: World) -> None:
    with pytest.raises(ValidationError) as refusal:
        let_record(world, world.jobs["omar"])
    assert refusal.value.code == "recorder_works"
    assert refusal.value.message == (
        "Kirjaaja ei voi olla joku, joka työskentelee asiakkaan kanssa."
    )


def test_who_records_may_not_come_to_work_before_the_minutes_are_accepted(world: World) -> None:
    let_record(world, world.jobs["kirsi"])
    with pytest.raises(ValidationError) as refusal:
        seat_worker(world, world.jobs["kirsi"])
    assert refusal.value.code == "records"


def test_a_recorder_of_a_meeting_to_come_may_not_work_either(world: World) -> None:
    soon = clock.now() + timedelta(days=5)
    let_record(world, world.jobs["kirsi"], from_at=soon, until_at=soon + timedelta(days=30))
    with pytest.raises(ValidationError):
        seat_worker(world, world.jobs["kirsi"])


@pytest.mark.parametrize("capacity", [Capacity.RECORD, Capacity.WORK])
def test_the_database_itself_refuses_both_in_one_person(world: World, capacity: str) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Grant.objects.create(
            case=world.case,
            holder=world.omar,
            capacity=capacity,
            basis=Grant.Basis.OPENING,
            occasion=uuid4() if capacity == Capacity.RECORD else None,
            from_at=clock.now(),
        )


def test_in_another_case_the_same_person_may_record(world: World) -> None:
    other = Case.objects.create(
        client=make_person("Taavi"), owner=world.centre.organisation, opened_by=world.outi
    )
    assert Grant.objects.create(
        case=other,
        holder=world.omar,
        capacity=Capacity.RECORD,
        basis=Grant.Basis.OPENING,
        occasion=uuid4(),
        from_at=clock.now(),
    )


def test_an_exception_that_the_client_accepted_joins_both(world: World) -> None:
    plain = let_record(world, world.jobs["kirsi"])
    allowed = plain.acceptance
    assert let_record(world, world.jobs["omar"], exception=allowed).exception == allowed
    assert policy.may(a(world.omar), Right.PLAN_READ, world.case)


def test_when_recording_is_over_the_person_may_come_to_work(world: World) -> None:
    now = clock.now()
    let_record(world, world.jobs["kirsi"], from_at=now, until_at=now + timedelta(days=1))
    with time_machine.travel(now + timedelta(days=1), tick=False):
        seat_worker(world, world.jobs["kirsi"])
        assert policy.may(a(world.kirsi), Right.PLAN_READ, world.case)


def test_a_recorder_opens_one_meeting_and_nothing_without_it(world: World) -> None:
    meeting = uuid4()
    let_record(world, world.jobs["kirsi"], meeting=meeting)
    assert policy.may(a(world.kirsi), Right.MEETING_RECORD, world.case, occasion=meeting)
    assert not policy.may(a(world.kirsi), Right.MEETING_RECORD, world.case, occasion=uuid4())
    assert not policy.rights_in(a(world.kirsi), world.case)
    assert not policy.cases(a(world.kirsi), Right.TIMES_READ).exists()


def test_a_recorder_reads_from_two_days_before_to_thirty_days_after(world: World) -> None:
    begins, meeting = clock.now() + timedelta(days=10), uuid4()
    from_at, until_at = rules.record_span(begins)
    let_record(world, world.jobs["kirsi"], meeting=meeting, from_at=from_at, until_at=until_at)
    moments = {
        begins - timedelta(days=2, seconds=1): False,
        begins - timedelta(days=2): True,
        begins + timedelta(days=30, seconds=-1): True,
        begins + timedelta(days=30): False,
    }
    for moment, opens in moments.items():
        found = policy.cases(a(world.kirsi), Right.MEETING_RECORD, at=moment, occasion=meeting)
        assert found.exists() is opens, moment


@pytest.mark.parametrize(
    ("capacity", "meeting"),
    [("chair", None), ("record", None), ("attend", None), ("work", MEETING), ("close", MEETING)],
)
def test_the_database_keeps_each_capacity_to_its_occasion(
    world: World, capacity: str, meeting: UUID | None
) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Grant.objects.create(
            case=world.case,
            holder=world.outi,
            capacity=capacity,
            basis=Grant.Basis.OPENING,
            occasion=meeting,
            from_at=clock.now(),
        )


@pytest.mark.parametrize("basis", ["consent", "acceptance", "inquiry"])
def test_a_grant_without_its_basis_cannot_be_stored(world: World, basis: str) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Grant.objects.create(
            case=world.case, holder=world.outi, capacity="close", basis=basis, from_at=clock.now()
        )


def covered(world: World, *, covers: bool = True) -> None:
    network.accept_seat(
        by=a(world.aino),
        case_id=world.case.pk,
        seat_id=world.seats["riitta"].pk,
        topics=[Topic.TIMES, Topic.PLAN],
        until_on=clock.today() + timedelta(days=30),
        covers_substitute=covers,
    )


def stand_in(world: World, name: str = "Silja") -> Grant:
    job = employ(make_person(name), world.health, "nurse")
    seat = network.name_substitute(
        by=a(world.riitta), seat_id=world.seats["riitta"].pk, employment=job
    )
    network.answer_seat(by=a(job.person), seat_id=seat.pk, is_yes=True)
    return Grant.objects.get(holder=job.person)


def test_a_substitute_gets_a_grant_of_her_own_under_the_same_consent(world: World) -> None:
    covered(world)
    made = stand_in(world)
    assert made.consent == policy.valid_consents().get(to_person=world.riitta)
    assert policy.may(a(made.holder), Right.PLAN_READ, world.case)
    assert not policy.may(a(made.holder), Right.MINUTES_READ, world.case)


def test_the_client_sees_the_substitute_by_name(world: World) -> None:
    covered(world)
    stand_in(world)
    assert "Silja" in {holder.person.first_name for holder in policy.holders(world.case)}
    page = queries.consents_page(a(world.aino), world.case.pk)
    assert [line.who for line in page.others] == ["Silja"]


def test_a_substitute_goes_when_the_consent_or_the_one_she_stands_in_for_goes(
    world: World,
) -> None:
    covered(world)
    silja = stand_in(world).holder
    network.leave(by=a(world.riitta), case_id=world.case.pk)
    assert not policy.rights_in(a(silja), world.case)


def test_a_consent_that_covers_no_more_ends_the_substitute_alone(world: World) -> None:
    covered(world)
    silja = stand_in(world).holder
    covered(world, covers=False)
    assert not policy.rights_in(a(silja), world.case)
    assert policy.may(a(world.riitta), Right.PLAN_READ, world.case)


def test_without_the_clients_yes_nobody_stands_in(world: World) -> None:
    with pytest.raises(ValidationError) as refusal:
        stand_in(world)
    assert refusal.value.code == "covers"


def test_a_substitute_comes_from_the_same_unit_and_works_there_today(world: World) -> None:
    covered(world)
    gone = employ(
        make_person("Entinen"), world.health, "nurse", until_on=clock.today() - timedelta(days=1)
    )
    for job in (world.jobs["outi"], gone):
        with pytest.raises(ValidationError) as refusal:
            network.name_substitute(
                by=a(world.riitta), seat_id=world.seats["riitta"].pk, employment=job
            )
        assert refusal.value.code == "unit"


@pytest.mark.parametrize("begins_in", [timedelta(), timedelta(days=5)])
def test_taking_a_consent_back_ends_also_what_was_agreed_for_one_meeting(
    world: World, begins_in: timedelta
) -> None:
    chairs(world, clock.now() + begins_in)
    seat_id = world.seats["riitta"].pk
    network.withdraw_seat(by=a(world.aino), case_id=world.case.pk, seat_id=seat_id)
    with time_machine.travel(clock.now() + begins_in, tick=False):
        assert not policy.rights_in(a(world.riitta), world.case, occasion=MEETING)
        assert world.riitta not in {holder.person for holder in policy.holders(world.case)}


def test_what_is_agreed_after_that_holds(world: World) -> None:
    seat_id = world.seats["riitta"].pk
    network.withdraw_seat(by=a(world.aino), case_id=world.case.pk, seat_id=seat_id)
    chairs(world, clock.now())
    assert policy.may(a(world.riitta), Right.MEETING_CHAIR, world.case, occasion=MEETING)


def chairs(world: World, from_at: datetime) -> None:
    """Let Riitta, who sits in the network, chair a meeting by the client's own yes."""
    access.grant(
        case=world.case,
        holder=world.riitta,
        capacity=Capacity.CHAIR,
        rights=rights_of(Capacity.CHAIR, []),
        basis=Grant.Basis.ACCEPTANCE,
        acceptance=yes(world),
        employment=world.jobs["riitta"],
        occasion=MEETING,
        from_at=from_at,
    )

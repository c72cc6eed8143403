"""S2.6 S4.3 · Only who answers for the whole, or opened it, leads; a seat alone lifts nobody."""

import pytest

from punos import clock
from punos.access import policy
from punos.access.rights import Right
from punos.network import actions as network
from punos.network.models import OwnWorker
from punos.network.queries import model_of
from punos.notices import queries as notices
from punos.trace.refusal import Refused
from tests.world import World, a, agree


@pytest.mark.parametrize("name", ["omar", "riitta"])
def test_a_seat_alone_does_not_let_a_phone_in_as_the_client(world: World, name: str) -> None:
    with pytest.raises(Refused):
        network.show_code(by=a(world.cast[name]), case_id=world.case.pk)
    assert network.show_code(by=a(world.leena), case_id=world.case.pk).digits


@pytest.mark.parametrize("kind", ["contact", "statutory"])
def test_nobody_names_oneself_by_a_seat_alone(world: World, kind: str) -> None:
    with pytest.raises(Refused):
        network.name_own_worker(
            by=a(world.riitta),
            case_id=world.case.pk,
            kind=kind,
            person_id=world.riitta.pk,
            reason="Kokonaisuus on terveydenhuollossa.",
        )
    assert not OwnWorker.objects.filter(person=world.riitta).exists()


@pytest.mark.parametrize("name", ["omar", "riitta"])
def test_a_seat_alone_writes_down_no_consent(world: World, name: str) -> None:
    seat = network.propose_seat(
        by=a(world.cast[name]),
        case_id=world.case.pk,
        employment=world.jobs["outi"],
        why="",
        topics=(),
    )
    facts = {"topics": ["plan"], "until_on": clock.today(), "how": "paper"}
    with pytest.raises(Refused):
        network.record_consent(
            by=a(world.cast[name]), case_id=world.case.pk, seat_id=seat.pk, **facts
        )


def test_the_client_is_told_of_a_consent_that_was_written_down(world: World) -> None:
    seat = network.propose_seat(
        by=a(world.leena),
        case_id=world.case.pk,
        employment=world.jobs["outi"],
        why="",
        topics=(),
    )
    network.record_consent(
        by=a(world.leena),
        case_id=world.case.pk,
        seat_id=seat.pk,
        topics=["plan"],
        until_on=clock.today(),
        how="paper",
    )
    assert "consent_recorded" in {line.kind for line in notices.mine(a(world.aino))}


def test_the_opener_leads_until_somebody_is_named(world: World) -> None:
    model = model_of(world.case)
    assert model
    case = network.start_work(
        by=a(world.outi), employment=world.jobs["outi"], first_name="Taavi", model=model
    )
    assert policy.may(a(world.outi), Right.CASE_LEAD, case)
    seat = case.seats.get()
    network.accept_seat(
        by=a(case.client),
        case_id=case.pk,
        seat_id=seat.pk,
        topics=["times"],
        until_on=clock.today(),
    )
    assert policy.may(a(world.outi), Right.CASE_LEAD, case)


def test_the_opener_gives_way_to_the_one_who_is_named(world: World) -> None:
    network.name_own_worker(
        by=a(world.aino), case_id=world.case.pk, kind="contact", person_id=world.omar.pk
    )
    assert policy.may(a(world.omar), Right.CASE_LEAD, world.case)
    agree(world, world.seats["omar"])
    assert policy.may(a(world.omar), Right.CASE_LEAD, world.case)

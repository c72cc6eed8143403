"""S4.4 · A guardian sees nothing until somebody decides, and then only those entries (CDL § 51)."""

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse

from punos import clock
from punos.access import actions as access
from punos.access import policy, replay
from punos.access.models import Grant, GuardianDecision, LegalBasis
from punos.access.rights import Right, Topic
from punos.access.tests.acts import (
    circle_of,
    decide,
    make_minor,
    note,
    propose_guardian,
    seat_guardian,
)
from punos.network import actions as network
from punos.network import queries
from punos.network.models import Responsibility, Seat
from punos.people.models import Device, Person
from punos.plan import actions as plan
from punos.trace.refusal import Refused
from tests.world import World, a, no_such_id, signed_in


@pytest.fixture
def seat(world: World) -> Seat:
    return seat_guardian(world)


def seen(seat: Seat) -> set[str]:
    rows = policy.visible(Responsibility.objects.all(), a(seat.person), Right.PLAN_READ)
    return {row.words for row in rows}


def test_before_a_decision_a_guardian_sees_nothing_and_is_not_listed(
    world: World, seat: Seat
) -> None:
    note(world, "kaikille")
    assert not policy.rights_in(a(seat.person), world.case)
    assert not seen(seat)
    assert seat.person not in {holder.person for holder in policy.holders(world.case)}
    with pytest.raises(Refused):
        policy.open_case(a(seat.person), world.case.pk, Right.TIMES_READ)


def test_a_decision_opens_that_entry_and_no_other_and_hides_it_from_nobody(
    world: World, seat: Seat
) -> None:
    shown = note(world, "huoltajallekin")
    note(world, "kaikille")
    decide(world, seat, shown)
    assert seen(seat) == {"huoltajallekin"}
    assert policy.rights_in(a(seat.person), world.case) == {Right.PLAN_READ}
    for person in (world.aino, world.omar):
        rows = policy.visible(Responsibility.objects.all(), a(person), Right.PLAN_READ)
        assert "huoltajallekin" in {row.words for row in rows}


def test_what_is_private_stays_so_whatever_is_decided(world: World, seat: Seat) -> None:
    private = note(world, "kahden kesken", circle_of(world, world.aino))
    decide(world, seat, private)
    assert not seen(seat)


def test_two_guardians_are_two_decisions(world: World, seat: Seat) -> None:
    other = seat_guardian(world, "Ahti")
    row = note(world, "toiselle")
    decide(world, seat, row)
    assert (seen(seat), seen(other)) == ({"toiselle"}, set())


def test_a_later_no_hides_it_again_and_a_restored_backup_hides_it_too(
    world: World, seat: Seat
) -> None:
    row = note(world, "huoltajallekin")
    decide(world, seat, row)
    decide(world, seat, row, is_shown=False)
    assert not seen(seat)
    assert not policy.rights_in(a(seat.person), world.case)
    [line] = [each for each in replay.lines_of_database() if each["kind"] == "hiding"]
    row.shown_also.members.update(until_at=None)
    assert seen(seat)
    assert replay.apply(line)
    assert not seen(seat)
    assert not replay.apply(line)


def test_a_decision_keeps_its_reason_who_assessed_and_what_the_minor_said(
    world: World, seat: Seat
) -> None:
    decide(world, seat, note(world, "piiloon"), is_shown=False, forbids=True)
    kept = GuardianDecision.objects.get()
    assert (kept.is_shown, kept.minor_could_decide, kept.minor_forbids) == (False, True, True)
    assert (kept.decided_by, kept.assessed_by) == (world.leena, world.leena)
    assert kept.reason


@pytest.mark.parametrize(
    ("writer", "facts", "is_open"),
    [
        ("leena", {"forbids": False}, True),
        ("leena", {"forbids": True}, False),
        ("leena", {"forbids": True, "could_decide": False}, False),
        ("leena", {"forbids": True, "despite": "interest"}, True),
        ("leena", {"forbids": True, "despite": "party"}, True),
        ("riitta", {"forbids": True, "despite": "interest"}, False),
        ("riitta", {"forbids": True, "could_decide": False}, True),
    ],
)
def test_a_minors_no_holds_as_the_law_says(
    world: World, seat: Seat, *, writer: str, facts: dict[str, Any], is_open: bool
) -> None:
    """Health care: the no of one who can decide. Social care: every no, but for two reasons."""
    row = note(world, "kielletty")
    row.author = world.cast[writer]
    row.save()
    if is_open:
        decide(world, seat, row, **facts)
    else:
        with pytest.raises(ValidationError, match="kielto sitoo"):
            decide(world, seat, row, **facts)
    assert bool(seen(seat)) == is_open


def test_a_decision_needs_entries_a_professional_and_a_guardian(world: World, seat: Seat) -> None:
    row = note(world, "jotain")
    with pytest.raises(ValidationError):
        decide(world, seat)
    with pytest.raises(ValidationError):
        decide(world, seat, row, assessed_by=world.veikko)
    with pytest.raises(ValidationError):
        decide(world, world.seats["veikko"], row)
    assert not GuardianDecision.objects.exists()


@pytest.mark.parametrize("name", ["aino", "omar", "veikko", "outi", "eero", "guardian"])
def test_only_the_professional_who_leads_decides_and_never_the_minor(
    world: World, seat: Seat, name: str
) -> None:
    person = seat.person if name == "guardian" else world.cast[name]
    with pytest.raises(Refused):
        access.decide_guardian(
            by=a(person),
            case_id=world.case.pk,
            guardian=seat.person,
            entries=[note(world, "jotain")],
            is_shown=True,
            will=access.MinorsWill(could_decide=True, forbids=False, assessed_by=world.leena),
            reason="Minä vain.",
        )
    with pytest.raises(Refused):
        network.propose_guardian(
            by=a(person),
            case_id=world.case.pk,
            first_name="Oma",
            last_name="Tuttu",
            relation="isä",
            custody="sole",
        )
    for act in (network.end_guardian, network.make_guardian_link):
        with pytest.raises(Refused):
            act(by=a(person), case_id=world.case.pk, seat_id=seat.pk)


def test_an_adult_has_no_guardian(world: World) -> None:
    with pytest.raises(Refused):
        propose_guardian(world)
    assert not queries.is_minor(make_unknown(world))


def make_unknown(world: World) -> Person:
    world.aino.born_on = None
    return world.aino


def test_the_place_stands_on_the_law_and_ends_when_the_client_turns_18(
    world: World, seat: Seat
) -> None:
    grant = Grant.objects.get(holder=seat.person)
    assert (grant.basis, grant.legal_basis.purpose) == ("law", LegalBasis.Purpose.GUARDIAN)
    assert "51" in grant.legal_basis.provision
    decide(world, seat, note(world, "huoltajallekin"))
    birthday = date(world.aino.born_on.year + 18, 1, 1)
    with time_machine.travel(clock.start_of(birthday) - timedelta(minutes=1), tick=False):
        assert seen(seat)
    with time_machine.travel(clock.start_of(birthday), tick=False):
        assert not seen(seat)


def test_an_answer_after_the_birthday_opens_nothing(world: World) -> None:
    make_minor(world)
    invited = network.spend_invitation(token=propose_guardian(world).token)
    make_minor(world, 18)
    network.answer_seat(by=a(invited.person), seat_id=invited.pk, is_yes=True)
    assert not Grant.objects.filter(holder=invited.person).exists()


def test_ending_the_place_hides_all_and_one_who_comes_again_starts_from_nothing(
    world: World, seat: Seat
) -> None:
    row = note(world, "huoltajallekin")
    decide(world, seat, row)
    network.end_guardian(by=a(world.leena), case_id=world.case.pk, seat_id=seat.pk)
    assert not seen(seat)
    assert not row.shown_also.members.filter(until_at=None).exists()


def test_no_guardians_place_is_counted_as_one_that_waits_or_was_agreed(
    world: World, seat: Seat
) -> None:
    propose_guardian(world, "Ahti")
    assert {seat.role, "close_one"} <= {each.role for each in Seat.objects.filter(ended_at=None)}
    assert queries.seats_asked(world.case) == (0, len(queries.open_seats(world.case)))
    html = signed_in(world.aino).get(reverse("home")).content.decode()
    assert "Odottaa päätöstäsi" not in html


def test_a_minors_yes_is_not_asked_and_cannot_widen_the_place(world: World, seat: Seat) -> None:
    assert seat.pk not in {each.pk for each in queries.waiting_seats(world.case)}
    with pytest.raises(Refused):
        network.accept_seat(
            by=a(world.aino),
            case_id=world.case.pk,
            seat_id=seat.pk,
            topics=Topic.values,
            until_on=clock.today(),
        )
    assert not policy.rights_in(a(seat.person), world.case)


def test_looking_through_a_guardians_eyes_shows_what_the_guardian_sees(
    world: World, seat: Seat
) -> None:
    Device.objects.create(
        person=seat.person,
        token_hash=str(no_such_id()),
        met_by=world.leena,
        how="met_with_client",
        until_at=clock.after(clock.today()),
    )
    row = note(world, "huoltajallekin")
    for is_shown in (None, True, False):
        if is_shown is not None:
            decide(world, seat, row, is_shown=is_shown)
        as_seen, _seat = queries.preview_actor(a(world.aino), world.case.pk, seat.pk, Topic.values)
        rows = policy.visible(Responsibility.objects.all(), as_seen, Right.PLAN_READ)
        assert {each.words for each in rows} == seen(seat)


def test_a_guardian_reads_the_step_that_was_shown_and_no_name_of_the_team(
    world: World, seat: Seat
) -> None:
    shown = plan.add_step(by=a(world.aino), case_id=world.case.pk, what="Soitan pajalle.")
    plan.add_step(by=a(world.leena), case_id=world.case.pk, what="Kirjoitan lausunnon.")
    decide(world, seat, shown)
    page = signed_in(seat.person).get(reverse("plan", args=[world.case.pk])).content.decode()
    assert "Soitan pajalle." in page
    named = {person.first_name for person in world.cast.values()} - {"Aino"}
    assert not [name for name in ("Kirjoitan", *named) if name in page]

"""S4.4 · What was taken back after a backup is taken back again when the backup is restored."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from punos import clock
from punos.access import actions as access
from punos.access import policy, replay
from punos.access.models import AddressProtection, Consent, Ending, Grant, Recusal, Withdrawal
from punos.access.rights import Capacity, Right, Topic
from punos.network import actions as network
from punos.people.models import Person
from tests.world import World, a, no_such_id

NEWER = str(uuid4())


def line(world: World, kind: str) -> dict[str, Any]:
    """Return a line of the journal, as if it had been written after the backup."""
    facts = {
        "consent": {
            "consent": str(world.seats["omar"].consent_id),
            "by": str(world.aino.pk),
            "how": "own_device",
        },
        "recusal": {"case": str(world.case.pk), "person": str(world.omar.pk)},
        "ending": {"case": str(world.case.pk), "by": str(world.aino.pk), "why": "client"},
        "replacement": {
            "consent": str(world.seats["omar"].consent_id),
            "newer": NEWER,
            "topics": "times map",
            "until": (clock.now() + timedelta(days=9)).isoformat(),
            "substitute": "yes",
            "by": str(world.aino.pk),
            "how": "own_device",
        },
        "address": {
            "protection": NEWER,
            "person": str(world.aino.pk),
            "household": str(world.veikko.pk),
            "from": clock.today().isoformat(),
            "until": "",
            "by": str(world.leena.pk),
        },
    }
    return {"kind": kind, "at": clock.now().isoformat(), **facts.get(kind, {})}


@pytest.mark.parametrize("kind", ["consent", "recusal", "ending"])
def test_a_line_ends_what_it_tells_of_and_only_once(world: World, kind: str) -> None:
    assert policy.rights_in(a(world.omar), world.case)
    assert replay.apply(line(world, kind))
    assert not policy.rights_in(a(world.omar), world.case)
    assert not replay.apply(line(world, kind))


@pytest.mark.parametrize(
    ("kind", "part"),
    [
        ("consent", "consent"),
        ("consent", "by"),
        ("recusal", "case"),
        ("recusal", "person"),
        ("ending", "case"),
        ("replacement", "consent"),
        ("address", "person"),
        ("device", "kind"),
    ],
)
def test_what_the_database_does_not_know_is_passed_over(world: World, kind: str, part: str) -> None:
    told = line(world, kind)
    if part != "kind":
        told[part] = str(no_such_id())
    assert not replay.apply(told)
    assert policy.rights_in(a(world.omar), world.case)


def test_the_database_tells_the_same_lines_that_the_journal_holds(world: World) -> None:
    network.recuse(by=a(world.omar), case_id=world.case.pk)
    network.end_work(by=a(world.aino), case_id=world.case.pk)
    lines = list(replay.lines_of_database())
    assert [each["kind"] for each in lines].count("recusal") == 1
    assert [each["kind"] for each in lines].count("ending") == 1
    assert any(each["kind"] == "consent" for each in lines)
    for table in (Ending, Recusal, Withdrawal):
        table.objects.all().delete()
    assert [replay.apply(each) for each in lines] == [True] * len(lines)
    assert not policy.rights_in(a(world.omar), world.case)
    assert not policy.rights_in(a(world.eero), world.case)


def narrow(world: World, **facts: Any) -> bool:
    """Replay that Omar's consent was replaced by one to times and map, for nine days."""
    return replay.apply(line(world, "replacement") | facts)


def test_a_newer_consent_is_replayed_to_what_both_let_see_and_only_once(world: World) -> None:
    older = Consent.objects.get(pk=world.seats["omar"].consent_id)
    older.topics = [Topic.TIMES, Topic.PLAN]
    older.save()
    actor = a(world.omar)
    assert policy.may(actor, Right.PLAN_READ, world.case)
    assert narrow(world)
    assert Consent.objects.get(pk=NEWER).topics == [Topic.TIMES]
    assert policy.may(actor, Right.TIMES_READ, world.case)
    for right in (Right.PLAN_READ, Right.MAP_READ):
        assert not policy.may(actor, right, world.case)
    assert not narrow(world)


def test_a_replayed_consent_keeps_the_earlier_day_of_both(world: World) -> None:
    older = Consent.objects.get(pk=world.seats["omar"].consent_id)
    late = (older.until_at + timedelta(days=1)).isoformat()
    assert narrow(world, until=late)
    assert Consent.objects.get(pk=NEWER).until_at == older.until_at


def test_a_consent_that_was_over_already_is_not_made_again(world: World) -> None:
    assert not narrow(world, until=(clock.now() - timedelta(days=1)).isoformat())
    assert policy.rights_in(a(world.omar), world.case)


def test_what_opens_one_meeting_stays_as_it_was_in_a_replay_too(world: World) -> None:
    meeting = uuid4()
    access.grant(
        case=world.case,
        holder=world.omar,
        capacity=Capacity.ATTEND,
        rights=[Right.MEETING_ATTEND],
        basis=Grant.Basis.CONSENT,
        consent=Consent.objects.get(pk=world.seats["omar"].consent_id),
        employment=world.jobs["omar"],
        occasion=meeting,
    )
    assert narrow(world)
    assert policy.may(a(world.omar), Right.MEETING_ATTEND, world.case, occasion=meeting)
    assert not policy.may(a(world.omar), Right.PLAN_READ, world.case)


def test_a_replayed_consent_that_was_said_aloud_names_no_witness(world: World) -> None:
    assert narrow(world, how="oral", by=str(no_such_id()))
    newer = Consent.objects.get(pk=NEWER)
    assert newer.witness == "–"
    assert newer.recorded_by == world.aino


def test_a_newer_consent_can_be_taken_back_by_a_later_line(world: World) -> None:
    assert narrow(world)
    assert replay.apply(line(world, "consent") | {"consent": NEWER})
    assert not policy.rights_in(a(world.omar), world.case)


@pytest.mark.parametrize("days", [None, 7])
def test_a_turvakielto_is_noted_again_for_the_whole_household_and_only_once(
    world: World, days: int | None
) -> None:
    until = (clock.today() + timedelta(days=days)).isoformat() if days else ""
    told = line(world, "address") | {"until": until}
    assert replay.apply(told)
    assert all(policy.is_address_protected(person) for person in (world.aino, world.veikko))
    assert not policy.is_address_protected(world.omar)
    kept = AddressProtection.objects.get()
    assert (kept.until_on.isoformat() if kept.until_on else "") == until
    assert kept.noted_by == world.leena
    assert not replay.apply(told)


def test_a_turvakielto_holds_though_nobody_knows_who_noted_it(world: World) -> None:
    assert replay.apply(line(world, "address") | {"by": str(no_such_id())})
    assert policy.is_address_protected(Person.objects.get(pk=world.aino.pk))


def test_the_database_tells_of_newer_consents_and_protected_addresses(world: World) -> None:
    newer = access.give_consent(
        by=a(world.aino),
        case_id=world.case.pk,
        to=world.omar,
        topics=[Topic.TIMES],
        until_on=clock.today() + timedelta(days=30),
    )
    access.protect_address(by=a(world.leena), case_id=world.case.pk, household=[world.veikko])
    lines = {each["kind"]: each for each in replay.lines_of_database()}
    assert lines["replacement"] == replay.line_of_replacement(newer)
    assert lines["replacement"]["topics"] == "times"
    AddressProtection.objects.all().delete()
    assert replay.apply(lines["address"])
    assert policy.is_address_protected(world.veikko)

"""S4.4 · A row changed, removed, swapped, put between or cut off is found, and the first one is named."""

import pytest
import time_machine

from punos import clock
from punos.access import policy
from punos.access.rights import Right
from punos.people.actor import SYSTEM
from punos.trace import actions as trace
from punos.trace.chains import Break, break_of, broken_chains
from punos.trace.models import NO_CASE, AuditEvent, ChainHead, DisclosureLog, Link, UseLog
from punos.trace.queries import links
from tests.world import World, a, make_person


@pytest.fixture
def chain(world: World) -> str:
    """A case's chain with all three kinds of row, longer than ten."""
    for person in (world.leena, world.omar, world.aino, world.veikko):
        policy.open_case(a(person), world.case.pk, Right.TIMES_READ)
    assert {type(link) for link in links(str(world.case.pk))} == {
        AuditEvent,
        UseLog,
        DisclosureLog,
    }
    return str(world.case.pk)


def test_what_nobody_touched_holds(chain: str) -> None:
    assert broken_chains() == []
    numbers = [link.number for link in links(chain)]
    assert numbers == list(range(1, len(numbers) + 1))


def columns(kind: type[Link]) -> list[str]:
    """Return every column that tells something, whatever the hash says it covers."""
    place = {"id", "chain", "number", "at", "hash"}
    return [field.name for field in kind._meta.get_fields() if field.name not in place]  # noqa: SLF001


@pytest.mark.parametrize(
    ("kind", "column"),
    [(kind, column) for kind in (AuditEvent, UseLog, DisclosureLog) for column in columns(kind)],
    ids=lambda value: value if isinstance(value, str) else value.__name__,
)
def test_a_change_in_any_column_is_found_at_its_row(chain: str, kind: type, column: str) -> None:
    row = kind.objects.filter(chain=chain).order_by("number").last()
    value = {"toinen": 1} if column == "facts" else "toinen"
    kind.objects.filter(pk=row.pk).update(**{column: value})
    assert break_of(chain) == Break(chain, row.number, "riviä on muutettu")


def test_a_change_with_a_fresh_hash_is_found_at_the_next_row(chain: str) -> None:
    row = AuditEvent.objects.get(chain=chain, number=3)
    before = AuditEvent.objects.get(chain=chain, number=2)
    row.actor_name = "Joku"
    row.hash = row.hash_after(before.hash)
    row.save()
    assert break_of(chain) == Break(chain, 4, "riviä on muutettu")


def test_a_change_of_the_time_is_found(chain: str) -> None:
    row = UseLog.objects.filter(chain=chain).first()
    UseLog.objects.filter(pk=row.pk).update(at=row.at - clock.MOMENT)
    assert break_of(chain) == Break(chain, row.number, "riviä on muutettu")


@pytest.mark.parametrize("number", [1, 5])
def test_a_removed_row_is_found_at_its_place(chain: str, number: int) -> None:
    AuditEvent.objects.filter(chain=chain, number=number).delete()
    assert break_of(chain) == Break(chain, number, "rivi puuttuu tai on kahdesti")


def test_two_swapped_rows_are_found_at_the_first(chain: str) -> None:
    AuditEvent.objects.filter(chain=chain, number=3).update(number=-1)
    AuditEvent.objects.filter(chain=chain, number=4).update(number=3)
    AuditEvent.objects.filter(chain=chain, number=-1).update(number=4)
    assert break_of(chain) == Break(chain, 3, "riviä on muutettu")


@pytest.mark.parametrize("kind", [AuditEvent, UseLog])
def test_a_row_put_between_is_found_at_its_place(chain: str, kind: type) -> None:
    AuditEvent.objects.filter(chain=chain, number__gte=99).delete()
    row = DisclosureLog.objects.filter(chain=chain).order_by("number").first()
    put = kind(chain=chain, number=row.number, at=row.at, actor_id="x", case_id=chain)
    put.hash = put.hash_after("")
    put.save()
    found = break_of(chain)
    assert found is not None
    assert found.number == row.number


def test_a_row_added_at_the_end_behind_the_heads_back_is_found(chain: str) -> None:
    head = ChainHead.objects.get(chain=chain)
    put = AuditEvent(chain=chain, number=head.number + 1, at=clock.now(), event="x", actor_id="x")
    put.hash = put.hash_after(head.hash)
    put.save()
    assert break_of(chain) == Break(chain, head.number + 1, "ketjun loppu ei täsmää")


def test_a_cut_tail_is_found_at_the_first_missing_row(chain: str) -> None:
    head = ChainHead.objects.get(chain=chain)
    for kind in (AuditEvent, UseLog, DisclosureLog):
        kind.objects.filter(chain=chain, number__gt=head.number - 2).delete()
    assert break_of(chain) == Break(chain, head.number - 1, "ketjun loppu ei täsmää")


def cut(chain: str, keep: int) -> None:
    """Cut the tail and move the head, as one who knows the tables would."""
    for kind in (AuditEvent, UseLog, DisclosureLog):
        kind.objects.filter(chain=chain, number__gt=keep).delete()
    last = list(links(chain))[-1]
    ChainHead.objects.filter(chain=chain).update(number=keep, hash=last.hash)


def test_a_tail_cut_together_with_its_head_is_found_against_the_days_row(chain: str) -> None:
    trace.chain_heads(SYSTEM)
    number = ChainHead.objects.get(chain=chain).number
    cut(chain, number - 2)
    assert broken_chains() == [Break(chain, number, "ketjun loppu puuttuu")]


def test_a_whole_chain_that_is_gone_is_found_against_the_days_row(chain: str) -> None:
    trace.chain_heads(SYSTEM)
    number = ChainHead.objects.get(chain=chain).number
    for kind in (AuditEvent, UseLog, DisclosureLog, ChainHead):
        kind.objects.filter(chain=chain).delete()
    assert broken_chains() == [Break(chain, number, "ketjun loppu puuttuu")]


def test_a_chain_written_anew_with_good_hashes_is_found_against_the_days_row(chain: str) -> None:
    trace.chain_heads(SYSTEM)
    previous = ""
    for link in list(links(chain)):
        link.actor_name = "Joku"
        link.hash = previous = link.hash_after(previous)
        link.save()
    ChainHead.objects.filter(chain=chain).update(hash=previous)
    assert break_of(chain) is None
    assert [broken.chain for broken in broken_chains()] == [chain]


def test_what_comes_after_the_days_row_breaks_nothing(chain: str, world: World) -> None:
    trace.chain_heads(SYSTEM)
    policy.open_case(a(world.leena), world.case.pk, Right.TIMES_READ)
    assert broken_chains() == []


def test_a_broken_chain_does_not_hide_another(chain: str) -> None:
    AuditEvent.objects.filter(chain=chain, number=2).update(actor_name="Joku")
    AuditEvent.objects.filter(chain=NO_CASE, number=1).update(actor_name="Joku")
    assert {broken.chain: broken.number for broken in broken_chains()} == {chain: 2, NO_CASE: 1}


def test_numbers_tell_the_order_even_where_the_clock_went_back(chain: str, world: World) -> None:
    earlier = clock.now().replace(year=2020)
    with time_machine.travel(earlier, tick=False):
        row = trace.record(a(world.aino), "test.clock.turned", world.case.pk)
    assert row.at == earlier
    assert row.number == ChainHead.objects.get(chain=chain).number
    assert list(links(chain))[-1].pk == row.pk
    assert broken_chains() == []


def test_a_row_outlives_what_it_tells_of(world: World) -> None:
    gone = make_person("Hetki")
    trace.record(a(gone), "test.person.gone", None, gone)
    told = str(gone.pk)
    gone.delete()
    assert AuditEvent.objects.filter(actor_id=told, subject_id=told, actor_name="Hetki").exists()
    assert broken_chains() == []


def test_odd_names_and_facts_hash_the_same_after_a_round_through_the_database(
    world: World,
) -> None:
    odd = make_person("Zoë 👩🏽‍🚀 <b>\u202eänkä", last_name="O'Brien\n")
    trace.record(a(odd), "test.odd.facts", world.case.pk, None, luku=1.0, lista=[1, "ä", None])
    assert broken_chains() == []

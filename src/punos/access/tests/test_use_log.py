"""S4.4 S0.4 · Every look leaves one row, and who got what from whom and on what basis (CDL § 10)."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from punos import clock
from punos.access import policy
from punos.access import queries as access
from punos.access.rights import Right
from punos.access.tests.acts import let_record
from punos.people.models import Person
from punos.trace.chains import broken_chains
from punos.trace.models import AuditEvent, DisclosureLog, UseLog
from punos.trace.refusal import Refused
from tests.world import World, a, no_such_id, same_page, signed_in


def looks_of(person: Person) -> list[UseLog]:
    return list(UseLog.objects.filter(actor_id=str(person.pk)).order_by("number"))


def test_a_look_leaves_one_row_with_the_columns_of_the_law(world: World) -> None:
    policy.open_case(a(world.leena), world.case.pk, Right.PLAN_READ)
    (row,) = looks_of(world.leena)
    owner = world.centre.organisation
    assert (row.what, row.purpose, row.level) == ("plan.read", "work", "strong")
    assert (row.provider_id, row.provider_name) == (str(owner.pk), owner.name)
    assert (row.actor_name, row.case_id) == ("Leena", str(world.case.pk))
    assert clock.now() - row.at < timedelta(minutes=1)


def test_a_colleagues_look_in_the_own_organisation_is_no_disclosure(world: World) -> None:
    policy.open_case(a(world.leena), world.case.pk, Right.PLAN_READ)
    assert not DisclosureLog.objects.filter(recipient_id=str(world.leena.pk)).exists()


def test_a_look_from_another_body_is_a_disclosure_with_its_basis(world: World) -> None:
    policy.open_case(a(world.omar), world.case.pk, Right.PLAN_READ)
    row = DisclosureLog.objects.get(recipient_id=str(world.omar.pk))
    consent = policy.valid_consents().get(to_person=world.omar)
    assert row.basis == f"consent {consent.pk}"
    assert (row.recipient_name, row.recipient_body) == ("Omar", "Työpaja Tuuma")
    assert (row.discloser_id, row.discloser_name) == (str(world.aino.pk), "Aino")
    assert (row.description, row.purpose) == ("plan.read", "work")
    assert row.provider_name == world.centre.organisation.name
    assert len(looks_of(world.omar)) == 1


def test_a_close_ones_look_is_a_disclosure_to_no_body(world: World) -> None:
    policy.open_case(a(world.veikko), world.case.pk, Right.TIMES_READ)
    row = DisclosureLog.objects.get(recipient_id=str(world.veikko.pk))
    assert (row.recipient_body, row.purpose) == ("", "close")


def test_a_recorders_look_stands_on_the_clients_acceptance(world: World) -> None:
    grant = let_record(world, world.jobs["kirsi"])
    policy.open_case(a(world.kirsi), world.case.pk, Right.TIMES_READ, occasion=grant.occasion)
    row = DisclosureLog.objects.get(recipient_id=str(world.kirsi.pk))
    assert row.basis == f"acceptance {grant.acceptance_id}"
    assert row.purpose == "record"


def test_the_clients_own_look_is_no_disclosure(world: World) -> None:
    policy.open_case(a(world.aino), world.case.pk, Right.PLAN_READ)
    assert not DisclosureLog.objects.filter(recipient_id=str(world.aino.pk)).exists()


def test_the_clients_own_looks_do_not_push_others_out_of_sight(world: World) -> None:
    policy.open_case(a(world.omar), world.case.pk, Right.PLAN_READ)
    for _look in range(9):
        policy.open_case(a(world.aino), world.case.pk, Right.PLAN_READ)
    assert [row.actor_name for row in access.looks(a(world.aino), world.case, 5)] == ["Omar"]


def test_only_the_client_reads_who_has_looked(world: World) -> None:
    policy.open_case(a(world.omar), world.case.pk, Right.PLAN_READ)
    for person in (world.leena, world.omar, world.veikko, world.outi, world.eero):
        assert access.looks(a(person), world.case) == []


def test_opening_for_a_change_leaves_its_row_in_the_trace_and_not_in_the_use_log(
    world: World,
) -> None:
    policy.open_case(a(world.leena), world.case.pk, Right.NETWORK_WRITE)
    assert looks_of(world.leena) == []


def test_a_refused_open_writes_no_look(world: World) -> None:
    with pytest.raises(Refused):
        policy.open_case(a(world.outi), world.case.pk, Right.PLAN_READ)
    assert looks_of(world.outi) == []


@pytest.mark.parametrize("name", ["outi", "eero", "pekka"])
def test_a_refused_page_leaves_exactly_one_row_after_the_rollback(world: World, name: str) -> None:
    person = world.cast[name]
    before = AuditEvent.objects.count()
    answer = signed_in(person).get(f"/asiat/{world.case.pk}/verkosto/")
    assert answer.status_code == 404
    (row,) = AuditEvent.objects.order_by("-pk")[: AuditEvent.objects.count() - before]
    assert (row.event, row.case_id, row.actor_id) == ("access.refused", "", str(person.pk))
    assert row.facts == {"what": "network.read", "asked": str(world.case.pk)}
    assert not broken_chains()


def test_a_foreign_case_and_no_case_answer_with_the_same_bytes(world: World) -> None:
    browser = signed_in(world.outi)
    none_id = no_such_id()
    foreign, none = (
        browser.get(f"/asiat/{case_id}/verkosto/") for case_id in (world.case.pk, none_id)
    )
    for answer in (foreign, none):
        assert answer.status_code == 404
    assert same_page(foreign, world.case.pk) == same_page(none, none_id)
    assert foreign.headers.items() == none.headers.items()


def test_a_foreign_case_and_no_case_ask_the_database_the_same_questions(world: World) -> None:
    counts = []
    for case_id in (world.case.pk, no_such_id()):
        browser = signed_in(world.outi)
        with CaptureQueriesContext(connection) as asked:
            browser.get(f"/asiat/{case_id}/verkosto/")
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_a_page_that_is_read_leaves_one_row(world: World) -> None:
    signed_in(world.omar).get(f"/asiat/{world.case.pk}/verkosto/")
    assert [row.what for row in looks_of(world.omar)] == ["network.read"]


def test_a_stranger_leaves_no_mark_in_the_clients_own_log(world: World) -> None:
    signed_in(world.outi).get(f"/asiat/{world.case.pk}/verkosto/")
    assert not UseLog.objects.filter(case_id=str(world.case.pk), actor_name="Outi").exists()

"""S4.4 S1.2 · Whose name stood on somebody's list is known to the client, one line a day."""

from datetime import time, timedelta
from uuid import UUID

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from punos import clock
from punos.access import listing
from punos.network import actions as network
from punos.network.queries import model_of
from punos.people.actor import Actor
from punos.plan import queries as plan
from punos.plan.tests.plans import agree_step
from punos.trace.chains import broken_chains
from punos.trace.models import LISTED, AuditEvent, DisclosureLog, UseLog
from tests.world import World, a, signed_in


def rows_of(world: World) -> list[UseLog]:
    return list(UseLog.objects.filter(case_id=str(world.case.pk), what=LISTED).order_by("number"))


def at_nine(days: int) -> time_machine.travel:
    day = clock.today() + timedelta(days=1 + days)
    return time_machine.travel(clock.at(day, time(9)), tick=True)


def test_a_desk_leaves_one_row_a_person_and_day_however_often_it_is_opened(world: World) -> None:
    with at_nine(0):
        leena = signed_in(world.leena)
        for _ in range(3):
            leena.get("/")
        leena.get(reverse("people"))
        (row,) = rows_of(world)
        assert (row.actor_name, row.purpose, row.provider_id) == (
            "Leena",
            "work",
            str(world.case.owner_id),
        )
        # When each list was looked at stands in the log of events.
        seen = AuditEvent.objects.filter(event__in=("web.desk.seen", "web.people.seen"))
        assert seen.filter(actor_id=str(world.leena.pk)).count() == 4
    with at_nine(1):
        signed_in(world.leena).get("/")
        assert len(rows_of(world)) == 2


def test_a_name_on_the_desk_of_another_body_is_a_disclosure(world: World) -> None:
    signed_in(world.omar).get("/")
    row = DisclosureLog.objects.get(recipient_id=str(world.omar.pk), description=LISTED)
    assert (row.recipient_body, row.basis.split()[0]) == ("Työpaja Tuuma", "consent")
    signed_in(world.leena).get("/")
    assert not DisclosureLog.objects.filter(recipient_id=str(world.leena.pk)).exists()


def test_ones_steps_over_many_works_leave_a_row_and_the_clients_own_none(world: World) -> None:
    agree_step(world, world.omar, "Kysyn pajalta")
    agree_step(world, world.aino, "Soitan")
    plan.my_steps(a(world.omar))
    plan.my_steps(a(world.aino))
    assert [row.actor_name for row in rows_of(world)] == ["Omar"]


def test_a_stranger_leaves_no_row(world: World) -> None:
    for person in (world.outi, world.eero, world.pekka):
        signed_in(person).get("/")
    listing.note(a(world.outi), [world.case.pk])
    listing.note(Actor(None), [world.case.pk])
    assert not rows_of(world)


def test_the_client_reads_one_quiet_line_a_day(world: World) -> None:
    with at_nine(0):
        for person in (world.leena, world.omar):
            signed_in(person).get("/")
        page = signed_in(world.aino).get(reverse("use-log", args=[world.case.pk])).content.decode()
        assert page.count("omilla listoillaan") == 1
        assert '<b class="strong">Leena, Omar</b> näkivät nimesi omilla listoillaan' in page
        assert ">tänään<" in page
    with at_nine(1):
        signed_in(world.leena).get("/")
        page = signed_in(world.aino).get(reverse("use-log", args=[world.case.pk])).content.decode()
        assert '<b class="strong">Leena</b> näki nimesi omalla listallaan' in page
        assert "eilen" in page


def test_a_name_on_a_list_is_not_told_as_a_look(world: World) -> None:
    signed_in(world.omar).get("/")
    home = signed_in(world.aino).get("/").content.decode()
    consents = signed_in(world.aino).get(reverse("consents", args=[world.case.pk]))
    assert "listallaan" not in home + consents.content.decode()


@pytest.mark.django_db
def test_the_check_costs_one_query_once_the_day_is_noted(world: World) -> None:
    listing.note(a(world.leena), [world.case.pk])
    with CaptureQueriesContext(connection) as asked:
        listing.note(a(world.leena), [world.case.pk])
    assert len(asked) == 1


def test_the_first_look_of_the_day_asks_as_much_for_many_as_for_one(world: World) -> None:
    counts = []
    for amount in (1, 6):
        cases = [_another_work(world, f"Asiakas{amount}{number}") for number in range(amount)]
        with CaptureQueriesContext(connection) as asked:
            listing.note(a(world.leena), cases)
        counts.append(len(asked))
        assert UseLog.objects.filter(what=LISTED, case_id__in=map(str, cases)).count() == amount
    assert counts[0] == counts[1]
    assert not broken_chains()


def _another_work(world: World, name: str) -> UUID:
    started = network.start_work(
        by=a(world.leena),
        employment=world.jobs["leena"],
        first_name=name,
        model=model_of(world.case),
    )
    return started.pk

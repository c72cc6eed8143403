"""S1.2 S4.4 · A yes has a last day: one is told in time, sees it come, and gives it again if one likes."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from punos import clock
from punos.access import policy
from punos.access.models import Consent
from punos.access.rights import Right
from punos.network import actions as network
from punos.network import jobs, queries
from punos.network.models import Seat
from punos.network.tests.pages import invite, page, propose, read
from punos.notices.models import Notice
from punos.notices.queries import mine
from tests.world import (
    World,
    a,
    agree,
    employ,
    make_person,
    no_such_id,
    same_page,
    signed_in,
)


@contextmanager
def days_on(days: int) -> Iterator[None]:
    with time_machine.travel(clock.now() + timedelta(days=days), tick=False):
        yield


def told(person: object) -> list[str]:
    """Return what the person has been told of an end."""
    kinds = ("consent_ending", "member_ending")
    return [line.kind for line in mine(a(person)) if line.kind in kinds]


def give(browser: Client, world: World, name: str, **facts: object) -> object:
    seat = Seat.objects.get(pk=world.seats[name].pk)
    sent = {"topics": seat.consent.topics, "months": "6", "seen": str(seat.consent_id), **facts}
    return browser.post(page("consent-give", world.case.pk, seat.pk), sent)


def test_two_weeks_before_the_client_and_who_leads_are_told_once(world: World) -> None:
    agree(world, world.seats["omar"], days=60)
    with days_on(40):
        jobs.run(clock.now())
        assert not told(world.aino)
    with days_on(50):
        for _tick in range(2):
            jobs.run(clock.now())
        assert told(world.aino) == ["consent_ending"]
        assert told(world.leena) == ["member_ending"]
        assert not told(world.omar)
        assert not told(world.riitta)


@pytest.mark.parametrize("name", ["veikko", "leena"])
def test_whose_right_ends_is_told_nothing(world: World, name: str) -> None:
    agree(world, world.seats[name], days=60)
    before = Notice.objects.filter(to=world.cast[name]).count()
    with days_on(50):
        jobs.run(clock.now())
        assert told(world.aino) == ["consent_ending"]
        assert Notice.objects.filter(to=world.cast[name]).count() == before


def test_of_a_yes_for_some_days_nothing_is_told(world: World) -> None:
    agree(world, world.seats["omar"], days=7)
    jobs.run(clock.now())
    assert not told(world.aino)


@pytest.mark.parametrize("way", ["given again", "withdrawn", "left"])
def test_nobody_is_told_of_an_end_that_will_not_come(world: World, way: str) -> None:
    agree(world, world.seats["omar"], days=60)
    with days_on(50):
        jobs.run(clock.now())
        if way == "given again":
            agree(world, world.seats["omar"])
        elif way == "withdrawn":
            facts = {"case_id": world.case.pk, "seat_id": world.seats["omar"].pk}
            network.withdraw_seat(by=a(world.aino), **facts)
        else:
            network.leave(by=a(world.omar), case_id=world.case.pk)
        jobs.run(clock.now())
        assert not told(world.aino)
        assert not told(world.leena)


def test_a_notice_leads_the_client_to_the_card(world: World) -> None:
    agree(world, world.seats["omar"], days=60)
    with days_on(50):
        jobs.run(clock.now())
        html = read(signed_in(world.aino), "consents", world.case.pk)
        assert "Päättyy pian" in html
        assert "Anna uudelleen" in html


def test_who_leads_sees_whose_yes_ends_and_others_do_not(world: World) -> None:
    for name in ("omar", "leena"):
        agree(world, world.seats[name], days=60)
    with days_on(50):
        assert "Lupa päättyy pian" in read(signed_in(world.leena), "network", world.case.pk)
        [line] = queries.network_page(a(world.leena), world.case.pk).ending
        assert "Omar" in line
        for name in ("aino", "riitta"):
            assert not queries.network_page(a(world.cast[name]), world.case.pk).ending


@pytest.mark.parametrize("name", ["omar", "veikko"])
def test_a_yes_that_ran_out_stands_as_a_row_and_is_given_again_in_two_touches(
    world: World, name: str
) -> None:
    agree(world, world.seats[name], ("times", "plan"), days=5)
    with days_on(6):
        browser = signed_in(world.aino)
        card = queries.consents_page(a(world.aino), world.case.pk).over[0]
        assert [line.code for line in card.topics if line.is_on] == ["times", "plan"]
        html = read(browser, "consents", world.case.pk)
        assert "Lupa päättyi" in html
        assert not policy.rights_in(a(world.cast[name]), world.case)
        assert give(browser, world, name).headers["Location"] == page("consents", world.case.pk)
        assert policy.may(a(world.cast[name]), Right.PLAN_READ, world.case)
        assert not queries.consents_page(a(world.aino), world.case.pk).over


def test_a_day_that_cannot_be_is_said_beside_that_row_and_what_was_chosen_stays(
    world: World,
) -> None:
    agree(world, world.seats["omar"], ("times",), days=5)
    with days_on(6):
        answer = give(signed_in(world.aino), world, "omar", topics=["plan"], until_on="2020-01-01")
        assert answer.status_code == 422
        [card] = answer.context["page"].over
        assert [line.code for line in card.topics if line.is_on] == ["plan"]


def test_one_who_works_there_no_more_is_a_line_among_the_ended(world: World) -> None:
    agree(world, world.seats["omar"], days=5)
    world.jobs["omar"].until_on = clock.today()
    world.jobs["omar"].save()
    with days_on(6):
        shown = queries.consents_page(a(world.aino), world.case.pk)
        assert not shown.over
        assert ("Omar", "lupa päättyi") in {(line.who, line.words) for line in shown.ended}


def test_when_the_work_has_ended_nothing_is_offered_again(world: World) -> None:
    agree(world, world.seats["omar"], days=5)
    network.end_work(by=a(world.aino), case_id=world.case.pk)
    with days_on(6):
        assert not queries.consents_page(a(world.aino), world.case.pk).over
        assert "Anna uudelleen" not in read(signed_in(world.aino), "consents", world.case.pk)
        jobs.run(clock.now())
        assert not told(world.aino)


def test_nobody_else_gives_it_again_and_a_stranger_gets_the_page_of_nothing(world: World) -> None:
    agree(world, world.seats["omar"], days=5)
    with days_on(6):
        for name in ("omar", "leena", "veikko", "eero", "outi"):
            browser = signed_in(world.cast[name])
            assert give(browser, world, "omar").status_code == 404, name
        assert (
            Consent.objects.filter(to_person=world.omar).latest("given_at").until_at < clock.now()
        )
        browser, facts = signed_in(world.outi), {"topics": ["plan"], "months": "6"}
        seat, none = world.seats["omar"].pk, no_such_id()
        there, nowhere = (
            browser.post(page("consent-give", world.case.pk, each), facts) for each in (seat, none)
        )
        assert same_page(there, seat) == same_page(nowhere, none)


def test_one_whose_yes_ran_out_is_found_and_asked_for_again(world: World) -> None:
    agree(world, world.seats["omar"], days=5)
    assert not queries.candidates(world.case, "Omar")
    with pytest.raises(ValidationError):
        propose(world, world.jobs["omar"])
    with days_on(6):
        assert queries.candidates(world.case, "Omar") == [world.jobs["omar"]]
        seat = propose(world, world.jobs["omar"], why="Pajalla on taas paikka.")
        assert seat.pk == world.seats["omar"].pk
        assert [line.kind for line in mine(a(world.aino))].count("seat_proposed") == 1
        shown = queries.consents_page(a(world.aino), world.case.pk)
        assert [card.why for card in shown.waiting] == ["Pajalla on taas paikka."]
        assert not any(line.is_on for line in shown.waiting[0].topics)
        agree(world, seat)
        assert policy.may(a(world.omar), Right.PLAN_READ, world.case), "his own yes stands"


def test_asked_for_again_by_another_job_the_person_answers_anew(world: World) -> None:
    agree(world, world.seats["omar"], days=5)
    job = employ(world.omar, world.health, "nurse")
    with days_on(6):
        seat = propose(world, job)
        agree(world, seat)
        assert not policy.rights_in(a(world.omar), world.case)
        network.answer_seat(by=a(world.omar), seat_id=seat.pk, is_yes=True)
        assert policy.may(a(world.omar), Right.PLAN_READ, world.case)


def test_the_clients_no_to_one_asked_for_again_ends_the_seat(world: World) -> None:
    agree(world, world.seats["omar"], days=5)
    with days_on(6):
        seat = propose(world, world.jobs["omar"])
        network.decline_seat(by=a(world.aino), case_id=world.case.pk, seat_id=seat.pk)
        seat.refresh_from_db()
        assert seat.ending == Seat.EndingWay.DECLINED
        assert not policy.rights_in(a(world.omar), world.case)


def test_the_client_asks_back_one_whose_yes_was_taken_back(world: World) -> None:
    browser = signed_in(world.aino)
    sent = {"hae": "Eero", "employment": str(world.jobs["eero"].pk), "why": "Haluan taas jutella."}
    answer = browser.post(page("seat-propose", world.case.pk), sent)
    assert answer.headers["Location"] == page("network", world.case.pk)
    seat = Seat.objects.get(person=world.eero, ended_at=None)
    agree(world, seat)
    assert not policy.rights_in(a(world.eero), world.case), "the yes of last time is over"
    assert "seat_invited" in {line.kind for line in mine(a(world.eero))}
    network.answer_seat(by=a(world.eero), seat_id=seat.pk, is_yes=True)
    assert policy.may(a(world.eero), Right.PLAN_READ, world.case)


def test_one_who_never_answered_is_invited_again_with_the_new_yes(world: World) -> None:
    seat = propose(world, world.jobs["outi"])
    agree(world, seat, days=5)
    Notice.objects.filter(to=world.outi).update(seen_at=clock.now())
    with days_on(6):
        assert not queries.my_invitations(a(world.outi))
        agree(world, seat)
        agree(world, seat, ("plan",))
        assert [line.kind for line in mine(a(world.outi))] == ["seat_invited"]
        network.answer_seat(by=a(world.outi), seat_id=seat.pk, is_yes=True)
        assert policy.may(a(world.outi), Right.PLAN_READ, world.case)


def test_a_close_one_who_never_answered_gets_a_new_link_with_the_new_yes(world: World) -> None:
    seat = invite(world, until_on=clock.today() + timedelta(days=5)).seat
    with days_on(6):
        agree(world, seat, ("times",))
        link = network.make_link(by=a(world.aino), case_id=world.case.pk, seat_id=seat.pk)
        assert queries.linked_page(link.token)


def test_the_page_asks_the_database_the_same_for_two_and_for_twenty(world: World) -> None:
    agree(world, world.seats["omar"], days=5)

    def fill(some: range) -> None:
        for n in some:
            person = make_person(f"Uusi{n}")
            said = Consent.objects.get(pk=world.seats["omar"].consent_id)
            said.pk, said.to_person, said.replaces = clock.uuid7(), person, None
            said.save(force_insert=True)
            seat = Seat.objects.get(pk=world.seats["omar"].pk)
            seat.pk, seat.person, seat.consent = clock.uuid7(), person, said
            seat.employment = employ(person, world.health, "nurse")
            seat.save(force_insert=True)

    def asked() -> tuple[int, int]:
        with days_on(6), CaptureQueriesContext(connection) as found:
            shown = queries.consents_page(a(world.aino), world.case.pk)
        return len(shown.over), len(found)

    fill(range(1, 2))
    few = asked()
    fill(range(2, 20))
    assert (few[0], asked()) == (2, (20, few[1]))

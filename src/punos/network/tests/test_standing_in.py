"""S4.4 S3.5 · A substitute is asked like anybody: first whether they know the client, then in by their own yes."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from punos import clock
from punos.access import policy
from punos.access.models import Consent, Recusal, Withdrawal
from punos.access.rights import Right
from punos.network import actions as network
from punos.network import queries
from punos.network.models import Seat
from punos.network.tests.pages import page, propose, read
from punos.notices.queries import mine
from punos.people.actor import Level
from punos.people.models import Person
from punos.trace.refusal import Refused
from tests.world import (
    World,
    a,
    employ,
    make_person,
    no_such_id,
    same_page,
    seat_worker,
    signed_in,
)


def cover(
    world: World, name: str = "riitta", *, covers: bool = True, days: int = 30, **facts: object
) -> None:
    network.accept_seat(
        by=a(world.aino),
        case_id=world.case.pk,
        seat_id=world.seats[name].pk,
        until_on=clock.today() + timedelta(days=days),
        covers_substitute=covers,
        **{"topics": ["times", "plan"], **facts},
    )


def ask(world: World, by: Person | None = None) -> Seat:
    """Let Silja, a nurse of Riitta's unit, be asked to stand in."""
    job = employ(make_person("Silja"), world.health, "nurse")
    seat = world.seats["riitta"]
    return network.name_substitute(by=a(by or world.riitta), seat_id=seat.pk, employment=job)


def come(seat: Seat) -> Person:
    network.answer_seat(by=a(seat.person), seat_id=seat.pk, is_yes=True)
    return seat.person


def kinds(person: Person, level: Level = Level.STRONG) -> list[str]:
    return [line.kind for line in mine(a(person, level))]


def test_a_substitute_sees_who_asks_of_whom_and_nothing_else_before_the_own_yes(
    world: World,
) -> None:
    cover(world)
    seat = ask(world)
    assert not policy.rights_in(a(seat.person), world.case)
    browser = signed_in(seat.person)
    assert page("seat", seat.pk) in read(browser, "home")
    html = read(browser, "seat", seat.pk)
    for words in ("Riitta", "Aino", "Tunnen hänet", "Tulen mukaan"):
        assert words in html
    for name in ("case", "network", "plan"):
        assert browser.get(page(name, world.case.pk)).status_code == 404, name
    answer = browser.post(page("seat", seat.pk), {"answer": "yes"})
    assert answer.headers["Location"] == page("case", world.case.pk)
    rights = policy.rights_in(a(seat.person), world.case)
    assert Right.PLAN_READ in rights
    assert not rights & {Right.MINUTES_READ, Right.CASE_LEAD, Right.ADDRESS_READ}


def test_one_who_knows_the_client_steps_aside_in_one_tap_before_any_detail(world: World) -> None:
    cover(world)
    seat = ask(world)
    browser = signed_in(seat.person)
    assert browser.post(page("recuse", world.case.pk)).headers["Location"] == page("home")
    assert Recusal.objects.filter(person=seat.person, case=world.case).exists()
    assert browser.get(page("seat", seat.pk)).status_code == 404
    assert "stand_in_asked" not in kinds(seat.person)
    assert policy.may(a(world.riitta), Right.PLAN_READ, world.case)


def test_the_client_the_substitute_and_who_asked_are_told(world: World) -> None:
    cover(world)
    seat = ask(world)
    assert "stand_in_asked" in kinds(seat.person)
    assert "stand_in_asked" not in kinds(seat.person, Level.DEVICE)
    assert "substitute_named" in kinds(world.aino)
    assert "Silja" in read(signed_in(world.aino), "consents", world.case.pk)
    come(seat)
    assert "stand_in_asked" not in kinds(seat.person)
    assert "seat_answered" in kinds(world.aino)
    assert "stand_in_answered" in kinds(world.riitta)


def test_a_no_opens_nothing_and_the_seat_stays_whole(world: World) -> None:
    cover(world)
    seat = ask(world)
    signed_in(seat.person).post(page("seat", seat.pk), {"answer": "no"})
    assert not policy.rights_in(a(seat.person), world.case)
    assert Seat.objects.get(pk=seat.pk).ending == Seat.EndingWay.REFUSED
    assert policy.may(a(world.riitta), Right.PLAN_READ, world.case)


def test_a_substitute_leaves_and_whom_they_stood_for_stays(world: World) -> None:
    cover(world)
    seat = ask(world)
    browser = signed_in(come(seat))
    assert "Lähden verkostosta" in read(browser, "network", world.case.pk)
    answer = browser.post(page("seat-leave", world.case.pk))
    assert answer.headers["Location"] == page("home")
    assert not policy.rights_in(a(seat.person), world.case)
    assert policy.may(a(world.riitta), Right.PLAN_READ, world.case)
    assert Seat.objects.get(pk=world.seats["riitta"].pk).ended_at is None


def test_a_substitute_who_turns_out_to_know_the_client_ends_the_own_part_alone(
    world: World,
) -> None:
    cover(world)
    silja = come(ask(world))
    network.recuse(by=a(silja), case_id=world.case.pk)
    assert not policy.rights_in(a(silja), world.case)
    assert policy.may(a(world.riitta), Right.PLAN_READ, world.case)


def test_who_leads_asks_for_one_who_is_ill_within_what_the_client_allowed(world: World) -> None:
    cover(world)
    browser = signed_in(world.leena)
    job = employ(make_person("Silja"), world.health, "nurse")
    html = read(browser, "stand-in", world.case.pk)
    assert "Riitta" in html
    assert "Silja" in html
    sent = {"seat_id": str(world.seats["riitta"].pk), "employment": str(job.pk)}
    answer = browser.post(page("stand-in", world.case.pk), sent)
    assert answer.headers["Location"] == page("stand-in", world.case.pk)
    seat = Seat.objects.get(person=job.person)
    assert (seat.stands_for_id, seat.proposed_by) == (world.seats["riitta"].pk, world.leena)
    silja = come(seat)
    assert policy.rights_in(a(silja), world.case) == policy.rights_in(a(world.riitta), world.case)


@pytest.mark.parametrize("covers", [True, False])
def test_nobody_asks_where_the_client_has_not_said_yes_to_a_substitute(
    world: World,
    covers: bool,  # noqa: FBT001 -- a parameter of pytest
) -> None:
    cover(world, covers=covers)
    for name in ("leena", "riitta"):
        shown = queries.stand_in_page(a(world.cast[name]), world.case.pk)
        assert bool(shown.places) is covers
    if not covers:
        with pytest.raises(ValidationError) as refusal:
            ask(world, by=world.leena)
        assert refusal.value.code == "covers"


def test_a_member_asks_for_the_own_seat_alone_and_the_client_for_none(world: World) -> None:
    cover(world)
    job = employ(make_person("Silja"), world.health, "nurse")
    sent = {"seat_id": str(world.seats["riitta"].pk), "employment": str(job.pk)}
    for name in ("omar", "aino", "veikko", "eero", "outi"):
        browser = signed_in(world.cast[name])
        browser.post(page("stand-in", world.case.pk), sent)
        with pytest.raises(Refused):
            network.name_substitute(
                by=a(world.cast[name]), seat_id=world.seats["riitta"].pk, employment=job
            )
    assert not Seat.objects.filter(person=job.person).exists()


def test_a_stranger_at_the_door_gets_the_page_of_nothing(world: World) -> None:
    cover(world)
    seat, none = ask(world), no_such_id()
    for name in ("outi", "eero", "omar"):
        browser = signed_in(world.cast[name])
        there, nowhere = (browser.get(page("seat", each)) for each in (seat.pk, none))
        assert there.status_code == 404
        assert same_page(there, seat.pk) == same_page(nowhere, none)
    browser = signed_in(world.outi)
    there, nowhere = (browser.get(page("stand-in", each)) for each in (world.case.pk, none))
    assert same_page(there, world.case.pk) == same_page(nowhere, none)


def test_the_client_takes_the_substitute_back_by_one_button_and_the_seat_stays(
    world: World,
) -> None:
    cover(world)
    silja = come(seat := ask(world))
    browser = signed_in(world.aino)
    for _press in range(2):
        answer = browser.post(page("consent-withdraw", world.case.pk, seat.pk))
        assert answer.headers["Location"] == page("consents", world.case.pk)
    assert not policy.rights_in(a(silja), world.case)
    assert policy.may(a(world.riitta), Right.PLAN_READ, world.case)
    assert Withdrawal.objects.filter(consent__to_person=world.riitta).count() == 0
    for name in ("leena", "riitta", "omar", "outi"):
        denied = signed_in(world.cast[name]).post(page("consent-withdraw", world.case.pk, seat.pk))
        assert denied.status_code == 404


def test_nobody_changes_a_substitutes_seat_as_if_it_had_a_consent_of_its_own(world: World) -> None:
    cover(world)
    seat = ask(world)
    browser, sent = signed_in(world.aino), {"topics": ["minutes"], "months": "6"}
    assert browser.post(page("consent-give", world.case.pk, seat.pk), sent).status_code == 404
    for method in ("get", "post"):
        recorded = getattr(signed_in(world.leena), method)(
            page("consent-record", world.case.pk, seat.pk), sent
        )
        assert recorded.status_code == 404
    shown = queries.consents_page(a(world.aino), world.case.pk)
    assert seat.pk not in {card.seat_id for card in (*shown.seated, *shown.waiting, *shown.over)}


@pytest.mark.parametrize("way", ["no substitute", "withdrawn", "left", "ran out", "work ended"])
def test_who_is_asked_is_asked_no_more_when_what_it_stands_on_ends(world: World, way: str) -> None:
    cover(world, days=5)
    seat = ask(world)
    said = {"case_id": world.case.pk}
    if way == "no substitute":
        cover(world, covers=False)
    elif way == "withdrawn":
        network.withdraw_seat(by=a(world.aino), **said, seat_id=world.seats["riitta"].pk)
    elif way == "left":
        network.leave(by=a(world.riitta), **said)
    elif way == "work ended":
        network.end_work(by=a(world.aino), **said)
    days = 6 if way == "ran out" else 0
    with time_machine.travel(clock.now() + timedelta(days=days), tick=False):
        assert not queries.my_invitations(a(seat.person))
        assert "stand_in_asked" not in kinds(seat.person)
        assert signed_in(seat.person).get(page("seat", seat.pk)).status_code == 404
        with pytest.raises(Refused):
            network.recuse(by=a(seat.person), **said)


def test_when_the_client_changes_the_yes_the_question_stands_and_opens_what_it_now_says(
    world: World,
) -> None:
    cover(world)
    seat = ask(world)
    cover(world, topics=["minutes"])
    silja = come(seat)
    rights = policy.rights_in(a(silja), world.case)
    assert Right.MINUTES_READ in rights
    assert Right.PLAN_READ not in rights


def test_a_yes_given_again_after_it_ran_out_brings_no_substitute_back_by_itself(
    world: World,
) -> None:
    cover(world, days=5)
    silja = come(ask(world))
    with time_machine.travel(clock.now() + timedelta(days=6), tick=False):
        cover(world)
        assert policy.may(a(world.riitta), Right.PLAN_READ, world.case)
        assert not policy.rights_in(a(silja), world.case)
        job = silja.employments.get()
        seat = world.seats["riitta"]
        again = network.name_substitute(by=a(world.riitta), seat_id=seat.pk, employment=job)
        assert policy.may(a(come(again)), Right.PLAN_READ, world.case)


def test_one_who_stood_in_may_be_proposed_when_that_is_over_and_answers_anew(world: World) -> None:
    cover(world, days=5)
    silja = come(ask(world))
    with time_machine.travel(clock.now() + timedelta(days=6), tick=False):
        seat = propose(world, silja.employments.get())
        assert (seat.stands_for, seat.consent, seat.answer) == (None, None, None)
        network.accept_seat(
            by=a(world.aino),
            case_id=world.case.pk,
            seat_id=seat.pk,
            topics=["times"],
            until_on=clock.today(),
        )
        assert not policy.rights_in(a(silja), world.case)
        assert policy.may(a(come(seat)), Right.TIMES_READ, world.case)


def test_one_who_has_a_place_is_not_asked_and_asking_twice_asks_once(world: World) -> None:
    cover(world)
    seat = ask(world)
    proposed = propose(world, employ(make_person("Eila"), world.health, "nurse"))
    for job in (seat.employment, proposed.employment):
        with pytest.raises(ValidationError) as refusal:
            network.name_substitute(
                by=a(world.riitta), seat_id=world.seats["riitta"].pk, employment=job
            )
        assert refusal.value.code == "seated"


def test_whose_seat_it_is_or_who_leads_ends_the_standing_in(world: World) -> None:
    cover(world)
    silja = come(seat := ask(world))
    for name in ("omar", "aino", "outi"):
        with pytest.raises(Refused):
            network.end_standing_in(by=a(world.cast[name]), case_id=world.case.pk, seat_id=seat.pk)
    browser = signed_in(world.riitta)
    assert "on sijaisena" in read(browser, "stand-in", world.case.pk)
    browser.post(page("stand-in", world.case.pk), {"end": str(seat.pk)})
    assert not policy.rights_in(a(silja), world.case)
    assert policy.may(a(world.riitta), Right.PLAN_READ, world.case)


def test_a_form_without_a_choice_says_so_beside_its_own_seat(world: World) -> None:
    cover(world)
    employ(make_person("Silja"), world.health, "nurse")
    sent = {"seat_id": str(world.seats["riitta"].pk)}
    answer = signed_in(world.riitta).post(page("stand-in", world.case.pk), sent)
    [(place, form)] = answer.context["places"]
    assert place.is_own
    assert form.errors["employment"]


def test_only_who_has_a_seat_is_offered_to_leave(world: World) -> None:
    for name, may_leave in (("omar", True), ("veikko", True), ("leena", True), ("aino", False)):
        assert queries.network_page(a(world.cast[name]), world.case.pk).may_leave is may_leave


def test_the_page_asks_the_database_the_same_for_two_seats_and_for_six(world: World) -> None:
    def asked() -> tuple[int, int]:
        with CaptureQueriesContext(connection) as found:
            shown = queries.stand_in_page(a(world.leena), world.case.pk)
        return len(shown.places), len(found)

    cover(world)
    cover(world, "omar")
    few = asked()
    for n in range(4):
        world.seats[f"n{n}"] = seat_worker(
            world, employ(make_person(f"Uusi{n}"), world.health, "nurse")
        )
        cover(world, f"n{n}")
    assert (few[0], asked()) == (2, (6, few[1]))
    assert Consent.objects.filter(covers_substitute=True, replaced_at=None).count() == 6


def test_those_of_the_same_profession_are_offered_first(world: World) -> None:
    cover(world)
    social = employ(make_person("Aada"), world.health, "social_worker")
    nurse = employ(make_person("Öörni"), world.health, "nurse")
    html = read(signed_in(world.riitta), "stand-in", world.case.pk)
    assert 0 < html.index(str(nurse.pk)) < html.index(str(social.pk))


def test_a_yes_to_a_close_one_covers_no_substitute(world: World) -> None:
    cover(world, "veikko")
    world.seats["veikko"].refresh_from_db()
    assert not world.seats["veikko"].consent.covers_substitute

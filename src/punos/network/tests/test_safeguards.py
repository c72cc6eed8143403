"""S1.2 S3.21 S4.4 · What protects the client has a page: limits, turvakielto, stand-ins, inquiries."""

from datetime import date, timedelta

import pytest

from punos import clock
from punos.access import policy
from punos.access.models import AddressProtection, Duty, Inquiry, Prohibition
from punos.access.rights import Right
from punos.network import actions as network
from punos.network.models import Seat
from punos.notices import queries as notices
from punos.people.actor import Level
from tests.world import World, a, employ, make_person, signed_in

STRANGERS = ["outi", "eero", "pekka"]


def at(world: World, page: str) -> str:
    return f"/asiat/{world.case.pk}/{page}/"


def test_a_limit_is_kept_for_the_client_alone(world: World) -> None:
    browser = signed_in(world.aino)
    assert browser.post(at(world, "rajaukset"), {"what": "Lapsuuden asiat"}).status_code == 302
    assert "Lapsuuden asiat" in browser.get(at(world, "rajaukset")).content.decode()
    for name in ["leena", "omar", "veikko", *STRANGERS]:
        other = signed_in(world.cast[name], Level.STRONG)
        assert other.get(at(world, "rajaukset")).status_code == 404


def test_a_limit_can_be_taken_back_twice_without_harm(world: World) -> None:
    browser = signed_in(world.aino)
    browser.post(at(world, "rajaukset"), {"what": "Lapsuuden asiat"})
    row = Prohibition.objects.get(case=world.case)
    for _ in range(2):
        browser.post(f"{at(world, 'rajaukset')}{row.pk}/poista/")
    row.refresh_from_db()
    assert row.withdrawn_at is not None


def test_an_empty_limit_is_told_beside_the_field(world: World) -> None:
    answer = signed_in(world.aino).post(at(world, "rajaukset"), {"what": " "})
    assert "Kirjoita, mitä et halua jakaa." in answer.content.decode()


def test_the_own_worker_notes_turvakielto_with_the_household(world: World) -> None:
    browser = signed_in(world.leena, Level.STRONG)
    browser.post(at(world, "turvakielto"), {"household": [str(world.veikko.pk)]})
    assert AddressProtection.objects.filter(person=world.aino).exists()
    assert policy.is_address_protected(world.veikko)


@pytest.mark.parametrize("name", ["omar", "riitta", "veikko", *STRANGERS])
def test_who_may_not_know_the_address_has_no_page_about_it(world: World, name: str) -> None:
    browser = signed_in(world.cast[name], Level.STRONG)
    assert browser.get(at(world, "turvakielto")).status_code == 404


def test_a_stand_in_of_the_same_unit_sees_what_the_consent_covers(world: World) -> None:
    colleague = make_person("Raija")
    job = employ(colleague, world.health, "nurse")
    seat = world.seats["riitta"]
    network.accept_seat(
        by=a(world.aino),
        case_id=world.case.pk,
        seat_id=seat.pk,
        topics=["times", "plan"],
        until_on=clock.today() + timedelta(days=30),
        covers_substitute=True,
    )
    browser = signed_in(world.riitta, Level.STRONG)
    assert "Raija" in browser.get(at(world, "sijainen")).content.decode()
    sent = {"seat_id": str(seat.pk), "employment": str(job.pk)}
    browser.post(at(world, "sijainen"), sent)
    standing = Seat.objects.get(person=colleague)
    network.answer_seat(by=a(colleague), seat_id=standing.pk, is_yes=True)
    assert policy.may(a(colleague), Right.PLAN_READ, world.case)
    assert "Raija" in signed_in(world.aino).get(at(world, "luvat")).content.decode()


def test_without_the_clients_yes_no_stand_in_is_offered(world: World) -> None:
    page = signed_in(world.omar, Level.STRONG).get(at(world, "sijainen")).content.decode()
    assert "Sijaista ei voi nyt pyytää" in page


def officer(world: World, name: str):
    person = make_person(name)
    employ(person, world.centre, "other")
    Duty.objects.create(
        person=person,
        kind="data_protection",
        organisation=world.case.owner,
        from_on=date(2025, 1, 1),
    )
    return person


def ask(world: World, by) -> Inquiry:
    form = {
        "case_id": str(world.case.pk),
        "matter": "complaint",
        "reason": "Muistutus 12/2026",
        "until_on": (clock.today() + timedelta(days=30)).isoformat(),
    }
    assert signed_in(by, Level.STRONG).post("/selvitykset/", form).status_code == 302
    return Inquiry.objects.get()


def test_an_inquiry_takes_two_and_the_client_is_told(world: World) -> None:
    first, second = officer(world, "Irma"), officer(world, "Ilpo")
    inquiry = ask(world, first)
    assert not policy.rights_in(a(first), world.case)
    url = f"/selvitykset/{inquiry.pk}/hyvaksy/"
    assert signed_in(first, Level.STRONG).post(url).status_code == 404
    assert signed_in(second, Level.STRONG).post(url).status_code == 302
    assert policy.may(a(first), Right.PLAN_READ, world.case)
    assert not policy.rights_in(a(second), world.case)
    assert "inquiry_opened" in {line.kind for line in notices.mine(a(world.aino))}
    assert "Irma" in signed_in(world.aino).get(at(world, "luvat")).content.decode()


@pytest.mark.parametrize("name", ["leena", "aino", "veikko", *STRANGERS])
def test_the_inquiries_open_to_nobody_without_the_duty(world: World, name: str) -> None:
    assert signed_in(world.cast[name], Level.STRONG).get("/selvitykset/").status_code == 404

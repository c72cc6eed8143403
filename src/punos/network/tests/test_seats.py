"""S4.2 S4.4 S3.5 · Proposed by one, agreed by the client, answered by the invitee: then, and only then."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.utils.html import escape

from punos import clock
from punos.access import policy
from punos.access.actions import close_spent
from punos.access.models import Consent
from punos.access.rights import Right, Topic
from punos.access.tests.acts import let_record
from punos.network import actions as network
from punos.network import queries
from punos.network.models import Seat
from punos.network.tests.pages import LONG, ODD, page, propose, read
from punos.notices.queries import mine
from punos.people.actor import Level
from punos.trace.models import AuditEvent
from punos.trace.refusal import Refused
from tests.world import World, a, agree, employ, make_person, no_such_id, same_page, signed_in


def consent_form(**facts: object) -> dict[str, object]:
    return {"topics": ["times", "plan"], "months": "6", **facts}


def test_a_worker_proposes_by_name_and_the_client_alone_is_told(world: World) -> None:
    browser = signed_in(world.leena)
    found = browser.post(page("seat-propose", world.case.pk), {"hae": "outi"})
    assert "Outi" in found.content.decode()
    browser.post(
        page("seat-propose", world.case.pk),
        {"hae": "outi", "employment": str(world.jobs["outi"].pk), "why": "Tuntee pajan."},
    )
    assert Seat.objects.get(person=world.outi).why == "Tuntee pajan."
    assert any("lupaa" in line.words for line in mine(a(world.aino)))
    assert mine(a(world.outi)) == []
    assert not policy.rights_in(a(world.outi), world.case)


def test_who_proposed_whom_is_traced(world: World) -> None:
    seat = propose(world, world.jobs["outi"])
    row = AuditEvent.objects.get(event="network.seat.proposed", subject_id=str(seat.pk))
    assert (row.actor_id, seat.proposed_by) == (str(world.leena.pk), world.leena)


def test_the_client_answers_yes_and_the_invitee_takes_the_seat(world: World) -> None:
    seat = propose(world, world.jobs["outi"])
    signed_in(world.aino).post(page("consent-give", world.case.pk, seat.pk), consent_form())
    assert not policy.rights_in(a(world.outi), world.case)
    browser = signed_in(world.outi)
    html = read(browser, "seat", seat.pk)
    assert "Tapaamisajat" in html
    assert "Leena" not in html
    answer = browser.post(page("seat", seat.pk), {"answer": "yes"})
    assert answer.headers["Location"] == page("case", world.case.pk)
    assert policy.may(a(world.outi), Right.PLAN_READ, world.case)


def test_pressing_yes_twice_leads_to_the_same_place(world: World) -> None:
    seat = propose(world, world.jobs["outi"])
    agree(world, seat)
    browser = signed_in(world.outi)
    first, second = (browser.post(page("seat", seat.pk), {"answer": "yes"}) for _ in range(2))
    assert first.headers["Location"] == second.headers["Location"]


def test_an_invitee_who_says_no_sees_nothing_and_the_client_is_told(world: World) -> None:
    seat = propose(world, world.jobs["outi"])
    agree(world, seat)
    signed_in(world.outi).post(page("seat", seat.pk), {"answer": "no"})
    seat.refresh_from_db()
    assert seat.ending == Seat.EndingWay.REFUSED
    assert not policy.rights_in(a(world.outi), world.case)
    assert any("vastattu" in line.words for line in mine(a(world.aino)))


def test_one_who_records_and_is_asked_to_work_is_told_why_not_on_the_page(world: World) -> None:
    let_record(world, world.jobs["kirsi"])
    seat = propose(world, world.jobs["kirsi"])
    agree(world, seat)
    browser = signed_in(world.kirsi)
    answer = browser.post(page("seat", seat.pk), {"answer": "yes"}, follow=True)
    assert "kun muistio on hyväksytty" in answer.content.decode()
    assert Seat.objects.get(pk=seat.pk).answer is None
    assert not policy.rights_in(a(world.kirsi), world.case)


def test_the_clients_no_tells_the_proposed_nothing(world: World) -> None:
    seat = propose(world, world.jobs["outi"])
    browser = signed_in(world.aino)
    for _press in range(2):
        answer = browser.post(page("consent-decline", world.case.pk, seat.pk))
        assert answer.headers["Location"] == page("consents", world.case.pk)
    assert mine(a(world.outi)) == []
    assert signed_in(world.outi).get(page("seat", seat.pk)).status_code == 404


def test_a_no_to_the_one_who_opened_the_work_ends_the_opening_at_once(world: World) -> None:
    case = network.start_work(
        by=a(world.outi),
        employment=world.jobs["outi"],
        first_name="Taavi",
        model=queries.model_of(world.case),
    )
    assert policy.may(a(world.outi), Right.PLAN_READ, case)
    network.decline_seat(by=a(case.client), case_id=case.pk, seat_id=Seat.objects.get(case=case).pk)
    assert not policy.rights_in(a(world.outi), case)


@pytest.mark.parametrize("name", ["leena", "omar", "veikko"])
def test_the_client_changes_and_changes_again_what_anybody_sees(world: World, name: str) -> None:
    for topics in (("times",), ("plan",), ("times", "minutes")):
        agree(world, world.seats[name], topics)
        rights = policy.rights_in(a(world.cast[name]), world.case)
        assert {topic for topic in Topic.values if f"{topic}.read" in rights} == set(topics)


@pytest.mark.parametrize("closed", [True, False])
def test_a_consent_given_again_after_it_ran_out_opens_again(world: World, closed: bool) -> None:  # noqa: FBT001 -- a parameter of pytest
    agree(world, world.seats["omar"], days=1)
    with time_machine.travel(clock.now() + timedelta(days=3), tick=False):
        assert not policy.rights_in(a(world.omar), world.case)
        if closed:
            close_spent()
        agree(world, world.seats["omar"])
        assert policy.may(a(world.omar), Right.PLAN_READ, world.case)


def test_saying_the_same_twice_makes_one_consent(world: World) -> None:
    agree(world, world.seats["omar"], ("plan",))
    count = Consent.objects.count()
    agree(world, world.seats["omar"], ("plan",))
    assert Consent.objects.count() == count


def test_the_same_person_has_one_seat(world: World) -> None:
    propose(world, world.jobs["outi"])
    with pytest.raises(ValidationError) as refusal:
        propose(world, world.jobs["outi"])
    assert refusal.value.code == "seated"


def test_who_works_there_no_more_is_not_proposed(world: World) -> None:
    job = employ(
        make_person("Entinen"), world.health, "nurse", until_on=clock.today() - timedelta(days=1)
    )
    with pytest.raises(ValidationError):
        propose(world, job)
    assert queries.candidates(world.case, "Entinen") == []


@pytest.mark.parametrize(
    ("words", "found"),
    [("outi", {"Outi"}), ("yhdist", set()), ("o", set()), ("", set()), ("omar", set())],
)
def test_search_finds_by_two_letters_and_none_that_is_seated(
    world: World, words: str, found: set[str]
) -> None:
    names = {job.person.first_name for job in queries.candidates(world.case, words)}
    assert names == found


def test_consent_to_four_people_takes_six_touches(world: World) -> None:
    """Two topics and a yes for the first; then "samat kuin edellisellä" for each of the others."""
    browser, touches = signed_in(world.aino), 0
    jobs = [employ(make_person(f"Uusi{n}"), world.health, "nurse") for n in range(4)]
    seats = [propose(world, job) for job in jobs]
    give = [page("consent-give", world.case.pk, seat.pk) for seat in seats]
    browser.post(give[0], consent_form())
    touches += 3
    for address in give[1:]:
        browser.post(address, {"same": "1"})
        touches += 1
    assert touches <= 6
    for seat in seats:
        seat.refresh_from_db()
        assert seat.consent.topics == ["times", "plan"]
    assert len({seat.consent.until_at for seat in seats}) == 1


def test_a_consent_without_topics_is_asked_again_beside_its_own_card(world: World) -> None:
    seat = propose(world, world.jobs["outi"])
    answer = signed_in(world.aino).post(
        page("consent-give", world.case.pk, seat.pk), {"months": "6"}
    )
    assert answer.status_code == 422
    assert answer.context["form"].errors["topics"]
    assert Seat.objects.get(pk=seat.pk).consent is None


@pytest.mark.parametrize("until_on", ["2020-01-01", "2100-01-01", "ei päivä"])
def test_a_day_that_cannot_be_is_refused_in_words(world: World, until_on: str) -> None:
    seat = propose(world, world.jobs["outi"])
    answer = signed_in(world.aino).post(
        page("consent-give", world.case.pk, seat.pk), consent_form(until_on=until_on)
    )
    assert answer.status_code == 422
    assert Seat.objects.get(pk=seat.pk).consent is None


def test_nobody_gives_the_clients_consent(world: World) -> None:
    seat = propose(world, world.jobs["outi"])
    for person in (world.leena, world.omar, world.outi, world.eero, world.veikko):
        browser = signed_in(person)
        for name in ("consent-give", "consent-decline", "consent-withdraw"):
            answer = browser.post(page(name, world.case.pk, seat.pk), consent_form())
            assert answer.status_code == 404, (person.first_name, name)
    assert Seat.objects.get(pk=seat.pk, ended_at=None).consent is None


def test_a_wrong_seat_of_the_right_case_is_refused_and_traced_like_any_other(
    world: World,
) -> None:
    for act in (network.withdraw_seat, network.accept_seat):
        facts = {"by": a(world.aino), "case_id": world.case.pk, "seat_id": no_such_id()}
        if act is network.accept_seat:
            facts |= {"topics": ["plan"], "until_on": clock.today()}
        with pytest.raises(Refused):
            act(**facts)


@pytest.mark.parametrize("text", ODD.values(), ids=ODD)
def test_an_odd_reason_is_text_for_the_client_and_the_invitee(world: World, text: str) -> None:
    seat = propose(world, world.jobs["outi"], why=text)
    for html in (read(signed_in(world.aino), "consents", world.case.pk), seen(world, seat)):
        assert escape(text) in html
        assert "<script>alert" not in html
        assert "<svg onload" not in html


def seen(world: World, seat: Seat) -> str:
    agree(world, seat)
    return read(signed_in(world.outi), "seat", seat.pk)


def test_a_very_long_reason_is_refused_and_kept_on_the_page(world: World) -> None:
    answer = signed_in(world.leena).post(
        page("seat-propose", world.case.pk),
        {"hae": "outi", "employment": str(world.jobs["outi"].pk), "why": LONG},
    )
    assert answer.context["form"].errors["why"]
    assert LONG.strip() in answer.content.decode()
    assert not Seat.objects.filter(person=world.outi).exists()


def test_another_persons_invitation_looks_like_none(world: World) -> None:
    seat = propose(world, world.jobs["outi"])
    agree(world, seat)
    browser, none = signed_in(world.omar), no_such_id()
    foreign, missing = (browser.get(page("seat", each)) for each in (seat.pk, none))
    assert foreign.status_code == missing.status_code == 404
    assert same_page(foreign, seat.pk) == same_page(missing, none)


@pytest.mark.parametrize("level", [Level.LIGHT, Level.DEVICE])
def test_an_invitation_to_work_names_the_client_to_a_work_sign_in_alone(
    world: World, level: Level
) -> None:
    seat = propose(world, world.jobs["outi"])
    agree(world, seat)
    browser = signed_in(world.outi, level)
    assert "Aino" not in browser.get(page("home")).content.decode()
    assert browser.get(page("seat", seat.pk)).status_code == 404
    with pytest.raises(Refused):
        network.answer_seat(by=a(world.outi, level), seat_id=seat.pk, is_yes=True)
    assert "Aino" in read(signed_in(world.outi), "seat", seat.pk)


def test_an_invitation_ends_with_the_job_that_it_was_for(world: World) -> None:
    seat = propose(world, world.jobs["outi"])
    agree(world, seat)
    world.jobs["outi"].until_on = clock.today() - timedelta(days=1)
    world.jobs["outi"].save()
    browser = signed_in(world.outi, Level.STRONG)
    assert "Aino" not in browser.get(page("home")).content.decode()
    assert browser.get(page("seat", seat.pk)).status_code == 404

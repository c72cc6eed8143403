"""S4.4 S1.2 · A will is kept with its words and its way, and a second press makes nothing new."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.http import Http404

from punos import clock
from punos.access import actions as access
from punos.access import policy, rules
from punos.access.actions import Given
from punos.access.actions.wills import wording
from punos.access.models import Consent, ConsentText, Grant, Withdrawal
from punos.access.rights import Capacity, Right, Topic
from punos.people.actor import Level
from punos.trace.refusal import Refused
from tests.world import World, a, no_such_id


def consent_to_omar(world: World, *topics: str, **facts: Any) -> Consent:
    return access.give_consent(
        **{
            "by": a(world.aino),
            "case_id": world.case.pk,
            "to": world.omar,
            "topics": topics,
            "until_on": clock.today() + timedelta(days=30),
            **facts,
        }
    )


@pytest.mark.parametrize(
    ("who", "given", "code"),
    [
        ("aino", Given("paper"), "how_given"),
        ("leena", Given("oral", "  "), "witness"),
    ],
)
def test_the_way_must_fit_the_one_who_writes_it_down(
    world: World, who: str, given: Given, code: str
) -> None:
    with pytest.raises(ValidationError) as refusal:
        given.facts(a(world.cast[who]), world.aino, ConsentText.Kind.PERMIT)
    assert refusal.value.code == code


def test_a_wording_that_has_no_such_language_is_read_in_finnish(world: World) -> None:
    del world
    ConsentText.objects.filter(language="sv").delete()
    assert wording(ConsentText.Kind.CONSENT, "sv").language == "fi"
    ConsentText.objects.filter(kind=ConsentText.Kind.PERMIT).delete()
    with pytest.raises(ValidationError) as refusal:
        wording(ConsentText.Kind.PERMIT, "sv")
    assert refusal.value.code == "no_wording"


def test_the_same_yes_twice_is_one_consent(world: World) -> None:
    first = consent_to_omar(world, Topic.TIMES)
    assert consent_to_omar(world, Topic.TIMES) == first
    newer = consent_to_omar(world, Topic.TIMES, Topic.PLAN)
    assert newer.replaces == first
    assert newer.topic_words == ["Tapaamisajat", "Suunnitelma ja askeleet"]
    assert newer.until_on == clock.today() + timedelta(days=30)


def test_what_opens_one_meeting_goes_on_as_it_was_under_a_newer_consent(world: World) -> None:
    meeting = uuid4()
    consent = Consent.objects.get(pk=world.seats["omar"].consent_id)
    access.grant(
        case=world.case,
        holder=world.omar,
        capacity=Capacity.ATTEND,
        rights=[Right.MEETING_ATTEND],
        basis=Grant.Basis.CONSENT,
        consent=consent,
        employment=world.jobs["omar"],
        occasion=meeting,
    )
    consent_to_omar(world, Topic.TIMES)
    actor = a(world.omar)
    assert policy.may(actor, Right.MEETING_ATTEND, world.case, occasion=meeting)
    assert not policy.may(actor, Right.PLAN_READ, world.case)


def test_taking_back_twice_is_taken_back_once(world: World) -> None:
    consent = consent_to_omar(world, Topic.TIMES)
    where = {"by": a(world.aino), "case_id": world.case.pk, "consent_id": consent.pk}
    assert access.withdraw_consent(**where) == access.withdraw_consent(**where)
    assert Withdrawal.objects.filter(consent=consent).count() == 1


def test_a_consent_that_is_not_there_is_not_taken_back(world: World) -> None:
    with pytest.raises(Http404):
        access.withdraw_consent(by=a(world.aino), case_id=world.case.pk, consent_id=no_such_id())


def test_a_consent_of_a_leap_day_reaches_the_last_of_february() -> None:
    assert rules.last_possible_day(date(2028, 2, 29)) == date(2029, 2, 28)
    assert rules.is_allowed_until(date(2029, 2, 28), date(2028, 2, 29))


@pytest.mark.parametrize("who", ["nobody", "outi"])
def test_only_who_works_there_and_is_surely_known_opens_a_work(world: World, who: str) -> None:
    by = {"outi": a(world.outi), "nobody": a(world.leena, Level.DEVICE)}[who]
    with pytest.raises(Refused):
        access.open_work(by=by, client=world.aino, employment=world.jobs["leena"])


def test_a_work_does_not_end_for_want_of_consent_before_its_thirty_days(world: World) -> None:
    case = access.open_work(by=a(world.leena), client=world.outi, employment=world.jobs["leena"])
    assert access.end_without_consent(case=case) is None
    assert policy.may(a(world.leena), Right.PLAN_READ, case)

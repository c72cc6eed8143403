"""S4.3 S4.4 · The second saver sees both versions, and nothing is overwritten silently."""

import re
from typing import Any

import pytest
from django.test import Client

from punos import clock
from punos.access import policy
from punos.access.models import Consent
from punos.access.rights import Right
from punos.network import actions as network
from punos.network import queries
from punos.network.actions.meanwhile import ChangedMeanwhile
from punos.network.models import Responsibility
from punos.network.tests.pages import page, propose, read
from tests.world import World, a, agree, signed_in

MEANWHILE = "Joku muutti tätä samaan aikaan"


def seen_in(html: str, action: str) -> str:
    """Return what the form with this address says that its page had shown."""
    form = html[html.index(f'action="{action}"') :]
    return re.search(r'name="seen"\s+value="([^"]*)"', form)[1]


def seen_at(browser: Client, name: str, action: str, world: World) -> str:
    return seen_in(read(browser, name, world.case.pk), action)


def test_who_names_an_own_worker_second_sees_who_was_named(world: World) -> None:
    browser, action = signed_in(world.leena), page("own-worker", world.case.pk)
    named = {"kind": "contact", "person_id": str(world.omar.pk), "substitute_id": "", "reason": ""}
    named["seen"] = seen_at(browser, "network", action, world)
    where = {"by": a(world.aino), "case_id": world.case.pk}
    network.name_own_worker(**where, kind="contact", person_id=world.riitta.pk)

    answer = browser.post(action, named)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert MEANWHILE in html
    assert queries.named_contact(world.case).person == world.riitta


@pytest.fixture
def contact(world: World) -> dict[str, Any]:
    """A form of Leena's page on which Omar is the contact."""
    network.name_own_worker(
        by=a(world.aino), case_id=world.case.pk, kind="contact", person_id=world.omar.pk
    )
    action = page("own-worker", world.case.pk)
    seen = seen_at(signed_in(world.leena), "network", action, world)
    return {"kind": "contact", "person_id": str(world.leena.pk), "reason": "", "seen": seen}


def test_the_second_namer_saves_after_having_seen_both(
    world: World, contact: dict[str, Any]
) -> None:
    browser, action = signed_in(world.leena), page("own-worker", world.case.pk)
    where = {"by": a(world.aino), "case_id": world.case.pk}
    network.name_own_worker(**where, kind="contact", person_id=world.riitta.pk)
    answer = browser.post(action, contact)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert MEANWHILE in html
    assert "yhteyshenkilö: Riitta" in html
    assert answer.context["own_worker_form"]["person_id"].value() == str(world.leena.pk)
    assert queries.named_contact(world.case).person == world.riitta
    browser.post(action, contact | {"seen": seen_in(html, action)})
    assert queries.named_contact(world.case).person == world.leena


def test_the_same_name_twice_and_a_fresh_page_are_no_second_saver(
    world: World, contact: dict[str, Any]
) -> None:
    browser, action = signed_in(world.leena), page("own-worker", world.case.pk)
    assert browser.post(action, contact).status_code == 302
    assert browser.post(action, contact).status_code == 302, "the same form sent twice"
    assert queries.named_contact(world.case).person == world.leena


def test_who_writes_a_responsibility_second_sees_the_first(world: World) -> None:
    browser, action = signed_in(world.leena), page("responsibility", world.case.pk)
    said = {"person_id": str(world.riitta.pk), "words": "Hoitaa lääkeasiat"}
    said["seen"] = seen_at(browser, "network", action, world)
    network.set_responsibility(
        by=a(world.omar), case_id=world.case.pk, person_id=world.riitta.pk, words="Kotikäynnit"
    )
    html = browser.post(action, said).content.decode()
    assert MEANWHILE in html
    assert "Riitta: Kotikäynnit" in html
    assert "Hoitaa lääkeasiat" in html
    assert Responsibility.objects.get(ended_at=None).words == "Kotikäynnit"
    browser.post(action, said | {"seen": seen_in(html, action)})
    assert Responsibility.objects.get(ended_at=None).words == "Hoitaa lääkeasiat"


def test_anothers_responsibility_is_in_nobodys_way(world: World) -> None:
    browser, action = signed_in(world.leena), page("responsibility", world.case.pk)
    seen = seen_at(browser, "network", action, world)
    network.set_responsibility(
        by=a(world.omar), case_id=world.case.pk, person_id=world.omar.pk, words="Pajakäynnit"
    )
    said = {"person_id": str(world.riitta.pk), "words": "Lääkeasiat", "seen": seen}
    assert browser.post(action, said).status_code == 302


def test_a_consent_changed_in_another_window_is_not_overwritten(world: World) -> None:
    seat = world.seats["omar"]
    browser, action = signed_in(world.aino), page("consent-give", world.case.pk, seat.pk)
    sent = {"topics": ["times", "plan", "minutes"], "months": "3", "until_on": ""}
    sent["seen"] = seen_at(browser, "consents", action, world)
    agree(world, seat, ("times",))

    answer = browser.post(action, sent)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert MEANWHILE in html
    assert "Tapaamisajat, " in html
    assert not policy.may(a(world.omar), Right.PLAN_READ, world.case), "the narrower one holds"
    card = next(each for each in answer.context["page"].seated if each.seat_id == seat.pk)
    assert {line.code for line in card.topics if line.is_on} == set(sent["topics"])
    assert '<option value="3" selected>' in html
    browser.post(action, sent | {"seen": seen_in(html, action)})
    assert policy.may(a(world.omar), Right.PLAN_READ, world.case)


def test_what_a_worker_wrote_down_meanwhile_is_shown_to_the_client(world: World) -> None:
    seat = propose(world, world.jobs["outi"])
    browser, action = signed_in(world.aino), page("consent-give", world.case.pk, seat.pk)
    seen = seen_at(browser, "consents", action, world)
    assert seen == ""
    network.record_consent(
        by=a(world.leena),
        case_id=world.case.pk,
        seat_id=seat.pk,
        topics=["times"],
        until_on=clock.today(),
        how="paper",
    )
    answer = browser.post(action, {"topics": ["plan"], "months": "6", "seen": seen})
    assert MEANWHILE in answer.content.decode()
    assert Consent.objects.get(to_person=world.outi).topics == ["times"]


def test_what_the_client_changed_meanwhile_is_shown_to_the_worker(world: World) -> None:
    seat = propose(world, world.jobs["outi"])
    browser, action = signed_in(world.leena), page("consent-record", world.case.pk, seat.pk)
    html = browser.get(action).content.decode()
    seen = re.search(r'name="seen"\s+value="([^"]*)"', html)[1]
    agree(world, seat, ("times",))
    sent = {"topics": ["plan"], "months": "6", "how": "paper", "seen": seen}
    html = browser.post(action, sent).content.decode()
    assert MEANWHILE in html
    assert Consent.objects.get(to_person=world.outi).topics == ["times"]
    seen = re.search(r'name="seen"\s+value="([^"]*)"', html)[1]
    assert browser.post(action, sent | {"seen": seen}).status_code == 302


def test_the_same_consent_sent_twice_is_one(world: World) -> None:
    seat = world.seats["omar"]
    browser, action = signed_in(world.aino), page("consent-give", world.case.pk, seat.pk)
    sent = {"topics": ["times"], "months": "3", "until_on": ""}
    sent["seen"] = seen_at(browser, "consents", action, world)
    assert browser.post(action, sent).status_code == 302
    assert browser.post(action, sent).status_code == 302
    assert Consent.objects.filter(to_person=world.omar, replaced_at=None).count() == 1


def test_what_was_seen_is_read_as_ids_alone(world: World) -> None:
    seat = world.seats["omar"]
    action = page("consent-give", world.case.pk, seat.pk)
    sent = {"topics": ["times"], "months": "3", "seen": "<svg onload=alert(1)> 7"}
    html = signed_in(world.aino).post(action, sent).content.decode()
    assert MEANWHILE in html
    assert "<svg onload" not in html
    with pytest.raises(ChangedMeanwhile):
        network.set_responsibility(
            by=a(world.leena),
            case_id=world.case.pk,
            person_id=world.omar.pk,
            words="Uusi",
            seen=[_duty(world)],
        )


def _duty(world: World) -> Any:
    """Return the id of a duty that has been replaced since."""
    facts = {"by": a(world.leena), "case_id": world.case.pk, "person_id": world.omar.pk}
    old = network.set_responsibility(**facts, words="Vanha")
    network.set_responsibility(**facts, words="Välissä")
    return old.pk

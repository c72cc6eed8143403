"""S3.21 S4.3 S4.4 · Who leads bends the name, notes the identity code and ends a lost phone."""

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from punos import clock
from punos.network import actions as network
from punos.network.tests.pages import page, read
from punos.notices.queries import mine
from punos.people.models import Device, Person
from punos.people.tokens import token_hash
from punos.trace.models import AuditEvent
from punos.trace.refusal import Refused
from tests.world import World, a, make_person, signed_in

# An invented code of a person who does not exist: 9-beginning individual numbers are for that.
CODE, OTHER = "010190-900P", "131052-908T"


def met(world: World) -> Device:
    return Device.objects.create(
        person=world.aino,
        token_hash=token_hash("salaisuus"),
        met_by=world.leena,
        how="known",
        until_at=clock.after(clock.today()),
    )


def post(browser: Client, name: str, world: World, **sent: str) -> str:
    answer = browser.post(page(name, world.case.pk), sent)
    if answer.status_code == 302:
        return ""
    return answer.content.decode()


@pytest.mark.parametrize("name", ["omar", "riitta", "veikko", "outi", "eero", "pekka", "aino"])
def test_only_who_leads_opens_the_card(world: World, name: str) -> None:
    browser = signed_in(world.cast[name])
    assert browser.get(page("client-card", world.case.pk)).status_code == 404
    for action in ("client-genitive", "client-identity", "client-devices-end"):
        assert browser.post(page(action, world.case.pk)).status_code == 404, action
    assert "Asiakkaan tiedot" not in browser.get(page("network", world.case.pk)).content.decode()


def test_the_card_is_found_from_the_network_and_from_the_phone(world: World) -> None:
    browser = signed_in(world.leena)
    assert page("client-card", world.case.pk) in read(browser, "network", world.case.pk)
    met(world)
    assert "Puhelin on kadonnut" in read(browser, "client-device", world.case.pk)


def test_who_leads_ends_a_lost_phone_and_the_client_is_told(world: World) -> None:
    browser, device = signed_in(world.leena), met(world)
    html = read(browser, "client-card", world.case.pk)
    assert "Kaikki asiakkaan laitteet kirjautuvat ulos heti" in html
    post(browser, "client-devices-end", world)
    device.refresh_from_db()
    assert device.ended_at is not None
    assert any("kirjasi laitteesi ulos" in line.words for line in mine(a(world.aino)))
    row = AuditEvent.objects.get(event="network.devices.ended")
    assert (row.case_id, row.facts["count"]) == (str(world.case.pk), 1)
    assert "ei ole nyt laitetta" in read(browser, "client-card", world.case.pk)


def test_ending_no_phone_tells_nothing(world: World) -> None:
    assert network.end_client_devices(by=a(world.leena), case_id=world.case.pk) == 0
    assert not AuditEvent.objects.filter(event="network.devices.ended").exists()
    assert not any("kirjasi laitteesi ulos" in line.words for line in mine(a(world.aino)))


def test_the_name_is_bent_by_a_person_and_shown_so(world: World) -> None:
    browser = signed_in(world.leena)
    assert post(browser, "client-genitive", world, genitive=" Ainon ", seen="") == ""
    world.aino.refresh_from_db()
    assert world.aino.first_name_genitive == "Ainon"
    assert "Ainon suunnitelma" in read(browser, "plan", world.case.pk)


def test_who_bends_it_second_sees_both(world: World) -> None:
    browser = signed_in(world.leena)
    Person.objects.filter(pk=world.aino.pk).update(first_name_genitive="Ainomarjan")
    html = post(browser, "client-genitive", world, genitive="Ainon", seen="")
    assert "Joku muutti tätä samaan aikaan" in html
    assert "Ainomarjan" in html
    assert 'value="Ainon"' in html
    assert post(browser, "client-genitive", world, genitive="Ainon", seen="Ainomarjan") == ""


def test_the_code_leaves_a_hash_alone_and_is_shown_to_nobody(world: World) -> None:
    browser = signed_in(world.leena)
    assert "ei ole merkitty" in read(browser, "client-card", world.case.pk)
    assert post(browser, "client-identity", world, code=CODE.lower()) == ""
    world.aino.refresh_from_db()
    assert world.aino.identity_hash
    html = read(browser, "client-card", world.case.pk)
    assert "Henkilötunnus on merkitty" in html
    assert CODE.lower() not in html.lower()
    rows = AuditEvent.objects.filter(event="network.identity.noted")
    assert [row.case_id for row in rows] == [str(world.case.pk)]
    assert all(CODE not in str(row.facts) for row in AuditEvent.objects.all())


def test_a_wrong_code_is_told_beside_the_field_and_not_shown_again(world: World) -> None:
    html = post(signed_in(world.leena), "client-identity", world, code="010190-900X")
    assert "Tarkista henkilötunnus" in html
    assert "010190-900X" not in html


def test_a_code_does_not_tell_that_its_owner_is_here(world: World) -> None:
    people_code = {"by": a(world.leena), "case_id": world.case.pk, "code": OTHER}
    stranger = make_person("Vieras")
    network.note_identity(**people_code | {"code": CODE})
    first = Person.objects.get(pk=world.aino.pk).identity_hash
    Person.objects.filter(pk=world.aino.pk).update(identity_hash=None)
    Person.objects.filter(pk=stranger.pk).update(identity_hash=first)
    html = post(signed_in(world.leena), "client-identity", world, code=CODE)
    assert "Tunnusta ei voitu merkitä" in html
    assert "toisella" not in html
    assert AuditEvent.objects.filter(event="network.identity.refused").count() == 1
    assert not AuditEvent.objects.filter(event="network.identity.noted").count() > 1
    for _try in range(4):
        with pytest.raises(ValidationError):
            network.note_identity(**people_code | {"code": CODE})
    with pytest.raises(ValidationError) as refusal:
        network.note_identity(**people_code)
    assert refusal.value.code == "rate", "after a few the right one waits until tomorrow too"


def test_who_works_outside_social_and_health_care_notes_no_code(world: World) -> None:
    network.name_own_worker(
        by=a(world.aino), case_id=world.case.pk, kind="contact", person_id=world.omar.pk
    )
    browser = signed_in(world.omar)
    html = read(browser, "client-card", world.case.pk)
    assert 'name="code"' not in html
    assert "sosiaali- tai terveydenhuollon työntekijä" in html
    with pytest.raises(Refused):
        network.note_identity(by=a(world.omar), case_id=world.case.pk, code=CODE)
    assert browser.post(page("client-identity", world.case.pk), {"code": CODE}).status_code == 404

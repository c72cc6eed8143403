"""S3.21 S4.3 · The statutory own worker and the named contact are two facts with two words."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from punos.access import policy
from punos.network import actions as network
from punos.network import queries
from punos.network.models import OwnWorker
from punos.network.rules import why_not_own_worker
from punos.network.tests.pages import page, read
from punos.notices.queries import mine
from punos.people.models import Person
from punos.people.professions import KINDS, Profession, kind_of
from tests.world import World, a, employ, make_person, seat_worker, signed_in


def name(world: World, person: Person, kind: str = "statutory", **facts: object) -> OwnWorker:
    return network.name_own_worker(
        by=a(world.leena), case_id=world.case.pk, kind=kind, person_id=person.pk, **facts
    )


def test_a_youth_worker_is_refused_kindly_and_pointed_to_the_contact(world: World) -> None:
    with pytest.raises(ValidationError) as refusal:
        name(world, world.omar)
    assert refusal.value.message == (
        "Omatyöntekijä on lain mukaan sosiaalihuollon ammattilainen. Nimeä hänet yhteyshenkilöksi."
    )
    assert name(world, world.omar, "contact").person == world.omar


def test_a_health_professional_needs_a_reason(world: World) -> None:
    for reason in ("", "   "):
        with pytest.raises(ValidationError) as refusal:
            name(world, world.riitta, reason=reason)
        assert refusal.value.code == "needs_reason"
    named = name(world, world.riitta, reason="Hoito on nyt tärkeintä.")
    assert (named.person, named.reason) == (world.riitta, "Hoito on nyt tärkeintä.")


@pytest.mark.parametrize("profession", Profession.values)
def test_only_social_care_and_health_with_a_reason_may_be_the_own_worker(profession: str) -> None:
    field = kind_of(profession).field
    assert (why_not_own_worker(field, "") == "") is (field == "social")
    assert (why_not_own_worker(field, "syy") == "") is (field in ("social", "health"))
    assert profession in KINDS or field == "other"


def test_two_facts_stand_side_by_side_with_their_own_words(world: World) -> None:
    name(world, world.omar, "contact")
    html = read(signed_in(world.riitta), "network", world.case.pk)
    assert "Omatyöntekijä (sosiaalihuoltolaki)" in html
    assert "Yhteyshenkilö" in html
    words = {member.person.first_name: member.words for member in queries.members(world.case)}
    assert (words["Leena"], words["Omar"]) == ("omatyöntekijä", "yhteyshenkilö")
    assert queries.own_worker(world.case).person == world.leena
    assert queries.named_contact(world.case).person == world.omar


def test_the_client_turns_to_the_contact_before_the_own_worker(world: World) -> None:
    assert queries.contact(world.case).person == world.leena
    name(world, world.omar, "contact")
    assert queries.contact(world.case).person == world.omar


def test_one_of_a_kind_at_a_time_and_the_older_stays_in_the_story(world: World) -> None:
    sanna = employ(make_person("Sanna"), world.health, "social_worker")
    seat_worker(world, sanna)
    name(world, sanna.person)
    rows = OwnWorker.objects.filter(case=world.case, kind="statutory").order_by("from_at")
    assert [(row.person, row.ended_at is None) for row in rows] == [
        (world.leena, False),
        (sanna.person, True),
    ]
    assert len(queries.facts(world.case)) == 2


def test_naming_the_same_twice_names_once(world: World) -> None:
    first = name(world, world.omar, "contact", substitute_id=world.riitta.pk)
    assert name(world, world.omar, "contact", substitute_id=world.riitta.pk) == first
    told = [line for line in mine(a(world.aino)) if "nimetty" in line.words]
    assert len(told) == 2, "Leena in the beginning, Omar now"


def test_a_substitute_is_another_from_the_network(world: World) -> None:
    for person in (world.omar, world.outi, world.veikko, world.eero):
        with pytest.raises(ValidationError) as refusal:
            name(world, world.omar, "contact", substitute_id=person.pk)
        assert refusal.value.code == "substitute"
    assert name(world, world.omar, "contact", substitute_id=world.riitta.pk).substitute


def test_only_one_who_works_in_the_network_is_named(world: World) -> None:
    for person in (world.outi, world.veikko, world.aino, world.eero):
        with pytest.raises(ValidationError) as refusal:
            name(world, person, "contact")
        assert refusal.value.code == "member"


def test_the_task_ends_when_its_holder_leaves(world: World) -> None:
    network.leave(by=a(world.leena), case_id=world.case.pk)
    assert queries.own_worker(world.case) is None


def test_the_form_names_through_the_page(world: World) -> None:
    form = {
        "kind": "contact",
        "person_id": str(world.omar.pk),
        "substitute_id": str(world.riitta.pk),
    }
    answer = signed_in(world.leena).post(page("own-worker", world.case.pk), form)
    assert answer.headers["Location"] == page("network", world.case.pk)
    named = queries.named_contact(world.case)
    assert (named.person, named.substitute) == (world.omar, world.riitta)


def test_the_page_says_why_and_keeps_the_choice(world: World) -> None:
    form = {"kind": "statutory", "person_id": str(world.omar.pk), "substitute_id": ""}
    answer = signed_in(world.leena).post(page("own-worker", world.case.pk), form)
    assert answer.status_code == 422
    assert "Nimeä hänet yhteyshenkilöksi" in answer.content.decode()


def test_a_responsibility_is_written_in_words_and_replaced_by_newer_ones(world: World) -> None:
    browser = signed_in(world.leena)
    form = {"person_id": str(world.omar.pk), "words": "Sopii harjoittelupaikan."}
    for _press in range(2):
        answer = browser.post(page("responsibility", world.case.pk), form)
        assert answer.headers["Location"] == page("network", world.case.pk)
    (row,) = queries.responsibilities(a(world.omar), world.case)
    assert (row.person, row.words, row.author) == (
        world.omar,
        "Sopii harjoittelupaikan.",
        world.leena,
    )
    browser.post(page("responsibility", world.case.pk), form | {"words": "Soittaa pajalle."})
    assert [row.words for row in queries.responsibilities(a(world.omar), world.case)] == [
        "Soittaa pajalle."
    ]


def test_strangers_and_readers_write_none_of_these(world: World) -> None:
    for person in (world.outi, world.eero, world.veikko):
        browser = signed_in(person)
        for name_ in ("own-worker", "responsibility", "seat-propose"):
            answer = browser.post(page(name_, world.case.pk), {"person_id": str(world.omar.pk)})
            assert answer.status_code in (404, 422), (person.first_name, name_)
            assert "tallennettu" not in answer.content.decode()
    assert not policy.rights_in(a(world.outi), world.case)
    assert queries.named_contact(world.case) is None


def test_the_client_chooses_a_contact_and_names_nobody_to_the_task_of_the_law(world: World) -> None:
    """SHL § 42 · Social welfare names the own worker; the client's page offers the contact alone."""
    page = signed_in(world.aino).get(reverse("network", args=[world.case.pk])).content.decode()
    assert "Valitse yhteyshenkilö" in page
    assert f'type="hidden" name="kind" value="{OwnWorker.Kind.CONTACT}"' in page
    assert f'value="{OwnWorker.Kind.STATUTORY}"' not in page
    facts = {"case_id": world.case.pk, "person_id": world.leena.pk}
    network.name_own_worker(by=a(world.aino), kind=OwnWorker.Kind.CONTACT, **facts)
    with pytest.raises(ValidationError) as refused:
        network.name_own_worker(by=a(world.aino), kind=OwnWorker.Kind.STATUTORY, **facts)
    assert refused.value.code == "by_law"


def test_the_client_is_spoken_to_on_own_pages(world: World) -> None:
    """DESIGN.md § 10 · The client reads of "you", whoever else reads of the client."""
    team, course = (reverse(name, args=[world.case.pk]) for name in ("network", "course"))
    own, others = signed_in(world.aino), signed_in(world.leena)
    job = world.jobs["kirsi"]
    network.propose_seat(
        by=a(world.leena), case_id=world.case.pk, employment=job, why="Auttaa", topics=("times",)
    )
    for spoken_to, spoken_of, path in (
        ("Odottaa sinun päätöstäsi", "Odottaa asiakkaan päätöstä", team),
        ("Hyväksyt verkoston jäsen kerrallaan", "Nuori hyväksyy", course),
        ("työntekijä, joka otti asiasi vastaan", "kopin ottaja", course),
    ):
        page, to_others = (each.get(path).content.decode() for each in (own, others))
        assert spoken_to in page
        assert spoken_of not in page
        assert spoken_of in to_others

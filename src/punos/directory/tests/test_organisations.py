"""S1.2 · S4.4 · Who takes part, and whether it can touch the client's money or decisions."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from punos.directory import actions, queries
from punos.directory.models import Area, Organisation, Unit
from punos.people.actor import SYSTEM
from punos.trace.models import AuditEvent

pytestmark = pytest.mark.django_db


@pytest.fixture
def valkeakoski() -> Area:
    actions.load_areas()
    return Area.objects.get(kind="municipality", code="908")


def make_organisation(area: Area, name: str = "Vaskiniemen kaupunki", **facts) -> Organisation:
    facts = {
        "kind": "municipality",
        "touches_money": False,
        "touches_decisions": False,
        "is_register_holder": True,
    } | facts
    return actions.add_organisation(by=SYSTEM, name=name, area=area, **facts)


@pytest.mark.parametrize(
    ("touches", "sentence"),
    [
        ((True, True), "Voi vaikuttaa rahoihisi ja sinua koskeviin päätöksiin."),
        ((True, False), "Voi vaikuttaa rahoihisi."),
        ((False, True), "Voi vaikuttaa sinua koskeviin päätöksiin."),
        ((False, False), "Ei vaikuta rahoihisi eikä sinua koskeviin päätöksiin."),
    ],
)
def test_each_card_says_in_plain_words_what_a_body_can_touch(
    valkeakoski: Area, touches: tuple[bool, bool], sentence: str
) -> None:
    body = make_organisation(valkeakoski, touches_money=touches[0], touches_decisions=touches[1])
    assert body.consequence == sentence


def test_a_body_may_say_in_its_own_words_what_it_decides(valkeakoski: Area) -> None:
    body = make_organisation(
        valkeakoski, touches_money=True, consequence_note="Kela päättää toimeentulotuesta."
    )
    assert body.consequence == "Voi vaikuttaa rahoihisi. Kela päättää toimeentulotuesta."


def test_a_body_that_touches_nothing_has_nothing_to_explain(valkeakoski: Area) -> None:
    with pytest.raises(ValidationError):
        make_organisation(valkeakoski, consequence_note="Päättää kaikesta.")


def test_an_unknown_kind_is_refused_by_the_form_and_by_the_database(valkeakoski: Area) -> None:
    with pytest.raises(ValidationError):
        make_organisation(valkeakoski, kind="guild")
    make_organisation(valkeakoski)
    with pytest.raises(IntegrityError), transaction.atomic():
        Organisation.objects.update(kind="guild")


def test_a_body_with_units_is_not_deleted_from_under_them(valkeakoski: Area) -> None:
    body = make_organisation(valkeakoski)
    actions.add_unit(by=SYSTEM, organisation=body, name="Ohjaamo", area=valkeakoski)
    with pytest.raises(IntegrityError):
        body.delete()


def test_a_unit_knows_the_model_that_a_new_shared_work_opens_with(valkeakoski: Area) -> None:
    unit = actions.add_unit(
        by=SYSTEM,
        organisation=make_organisation(valkeakoski),
        name="Vaskiniemen Ohjaamo",
        kind=Unit.Kind.GUIDANCE_CENTRE,
        area=valkeakoski,
        model_code="ohjaamo-systeeminen-verkosto",
        capacity=20,
    )
    assert unit.model_code == "ohjaamo-systeeminen-verkosto"


def test_units_are_found_by_a_word_of_their_own_or_their_organisations_name(
    valkeakoski: Area,
) -> None:
    city = make_organisation(valkeakoski)
    county = make_organisation(valkeakoski, "Äijälän hyvinvointialue", kind="wellbeing_county")
    for body, name in ((city, "Nuorten Ohjaamo"), (county, "Länsiranta"), (county, "Åsen")):
        actions.add_unit(by=SYSTEM, organisation=body, name=name, area=valkeakoski)

    def found(words: str) -> list[str]:
        return [unit.name for unit in queries.units(words)]

    everything = found("")
    assert everything.index("Länsiranta") < everything.index("Nuorten Ohjaamo")
    assert everything[-1] == "Åsen"
    assert found("nuor") == ["Nuorten Ohjaamo"]
    assert found("äijäl") == ["Länsiranta", "Åsen"]
    assert found("jaamo") == []


def test_organisations_are_chosen_by_name_and_kind(valkeakoski: Area) -> None:
    make_organisation(valkeakoski, "Åkerlundin säätiö", kind="ngo")
    make_organisation(valkeakoski, "Zetan työpaja", kind="ngo")
    make_organisation(valkeakoski)
    assert [body.name for body in queries.organisations(kind="ngo")][-2:] == [
        "Zetan työpaja",
        "Åkerlundin säätiö",
    ]
    assert [body.name for body in queries.organisations("kaup")] == ["Vaskiniemen kaupunki"]


def test_adding_a_body_is_traced(valkeakoski: Area) -> None:
    body = make_organisation(valkeakoski)
    event = AuditEvent.objects.get(subject_id=str(body.pk))
    assert event.event == "directory.organisation.added"

"""S4.4 · On which law or yes each body handles the data is noted where it begins, and told."""

from datetime import timedelta

from django.urls import reverse

from punos import clock
from punos.access import actions as access
from punos.access.models import Grant, LegalBasis
from punos.access.tests.acts import ask, officer
from punos.network import actions as network
from punos.network.queries.seeing import BY_CONSENT, grounds
from punos.people.actor import Level
from tests.world import World, a, signed_in


def of(world: World, name: str) -> LegalBasis:
    held = Grant.objects.filter(case=world.case, holder=world.cast[name], legal_basis__isnull=False)
    return held.latest("from_at").legal_basis


def test_opening_the_work_and_each_seat_at_work_note_the_ground(world: World) -> None:
    assert of(world, "leena").organisation == world.centre.organisation
    assert not of(world, "leena").is_consent
    assert of(world, "omar").organisation == world.workshop.organisation
    assert of(world, "omar").is_consent
    close = Grant.objects.filter(case=world.case, holder__in=[world.aino, world.veikko])
    assert not close.filter(legal_basis__isnull=False).exists()


def test_a_ground_is_noted_once_an_organisation_and_purpose(world: World) -> None:
    rows = LegalBasis.objects.filter(organisation=world.centre.organisation)
    assert rows.count() == 1


def test_an_inquiry_has_a_ground_of_its_own(world: World) -> None:
    day = clock.today() + timedelta(days=7)
    inquiry = ask(world, officer(world, "Tiina"), day, matter="legal_duty")
    access.approve_inquiry(by=a(officer(world, "Teuvo")), inquiry_id=inquiry.pk)
    assert Grant.objects.get(inquiry=inquiry).legal_basis.purpose == LegalBasis.Purpose.INQUIRY
    assert [each for each in grounds(world.case) if "selvittää" in each.words]


def test_the_client_reads_the_grounds_where_it_is_asked_why(world: World) -> None:
    for name in ("consents", "about-consent"):
        page = signed_in(world.aino).get(reverse(name, args=[world.case.pk])).content.decode()
        for body in (world.centre, world.workshop, world.health):
            assert body.organisation.name in page
        assert "tietosuojalaki 1050/2018 6 §" in page
        assert str(BY_CONSENT) in page


def test_a_ground_that_is_the_clients_yes_goes_with_the_yes_and_the_laws_stays(
    world: World,
) -> None:
    for name in ("omar", "riitta"):
        network.withdraw_seat(
            by=a(world.aino, Level.DEVICE), case_id=world.case.pk, seat_id=world.seats[name].pk
        )
    bodies = {each.body for each in grounds(world.case)}
    assert world.health.organisation.name in bodies
    assert world.workshop.organisation.name not in bodies

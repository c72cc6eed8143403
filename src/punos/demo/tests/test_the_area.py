"""S4.1 S4.13 · The invented area is whole, obeys the rules, and is made once."""

import pytest

from punos.access.models import Case
from punos.demo import actions
from punos.demo.models import DemoArea, DemoFace
from punos.directory.models import Organisation, Unit
from punos.people.models import Employment, Person
from punos.trace.chains import broken_chains
from punos.trace.models import UseLog


@pytest.fixture
def area(transactional_db: None) -> DemoArea:
    from django.core.management import call_command  # noqa: PLC0415 -- only here

    call_command("flush", interactive=False, verbosity=0)
    return actions.load()


def test_the_area_has_its_numbers_and_is_made_once(area: DemoArea) -> None:
    assert area.is_whole
    assert Organisation.objects.count() == 43
    assert Employment.objects.count() == 79
    assert Unit.objects.filter(kind=Unit.Kind.GUIDANCE_CENTRE).count() == 3
    assert Unit.objects.filter(kind=Unit.Kind.HEALTH_SOCIAL_CENTRE).count() == 2
    clients = Person.objects.filter(employments=None, demo_face__words__contains="asiakas")
    without = Person.objects.filter(demo_face__words="ei vielä yhteistä työtä")
    assert clients.count() + without.count() == 60
    assert Case.objects.filter(ending=None).count() == 15
    assert not any(person.has_usable_password() for person in Person.objects.all())
    assert broken_chains() == []
    told = list(UseLog.objects.order_by("chain", "number").values_list("chain", "at"))
    assert told == sorted(told)
    assert DemoFace.objects.filter(person__first_name="Aino", person__last_name="").count() == 1
    assert actions.load().pk == DemoArea.objects.get().pk
    assert Employment.objects.count() == 79

"""S0.1 · A page asks its questions fast: a prepared query answers as the plain one does."""

from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.db.models import Q, QuerySet
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from punos import clock
from punos.access.models import Case, Grant
from punos.directory.models import Organisation
from punos.people.models import Employment, Person
from punos.prepared import MOST_SHAPES, LookedAtError, prepared
from tests.world import World

pytestmark = pytest.mark.django_db


def _employed(day: date, people: list[UUID], *, newest_first: bool) -> QuerySet[Employment]:
    order = "-from_on" if newest_first else "from_on"
    return (
        Employment.objects.filter(Q(until_on=None) | Q(until_on__gte=day), person__in=people)
        .select_related("organisation", "unit")
        .order_by(order, "pk")
    )


employed = prepared(_employed)


def test_it_answers_as_the_plain_query_for_any_number_of_people(world: World) -> None:
    ids = [world.leena.pk, world.omar.pk, world.riitta.pk, world.outi.pk, world.aino.pk, uuid4()]
    for day in (clock.today(), clock.today() + timedelta(days=900)):
        for count in range(len(ids) + 1):
            for newest in (True, False):
                asked = employed(day, ids[:count], newest_first=newest)
                plain = list(_employed(day, ids[:count], newest_first=newest))
                assert asked == plain
                assert [job.organisation.name for job in asked] == [
                    job.organisation.name for job in plain
                ]


def test_what_was_selected_along_asks_nothing_more(world: World) -> None:
    employed(clock.today(), [world.omar.pk], newest_first=True)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        rows = employed(clock.today(), [world.leena.pk], newest_first=True)
        assert rows[0].organisation.name
    assert len(asked) == 1


def test_rows_as_tuples_and_prefetched_relations_are_the_same(world: World) -> None:
    @prepared
    def names(person: UUID) -> QuerySet[Person, tuple[str, UUID]]:
        return Person.objects.filter(pk=person).values_list("first_name", "pk")

    @prepared
    def granted(case: UUID) -> QuerySet[Grant]:
        return Grant.objects.filter(case=case).prefetch_related("rights").order_by("pk")

    assert names(world.aino.pk) == [("Aino", world.aino.pk)]
    assert names(world.omar.pk) == [("Omar", world.omar.pk)]
    for _ in range(2):
        rows = granted(world.case.pk)
        plain = Grant.objects.filter(case=world.case).order_by("pk")
        assert [len(grant.rights.all()) for grant in rows] == [g.rights.count() for g in plain]


def test_a_function_that_reckons_with_a_value_is_found_at_its_first_call(world: World) -> None:
    @prepared
    def opened_since(at: datetime) -> QuerySet[Case]:
        return Case.objects.filter(opened_at__gte=at - timedelta(days=1))

    @prepared
    def owned_by(owner: UUID) -> QuerySet[Organisation]:
        owners = Organisation.objects.all()
        return owners.filter(pk=owner) if owner == world.case.owner_id else owners

    with pytest.raises(LookedAtError):
        opened_since(clock.now())
    with pytest.raises(LookedAtError):
        owned_by(world.case.owner_id)


def test_a_function_with_a_text_for_each_person_is_found(world: World) -> None:
    @prepared
    def called(name: str) -> QuerySet[Person]:
        return Person.objects.filter(first_name=name)

    for number in range(MOST_SHAPES):
        called(f"nimi {number}")
    with pytest.raises(LookedAtError):
        called("yksi nimi lisää")


@given(st.lists(st.dates(date(1990, 1, 1), date(2060, 1, 1)), max_size=9))
def test_days_are_told_apart_in_any_number(world: World, days: list[date]) -> None:
    def plain(days: list[date]) -> QuerySet[Employment]:
        return Employment.objects.filter(from_on__in=days).order_by("pk")

    assert prepared(plain)(days) == list(plain(days))

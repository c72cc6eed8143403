"""S0.1 · A page asks its questions fast: a prepared query answers as the plain one does."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.db.models import Model, Q, QuerySet
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from punos import clock
from punos.access.models import Case, Grant
from punos.directory.models import Organisation
from punos.meetings.models import Entry
from punos.meetings.tests import scene
from punos.people.models import Employment, Person
from punos.prepared import MOST_SHAPES, LookedAtError, Number, _Prepared, prepared
from punos.prepared.reading import NotPlainError
from tests.world import World, signed_in

pytestmark = pytest.mark.django_db
# The pages ask more kinds of questions than this.
MANY = 30


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


def test_rows_as_tuples_are_the_same(world: World) -> None:
    @prepared
    def names(person: UUID) -> QuerySet[Person, tuple[str, UUID]]:
        return Person.objects.filter(pk=person).values_list("first_name", "pk")

    assert names(world.aino.pk) == [("Aino", world.aino.pk)]
    assert names(world.omar.pk) == [("Omar", world.omar.pk)]


def test_what_is_prefetched_is_refused_at_its_first_call(world: World) -> None:
    @prepared
    def granted(case: UUID) -> QuerySet[Grant]:
        return Grant.objects.filter(case=case).prefetch_related("rights")

    with pytest.raises(NotPlainError):
        granted(world.case.pk)


def test_numbers_are_passed_on_as_values(world: World) -> None:
    @prepared
    def grown(numbers: list[Number]) -> QuerySet[Entry]:
        return Entry.objects.filter(news__in=numbers)

    meeting = scene.opened(world)
    made = [scene.write(world, meeting, words) for words in ("yksi", "kaksi", "kolme")]
    for count in range(4):
        news = [Number(entry.news) for entry in made[:count]]
        assert {entry.pk for entry in grown(news)} == {entry.pk for entry in made[:count]}


def _told(row: Any, seen: frozenset[int] = frozenset()) -> Any:
    """Return all that a row says, with what was selected along, each of its models once a path."""
    if not isinstance(row, Model):
        return row
    facts = dict(vars(row))
    state = facts.pop("_state")
    along = state.fields_cache.items() if id(row) not in seen else ()
    inner = {name: _told(other, seen | {id(row)}) for name, other in along}
    return type(row), facts, state.db, state.adding, inner


def test_every_row_of_the_pages_is_the_one_that_django_makes(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: set[str] = set()
    plainly = _Prepared.__call__

    def compared(self: _Prepared, *args: Any, **named: Any) -> list[Any]:
        rows = plainly(self, *args, **named)
        assert [_told(row) for row in rows] == [_told(row) for row in self.build(*args, **named)]
        asked.add(self.build.__qualname__)
        return rows

    meeting = scene.opened(world)
    scene.write(world, meeting, "Sovittiin, että Omar soittaa.")
    here = f"/asiat/{world.case.pk}/"
    monkeypatch.setattr(_Prepared, "__call__", compared)
    for person in (world.aino, world.leena, world.veikko, world.omar):
        browser = signed_in(person)
        for page in ("/", here, f"{here}suunnitelma/", f"{here}tapaamiset/{meeting.pk}/"):
            browser.get(page)
    assert len(asked) > MANY


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

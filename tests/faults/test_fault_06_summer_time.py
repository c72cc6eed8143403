"""S4.10 · Fault 6: an hour that happens twice and one that never does. The page asks; each thing happens once.

Tried here: calling a meeting, the jobs of the worker, and days, instants and rights at their ends.
Due days over a clock change are tried in practice/tests/test_due_days.py.
"""

from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from punos import clock
from punos.config import worker
from punos.meetings import rules
from punos.meetings.models import Meeting
from punos.notices.models import Notice
from punos.trace.models import AuditEvent
from tests.world import World, signed_in


def last_sunday(year: int, month: int) -> date:
    """Return when clocks are moved: March has a missing hour, October a doubled one."""
    last = date(year, month, 31)
    return last - timedelta(days=(last.weekday() + 1) % 7)


YEAR = clock.today().year + 1
TWICE, NEVER = last_sunday(YEAR, 10), last_sunday(YEAR, 3)
FIRST = datetime.combine(TWICE, time(0, 30), UTC)
SECOND = FIRST + timedelta(hours=1)


def call(world: World, day: date, **more: str) -> object:
    said = {"topic": "Arki.", "day": f"{day.day}.{day.month}.{day.year}", "time": "3.30"}
    said |= {"minutes": "60", "place": "Ohjaamo", "variant": ""}
    path = f"/asiat/{world.case.pk}/tapaamiset/uusi/"
    return signed_in(world.leena).post(path, said | more)


def test_a_time_that_happens_twice_is_asked_and_then_kept(world: World) -> None:
    asked = call(world, TWICE)
    assert asked.status_code == 422
    assert "Tämä kellonaika on kahdesti" in asked.content.decode()
    for which in ("1", "2"):
        assert call(world, TWICE, which=which).status_code == 302
    times = Meeting.objects.order_by("made_at").values_list("begins_at", flat=True)
    assert list(times) == [FIRST, SECOND]


def test_a_time_that_never_happens_is_refused_in_plain_words(world: World) -> None:
    answer = call(world, NEVER)
    assert answer.status_code == 422
    assert "Tätä kellonaikaa ei ole" in answer.content.decode()
    assert not Meeting.objects.exists()


def test_what_time_owes_is_done_once_in_the_doubled_hour(world: World) -> None:
    """The worker ticks through both hours; nobody is told twice and the day has one row."""
    for instant in (FIRST, FIRST + timedelta(minutes=20), SECOND, SECOND + timedelta(minutes=20)):
        with time_machine.travel(instant, tick=False):
            assert worker.tick() == []
    assert AuditEvent.objects.filter(event="trace.heads.chained").count() == 1
    keys = list(Notice.objects.values_list("to", "kind", "key"))
    assert len(keys) == len(set(keys))


@given(
    st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
)
def test_an_instant_goes_to_the_wall_and_back(instant: datetime) -> None:
    wall = instant.astimezone(clock.HELSINKI)
    found = rules.instants(wall.date(), wall.time())
    assert instant in found
    assert len(found) == 1 + (
        wall.date() == last_sunday(wall.year, 10) and time(3) <= wall.time() < time(4)
    )


@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)))
def test_a_day_ends_where_the_next_begins(day: date) -> None:
    assert clock.after(day) == clock.start_of(day + timedelta(days=1))
    assert clock.day_of(clock.start_of(day)) == day
    assert clock.day_of(clock.after(day) - clock.MOMENT) == day
    assert clock.after(day) - clock.start_of(day) in [
        timedelta(hours=hours) for hours in (23, 24, 25)
    ]


@pytest.mark.parametrize("day", [TWICE, NEVER])
def test_a_right_until_that_day_holds_to_its_last_moment(day: date) -> None:
    assert clock.after(day).astimezone(clock.HELSINKI).time() == time.min

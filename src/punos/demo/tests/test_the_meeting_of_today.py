"""S4.6 · The demo area's meeting of today lies ahead at any hour, midnight and clock change too."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from punos import clock
from punos.demo import stories


@pytest.mark.parametrize(
    "now",
    [
        datetime(2026, 11, 25, 1, 46, tzinfo=UTC),
        datetime(2026, 11, 25, 21, 34, tzinfo=UTC),
        datetime(2026, 11, 25, 21, 59, tzinfo=UTC),
        datetime(2026, 10, 25, 0, 40, tzinfo=UTC),
        datetime(2026, 12, 31, 21, 50, tzinfo=UTC),
    ],
)
def test_it_begins_within_half_an_hour(now: datetime) -> None:
    with time_machine.travel(now, tick=False):
        days, at = stories._soon()  # noqa: SLF001 -- the one pure rule of the demo
        begins = clock.at(clock.today() + timedelta(days=days), at)
        assert timedelta(0) < begins - clock.now() <= timedelta(minutes=25)

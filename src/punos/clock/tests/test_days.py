"""S1.3 S4.2 · A day is read as people write and say it; what cannot be read says why."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from punos.clock import words
from punos.clock.days import FARTHEST, UNITS, WEEKDAY, NotADay, check_day, read_day

# A Thursday.
TODAY = date(2026, 11, 26)
YESTERDAY = TODAY - timedelta(days=1)
days = st.dates(date(2020, 1, 1), date(2040, 1, 1))


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("30.11.", date(2026, 11, 30)),
        (" 30.11 ", date(2026, 11, 30)),
        ("30. 11. 2026", date(2026, 11, 30)),
        ("30.11.2026", date(2026, 11, 30)),
        ("2026-11-30", date(2026, 11, 30)),
        ("5.1.", date(2027, 1, 5)),
        ("20.11.", date(2026, 11, 20)),
        ("29.2.2028", date(2028, 2, 29)),
        ("pe 4.12.", date(2026, 12, 4)),
        ("Perjantaina 4.12. mennessä", date(2026, 12, 4)),
        ("senast fre 4.12", date(2026, 12, 4)),
    ],
)
def test_a_date_is_read_as_people_write_it(text: str, day: date) -> None:
    assert read_day(text, TODAY) == day


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("tänään", TODAY),
        ("Huomenna", date(2026, 11, 27)),
        ("huomiseen mennessä", date(2026, 11, 27)),
        ("ylihuomenna", date(2026, 11, 28)),
        ("perjantaina", date(2026, 11, 27)),
        ("pe", date(2026, 11, 27)),
        ("torstaina", date(2026, 12, 3)),
        ("keskiviikkoon mennessä", date(2026, 12, 2)),
        ("ensi perjantaina", date(2026, 12, 4)),
        ("ensi perjantaihin mennessä", date(2026, 12, 4)),
        ("ensi viikolla", date(2026, 12, 6)),
        ("viikon päästä", date(2026, 12, 3)),
        ("kahden  viikon kuluttua", date(2026, 12, 10)),
        ("3 päivän päästä", date(2026, 11, 29)),
        ("kuukauden päästä", date(2026, 12, 26)),
        ("kuun loppuun", date(2026, 11, 30)),
        ("joulukuun loppuun mennessä", date(2026, 12, 31)),
        ("tammikuun lopussa", date(2027, 1, 31)),
    ],
)
def test_finnish_words_are_read(text: str, day: date) -> None:
    assert read_day(text, TODAY) == day


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("i morgon", date(2026, 11, 27)),
        ("på fredag", date(2026, 11, 27)),
        ("nästa fredag", date(2026, 12, 4)),
        ("om två veckor", date(2026, 12, 10)),
        ("i slutet av december", date(2026, 12, 31)),
        ("by Friday", date(2026, 11, 27)),
        ("next week", date(2026, 12, 6)),
        ("in a week", date(2026, 12, 3)),
        ("by the end of the month", date(2026, 11, 30)),
        ("the day after tomorrow", date(2026, 11, 28)),
    ],
)
def test_swedish_and_english_words_are_read(text: str, day: date) -> None:
    assert read_day(text, TODAY) == day


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("kun ehtii", "unreadable"),
        ("viikon", "unreadable"),
        ("ensi", "unreadable"),
        ("0 viikon päästä", "unreadable"),
        ("30.11.26", "unreadable"),
        ("joskus 4.12.", "unreadable"),
        ("<b>1.1.</b>", "unreadable"),
        ("31.11.", "no_such_day"),
        ("29.2.2027", "no_such_day"),
        ("0.0.", "no_such_day"),
        ("to 4.12.", "other_weekday"),
    ],
)
def test_what_is_not_a_day_says_why(text: str, code: str) -> None:
    with pytest.raises(NotADay) as problem:
        read_day(text, TODAY)
    assert problem.value.code == code


def test_a_promise_is_made_for_a_day_to_come_but_the_standing_day_may_stay() -> None:
    assert check_day(TODAY, TODAY) == TODAY
    assert check_day(YESTERDAY, TODAY, kept=YESTERDAY) == YESTERDAY
    for day, code in ((YESTERDAY, "gone"), (TODAY + timedelta(days=1000), "far")):
        with pytest.raises(NotADay) as problem:
            check_day(day, TODAY)
        assert problem.value.code == code


@given(days, st.integers(-100, 100))
def test_what_pages_say_of_a_day_is_read_as_that_day(today: date, away: int) -> None:
    day = today + timedelta(days=away)
    assert read_day(words.short_day(day, today), today) == day
    assert read_day(words.full_day(day), today) == day
    if 0 <= away < 7:
        assert read_day(words.near_day(day, today), today) == day


@given(days, st.sampled_from(sorted(WEEKDAY)))
def test_a_weekday_is_within_a_week_and_with_ensi_in_the_next_one(today: date, said: str) -> None:
    near, following = read_day(said, today), read_day(f"ensi {said}", today)
    assert near.weekday() == following.weekday() == WEEKDAY[said]
    assert today < near <= today + timedelta(days=7)
    assert following.isocalendar()[:2] == (today + timedelta(days=7)).isocalendar()[:2]


@given(days, st.integers(1, 20), st.sampled_from(sorted(UNITS)))
def test_what_is_so_far_away_is_never_before_today(today: date, count: int, unit: str) -> None:
    for said in (f"{count} {unit} päästä", f"om {count} {unit}"):
        assert today < read_day(said, today) <= today + FARTHEST


@given(st.text(max_size=60))
def test_any_text_is_a_day_or_says_why_not(text: str) -> None:
    try:
        said = str(read_day(text, TODAY))
    except NotADay as problem:
        said = problem.code
    assert said in {"unreadable", "no_such_day", "other_weekday"} or date.fromisoformat(said)

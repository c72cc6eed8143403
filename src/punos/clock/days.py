"""Reads a day as people write it: 30.11., pe 4.12., ensi perjantaina, viikon päästä, kuun loppuun.

What is said counts from today. A weekday alone is the next one after today; with *ensi*, that of
the next calendar week, which begins on Monday. The page shows the day that was understood.
Swedish and English are read as well, whatever language the page is in.
"""

import re
from calendar import monthrange
from datetime import date, timedelta

NUMBERS = re.compile(
    r"(?:(?P<weekday>[^\W\d]{1,20})\.?\s+)?"
    r"(?P<day>\d{1,2})\.\s*(?P<month>\d{1,2})\.?\s*(?P<year>\d{4})?"
)
FARTHEST = timedelta(days=731)
WEEK = 7
# Of each weekday: how it stands alone, when, and by when; then the same in Swedish and English.
WEEKDAYS = (
    "ma maanantai maanantaina maanantaihin må mån måndag mon monday",
    "ti tiistai tiistaina tiistaihin tis tisdag tue tuesday",
    "ke keskiviikko keskiviikkona keskiviikkoon ons onsdag wed wednesday",
    "to torstai torstaina torstaihin tor tors torsdag thu thursday",
    "pe perjantai perjantaina perjantaihin fre fredag fri friday",
    "la lauantai lauantaina lauantaihin lö lör lördag sat saturday",
    "su sunnuntai sunnuntaina sunnuntaihin sö sön söndag sun sunday",
)
WEEKDAY = {word: number for number, words in enumerate(WEEKDAYS) for word in words.split()}
NEAR = {
    **dict.fromkeys(("tänään", "idag", "i dag", "today"), 0),
    **dict.fromkeys(("huomenna", "huomiseen", "imorgon", "i morgon", "tomorrow"), 1),
    **dict.fromkeys(("ylihuomenna", "i övermorgon", "övermorgon", "day after tomorrow"), 2),
}
# As they stand before "viikon päästä", "veckor", "weeks".
COUNTS = {
    word: number
    for number, words in enumerate(
        (
            "yhden en ett one a",
            "kahden parin två two",
            "kolmen tre three",
            "neljän fyra four",
            "viiden fem five",
            "kuuden sex six",
            "seitsemän sju seven",
            "kahdeksan åtta eight",
            "yhdeksän nio nine",
            "kymmenen tio ten",
        ),
        start=1,
    )
    for word in words.split()
}
UNITS = {
    **dict.fromkeys(["päivän", "dag", "dagar", "day", "days"], "day"),
    **dict.fromkeys(["viikon", "vecka", "veckor", "week", "weeks"], "week"),
    **dict.fromkeys(["kuukauden", "kk", "månad", "månader", "month", "months"], "month"),
}
MONTHS = (
    "tammikuun januari january",
    "helmikuun februari february",
    "maaliskuun mars march",
    "huhtikuun april",
    "toukokuun maj may",
    "kesäkuun juni june",
    "heinäkuun juli july",
    "elokuun augusti august",
    "syyskuun september",
    "lokakuun oktober october",
    "marraskuun november",
    "joulukuun december",
)
MONTH = {word: number for number, words in enumerate(MONTHS, start=1) for word in words.split()}
# Small words round a day that change nothing.
BEFORE = re.compile(r"^(?:(?:senast|på|by|on|the) )+")
AFTER = re.compile(r" (?:mennessä|asti|saakka)$")
NEXT = ("ensi", "nästa", "next")
AWAY = re.compile(
    r"(?P<ahead>(?:om|in) )?(?:(?P<count>\w{1,20}) )?"
    rf"(?P<unit>{'|'.join(UNITS)})(?P<after> (?:päästä|kuluttua))?"
)
END = re.compile(
    r"(?P<month>\w{1,20}) (?:loppuun|lopussa)|i slutet av (?P<sv>\w{1,20})|end of (?:the )?(?P<en>\w{1,20})"
)


class NotADay(ValueError):  # noqa: N818 - it is an answer, not a fault
    """What was written cannot be read as a day to come; the code says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def read_day(text: str, today: date) -> date:
    """Return the day that is meant.

    A date without a year is the one nearest to today, so that a day just gone is not taken for
    one of next year. Raises NotADay: `unreadable`, `no_such_day`, or `other_weekday` where the
    weekday beside a date is another.
    """
    said = " ".join(text.casefold().split())
    try:
        return date.fromisoformat(said)
    except ValueError:
        pass
    said = AFTER.sub("", BEFORE.sub("", said))
    if found := NUMBERS.fullmatch(said):
        return _numbers(found, today)
    day = _near(said, today) or _next(said, today) or _away(said, today) or _end(said, today)
    if day is None:
        raise NotADay("unreadable")
    return day


def check_day(day: date, today: date, kept: date | None = None) -> date:
    """Return the day if a promise can be made for it; the day that stands already may stay."""
    if day == kept:
        return day
    if day < today:
        raise NotADay("gone")
    if day > today + FARTHEST:
        raise NotADay("far")
    return day


def _numbers(found: re.Match[str], today: date) -> date:
    weekday = WEEKDAY.get(found["weekday"] or "")
    if found["weekday"] and weekday is None:
        raise NotADay("unreadable")
    years = [int(found["year"])] if found["year"] else [today.year + i for i in (-1, 0, 1)]
    days = [day for year in years if (day := _day(year, found["month"], found["day"]))]
    if not days:
        raise NotADay("no_such_day")
    nearest = min(days, key=lambda day: abs(day - today))
    if weekday is not None and nearest.weekday() != weekday:
        raise NotADay("other_weekday")
    return nearest


def _day(year: int, month: str, day: str) -> date | None:
    try:
        return date(year, int(month), int(day))
    except ValueError:
        return None


def _near(said: str, today: date) -> date | None:
    if said in NEAR:
        return today + timedelta(days=NEAR[said])
    if said in WEEKDAY:
        return today + timedelta(days=(WEEKDAY[said] - today.weekday() - 1) % WEEK + 1)
    return None


def _next(said: str, today: date) -> date | None:
    """Read "ensi perjantaina" and "ensi viikolla": a week is over on its Sunday."""
    first, _, rest = said.partition(" ")
    if first not in NEXT:
        return None
    if rest in ("viikolla", "viikon", "vecka", "week"):
        weekday = WEEK - 1
    elif rest in WEEKDAY:
        weekday = WEEKDAY[rest]
    else:
        return None
    return today + timedelta(days=WEEK - today.weekday() + weekday)


def _away(said: str, today: date) -> date | None:
    """Read "viikon päästä", "kahden viikon kuluttua", "3 päivän päästä", "om en vecka"."""
    found = AWAY.fullmatch(said)
    if found is None or not (found["ahead"] or found["after"]):
        return None
    told = found["count"] or "1"
    count = int(told) if re.fullmatch(r"[0-9]{1,3}", told) else COUNTS.get(told)
    if not count:
        return None
    unit = UNITS[found["unit"]]
    if unit == "month":
        return _months_on(today, count)
    return today + timedelta(days=count * (WEEK if unit == "week" else 1))


def _months_on(day: date, count: int) -> date:
    """Return the same day so many months on, or the last one of a month that is too short."""
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _end(said: str, today: date) -> date | None:
    """Read "kuun loppuun", "joulukuun lopussa", "i slutet av december", "end of the month"."""
    found = END.fullmatch(said)
    name = (found["month"] or found["sv"] or found["en"]) if found else ""
    if name in ("kuun", "månaden", "month"):
        month = today.month
    elif name in MONTH:
        month = MONTH[name]
    else:
        return None
    year = today.year + (month < today.month)
    return date(year, month, monthrange(year, month)[1])

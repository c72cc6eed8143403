"""Days and instants in plain words, as pages say them: tänään, huomenna, torstaina, to 26.11.

Dates are formatted once, here, and handed to templates as text (the template's own date filter
is the dearest thing on a page).
"""

from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from punos import clock

ON_WEEKDAY = (
    gettext_lazy("maanantaina"),
    gettext_lazy("tiistaina"),
    gettext_lazy("keskiviikkona"),
    gettext_lazy("torstaina"),
    gettext_lazy("perjantaina"),
    gettext_lazy("lauantaina"),
    gettext_lazy("sunnuntaina"),
)
ON_DAY = (
    gettext_lazy("maanantai"),
    gettext_lazy("tiistai"),
    gettext_lazy("keskiviikko"),
    gettext_lazy("torstai"),
    gettext_lazy("perjantai"),
    gettext_lazy("lauantai"),
    gettext_lazy("sunnuntai"),
)
MONTHS = (
    gettext_lazy("tammikuuta"),
    gettext_lazy("helmikuuta"),
    gettext_lazy("maaliskuuta"),
    gettext_lazy("huhtikuuta"),
    gettext_lazy("toukokuuta"),
    gettext_lazy("kesäkuuta"),
    gettext_lazy("heinäkuuta"),
    gettext_lazy("elokuuta"),
    gettext_lazy("syyskuuta"),
    gettext_lazy("lokakuuta"),
    gettext_lazy("marraskuuta"),
    gettext_lazy("joulukuuta"),
)
SHORT_WEEKDAY = (
    gettext_lazy("ma"),
    gettext_lazy("ti"),
    gettext_lazy("ke"),
    gettext_lazy("to"),
    gettext_lazy("pe"),
    gettext_lazy("la"),
    gettext_lazy("su"),
)


def short_day(day: date, today: date | None = None) -> str:
    """Return "to 26.11.", with the year when it is another than today's."""
    year = "" if day.year == (today or clock.today()).year else str(day.year)
    return f"{SHORT_WEEKDAY[day.weekday()]} {day.day}.{day.month}.{year}"


def full_day(day: date) -> str:
    """Return "26.11.2026"."""
    return f"{day.day}.{day.month}.{day.year}"


def near_day(day: date, today: date | None = None) -> str:
    """Return tänään, huomenna, eilen, the weekday within six days ahead, else the short day."""
    today = today or clock.today()
    away = (day - today).days
    if near := {0: _("tänään"), 1: _("huomenna"), -1: _("eilen")}.get(away):
        return near
    return str(ON_WEEKDAY[day.weekday()]) if 1 < away < 7 else short_day(day, today)


def clock_time(instant: datetime) -> str:
    """Return the wall-clock time in Helsinki: "14.00"."""
    local = instant.astimezone(clock.HELSINKI)
    return f"{local.hour}.{local.minute:02d}"


def at_time(instant: datetime) -> str:
    """Return "klo 14.00", or "klo 14" on the full hour."""
    return _("klo %(time)s") % {"time": clock_time(instant).removesuffix(".00")}


def moment(instant: datetime, today: date | None = None) -> str:
    """Return "torstaina klo 14" or "tänään klo 9.12"."""
    return f"{near_day(clock.day_of(instant), today)} {at_time(instant)}"


def last_day(until_at: datetime) -> date:
    """Return the last day that a half-open end still holds."""
    return clock.day_of(until_at - clock.MOMENT)


def day_and_month(day: date) -> str:
    """Return "24. marraskuuta"."""
    return _("%(day)s. %(month)s") % {"day": day.day, "month": MONTHS[day.month - 1]}

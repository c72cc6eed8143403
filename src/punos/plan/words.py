"""The words of the plan: days as people say them, and the state of a step. Formats once."""

from datetime import date, datetime, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from punos import clock

WEEKDAYS = (
    gettext_lazy("maanantaina"),
    gettext_lazy("tiistaina"),
    gettext_lazy("keskiviikkona"),
    gettext_lazy("torstaina"),
    gettext_lazy("perjantaina"),
    gettext_lazy("lauantaina"),
    gettext_lazy("sunnuntaina"),
)


def day_words(day: date | None) -> str:
    """Return "ke 25.11.", with the year where it is not this one."""
    if day is None:
        return ""
    this_year = day.year == clock.today().year
    return date_format(day, "D j.n." if this_year else "D j.n.Y")


def near_words(day: date | None) -> str:
    """Return "tänään", "huomenna" or "torstaina" for the days at hand, else the date."""
    if day is None:
        return ""
    ahead = day - clock.today()
    if ahead == timedelta(0):
        return _("tänään")
    if ahead == timedelta(days=1):
        return _("huomenna")
    return (
        str(WEEKDAYS[day.weekday()]) if timedelta(0) < ahead < timedelta(days=7) else day_words(day)
    )


def done_words(at: datetime, by: str) -> str:
    """Return when it was done, and who marked it where that was another."""
    day, today = clock.day_of(at), clock.today()
    if day == today:
        when = _("tehty tänään")
    elif day == today - timedelta(days=1):
        when = _("tehty eilen")
    else:
        when = _("tehty %(day)s") % {"day": day_words(day)}
    return _("%(when)s, merkitsi %(who)s") % {"when": when, "who": by} if by else when


def clock_words(at: datetime) -> str:
    """Return "klo 14.40", with the day where it is not today."""
    local = at.astimezone(clock.HELSINKI)
    words = _("klo %(time)s") % {"time": f"{local:%H}.{local:%M}"}
    return words if local.date() == clock.today() else f"{day_words(local.date())} {words}"


def state_words(state: str, day: date | None) -> str:
    """Return the state of a step in words; a day gone is told gently, with no word of lateness."""
    if state == "passed":
        return _("sovittu päivä oli %(day)s") % {"day": day_words(day)}
    return {
        "today": _("tänään"),
        "tomorrow": _("huomenna"),
        "begun": _("kesken"),
        "done": _("tehty"),
    }.get(state, "")


TONES = {"today": "info", "tomorrow": "info", "begun": "info", "done": "ok", "stuck": "mine"}

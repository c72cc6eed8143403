"""The words of the plan: the state of a step and when it was done. No word of lateness."""

from datetime import date, datetime

from django.utils.translation import gettext as _

from punos import clock
from punos.clock.words import at_time, moment, near_day, short_day

TONES = {"today": "info", "tomorrow": "info", "begun": "info", "done": "ok", "stuck": "mine"}


def day_words(day: date | None) -> str:
    """Return "ke 25.11.", or nothing for no day."""
    return short_day(day) if day else ""


def near_words(day: date | None) -> str:
    """Return "huomenna" or "torstaina" for the days at hand, else the day."""
    return near_day(day) if day else ""


def done_words(at: datetime, by: str) -> str:
    """Return when it was done, and who marked it where that was another."""
    when = _("tehty %(day)s") % {"day": near_day(clock.day_of(at))}
    return _("%(when)s, merkitsi %(who)s") % {"when": when, "who": by} if by else when


def untold_words(until: datetime) -> str:
    """Return when the others know a new day at the latest."""
    words = _("Asiakas saa tiedon ensin. Muut näkevät uuden päivän viimeistään %(when)s.")
    return words % {"when": moment(until)}


def left_words() -> str:
    """Return what is said of a step that was left undone when the work ended."""
    return _("jäi kesken, kun työ päättyi")


def goes_on_words(name: str) -> str:
    """Return who goes on with a step after the work; '' is the reader."""
    return _("jatkaa: %(name)s") % {"name": name} if name else _("jatkat itse")


def changed_words(at: datetime) -> str:
    """Return "klo 14.40", with the day where it is not today."""
    day = clock.day_of(at)
    return at_time(at) if day == clock.today() else f"{near_day(day)} {at_time(at)}"


def state_words(state: str, day: date | None) -> str:
    """Return the state of a step in words; a day gone is told gently."""
    if state == "passed":
        return _("sovittu päivä oli %(day)s") % {"day": day_words(day)}
    return {
        "today": _("tänään"),
        "tomorrow": _("huomenna"),
        "begun": _("kesken"),
        "stuck": _("tauolla"),
    }.get(state, "")


def private_words(*, is_client: bool) -> str:
    """Return who sees a private step."""
    return _("vain sinä ja työntekijäsi") if is_client else _("vain asiakas ja oma työntekijä")

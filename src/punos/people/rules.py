"""Pure rules of the room: how long things last, and what a telephone number looks like."""

from datetime import datetime, timedelta

import phonenumbers

CODE_LASTS = timedelta(minutes=10)
# A wrong number names no code, so each living code counts every wrong one: 50 tries against a
# million numbers leave a chance of 0.005 %. The place that types is held much shorter (limits).
MOST_WRONG = 50
# Enrolling a second factor must follow the password at once.
ENROL_WITHIN = timedelta(minutes=15)
SESSION_LASTS = timedelta(hours=12)
# A key is made beside the worker: soon after the phone was met, or it must be met again.
PASSKEY_WITHIN = timedelta(minutes=15)
# Ways in are changed by somebody who was known just now (TRUST 7.5.1).
FRESH = timedelta(minutes=15)
MOST_CODE_TRIES = 5
RESET_LASTS = timedelta(hours=1)
STAFF_INVITED = timedelta(days=7)
CHANGE_TOLD_WITHIN = timedelta(days=2)


def device_end(met_at: datetime) -> datetime:
    """Return when a device must be met again: after 12 months; 29 February ends on the 28th."""
    try:
        return met_at.replace(year=met_at.year + 1)
    except ValueError:
        return met_at.replace(year=met_at.year + 1, day=28)


def phone(written: str) -> str | None:
    """Return the number as it is kept and shown, or nothing if it is none."""
    try:
        number = phonenumbers.parse(written, "FI")
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    home = number.country_code == 358
    form = phonenumbers.PhoneNumberFormat
    return phonenumbers.format_number(number, form.NATIONAL if home else form.INTERNATIONAL)


def international(written: str) -> str | None:
    """Return the number as a gateway wants it, +358401234567; nothing if it is none."""
    try:
        number = phonenumbers.parse(written, "FI")
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def device_name(user_agent: str) -> str:
    """Return a browser's name in words that its owner knows: "Firefox, Android"."""
    browsers = {
        "Firefox": "Firefox",
        "Edg": "Edge",
        "OPR": "Opera",
        "SamsungBrowser": "Samsung",
        "Chrome": "Chrome",
        "Safari": "Safari",
    }
    systems = {
        "Android": "Android",
        "iPhone": "iPhone",
        "iPad": "iPad",
        "Windows": "Windows",
        "Mac OS": "Mac",
        "Linux": "Linux",
    }
    found = [
        next((name for sign, name in known.items() if sign in user_agent), "")
        for known in (browsers, systems)
    ]
    return ", ".join(name for name in found if name)

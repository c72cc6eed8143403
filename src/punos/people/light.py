"""The light way in: six digits by text message or mail to an address that we know.

It proves only that somebody reads that telephone or mailbox, so it opens times and places and
nothing else. Whoever asks, about whomever, gets the same answer in the same time.
"""

import secrets

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from punos import clock
from punos.people import doors, letters, limits, rules
from punos.people.actor import Level
from punos.people.http import Request
from punos.people.models import Letter, LightCode, Person
from punos.people.tokens import digits_hash, new_token, token_hash
from punos.trace import actions as trace

ASKED = "punos_light"


def ask(*, request: Request, address: str) -> LightCode:
    """Owe a code to the address; the browser that asks is the only one that may answer it."""
    address = rules.phone(address) or address.strip().lower()
    limits.spend((limits.ASKED, f"light {address}"), (limits.ASKED_PLACE, limits.place_of(request)))
    token, now = new_token(), clock.now()
    until = now + rules.CODE_LASTS
    with transaction.atomic():
        code = LightCode.objects.create(browser_hash=token_hash(token), made_at=now, until_at=until)
        letters.owe(Letter.Kind.CODE, now=now, until=until, subject_id=code.pk, address=address)
    request.session[ASKED] = token
    return code


def come_in(*, request: Request, digits: str) -> Person:
    """Answer the code in the browser that asked it; five tries end it."""
    person = _spend(request.session.get(ASKED, ""), digits)
    if person is None:
        trace.record(request.actor, "people.sign_in.refused", None, None, way="light")
        raise ValidationError(
            _("Koodi ei täsmää, tai se on vanhentunut. Tarkista se, tai pyydä uusi."),
            code="digits",
        )
    doors.sign_in(request, person, Level.LIGHT, way="light")
    return person


def _spend(token: str, digits: str) -> Person | None:
    """Count the try before it is judged, so that many at once are no more than five."""
    asked = LightCode.objects.filter(browser_hash=token_hash(token), spent_at=None)
    open_now = asked.filter(until_at__gt=clock.now(), tries__lt=rules.MOST_CODE_TRIES)
    is_open = bool(open_now.update(tries=F("tries") + 1))
    code = asked.select_related("person").first()
    right = code.digits_hash if code else ""
    is_right = secrets.compare_digest(right, digits_hash(f"{code.pk if code else ''}{digits}"))
    if not (is_open and is_right and code and code.person and code.person.is_active):
        return None
    return code.person if asked.update(spent_at=clock.now()) else None

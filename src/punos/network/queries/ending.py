"""Yeses whose day comes: who must be told in time, and which seats stand open without a yes."""

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, QuerySet

from punos.access import policy
from punos.access.models import Case, Consent
from punos.clock import words
from punos.network.models import Seat
from punos.network.queries.team import open_seats
from punos.notices.models import Notice
from punos.people.actor import Actor

SOON = timedelta(days=14)
KIND = "consent_ending"


def over(seats: QuerySet[Seat]) -> QuerySet[Seat]:
    """Return those of the seats that stand open though the client's yes to them holds no more."""
    agreed = seats.filter(ended_at=None, consent__isnull=False)
    return agreed.exclude(consent__in=policy.valid_consents())


def ending_consents(now: datetime) -> list[Consent]:
    """Return the yeses that end in two weeks and of which nobody has been told.

    Of a yes that was given for two weeks or less nothing is told: the client knows the day.
    """
    told = Notice.objects.filter(kind=KIND).values("subject_id")
    seats = Seat.objects.filter(consent=OuterRef("pk"), ended_at=None)
    rows = (
        policy.valid_consents(now)
        .filter(Exists(seats), until_at__lte=now + SOON, case__ending=None)
        .exclude(pk__in=told)
    )
    found = rows.select_related("case__client").order_by("until_at", "pk")
    return [each for each in found if each.until_at - each.from_at > SOON]


def ending_members(actor: Actor, case: Case, now: datetime) -> list[str]:
    """Return whose yes ends soon and on which day, for who leads; of one's own end nothing is told."""
    return [
        f"{seat.person.full_name}, {words.full_day(words.last_day(seat.consent.until_at))}"
        for seat in open_seats(case)
        if seat.consent
        and now < seat.consent.until_at <= now + SOON
        and seat.person != actor.person
    ]

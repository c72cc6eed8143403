"""One's own notices, as far as their because still holds."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from punos import clock
from punos.access.models import Grant, Recusal, Withdrawal
from punos.access.policy import fits, valid_consents, valid_grants
from punos.notices.models import Notice
from punos.notices.words import WORDS
from punos.people.actor import Actor, Level

# This asks for an answer before any grant is there: the consent that waits for it is because enough.
BEFORE_A_GRANT = "seat_invited"
KEPT = 30


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """One line of "Sinulle"."""

    id: UUID
    kind: str
    words: str
    link: str
    at: datetime
    case_id: UUID | None


def owed(actor: Actor) -> QuerySet[Notice]:
    """Return the actor's unseen notices whose because is valid now, newest first."""
    return known(actor).filter(seen_at=None).order_by("-made_at")


def known(actor: Actor) -> QuerySet[Notice]:
    """Return the actor's notices, seen ones too, whose because is valid now.

    What is known by work asks for a work sign-in. What was made before a consent was taken back
    is never shown, not even under a newer consent.
    """
    if actor.person is None or actor.level < Level.DEVICE or actor.preview:
        return Notice.objects.none()
    now, case = clock.now(), OuterRef("case")
    held = valid_grants(now).filter(fits(actor), holder=actor.person, case=case)
    to_come = Grant.objects.filter(
        fits(actor),
        from_at__gt=now,
        until_at__gt=F("from_at"),
        closed_at=None,
        holder=actor.person,
        case=case,
    )
    asked = valid_consents(now).filter(
        to_person=actor.person, case=case, grants=None, case__ending=None
    )
    if actor.level < Level.STRONG:  # an invitation to work, as the seat will be
        asked = asked.none()
    taken_back = Withdrawal.objects.filter(
        consent__to_person=actor.person, consent__case=case, at__gte=OuterRef("made_at")
    )
    knows = Recusal.objects.filter(person=actor.person, case=case)
    return (
        Notice.objects.filter(to=actor.person, made_at__lte=now)
        .filter(
            Q(case__isnull=True)
            | Q(Exists(held))
            | Q(Exists(to_come))
            | Q(Exists(asked), kind=BEFORE_A_GRANT)
        )
        .exclude(Exists(taken_back))
        .exclude(Exists(knows))
    )


def mine(actor: Actor) -> list[NoticeLine]:
    """Return the newest of the actor's notices, in words."""
    return [
        NoticeLine(row.pk, row.kind, str(WORDS[row.kind]), row.link, row.made_at, row.case_id)
        for row in owed(actor)[:KEPT]
    ]

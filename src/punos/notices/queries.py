"""One's own notices, as far as their because still holds."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from punos import clock
from punos.access.models import Recusal
from punos.access.policy import valid_grants
from punos.notices.models import Notice
from punos.notices.words import WORDS
from punos.people.actor import Actor, Level

# These ask for an answer before any grant is there, so a seat that waits is because enough.
BEFORE_A_GRANT = frozenset({"seat_invited", "recorder_chosen", "chair_chosen"})
KEPT = 30


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """One line of "Sinulle"."""

    id: UUID
    words: str
    link: str
    at: datetime
    case_id: UUID | None


def owed(actor: Actor) -> QuerySet[Notice]:
    """Return the actor's unseen notices whose because is valid now."""
    if actor.person is None or actor.level < Level.DEVICE or actor.preview:
        return Notice.objects.none()
    held = valid_grants().filter(holder=actor.person, case=OuterRef("case"))
    knows = Recusal.objects.filter(person=actor.person, case=OuterRef("case"))
    now = clock.now()
    return (
        Notice.objects.filter(to=actor.person, seen_at=None, made_at__lte=now)
        .filter(Q(case__isnull=True) | Q(Exists(held)) | Q(kind__in=BEFORE_A_GRANT))
        .exclude(Exists(knows))
        .order_by("-made_at")
    )


def mine(actor: Actor) -> list[NoticeLine]:
    """Return the newest of the actor's notices, in words."""
    return [
        NoticeLine(row.pk, str(WORDS[row.kind]), row.link, row.made_at, row.case_id)
        for row in owed(actor)[:KEPT]
    ]

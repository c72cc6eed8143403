"""One's own notices, as far as their because still holds."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from punos import clock
from punos.access.models import Grant, Recusal, Withdrawal
from punos.access.policy import fits, is_work, valid_consents, valid_grants
from punos.access.rights import Right
from punos.notices.models import Notice
from punos.notices.words import WORDS
from punos.people.actor import Actor, Level
from punos.prepared import prepared

# This asks for an answer before any grant is there: the consent that waits for it is because enough.
BEFORE_A_GRANT = "seat_invited"
# So does this, of one who is asked to stand in by another's consent that covers a substitute.
TO_STAND_IN = "stand_in_asked"
# What tells of a topic shows only while the topic may be read.
TELLS_OF = {
    Right.TIMES_READ: ("meeting_called", "meeting_moved", "meeting_cancelled"),
    Right.PLAN_READ: ("step_new", "step_new_day", "step_day_gone", "step_stuck"),
}
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
    subject_id: UUID


def owed(actor: Actor, most: int | None = None) -> list[Notice]:
    """Return the actor's unseen notices whose because is valid now, newest first."""
    return _asked(actor, most=most)


def known(actor: Actor, notice_id: UUID) -> Notice | None:
    """Return the actor's notice, a seen one too, if its because is valid now."""
    return next(iter(_asked(actor, notice_id=notice_id)), None)


def _asked(actor: Actor, *, most: int | None = None, notice_id: UUID | None = None) -> list[Notice]:
    if actor.person is None or actor.level < Level.DEVICE or actor.preview:
        return []
    at, strong = clock.now(), is_work(actor)
    return _with_because(
        actor.person.pk, at, clock.day_of(at), notice_id, is_work=strong, most=most
    )


@prepared
def _with_because(
    person: UUID, at: datetime, day: date, one: UUID | None, *, is_work: bool, most: int | None
) -> QuerySet[Notice]:
    """Return the unseen notices, or that one, of which the because is valid.

    What is known by work asks for a work sign-in. What was made before a consent was taken back
    is never shown, not even under a newer consent.
    """
    case = OuterRef("case")
    held = valid_grants(at, day).filter(fits(is_work=is_work), holder=person, case=case)
    to_come = Grant.objects.filter(
        fits(is_work=is_work),
        from_at__gt=at,
        until_at__gt=F("from_at"),
        closed_at=None,
        holder=person,
        case=case,
    )
    asked = valid_consents(at).filter(to_person=person, case=case, grants=None, case__ending=None)
    covers = valid_consents(at).filter(case=case, covers_substitute=True, case__ending=None)
    if not is_work:  # an invitation to work, as the seat will be
        asked, covers = asked.none(), covers.none()
    taken_back = Withdrawal.objects.filter(
        consent__to_person=person, consent__case=case, at__gte=OuterRef("made_at")
    )
    knows = Recusal.objects.filter(person=person, case=case)
    return Notice.objects.filter(
        Q(case__isnull=True)
        | Q(Exists(held))
        | Q(Exists(to_come))
        | Q(Exists(asked), kind=BEFORE_A_GRANT)
        | Q(Exists(covers), kind=TO_STAND_IN),
        ~Exists(taken_back),
        ~Exists(knows),
        *_topics(held, to_come),
        Q(pk=one) if one else Q(seen_at=None),
        to=person,
        made_at__lte=at,
    ).order_by("-made_at")[:most]


def _topics(held: QuerySet[Grant], to_come: QuerySet[Grant]) -> Iterator[Q]:
    """Return that what tells of a topic asks for its right, now or to come."""
    for right, kinds in TELLS_OF.items():
        now, later = (Exists(each.filter(rights__right=right)) for each in (held, to_come))
        yield ~Q(kind__in=kinds, case__isnull=False) | Q(now) | Q(later)


def mine(actor: Actor) -> list[NoticeLine]:
    """Return the newest of the actor's notices, in words."""
    return [
        NoticeLine(
            row.pk,
            row.kind,
            str(WORDS[row.kind]),
            row.link,
            row.made_at,
            row.case_id,
            row.subject_id,
        )
        for row in owed(actor, KEPT)
    ]

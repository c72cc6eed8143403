"""Puts notices in the outbox and marks them seen."""

from uuid import UUID

from django.db import transaction

from punos import clock
from punos.access.models import Case
from punos.notices import queries
from punos.notices.models import Notice
from punos.notices.words import WORDS
from punos.people.actor import Actor
from punos.people.models import Person


@transaction.atomic
def tell(
    *, to: Person, kind: str, case: Case | None, subject_id: UUID, key: str, link: str = ""
) -> Notice:
    """Tell a person once; the same key makes no second notice, whatever restarts or repeats.

    A notice of a case shows only while the person may still know of it; when a consent ends,
    what was not yet seen is never shown.
    """
    if kind not in WORDS:
        raise KeyError(kind)
    because = Notice.Because.CASE if case else Notice.Because.ACCOUNT
    facts = {
        "to": to,
        "kind": kind,
        "case": case,
        "subject_id": subject_id,
        "link": link,
        "because": because,
    }
    # Whom it is for comes first, so that no long key can make two persons' notices one.
    notice, _ = Notice.objects.get_or_create(key=f"{to.pk}:{kind}:{key}"[:120], defaults=facts)
    return notice


def settle(*, kind: str, subject_id: UUID) -> None:
    """Let what was asked be asked no more: it has been answered, whoever has seen the question."""
    told = Notice.objects.filter(kind=kind, subject_id=subject_id, seen_at=None)
    told.update(seen_at=clock.now())


@transaction.atomic
def see(*, by: Actor, notice_id: UUID) -> str:
    """Mark one's own notice as seen and return where it leads.

    Of another's, and of one whose because is over, nothing is told: its link names a matter.
    """
    notice = queries.known(by, notice_id)
    if notice is None:
        return ""
    if notice.seen_at is None:
        notice.seen_at = clock.now()
        notice.save(update_fields=["seen_at"])
    return notice.link

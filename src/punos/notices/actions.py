"""Puts notices in the outbox and marks them seen."""

from uuid import UUID

from django.db import transaction

from punos import clock
from punos.access.models import Case
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
    notice, _ = Notice.objects.get_or_create(key=f"{kind}:{key}:{to.pk}"[:120], defaults=facts)
    return notice


def see(*, by: Actor, notice_id: UUID) -> None:
    """Mark one's own notice as seen; another's is left alone."""
    Notice.objects.filter(pk=notice_id, to=by.person, seen_at=None).update(seen_at=clock.now())

"""Tells of what happened in the rooms below, which know of no notices."""

from datetime import datetime, timedelta

from django.urls import reverse

from punos.notices import actions
from punos.notices.models import Notice
from punos.people.models import CredentialChange

KIND = "credentials_changed"
LOOKED_BACK = timedelta(days=2)


def run(now: datetime) -> None:
    """Tell whoever's way in has changed (TRUST 6.3.7). Idempotent: one notice a change."""
    told = Notice.objects.filter(kind=KIND).values("subject_id")
    changes = CredentialChange.objects.filter(at__gt=now - LOOKED_BACK).exclude(pk__in=told)
    for change in changes.select_related("person"):
        actions.tell(
            to=change.person,
            kind=KIND,
            case=None,
            subject_id=change.pk,
            key=str(change.pk),
            link=reverse("devices"),
        )

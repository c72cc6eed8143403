"""Closes what time has ended: spent grants, and works that nobody was let into."""

from datetime import datetime, timedelta

from punos.access import actions, rules
from punos.access.models import Case


def run(now: datetime) -> None:
    """Mark spent grants closed and end works without a consent after their 30 days. Idempotent."""
    actions.close_spent()
    old = now - timedelta(days=rules.OPENING_DAYS)
    for case in Case.objects.filter(opened_at__lt=old, ending=None, consents=None):
        actions.end_without_consent(case=case)

"""Sweeps what is over: spent codes, sessions past their end, and the rows that name them."""

from datetime import datetime, timedelta

from django.contrib.sessions.models import Session

from punos.people.models import SignIn, SignInCode

KEPT = timedelta(days=1)


def run(now: datetime) -> None:
    """Delete a day after the end, so that a wrong clock takes nothing that lives. Idempotent."""
    SignInCode.objects.filter(until_at__lt=now - KEPT).delete()
    Session.objects.filter(expire_date__lt=now - KEPT).delete()
    living = Session.objects.values("session_key")
    SignIn.objects.filter(at__lt=now - KEPT).exclude(session_key__in=living).delete()

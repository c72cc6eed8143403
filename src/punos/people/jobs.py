"""Sends what is owed, and sweeps what is over: codes, links, letters, sessions past their end."""

from datetime import datetime, timedelta

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection

from punos.people import letters, rules
from punos.people.models import (
    CredentialChange,
    Letter,
    LightCode,
    PasswordLink,
    SignIn,
    SignInCode,
    StaffInvitation,
)
from punos.people.seal import mark, seal, unseal
from punos.people.strong.sweeping import sweep

KEPT = timedelta(days=1)


def hurry(now: datetime) -> None:
    """Send codes and links at once: somebody waits for them. Idempotent."""
    letters.send_owed(now)


def run(now: datetime) -> None:
    """Delete a day after the end, so that a wrong clock takes nothing that lives. Idempotent."""
    over = now - KEPT
    SignInCode.objects.filter(until_at__lt=over).delete()
    LightCode.objects.filter(until_at__lt=over).delete()
    PasswordLink.objects.filter(until_at__lt=over).delete()
    StaffInvitation.objects.filter(until_at__lt=over).delete()
    Letter.objects.filter(done_at__lt=over).delete()
    CredentialChange.objects.filter(at__lt=over - rules.CHANGE_TOLD_WITHIN).delete()
    Session.objects.filter(expire_date__lt=over).delete()
    sweep(now)
    living = Session.objects.values("session_key")
    SignIn.objects.filter(at__lt=over).exclude(session_key__in=living).delete()
    _sweep_counts(now)
    _seal_anew()


def _sweep_counts(now: datetime) -> None:
    """Delete what the shared cache holds no more; Django leaves it there until the table is full."""
    table = connection.ops.quote_name(str(settings.CACHES["default"]["LOCATION"]))
    with connection.cursor() as cursor:
        when = connection.ops.adapt_datetimefield_value(now.replace(microsecond=0))
        cursor.execute(f"DELETE FROM {table} WHERE expires < %s", [when])  # noqa: S608 - our own name


def _seal_anew() -> None:
    """Seal with the newest key what an older one closed, so that the older one may go."""
    for kind, name in (("totp", "secret"), ("recovery_codes", "seed")):
        old = Authenticator.objects.filter(type=kind).exclude(
            **{f"data__{name}__startswith": mark()}
        )
        for factor in old[:100]:
            factor.data[name] = seal(unseal(factor.data[name]))
            factor.save(update_fields=["data"])

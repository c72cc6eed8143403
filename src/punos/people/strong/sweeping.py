"""Sweeps what is over at the doors of others: proofs that were shown, arrivals, invitations."""

from datetime import datetime, timedelta

from punos.people.identities import Arrival, DoorInvitation, SpentProof

# Longer than any proof is valid: the request that it answers is remembered for ten minutes.
KEPT = timedelta(days=2)
INVITATION_KEPT = timedelta(days=90)


def sweep(now: datetime) -> None:
    """Delete what opens nothing any more. Idempotent."""
    SpentProof.objects.filter(at__lt=now - KEPT).delete()
    Arrival.objects.filter(until_at__lt=now).delete()
    DoorInvitation.objects.filter(until_at__lt=now - INVITATION_KEPT).delete()

"""Keyed hashes of what a door tells: nothing of it leaves here in clear."""

import hashlib
import hmac

from django.conf import settings
from stdnum.exceptions import ValidationError as NoIdentityCode

from punos.people.models import identity_hash
from punos.people.strong.door import Door, NotIn, Proof


def proof_of(  # noqa: PLR0913 - a proof is these facts
    *,
    door: Door,
    issuer: str,
    subject: str,
    token_id: str,
    identity_code: str = "",
    session: str = "",
    sealed: str = "",
) -> Proof:
    """Return the proof with hashes in the place of what the door told."""
    try:
        code_hash = identity_hash(identity_code) if identity_code else ""
    except NoIdentityCode:
        raise NotIn("broken") from None
    return Proof(
        door=door,
        issuer=issuer,
        subject_hash=outer_hash("subject", issuer, subject),
        token_id=token_id,
        code_hash=code_hash,
        sealed=sealed,
        index_hash=outer_hash("session", issuer, session) if session else "",
    )


def outer_hash(what: str, issuer: str, word: str) -> str:
    """Return the keyed hash of a word of the issuer's; the length keeps two words apart."""
    text = f"{what}:{len(issuer)}:{issuer}:{word}"
    return hmac.new(settings.IDENTITY_KEY.encode(), text.encode(), hashlib.sha256).hexdigest()

"""Seals what must be read again but never lie in clear: seeds of second factors, typed addresses.

The first of PUNOS_SEAL_KEYS seals; all of them open. To change the key put a new one first: the
job seals anew what an older one closed, and then the old one can be taken away.
"""

import base64
import hashlib

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings


def seal(text: str) -> str:
    """Return the text sealed with the newest key, and which key it was."""
    key = settings.SEAL_KEYS[0]
    return f"{mark(key)}{_lock(key).encrypt(text.encode()).decode()}"


def unseal(sealed: str) -> str:
    """Return the text. Raises InvalidToken when no key of ours closed it."""
    _mark, _, token = sealed.partition(":")
    locks = MultiFernet([_lock(key) for key in settings.SEAL_KEYS])
    return locks.decrypt(token.encode()).decode()


def mark(key: str = "") -> str:
    """Return how what is sealed with this key begins; without one, with the newest key."""
    digest = hashlib.sha256(f"mark of {key or settings.SEAL_KEYS[0]}".encode())
    return f"{digest.hexdigest()[:8]}:"


def _lock(key: str) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(f"seal:{key}".encode()).digest()))

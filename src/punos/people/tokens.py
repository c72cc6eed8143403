"""Secrets that leave no trace of themselves: six digits, links, device cookies.

What is stored is a keyed or plain SHA-256 of the secret. Six digits are few enough to try them
all, so their hash is keyed; a token of 256 bits needs no key.
"""

import hashlib
import hmac
import secrets

from django.conf import settings

DIGITS = 6


def new_digits() -> str:
    """Return six digits, as even as dice."""
    return f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"


def new_token() -> str:
    """Return 256 bits as text that fits in an address."""
    return secrets.token_urlsafe(32)


def digits_hash(digits: str) -> str:
    """Return the keyed hash under which six digits are stored."""
    key = f"sign-in digits:{settings.SECRET_KEY}".encode()
    return hmac.new(key, digits.encode(), hashlib.sha256).hexdigest()


def token_hash(token: str) -> str:
    """Return the hash under which a token is stored."""
    return hashlib.sha256(token.encode()).hexdigest()

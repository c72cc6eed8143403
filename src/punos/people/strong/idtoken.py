"""Reads an ID token of OIDC and believes nothing of it before every check has passed.

allauth, which carries the code exchange, leaves these open (INTEROP.md 4.1, 4.3): the signature
of a token that it fetched itself, the nonce, the algorithm, several audiences, how surely the
person was recognised. All are asked here, for every token.
"""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

import jwt

from punos import clock
from punos.people.strong.door import Door, NotIn

# Signatures with a key that only the issuer has. Never none, never one that the client knows too.
ALGORITHMS = ("RS256", "PS256", "ES256", "RS384", "PS384", "ES384", "RS512", "PS512", "ES512")
LEEWAY = timedelta(seconds=60)
# A token is shown at once; an old one has been lying somewhere.
FRESH = timedelta(minutes=10)
NEEDED = ["iss", "sub", "aud", "exp", "iat"]


def key_of(token: str) -> tuple[str, str]:
    """Return by which algorithm and key the token says that it is signed, if that may be."""
    try:
        header = jwt.get_unverified_header(token)
    except jwt.PyJWTError:
        raise NotIn("broken") from None
    algorithm, name = header.get("alg"), header.get("kid", "")
    if algorithm not in ALGORITHMS or "crit" in header or not isinstance(name, str):
        raise NotIn("broken")
    return algorithm, name


def verified(
    token: str, *, keys: Iterable[Mapping[str, Any]], issuer: str, client: str, nonce: str | None
) -> dict[str, Any]:
    """Return what the token claims, signed by the issuer for this client, fresh and asked for.

    A logout token has no nonce, and must have none.
    """
    algorithm, name = key_of(token)
    key = _key(keys, algorithm, name)
    try:
        claims: dict[str, Any] = jwt.decode(
            token,
            key,
            algorithms=[algorithm],
            issuer=issuer,
            audience=client,
            leeway=LEEWAY,
            options={"require": NEEDED if nonce else [each for each in NEEDED if each != "sub"]},
        )
    except jwt.PyJWTError:
        raise NotIn("broken") from None
    if claims["aud"] not in (client, [client]) or claims.get("azp", client) != client:
        raise NotIn("broken")
    if clock.now().timestamp() - claims["iat"] > (FRESH + LEEWAY).total_seconds():
        raise NotIn("broken")
    if claims.get("nonce") != nonce:
        raise NotIn("broken")
    return claims


def _key(keys: Iterable[Mapping[str, Any]], algorithm: str, name: str) -> jwt.PyJWK:
    """Return the issuer's key of that name and kind; a key for something else is none."""
    fitting = [
        each
        for each in keys
        if (not name or each.get("kid") == name)
        and each.get("kty") in {"RSA", "EC"}
        and each.get("use", "sig") == "sig"
        and each.get("alg", algorithm) == algorithm
    ]
    if len(fitting) != 1:
        raise NotIn("broken")
    try:
        return jwt.PyJWK(dict(fitting[0]), algorithm=algorithm)
    except jwt.PyJWTError:
        raise NotIn("broken") from None


def ask_surety(door: Door, claims: Mapping[str, Any]) -> None:
    """Refuse a person who was recognised less surely than the door asks."""
    methods = claims.get("amr", [])
    if not isinstance(methods, list) or not door.is_sure(str(claims.get("acr", "")), methods):
        raise NotIn("level")


def first(claims: Mapping[str, Any], names: Iterable[str]) -> str:
    """Return the first of the claims that is there as a word, else nothing."""
    found = (claims.get(name) for name in names)
    return next((word for word in found if isinstance(word, str) and word), "")

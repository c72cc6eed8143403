"""A phone that keeps keys, as WebAuthn tells it: makes one, and signs with it. For room tests.

It is the other side of the library under test: keys and signatures are real, and each answer can
be bent, so that every check has a try that only it refuses.
"""

import hashlib
import json
import secrets
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from django.test import Client
from fido2 import cbor
from fido2.cose import ES256
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import AttestedCredentialData, AuthenticatorData

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


@dataclass
class Phone:
    """One authenticator with one key."""

    origin: str = "http://testserver"
    host: str = "testserver"
    flags: int = PRESENT | VERIFIED
    count: int = 0
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )
    credential_id: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    user_handle: bytes = b""

    def make(self, options: dict[str, Any], **bent: Any) -> str:
        """Answer the question to make a key."""
        asked = options["publicKey"]
        self.user_handle = websafe_decode(asked["user"]["id"])
        public = AttestedCredentialData.create(
            b"\0" * 16, self.credential_id, ES256.from_cryptography_key(self.key.public_key())
        )
        told = self._told("webauthn.create", asked["challenge"], bent)
        data = self._data(bent, ATTESTED, public)
        packed = cbor.encode({"fmt": "none", "attStmt": {}, "authData": bytes(data)})
        return self._answer(clientDataJSON=told, attestationObject=packed)

    def use(self, options: dict[str, Any], **bent: Any) -> str:
        """Answer the question to come in."""
        told = self._told("webauthn.get", options["publicKey"]["challenge"], bent)
        data = bytes(self._data(bent, 0, None))
        signed = data + hashlib.sha256(told).digest()
        signature = self.key.sign(signed, ec.ECDSA(hashes.SHA256()))
        return self._answer(
            clientDataJSON=told,
            authenticatorData=data,
            signature=bent.get("signature", signature),
            userHandle=bent.get("user_handle", self.user_handle),
        )

    def _told(self, kind: str, challenge: str, bent: dict[str, Any]) -> bytes:
        told = {
            "type": bent.get("kind", kind),
            "challenge": bent.get("challenge", challenge),
            "origin": bent.get("origin", self.origin),
        }
        return json.dumps(told).encode()

    def _data(self, bent: dict[str, Any], more: int, public: Any) -> AuthenticatorData:
        host = bent.get("host", self.host)
        flags = bent.get("flags", self.flags) | more
        count = bent.get("count", self.count)
        return AuthenticatorData.create(
            hashlib.sha256(host.encode()).digest(), flags, count, public or b""
        )

    def _answer(self, **parts: bytes) -> str:
        name = websafe_encode(self.credential_id)
        response = {each: websafe_encode(part) for each, part in parts.items()}
        return json.dumps(
            {
                "id": name,
                "rawId": name,
                "type": "public-key",
                "clientExtensionResults": {},
                "response": response,
            }
        )


def question(client: Client, address: str, **facts: str) -> dict[str, Any]:
    """Ask what the page's script asks: the form sent without an answer."""
    answer: dict[str, Any] = client.post(address, {"credential": "", **facts}).json()
    return answer

"""A small OIDC issuer that tells what a test wants told, true or false.

A real provider refuses to sign nonsense; this one stands only where a real one would not do. The
same tests run against a real one for everything that it can be made to say.
"""

import base64
import hashlib
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET = "punos", "only-for-tests-only-for-tests-only"


def make_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


KEY, STRANGERS_KEY = make_key(), make_key()


@dataclass
class Issuer:
    """What is told of the issuer and of the person; a test changes what it likes."""

    url: str
    claims: dict[str, Any] = field(default_factory=dict)
    without: tuple[str, ...] = ()
    header: dict[str, Any] = field(default_factory=dict)
    facts: dict[str, Any] = field(default_factory=dict)
    key: Any = KEY
    algorithm: str = "RS256"
    status: int = 200
    # What the client showed at the last exchange of a code.
    shown: dict[str, str] = field(default_factory=dict)
    token: str = ""

    def discovery(self) -> dict[str, Any]:
        return {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/auth",
            "token_endpoint": f"{self.url}/token",
            "jwks_uri": f"{self.url}/keys",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        } | self.facts

    def keys(self) -> dict[str, Any]:
        public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(KEY.public_key()))
        return {"keys": [public | {"kid": "1", "use": "sig", "alg": "RS256"}]}

    def answer(self, away: str, **asked: str) -> dict[str, str]:
        """Sign a token for what the browser was sent with; return what the browser brings back."""
        sent = {name: values[0] for name, values in parse_qs(urlsplit(away).query).items()}
        now = int(time.time())
        told = {
            "iss": self.url,
            "sub": "somebody",
            "aud": CLIENT,
            "iat": now,
            "exp": now + 300,
            "nonce": sent["nonce"],
            "acr": "loa3",
        } | self.claims
        told = {name: value for name, value in told.items() if name not in self.without}
        header = {"kid": "1"} | self.header
        self.token = jwt.encode(told, self.key, algorithm=self.algorithm, headers=header)
        return {"code": "c", "state": sent["state"]} | asked

    def fits(self, away: str) -> bool:
        """Return whether the verifier that was shown is that of the challenge that was sent."""
        challenge = parse_qs(urlsplit(away).query)["code_challenge"][0]
        digest = hashlib.sha256(self.shown["code_verifier"].encode()).digest()
        return base64.urlsafe_b64encode(digest).decode().rstrip("=") == challenge


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    issuer: Issuer


class _Handler(BaseHTTPRequestHandler):
    """Discovery, keys and tokens."""

    server: _Server

    def do_GET(self) -> None:
        issuer = self.server.issuer
        pages = {"/.well-known/openid-configuration": issuer.discovery, "/keys": issuer.keys}
        self._send(pages[self.path]())

    def do_POST(self) -> None:
        issuer = self.server.issuer
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        issuer.shown = {name: values[0] for name, values in parse_qs(body).items()}
        self._send({"access_token": "a", "token_type": "bearer", "id_token": issuer.token})

    def _send(self, told: dict[str, Any]) -> None:
        body = json.dumps(told).encode()
        self.send_response(self.server.issuer.status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@contextmanager
def issuer() -> Iterator[Issuer]:
    """Run the issuer on a free port until the block ends."""
    server = _Server(("127.0.0.1", 0), _Handler)
    server.issuer = Issuer(f"http://127.0.0.1:{server.server_address[1]}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server.issuer
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)

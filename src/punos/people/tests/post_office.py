"""A mail server and a gateway of text messages on this machine: what leaves really leaves."""

import json
import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import Envelope

from punos import clock
from punos.people import letters


class Box:
    """What came to the mail server; `refuses` makes it answer "later"."""

    def __init__(self) -> None:
        self.mails: list[tuple[list[str], Any]] = []
        self.refuses = False

    async def handle_DATA(self, _server: Any, _session: Any, mail: Envelope) -> str:  # noqa: N802
        if self.refuses:
            return "421 Try again later"
        self.mails.append((list(mail.rcpt_tos), message_from_bytes(mail.original_content or b"")))
        return "250 Taken"

    def texts(self) -> list[str]:
        """Return the words of every mail."""
        return [str(mail.get_payload(decode=True).decode()) for _to, mail in self.mails]


@contextmanager
def mail_server(settings: Any) -> Iterator[Box]:
    """Run a mail server and let the program know of it."""
    box = Box()
    with socket.socket() as plug:
        plug.bind(("127.0.0.1", 0))
        port = int(plug.getsockname()[1])
    running = Controller(box, hostname="127.0.0.1", port=port)
    running.start()
    try:
        settings.MAIL = f"smtp://127.0.0.1:{port}?tls=no"
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.DEFAULT_FROM_EMAIL = "Punos <punos@alue.example>"
        yield box
    finally:
        running.stop()


class Gateway:
    """What came to the gateway; `status` is what it answers."""

    def __init__(self) -> None:
        self.messages: list[dict[str, str]] = []
        self.headers: list[dict[str, str]] = []
        self.status = 202
        self.location = ""


@contextmanager
def text_gateway(settings: Any) -> Iterator[Gateway]:
    """Run a gateway and let the program know of it."""
    gateway = Gateway()

    class Desk(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            gateway.messages.append(json.loads(self.rfile.read(length)))
            gateway.headers.append(dict(self.headers))
            self.send_response(gateway.status)
            if gateway.location:
                self.send_header("Location", gateway.location)
            self.end_headers()

        def log_message(self, *_facts: Any) -> None: ...

    server = HTTPServer(("127.0.0.1", 0), Desk)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        settings.SMS_URL = f"http://127.0.0.1:{server.server_port}/viestit"
        settings.SMS_TOKEN = "avain-valittajalle"  # noqa: S105 - of a gateway in this process
        yield gateway
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def send() -> int:
    """Let the job send what is owed now."""
    return letters.send_owed(clock.now())


def digits_in(text: str) -> str:
    """Return the six digits of a message."""
    found = re.search(r"(\d{3}) (\d{3})", text)
    assert found, text
    return found[1] + found[2]


def link_in(text: str) -> str:
    """Return the link of a message."""
    found = re.search(r"https?://\S+", text)
    assert found, text
    return found[0]

"""The small SAML provider with a page of its own: what a browser sees between leaving and coming."""

import html
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.peers.saml_idp import Answer, S, word

PAGE = """<!doctype html><html lang="fi"><title>Koe-Suomi.fi</title><h1>Koe-Suomi.fi</h1>
<form method="post" action="{place}"><input type="hidden" name="SAMLResponse" value="{told}">
<button>Jatka palveluun</button></form>"""


class _Handler(BaseHTTPRequestHandler):
    """One page: it checks the request's signature and offers the signed answer to be posted."""

    server: "_Server"

    def do_GET(self) -> None:
        asked = word(self.path)
        place = asked.get("AssertionConsumerServiceURL")
        answer = Answer(asked.get("ID"), place, asked.findtext(f"{{{S}}}Issuer"), self.server.code)
        told = html.escape(answer.form()["SAMLResponse"])
        body = PAGE.format(place=html.escape(place), told=told).encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Say nothing."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    code = ""


@contextmanager
def page(code: str) -> Iterator[str]:
    """Run the page for the person of that identity code; give its address, another site's."""
    server = _Server(("127.0.0.1", 0), _Handler)
    server.code = code
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://localhost:{server.server_address[1]}/sso"
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)

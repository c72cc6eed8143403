"""The one ASGI application: open pages at /virta/, everything else to Django."""

import gc
import os
from collections.abc import Awaitable, Callable
from typing import Any

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "punos.config.settings")
pages: Callable[[Any, Any, Any], Awaitable[None]] = get_asgi_application()

from punos.config.sqlite import base as sqlite  # noqa: E402 -- Django is set up first
from punos.config.turns import in_turns  # noqa: E402
from punos.config.wiring import build_wiring  # noqa: E402
from punos.live.app import PREFIX, Live, Receive  # noqa: E402
from punos.live.contract import Scope  # noqa: E402
from punos.live.stream import Send  # noqa: E402

live = Live(build_wiring())
made_in_turns = in_turns(pages)
sqlite.kept.begin()
# What is loaded now stays; looking through it for garbage again and again costs a tenth of a page.
gc.collect()
gc.freeze()
gc.set_threshold(50_000, 20, 20)


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """Give the connection to the one who serves it."""
    if scope["type"] == "lifespan":
        await live.lifespan(receive, send)
        sqlite.kept.end()
    elif scope["type"] == "http" and scope["path"].startswith(PREFIX):
        await live(scope, receive, send)
    elif scope["type"] == "http":
        await made_in_turns(scope, receive, send)
    else:
        await send({"type": "websocket.close"})

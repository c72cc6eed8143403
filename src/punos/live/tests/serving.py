"""A small program with open pages and two tables, for tests and figures of `live` alone.

Who hears stands in the table heard, what is said in the table said. Five POST addresses
play the rooms: /lupa/ gives rights, /sano/ says something, /peru/ does and rolls back, /vie/ takes a right away, /luvut/ tells what the process holds.
"""

import asyncio
import json
import os
import threading
import time
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qsl

import dj_database_url
from django.conf import settings

if not settings.configured:
    settings.configure(
        DATABASES={"default": dj_database_url.parse(os.environ["PUNOS_LIVE_DATABASE"])},
        USE_TZ=True,
    )

from django.db import connection, connections, transaction

from punos import live
from punos.live.app import Live
from punos.live.contract import Hearing, Listener, Message, Scope, Wiring

TABLES = (
    "CREATE TABLE IF NOT EXISTS heard (person text, channel text, audience text, ends_at text)",
    "CREATE TABLE IF NOT EXISTS said (channel text, id integer, html text)",
)
asked: Counter[str] = Counter()


def channel(path: str) -> str | None:
    word, _, rest = path.partition("/")
    return f"meeting:{rest.strip('/')}" if word == "tapaaminen" and rest.strip("/") else None


def admit(scope: Scope, channel: str) -> tuple[Listener, Hearing] | None:
    asked["admit"] += 1
    person = dict(scope["headers"]).get(b"cookie", b"").decode().removeprefix("who=")
    hearing = audience(channel, [Listener(person or "aino", f"s-{person}")])
    return next(iter(hearing.items()), None)


def audience(channel: str, listeners: Collection[Listener]) -> Mapping[Listener, Hearing]:
    asked["audience"] += 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT person, audience, ends_at FROM heard WHERE channel = %s", [channel])
        rows = {person: (word, ends_at) for person, word, ends_at in cursor.fetchall()}
    return {each: _hearing(*rows[each.person]) for each in listeners if each.person in rows}


def _hearing(word: str, ends_at: str | None) -> Hearing:
    return Hearing(word, datetime.fromisoformat(ends_at) if ends_at else None)


def render(channel: str, message_id: str, audiences: Collection[str]) -> Mapping[str, str]:
    asked["render"] += 1
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT html FROM said WHERE channel = %s AND id = %s", [channel, message_id]
        )
        (html,) = cursor.fetchone()
    return {word: _entry(message_id, word, html) for word in audiences}


def _entry(number: object, audience: str, html: str) -> str:
    return (
        f'<li id="kirjaus-{number}" data-field="shared_view" data-number="{number}">'
        f'<p class="entry-text">{audience}: {html}</p></li>'
    )


def since(channel: str, last_id: str, audience: str) -> Sequence[Message]:
    if not last_id:  # a new page gets all that stands now, as one message
        whole = since(channel, "0", audience)
        number = whole[-1].id if whole else "0"
        return [Message(number, "whole", "".join(each.html for each in whole))]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, html FROM said WHERE channel = %s AND id > %s ORDER BY id",
            [channel, int(last_id)],
        )
        return [
            Message(str(number), "entry", _entry(number, audience, html))
            for number, html in cursor.fetchall()
        ]


def now() -> datetime:
    return datetime.now(UTC)


def make_tables() -> None:
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(table)


def let_hear(readers: str) -> None:
    """Let these people hear: a JSON list of (person, channel, audience, ends_at)."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.executemany("INSERT INTO heard VALUES (%s, %s, %s, %s)", json.loads(readers))


def say(channel: str, html: str) -> int:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(id), 0) + 1 FROM said WHERE channel = %s", [channel])
        (number,) = cursor.fetchone()
        cursor.execute("INSERT INTO said VALUES (%s, %s, %s)", [channel, number, html])
        live.publish(channel, "entry", str(number))
    return int(number)


def take_back(channel: str, html: str) -> None:
    """Say something in a transaction that is rolled back."""
    with transaction.atomic():
        say(channel, html)
        transaction.set_rollback(True)


def take_away(channel: str, person: str, ear: str) -> None:
    """End the hearing of one person, or of all by "%"; tell it to the ear named."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM heard WHERE channel = %s AND person LIKE %s", [channel, person])
        live.look_again(ear)


def figures() -> dict[str, object]:
    status = Path("/proc/self/status").read_text(encoding="ascii")
    kilobytes = status.partition("VmRSS:")[2].split()[0]
    return {
        "cpu_ms": round(time.process_time() * 1000),
        "threads": threading.active_count(),
        "memory_mb": round(int(kilobytes) / 1024, 1),
        "connections": _open_connections(),
        "streams": len(application_live.hub.streams()),
        "asked": dict(asked),
    }


def _open_connections() -> int:
    """Count connections of this process: PostgreSQL's own list, or open files of SQLite."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) - 1 FROM pg_stat_activity WHERE datname = current_database()"
            )
            return int(cursor.fetchone()[0])
    name = str(connection.settings_dict["NAME"])
    found = 0
    for each in Path("/proc/self/fd").iterdir():
        with suppress(FileNotFoundError):  # closed since
            found += str(each.readlink()) == name
    return found


def _done(work, *words: str) -> object:
    try:
        return work(*words)
    finally:
        connections.close_all()


application_live = Live(Wiring(channel, admit, audience, render, since, now))
POSTS = {
    "/lupa/": let_hear,
    "/sano/": say,
    "/peru/": take_back,
    "/vie/": take_away,
    "/luvut/": figures,
}


SCRIPT = Path(live.__file__).parents[1] / "web/static/web/js/live.js"
PAGE = """<!doctype html><html lang="fi"><title>Tapaaminen</title>
<script type="module" src="/live.js"></script>
<main><h1>Tapaaminen</h1><div data-stream="/virta/tapaaminen/{meeting}/">
<div role="status" data-live-word></div><div role="status" data-live-news></div>
<template data-word="gone"><p>Tämä ei ole enää auki sinulle.</p></template>
<template data-word="ending"><p>Pääsysi päättyy viiden minuutin kuluttua.</p></template>
<template data-word="away"><p>Yhteys on poikki, yritetään uudelleen.</p></template>
<template data-word="news">Uusi kirjaus:</template>
<ul data-entries="shared_view">{entries}</ul></div></main></html>"""


def page(meeting: str) -> str:
    """Return a page of the meeting as a browser would get it."""
    messages = since(f"meeting:{meeting}", "0", "client")
    return PAGE.format(meeting=meeting, entries="".join(each.html for each in messages))


async def _show(scope, send) -> None:
    if scope["path"] == "/live.js":
        kind, text = b"text/javascript", SCRIPT.read_text(encoding="utf-8")
    else:
        kind = b"text/html; charset=utf-8"
        text = await asyncio.to_thread(_done, page, scope["path"].split("/")[2])
    headers = [(b"content-type", kind), (b"content-security-policy", b"default-src 'self'")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": text.encode()})


async def application(scope, receive, send) -> None:
    if scope["type"] == "lifespan":
        await asyncio.to_thread(_done, make_tables)
        await application_live.lifespan(receive, send)
    elif scope["method"] == "POST" and scope["path"] in POSTS:
        words = [value for _, value in parse_qsl(scope["query_string"].decode())]
        answer = await asyncio.to_thread(_done, POSTS[scope["path"]], *words)
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": json.dumps(answer).encode()})
    elif scope["path"].startswith(("/sivu/", "/live.js")):
        await _show(scope, send)
    else:
        await application_live(scope, receive, send)

"""A small program with open pages and two tables, for tests and figures of `live` alone.

Who hears stands in the table heard, what is said in the table said. Five POST addresses
play the rooms: /lupa/ gives rights, /sano/ says something, /peru/ does and rolls back, /vie/ takes a right away, /luvut/ tells what the process holds.
"""

import asyncio
import json
import os
import threading
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
    hearing = audience(channel, [Listener(person, f"s-{person}")])
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
    return {word: f'<li id="m{message_id}">{word}: {html}</li>' for word in audiences}


def since(channel: str, last_id: str, audience: str) -> Sequence[Message]:
    if not last_id:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, html FROM said WHERE channel = %s AND id > %s ORDER BY id",
            [channel, int(last_id)],
        )
        return [Message(str(number), "entry", f"{audience}: {html}") for number, html in cursor]


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


async def application(scope, receive, send) -> None:
    if scope["type"] == "lifespan":
        await asyncio.to_thread(_done, make_tables)
        await application_live.lifespan(receive, send)
    elif scope["method"] == "POST" and scope["path"] in POSTS:
        words = [value for _, value in parse_qsl(scope["query_string"].decode())]
        answer = await asyncio.to_thread(_done, POSTS[scope["path"]], *words)
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": json.dumps(answer).encode()})
    else:
        await application_live(scope, receive, send)

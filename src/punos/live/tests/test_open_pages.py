"""S4.10 · Everyone who takes part reads along; whose right ends reads nothing more (S1.2, S4.4)."""

import asyncio
import json
import os
import signal
import socket
import time
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from uuid import uuid4

import pytest

from punos.live.tests.reading import Server, close, database_in, open_page, run, running, until


@pytest.fixture(scope="module")
def database(tmp_path_factory):
    return database_in(tmp_path_factory.mktemp("live"))


@pytest.fixture(scope="module")
def server(database, tmp_path_factory):
    with running(database, tmp_path_factory.mktemp("log") / "log") as server:
        yield server


@pytest.fixture
def meeting(server):
    """A meeting that Aino, the recorder and 198 others hear."""
    name = uuid4().hex
    channel = f"meeting:{name}"
    others = [(f"p{number}", channel, "others", None) for number in range(198)]
    named = [("aino", channel, "client", None), ("kirsi", channel, "recorder", None)]
    let_hear(server, named + others)
    return name


async def open_all(server, meeting):
    people = ["aino", "kirsi", *(f"p{number}" for number in range(198))]
    pages = await asyncio.gather(*(open_page(server.port, who, meeting) for who in people))
    assert [page.status for page in pages] == [200] * 200
    return pages


def let_hear(server, readers):
    server.post("/lupa/", readers=json.dumps(readers))


def say(server, meeting, html="Sovittiin."):
    return asyncio.to_thread(server.post, "/sano/", channel=f"meeting:{meeting}", html=html)


def take_away(server, meeting, person="%", ear=None):
    words = {"channel": f"meeting:{meeting}", "person": person, "ear": ear or f"meeting:{meeting}"}
    return asyncio.to_thread(server.post, "/vie/", **words)


def test_each_reader_hears_in_the_words_of_its_own_audience(server, meeting):
    async def story():
        pages = [await open_page(server.port, who, meeting) for who in ("aino", "kirsi", "p1")]
        await say(server, meeting, "yksi\r\nkaksi")
        await until(lambda: all(page.events for page in pages))
        await close(pages)
        return [page.events for page in pages]

    heard = run(story())
    assert [events[0][:2] for events in heard] == [("1", "entry")] * 3
    for events, word in zip(heard, ("client", "recorder", "others"), strict=True):
        assert f"{word}: yksi\nkaksi<" in events[0][2]


def test_what_is_rolled_back_is_never_told(server, meeting):
    async def story():
        page = await open_page(server.port, "aino", meeting)
        words = {"channel": f"meeting:{meeting}", "html": "peruttu"}
        await asyncio.to_thread(server.post, "/peru/", **words)
        await say(server, meeting, "pysyvä")
        await until(lambda: page.events)
        await close([page])
        return [data for _, _, data in page.events]

    heard = run(story())
    assert len(heard) == 1
    assert "client: pysyvä" in heard[0]


def test_nothing_of_a_stream_is_kept_by_anybody_on_the_way(server, meeting):
    async def story():
        page = await open_page(server.port, "aino", meeting)
        await close([page])
        return page.head.lower()

    head = run(story())
    assert "content-type: text/event-stream; charset=utf-8" in head
    assert "cache-control: no-store" in head
    assert "x-accel-buffering: no" in head


def test_two_hundred_readers_hold_no_thread_and_no_connection(server, meeting):
    async def story():
        before, began = await asyncio.to_thread(server.post, "/luvut/"), time.monotonic()
        pages = await open_all(server, meeting)
        await say(server, meeting)
        await until(lambda: all(page.events for page in pages))
        after = await asyncio.to_thread(server.post, "/luvut/")
        took = time.monotonic() - began
        await close(pages)
        return before, after, took

    before, after, seconds = run(story())
    assert after["streams"] == 200
    assert after["threads"] - before["threads"] <= 4, "the four threads that ask, and no more"
    assert after["connections"] <= 3
    asked = {
        key: after["asked"].get(key, 0) - before["asked"].get(key, 0) for key in after["asked"]
    }
    assert asked["render"] == 1, "once for all"
    watched = asked["audience"] - (200 + 1)
    assert 0 <= watched <= seconds + 1, (
        "once for each opening and the message; the watch once a second"
    )


def test_withdrawal_cuts_two_hundred_of_two_hundred_within_a_second(server, meeting):
    async def story():
        pages = await open_all(server, meeting)
        began = time.perf_counter()
        await take_away(server, meeting)
        await until(lambda: all(page.closed_at for page in pages))
        slowest = max(page.closed_at for page in pages) - began
        await say(server, meeting)
        await close(pages)
        return slowest, [page.kinds for page in pages]

    slowest, kinds = run(story())
    assert kinds == [["gone"]] * 200
    assert slowest < 1.0


@pytest.mark.parametrize("ear", ["person:p7", "session:s-p7"])
def test_one_who_signs_out_or_is_removed_is_cut_and_nobody_else(server, meeting, ear):
    async def story():
        pages = [await open_page(server.port, who, meeting) for who in ("p7", "p8")]
        await take_away(server, meeting, "p7", ear)
        await until(lambda: pages[0].closed_at)
        await say(server, meeting)
        await until(lambda: pages[1].events)
        await close(pages)
        return [page.kinds for page in pages]

    assert run(story()) == [["gone"], ["entry"]]


def test_a_timed_right_ends_by_itself_and_is_told_before(server):
    meeting = uuid4().hex
    ends_at = datetime.now(UTC) + timedelta(seconds=1.5)
    let_hear(server, [("p1", f"meeting:{meeting}", "others", ends_at.isoformat())])

    async def story():
        page = await open_page(server.port, "p1", meeting)
        # The row is still there: it is the hearing itself that has ended.
        await until(lambda: page.closed_at)
        return page.kinds, datetime.now(UTC)

    kinds, ended = run(story())
    assert kinds == ["ending", "gone"]
    assert timedelta() <= ended - ends_at < timedelta(seconds=1)


def test_what_was_missed_comes_once_and_in_order(server, meeting):
    async def story():
        for number in range(1, 5):
            await say(server, meeting, f"sana {number}")
        page = await open_page(server.port, "aino", meeting, last_id="2")
        await say(server, meeting, "sana 5")
        await until(lambda: len(page.events) >= 3)
        await close([page])
        return [key for key, _, _ in page.events]

    assert run(story()) == ["3", "4", "5"]


def test_a_page_that_says_no_number_gets_all_that_stands_now(server, meeting):
    async def story():
        await say(server, meeting, "ennen")
        page = await open_page(server.port, "aino", meeting, last_id="")
        await say(server, meeting, "jälkeen")
        await until(lambda: len(page.events) >= 2)
        await close([page])
        return page.kinds

    assert run(story()) == ["whole", "entry"]


def test_a_refused_stream_looks_like_one_that_does_not_exist(server, meeting):
    def answer(method, path):
        line = HTTPConnection("127.0.0.1", server.port, timeout=5)
        line.request(method, path, headers={"Cookie": "who=outi"})
        reply = line.getresponse()
        body = reply.read()
        headers = sorted(each for each in reply.getheaders() if each[0] != "date")
        line.close()
        return reply.status, body, headers

    refused = answer("GET", f"/virta/tapaaminen/{meeting}/")
    assert refused[0] == 404
    assert refused == answer("GET", f"/virta/tapaaminen/{uuid4().hex}/")
    assert refused == answer("GET", "/virta/muuta/")
    assert refused == answer("GET", "/virta/")
    assert answer("HEAD", f"/virta/tapaaminen/{meeting}/")[0] == 405
    assert answer("POST", f"/virta/tapaaminen/{meeting}/")[0] == 405


def test_a_page_that_does_not_read_is_cut_and_memory_stays(server, meeting):
    """Fault 18 of TRUST.md: sockets that are never read."""

    def deaf():
        line = socket.socket()
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        line.connect(("127.0.0.1", server.port))
        line.sendall(
            f"GET /virta/tapaaminen/{meeting}/ HTTP/1.1\r\nHost: localhost\r\n"
            "Cookie: who=p3\r\n\r\n".encode()
        )
        return line

    async def story():
        hearing = await open_page(server.port, "p1", meeting)
        lines = [stack.enter_context(deaf()) for _ in range(5)]
        await until(lambda: server.post("/luvut/")["streams"] == 6)
        before = server.post("/luvut/")["memory_mb"]
        for number in range(160):
            await say(server, meeting, "x" * 60_000)
            await until(lambda number=number: len(hearing.events) > number)
        await until(lambda: server.post("/luvut/")["streams"] == 1)
        after = server.post("/luvut/")["memory_mb"]
        await close([hearing])
        return len(lines), hearing.kinds, after - before

    with ExitStack() as stack:
        deaf_pages, kinds, grown = run(story())
    assert deaf_pages == 5
    assert kinds == ["entry"] * 160, "the one who reads hears all"
    assert grown < 40


def test_ctrl_c_with_open_pages_ends_the_program_in_two_seconds(database, meeting, tmp_path):
    async def story():
        with running(database, tmp_path / "log") as server:
            pages = await open_all(server, meeting)
            took = await asyncio.to_thread(server.stop, signal.SIGINT)
            await until(lambda: all(page.closed_at for page in pages))
            return took, [page.kinds for page in pages]

    took, kinds = run(story())
    assert took < 2.0
    assert kinds == [["bye"]] * 200, "each page was told to go, and knows to come back"
    assert "ERROR" not in (tmp_path / "log").read_text()


def test_a_killed_server_comes_back_and_nothing_is_missed(database, meeting, tmp_path):
    """Fault 17 of TRUST.md."""

    async def story():
        with running(database, tmp_path / "log") as server:
            page = await open_page(server.port, "aino", meeting)
            await say(server, meeting, "ennen")
            await until(lambda: page.events)
            await asyncio.to_thread(server.stop, signal.SIGKILL)
            await until(lambda: page.closed_at)
            port = server.port
        with running(database, tmp_path / "log2") as other:
            await say(other, meeting, "sillä välin")
            again = await open_page(other.port, "aino", meeting, last_id=page.events[-1][0])
            await until(lambda: again.events)
            await close([again])
            return port, page.events + again.events

    _, events = run(story())
    assert [key for key, _, _ in events] == ["1", "2"]


def test_every_process_of_one_database_hears(database, server, meeting, tmp_path):
    """On PostgreSQL two processes are joined; the SQLite edition is one process by nature."""
    is_joined = os.environ.get("PUNOS_TEST_DATABASE") == "postgres"

    async def story(other):
        pages = [await open_page(each.port, "aino", meeting) for each in (server, other)]
        await say(server, meeting)
        await until(lambda: all(page.kinds == ["entry"] for page in pages))
        await take_away(other, meeting)
        await until(lambda: all(page.closed_at for page in pages))
        return [page.kinds for page in pages]

    if is_joined:
        with running(database, tmp_path / "log") as other:
            kinds = run(story(other))
    else:
        kinds = run(story(server))
    assert kinds == [["entry", "gone"]] * 2


def test_a_server_can_be_started_without_lifespan_and_still_tells(database, meeting, tmp_path):
    server = Server(database, tmp_path / "log", extra=["--lifespan=off"])

    async def story():
        page = await open_page(server.port, "aino", meeting)
        assert page.status == 200
        await say(server, meeting)
        await until(lambda: page.events)
        await close([page])

    try:
        run(story())
    finally:
        took = server.stop()
    assert took < 2.0

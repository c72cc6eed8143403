"""S1.2 · When in doubt, silence: a question without an answer ends the streams."""

import asyncio
import re
import sqlite3
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from punos import live
from punos.live import stream as streams
from punos.live.contract import Hearing, Listener, Message, Wiring
from punos.live.hub import Hub
from punos.live.signals import LOOK_AGAIN, WRITTEN, Signal
from punos.live.sqlite import watch
from punos.live.stream import ROOM, Stream, frame
from punos.live.tests.reading import run

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
AINO = Listener("aino", "s1")


def no_one(*_):
    return {}


def wiring(*, audience=no_one, render=no_one):
    return Wiring(lambda _: None, no_one, audience, render, lambda *_: [], lambda: NOW)


def stream(ends_at=None):
    return Stream("meeting:1", AINO, Hearing("client", ends_at), lambda: NOW)


def spoken(made, recheck=None):
    """Let the stream talk until it ends; return what was said as one text."""
    said = []

    async def send(event):
        said.append(event["body"].decode())

    run(made.talk(send, [], recheck))
    return "".join(said)


def hub_with(made, signal, asked):
    """Run a hub that hears one signal; return how the stream ended or None."""

    async def story():
        hub = Hub(asked)
        hub.is_open = True
        hub.add(made)
        hub.heard(signal)
        for _ in range(200):
            await asyncio.sleep(0.01)
            if made.end:
                break
        end = made.end
        await hub.stop()
        return end

    return run(story())


def test_a_question_that_fails_ends_the_stream(caplog):
    def broken(*_):
        raise OSError("the database is away")

    assert hub_with(stream(), Signal("meeting:1", "entry", "1"), wiring(audience=broken)) == "bye"
    assert hub_with(stream(), Signal("meeting:1", LOOK_AGAIN), wiring(audience=broken)) == "bye"


def test_a_message_that_cannot_be_read_ends_the_stream(caplog):
    def broken(*_):
        raise ValueError

    asked = wiring(audience=lambda *_: {AINO: Hearing("client")}, render=broken)
    assert hub_with(stream(), Signal("meeting:1", "entry", "1"), asked) == "bye"


def test_who_is_missing_from_the_answer_hears_nothing_more():
    assert hub_with(stream(), Signal("meeting:1", "entry", "1"), wiring()) == "gone"


def test_a_slow_answer_to_a_withdrawal_is_not_waited_for(caplog):
    def slow(*_):
        time.sleep(1.5)
        return {AINO: Hearing("client")}

    made = stream()
    began = datetime.now(UTC)
    assert hub_with(made, Signal("person:aino", LOOK_AGAIN), wiring(audience=slow)) == "bye"
    assert datetime.now(UTC) - began < timedelta(seconds=3)


def test_what_stood_in_the_queue_is_not_said_after_the_cut():
    made = stream()
    made.put("1", b"event: entry\ndata: salaisuus\n\n")
    made.cut("gone")
    made.put("2", b"event: entry\ndata: salaisuus\n\n")
    text = spoken(made)
    assert "salaisuus" not in text
    assert text.endswith("event: gone\ndata: \n\n")


def test_a_full_queue_sends_the_page_to_come_back():
    made = stream()
    for number in range(ROOM + 1):
        made.put(str(number), b"x")
    assert made.end == "bye"


def test_who_hears_as_somebody_else_is_told_to_read_the_page_anew():
    made = stream()
    made.hear(Hearing("others"))
    made.hear(Hearing("others"))
    streams_end = run(_drain(made))
    assert streams_end.count("event: refresh") == 1


async def _drain(made):
    said = []

    async def send(event):
        said.append(event["body"].decode())

    talk = asyncio.create_task(made.talk(send, [], None))
    await asyncio.sleep(0.02)
    made.cut("bye")
    await talk
    return "".join(said)


def test_a_right_that_was_prolonged_goes_on():
    made = stream(ends_at=NOW)

    async def prolonged(one):
        one.hear(Hearing("client", NOW + timedelta(hours=1)))

    async def story():
        said = []

        async def send(event):
            said.append(event["body"].decode())

        made.put("1", b"event: entry\ndata: x\n\n")
        talk = asyncio.create_task(made.talk(send, [], prolonged))
        await asyncio.sleep(0.02)
        made.cut("bye")
        await talk
        return "".join(said)

    text = run(story())
    assert "event: entry" in text
    assert "gone" not in text


def test_a_right_that_ended_says_nothing_even_if_something_waits():
    made = stream(ends_at=NOW)

    async def nothing_new(_):
        pass

    made.put("1", b"event: entry\ndata: salaisuus\n\n")
    text = spoken(made, nothing_new)
    assert "salaisuus" not in text
    assert "event: gone" in text


def warned(left):
    """Return what a page whose right ends after so long is told at once."""
    made = stream(ends_at=NOW + left)
    made.put("1", b"event: entry\ndata: x\n\n")
    return run(_drain(made)).count("event: ending")


def test_a_page_is_warned_five_minutes_before_its_right_ends_and_not_sooner():
    assert warned(timedelta(minutes=4, seconds=59)) == 1
    assert warned(timedelta(minutes=5)) == 1
    assert warned(timedelta(minutes=5, seconds=10)) == 0


def test_a_page_sleeps_no_longer_than_to_its_warning():
    """Nothing is said in the meeting: time alone must wake the page, five minutes before the end."""
    made = stream(ends_at=NOW + timedelta(minutes=5, seconds=0.05))
    told = []

    async def send(event):
        told.append(event["body"].decode())

    async def story():
        talk = asyncio.create_task(made.talk(send, [], None))
        await asyncio.sleep(0.02)
        assert "ending" not in "".join(told)
        made._now = lambda: NOW + timedelta(seconds=0.06)  # noqa: SLF001 -- time goes on
        await asyncio.sleep(0.1)
        made.cut("bye")
        await talk

    run(story())
    assert "".join(told).count("event: ending") == 1


@pytest.mark.parametrize("html", ["a\nb", "a\r\nb", "a\rb", "a\n\nevent: gone", "\u2028", ""])
def test_no_text_can_end_its_frame(html):
    words = frame(Message("7", "entry", html)).decode()
    assert words.endswith("\n\n")
    assert words.count("\n\n") == 1
    data = re.findall(r"^data: (.*)$", words, re.MULTILINE)
    assert "\n".join(data) == html.replace("\r\n", "\n").replace("\r", "\n")


@pytest.mark.parametrize("word", ["a\nb", "a b", "ä", "x" * 101])
def test_a_signal_is_made_of_plain_names(word):
    with pytest.raises(ValueError, match="plain"):
        live.publish("meeting:1", "entry", word)
    with pytest.raises(ValueError, match="plain"):
        live.look_again(word)


def test_the_longest_wait_is_shorter_than_proxies_are_patient():
    assert streams.KEEP_ALIVE <= 15


def test_what_another_process_writes_is_seen_within_two_seconds(tmp_path, monkeypatch):
    """On SQLite a command of its own process cannot tell; the database's own files can."""
    file = tmp_path / "punos.sqlite3"
    monkeypatch.setitem(connection.settings_dict, "NAME", str(file))
    seen = []

    async def story():
        with closing(sqlite3.connect(file)) as served, served:
            served.execute("PRAGMA journal_mode=WAL")
            served.execute("CREATE TABLE thing (x)")
        watching = asyncio.create_task(watch(lambda: seen.append(time.monotonic())))
        await asyncio.sleep(1.2)
        with closing(sqlite3.connect(file)) as other:
            other.execute("SELECT * FROM thing").fetchall()
        await asyncio.sleep(1.2)
        assert not seen, "who reads changes nothing"
        with closing(sqlite3.connect(file)) as other, other:
            other.execute("INSERT INTO thing VALUES (1)")
        began = time.monotonic()
        while not seen and time.monotonic() < began + 3:
            await asyncio.sleep(0.05)
        watching.cancel()
        return began

    began = run(story())
    assert len(seen) == 1
    assert seen[0] - began < 2


def test_what_nobody_told_of_is_looked_at_without_cutting_in_haste():
    def slow(*_):
        time.sleep(0.8)
        return {}

    assert hub_with(stream(), WRITTEN, wiring(audience=slow)) == "gone"

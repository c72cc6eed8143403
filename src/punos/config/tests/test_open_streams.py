"""S4.10, S1.2, S4.4 · The real rooms behind an open page: who hears a meeting, and until when."""

import asyncio
import time
from contextlib import asynccontextmanager

import pytest
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.db import connections

from punos import clock
from punos.access import actions as access
from punos.access.models import Consent
from punos.config.wiring import build_wiring
from punos.live.app import Live
from punos.live.hub import PER_SESSION
from punos.live.tests.reading import run, until
from punos.meetings.tests import scene
from punos.people import actions as people
from punos.people import session
from punos.people.actor import SYSTEM
from punos.people.models import SignIn
from punos.trace.models import AuditEvent
from tests.world import a, no_such_id, signed_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def meeting(transactional_db, world):
    return scene.opened(world)


class Browser:
    """One open page, at the level of ASGI; another tab of a browser has its key."""

    def __init__(self, person, host="localhost", key=""):
        if person and not key:
            cookies = signed_in(person).cookies.output(header="", sep=";").strip()
            key = cookies.partition(";")[0]
        self.key = key
        self.headers = [(b"host", host.encode()), (b"cookie", key.encode())]
        self.status, self.said, self.is_over = 0, "", False
        self.left = None

    async def open(self, live, meeting_id):
        self.left = asyncio.Event()
        scope = {
            "type": "http",
            "method": "GET",
            "path": f"/virta/tapaaminen/{meeting_id}/",
            "headers": self.headers,
            "query_string": b"",
        }
        self.task = asyncio.create_task(live(scope, self._receive, self._send))
        await until(lambda: self.status)

    @property
    def kept(self):
        """What the server keeps of this sign-in."""
        return SessionStore(self.key.partition("=")[2])

    def be_still_for(self, seconds):
        """Let it be so long since the person at work did anything."""
        kept = self.kept
        kept.update({session.STAFF: True, session.SEEN: clock.now().timestamp() - seconds})
        kept.save()

    async def _receive(self):
        await self.left.wait()
        return {"type": "http.disconnect"}

    async def _send(self, event):
        self.status = event.get("status", self.status)
        self.said += event.get("body", b"").decode()
        self.is_over = event["type"] == "http.response.body" and not event.get("more_body")


@asynccontextmanager
async def opened(browsers, meeting_id):
    live = Live(build_wiring())
    for browser in browsers:
        await browser.open(live, meeting_id)
    yield live
    for browser in browsers:
        browser.left.set()
        await browser.task
    await live.hub.stop()


async def do(action, *args, **kwargs):
    def act():
        try:
            return action(*args, **kwargs)
        finally:
            connections.close_all()

    return await asyncio.to_thread(act)


def test_those_who_take_part_hear_an_entry_as_it_is_written(world, meeting):
    browsers = [Browser(each) for each in (world.aino, world.kirsi, world.leena)]

    async def story():
        async with opened(browsers, meeting.pk):
            await do(scene.write, world, meeting, "Kaupassa <b>käynti</b> onnistuu.")
            await until(lambda: all("event: entry" in each.said for each in browsers))

    run(story())
    for browser in browsers:
        assert browser.status == 200
        assert "Kaupassa &lt;b&gt;käynti&lt;/b&gt; onnistuu." in browser.said


def test_a_stranger_hears_as_little_as_of_what_does_not_exist(world, meeting):
    strangers = [Browser(each) for each in (world.outi, world.eero, world.pekka, None)]
    nowhere = Browser(world.aino)
    elsewhere = Browser(world.aino, host="evil.example")
    before = AuditEvent.objects.filter(event="access.refused").count()

    async def story():
        async with opened(strangers, meeting.pk) as live:
            await elsewhere.open(live, meeting.pk)
            await nowhere.open(live, no_such_id())

    run(story())
    assert {(each.status, each.said) for each in [*strangers, nowhere, elsewhere]} == {(404, "")}
    assert AuditEvent.objects.filter(event="access.refused").count() >= before + 3


def test_a_withdrawn_consent_cuts_the_stream_within_a_second(world, meeting):
    omar, leena = Browser(world.omar), Browser(world.leena)
    consent = Consent.objects.get(case=world.case, to_person=world.omar)
    said = {"by": a(world.aino), "case_id": world.case.pk, "consent_id": consent.pk}

    async def story():
        async with opened([omar, leena], meeting.pk):
            began = time.monotonic()
            await do(access.withdraw_consent, **said)
            await until(lambda: omar.is_over)
            took = time.monotonic() - began
            await do(scene.write, world, meeting, "Omar ei kuule tätä.")
            await until(lambda: "event: entry" in leena.said)
            return took

    assert run(story()) < 1.0
    assert omar.said.endswith("event: gone\ndata: \n\n")
    assert "kuule" not in omar.said


def test_signing_out_everywhere_cuts_the_streams(world, meeting):
    aino, leena = Browser(world.aino), Browser(world.leena)

    async def story():
        async with opened([aino, leena], meeting.pk):
            await do(people.sign_out_everywhere, by=a(world.aino))
            await until(lambda: aino.is_over)

    run(story())
    assert aino.said.endswith("event: gone\ndata: \n\n")
    assert not leena.is_over or "gone" not in leena.said


def test_ending_one_sign_in_cuts_its_streams_within_a_second_and_no_others(world, meeting):
    lost, here = Browser(world.aino), Browser(world.aino)
    ref = SignIn.objects.create(session_key=lost.kept.session_key, person=world.aino).ref

    async def story():
        async with opened([lost, here], meeting.pk):
            began = time.monotonic()
            await do(people.end_sign_in, by=a(world.aino), ref=ref)
            await until(lambda: lost.is_over)
            took = time.monotonic() - began
            await do(scene.write, world, meeting, "Kadonnut puhelin ei kuule tätä.")
            await until(lambda: "event: entry" in here.said)
            return took

    assert run(story()) < 1.0
    assert lost.said.endswith("event: gone\ndata: \n\n")
    assert "kuule" not in lost.said


def test_a_disabled_person_hears_nothing_more(world, meeting):
    """In a meeting where nobody says anything: what cuts the page is the act itself."""
    omar, leena = Browser(world.omar), Browser(world.leena)

    async def story():
        async with opened([omar, leena], meeting.pk):
            began = time.monotonic()
            await do(people.disable, by=SYSTEM, person=world.omar)
            await until(lambda: omar.is_over)
            took = time.monotonic() - began
            await do(scene.write, world, meeting, "Omar ei kuule tätä.")
            await until(lambda: "event: entry" in leena.said)
            return took

    assert run(story()) < 1.0
    assert omar.said.endswith("event: gone\ndata: \n\n")
    assert "kuule" not in omar.said
    assert not SignIn.objects.filter(person=world.omar).exists()


IDLE = settings.IDLE_MINUTES * 60


def test_idle_sign_out_ends_the_open_stream_within_a_second(world, meeting):
    leena, omar = Browser(world.leena), Browser(world.omar)
    leena.be_still_for(IDLE - 1)
    seen = leena.kept[session.SEEN]

    async def story():
        async with opened([leena, omar], meeting.pk):
            began = time.monotonic()
            await until(lambda: leena.is_over)
            took = time.monotonic() - began
            assert not omar.is_over
            return took

    assert run(story()) < 2.0
    # The page is loaded anew, which asks to sign in and then comes back here.
    assert leena.said.endswith("event: refresh\ndata: \n\n")
    assert leena.kept[session.SEEN] == seen, "a stream keeps no session alive"


def test_one_who_does_something_meanwhile_goes_on_hearing(world, meeting):
    leena = Browser(world.leena)
    leena.be_still_for(IDLE - 1)

    async def story():
        async with opened([leena], meeting.pk):
            await do(leena.be_still_for, 0)
            await asyncio.sleep(1.5)
            await do(scene.write, world, meeting, "Leena kuulee tämän.")
            await until(lambda: "kuulee" in leena.said)

    run(story())
    assert "refresh" not in leena.said


def test_a_page_that_comes_back_after_the_idle_limit_hears_nothing(world, meeting):
    leena = Browser(world.leena)
    leena.be_still_for(IDLE + 1)

    async def story():
        async with opened([leena], meeting.pk):
            pass

    run(story())
    assert (leena.status, leena.said) == (404, "")


def test_of_many_tabs_in_one_browser_the_oldest_rests(world, meeting):
    first = Browser(world.leena)
    tabs = [first, *(Browser(world.leena, key=first.key) for _ in range(PER_SESSION))]
    omar = Browser(world.omar)

    async def story():
        async with opened([omar, *tabs], meeting.pk):
            await until(lambda: first.is_over)
            await do(scene.write, world, meeting, "Muut kuulevat.")
            await until(lambda: all("kuulevat" in each.said for each in [omar, *tabs[1:]]))

    run(story())
    assert first.said.endswith("event: rest\ndata: \n\n")
    assert not any("event: rest" in each.said for each in [omar, *tabs[1:]])

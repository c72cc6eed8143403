"""S4.4 S4.10 S4.15 · Fault 14: a right ends by itself in the middle of a meeting. Warned, cut, nothing lost."""

import asyncio
import time
from collections.abc import Callable
from datetime import timedelta

import pytest

from punos import clock
from punos.access.models import Consent, Grant
from punos.live.tests.reading import close, run, until
from punos.meetings import actions, queries
from punos.meetings.models import Meeting
from punos.meetings.tests import scene
from punos.people.models import Person
from tests.faults.program import Program
from tests.faults.streams import entry, open_many, place_of, sessions
from tests.world import World, a, signed_in

DRAFT = "Aino kertoi, että yöt ovat vaikeita."


def test_five_minutes_before_the_page_is_warned_and_at_the_instant_it_is_cleared(
    program: Program, world: World
) -> None:
    meeting = scene.opened(world)
    program.start()
    omars, recorder = sessions(program, world.omar), program.visitor(world.kirsi)
    ends = clock.now() + timedelta(seconds=6)
    Consent.objects.filter(to_person=world.omar).update(until_at=ends)

    async def story() -> None:
        pages = await open_many(program, omars, meeting, 8)
        assert {page.status for page in pages} == {200}
        await until(lambda: all("ending" in page.kinds for page in pages), 5)
        assert clock.now() < ends
        await until(lambda: all(page.closed_at for page in pages), 10)
        late = time.time() - ends.timestamp()
        assert late < 1.0
        path = f"{place_of(meeting)}kirjaukset/"
        assert (await asyncio.to_thread(recorder.post, path, entry("Ei Omarille."))).status == 302
        await close(pages)
        for page in pages:
            assert page.kinds[-1] == "gone"
            assert "Ei Omarille." not in "".join(html for _, _, html in page.events)

    run(story())


def replace(world: World, meeting: Meeting) -> None:
    actions.replace_recorder(by=a(world.aino), **scene.where(meeting), person_id=world.outi.pk)
    actions.say_unknown(by=a(world.outi), **scene.where(meeting))


def let_end(world: World, meeting: Meeting) -> None:
    """Let the recorder's right end by itself, at the instant that it was given until."""
    held = Grant.objects.filter(occasion=meeting.pk, holder=world.kirsi)
    held.update(until_at=clock.now())


def leave_work(world: World, _meeting: Meeting) -> None:
    job = world.jobs["kirsi"]
    job.until_on = clock.today() - timedelta(days=1)
    job.save()


def be_shut_out(world: World, _meeting: Meeting) -> None:
    Person.objects.filter(pk=world.kirsi.pk).update(is_active=False)


@pytest.mark.parametrize("end", [replace, let_end, leave_work, be_shut_out])
def test_what_a_recorder_who_writes_no_more_left_unpublished_goes_to_the_chair_alone(
    world: World, end: Callable[[World, Meeting], None]
) -> None:
    meeting = scene.opened(world)
    place = f"/asiat/{world.case.pk}/tapaamiset/{meeting.pk}/"
    said = {**scene.where(meeting), "field": "shared_view", "tab": "x", "text": DRAFT}
    actions.save_draft(by=a(world.kirsi), **said)
    chair = signed_in(world.helmi)
    assert DRAFT not in chair.get(f"{place}puheenjohtaja/").content.decode()

    end(world, meeting)

    assert signed_in(world.kirsi).get(f"{place}kirjaaja/").status_code in (302, 404)
    assert DRAFT in chair.get(f"{place}puheenjohtaja/").content.decode()
    for person in (world.outi, world.aino, world.leena, world.omar, world.veikko):
        for page in ("", "kirjaaja/", "muistio/"):
            assert DRAFT not in signed_in(person).get(f"{place}{page}").content.decode()
    assert (
        queries.chair_page(a(world.helmi), world.case.pk, meeting.pk).left_behind[0].text == DRAFT
    )

"""S4.4 S1.6 · The case page shows each one what the client chose, and the client can look first."""

import pytest

from punos.access.rights import Topic
from punos.people.actor import Level
from punos.plan import actions as plan
from punos.trace.models import UseLog
from tests.world import World, a, no_such_id, seat_worker, signed_in


def page_of(world: World, name: str, level: Level = Level.STRONG):
    return signed_in(world.cast[name], level).get(f"/asiat/{world.case.pk}/")


@pytest.mark.parametrize("name", ["outi", "eero", "pekka", "kirsi", "helmi"])
def test_without_a_grant_the_page_is_missing(world: World, name: str) -> None:
    answer = page_of(world, name)
    assert answer.status_code == 404
    missing = signed_in(world.cast[name], Level.STRONG).get(f"/asiat/{no_such_id()}/")
    assert answer.status_code == missing.status_code


def test_a_part_outside_the_topics_is_not_there(world: World) -> None:
    plan.add_step(by=a(world.aino), case_id=world.case.pk, what="Salainen askel")
    seat_worker(world, world.jobs["outi"], topics=(Topic.TIMES,))
    assert "Salainen askel" not in page_of(world, "outi").content.decode()
    assert "Suunnitelma" not in page_of(world, "outi").content.decode()
    assert "Salainen askel" in page_of(world, "riitta").content.decode()


def test_reading_leaves_one_row_in_the_use_log(world: World) -> None:
    before = UseLog.objects.count()
    page_of(world, "riitta")
    assert UseLog.objects.count() == before + 1


def test_the_client_sees_through_anothers_eyes_what_that_one_would(world: World) -> None:
    plan.add_step(by=a(world.aino), case_id=world.case.pk, what="Soita pajalle")
    seat = world.seats["omar"]
    url = f"/asiat/{world.case.pk}/silmin/{seat.pk}/"
    browser = signed_in(world.aino)
    narrow = browser.post(url, {"topics": ["times"]}).content.decode()
    wide = browser.post(url, {"topics": ["times", "plan"]}).content.decode()
    assert "Katsot nyt hänen silmin" in narrow
    assert "Soita pajalle" not in narrow
    assert "Soita pajalle" in wide
    assert UseLog.objects.filter(purpose="own_preview").exists()


@pytest.mark.parametrize("name", ["leena", "omar", "veikko", "outi", "eero"])
def test_only_the_client_looks_through_anothers_eyes(world: World, name: str) -> None:
    url = f"/asiat/{world.case.pk}/silmin/{world.seats['omar'].pk}/"
    assert (
        signed_in(world.cast[name], Level.STRONG).post(url, {"topics": ["plan"]}).status_code == 404
    )


def test_the_address_shows_to_the_own_worker_alone(world: World) -> None:
    assert "040 000 0000" in page_of(world, "leena").content.decode()
    assert "040 000 0000" not in page_of(world, "omar").content.decode()
    assert "040 000 0000" not in page_of(world, "veikko", Level.DEVICE).content.decode()

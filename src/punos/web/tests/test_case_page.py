"""S4.4 S1.6 · The case page shows each one what the client chose, and the client can look first."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from punos.access.rights import Topic
from punos.meetings.tests import scene
from punos.people.actor import Level
from punos.people.models import Person
from punos.plan import actions as plan
from punos.plan.queries.pages import OPENED_ON
from punos.trace.models import DisclosureLog, UseLog
from punos.trace.queries import last_look
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


def logged(person: Person) -> list[tuple[str, str]]:
    """Return what the person has seen by the use log: which data, of whose register."""
    rows = UseLog.objects.filter(actor_id=str(person.pk), page__in=("case", "home"))
    return list(rows.order_by("number").values_list("what", "provider_name"))


CENTRE, WORKSHOP = "Vaskiniemen Ohjaamo", "Työpaja Tuuma"
NETWORK = ("network.read", CENTRE)


def test_the_use_log_says_what_the_page_showed_and_nothing_of_an_empty_part(world: World) -> None:
    page_of(world, "riitta")
    assert logged(world.riitta) == [NETWORK]
    scene.call(world)
    page_of(world, "leena")
    times, phone = ("times.read", CENTRE), ("address.read", CENTRE)
    assert logged(world.leena) == [NETWORK, times, phone]


def test_what_another_body_wrote_is_logged_as_of_its_register(world: World) -> None:
    """LAW.md § 1.2: one row a register holder; to its own worker it is no disclosure."""
    plan.set_goal(by=a(world.leena), case_id=world.case.pk, words="Oma koti.")
    plan.add_step(by=a(world.omar), case_id=world.case.pk, what="Kysyn pajalta")
    for name in ("riitta", "omar"):
        page_of(world, name)
        goal, step = ("plan.read", CENTRE), ("plan.read", WORKSHOP)
        assert logged(world.cast[name]) == [NETWORK, goal, step]
    disclosed = DisclosureLog.objects.filter(recipient_id=str(world.omar.pk))
    assert set(disclosed.values_list("provider_name", flat=True)) == {CENTRE}


def test_the_plans_own_page_tells_of_each_register(world: World) -> None:
    plan.add_step(by=a(world.omar), case_id=world.case.pk, what="Kysyn pajalta")
    signed_in(world.riitta).get(f"/asiat/{world.case.pk}/suunnitelma/")
    rows = UseLog.objects.filter(actor_id=str(world.riitta.pk), page="plan").order_by("number")
    assert [(row.what, row.provider_name) for row in rows] == [
        ("plan.read", CENTRE),
        ("plan.read", WORKSHOP),
    ]


def test_a_close_ones_home_tells_of_time_and_steps(world: World) -> None:
    plan.add_step(by=a(world.aino), case_id=world.case.pk, what="Soita pajalle")
    scene.call(world)
    signed_in(world.veikko).get("/")
    seen = [what for what, _of in logged(world.veikko)]
    assert seen == ["network.read", "times.read", "plan.read"]


def test_a_look_writes_once_however_much_it_shows(world: World) -> None:
    """The head of the chain is locked and moved once, and each log gets its rows in one go."""
    plan.add_step(by=a(world.omar), case_id=world.case.pk, what="Kysyn pajalta")
    plan.set_goal(by=a(world.leena), case_id=world.case.pk, words="Oma koti.")
    scene.call(world)
    browser = signed_in(world.riitta)
    with CaptureQueriesContext(connection) as asked:
        browser.get(f"/asiat/{world.case.pk}/")
    written = [q["sql"] for q in asked if q["sql"].startswith(("INSERT", "UPDATE"))]
    of_trace = [sql.split('"')[1] for sql in written if "trace_" in sql]
    assert sorted(of_trace) == ["trace_chainhead", "trace_disclosurelog", "trace_uselog"]


def test_a_look_at_the_home_is_not_yet_an_opening_of_the_plan(world: World) -> None:
    """ADR 0015: the home shows but a part, so a worker's new day still waits for the client."""
    plan.add_step(by=a(world.aino), case_id=world.case.pk, what="Soita pajalle")
    browser = signed_in(world.aino)
    browser.get("/")
    browser.get(f"/asiat/{world.case.pk}/")
    assert ("plan.read", CENTRE) in logged(world.aino)
    opened = lambda: last_look(world.case.pk, world.aino.pk, "plan.read", OPENED_ON)  # noqa: E731
    assert opened() is None
    browser.get(f"/asiat/{world.case.pk}/suunnitelma/")
    assert opened() is not None


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

"""S4.4 S4.5 · Fault 26: a fragment, data, a paper or a stream is behind the same door as its page."""

from collections.abc import Iterator, Mapping

import pytest

from punos.meetings.tests import scene
from punos.people.actor import Level
from tests.faults.program import IS_LONG, Program, Visitor
from tests.matrix.doors import AS_DATA, AS_PAGE, AS_PART, knock
from tests.matrix.scenes import Scene, staged
from tests.matrix.table import SOME, rows_of
from tests.world import World, no_such_id

# Whatever a request can say about the form in which it wants its answer.
FORMS = (
    AS_PART,
    AS_DATA,
    {"HX-Request": "true", "HX-Boosted": "true"},
    {"HX-Request": "true", "HX-History-Restore-Request": "true"},
    {"X-Requested-With": "XMLHttpRequest"},
    {"Accept": "application/pdf"},
    {"Range": "bytes=0-99"},
    {"If-None-Match": "*"},
)
QUICK = 5


@pytest.fixture
def stage(world: World) -> Iterator[Scene]:
    with staged(world, "own") as found:
        yield found


@pytest.mark.proof
def test_no_form_of_asking_opens_what_the_page_does_not(stage: Scene) -> None:
    """All addresses, those of PDFs and of fragments among them."""
    doors = [row for row in rows_of(SOME) if row.door.parts]
    wrong = []
    for row in doors if IS_LONG else doors[::QUICK]:
        address = row.door.at(stage.places[1])
        for role in ("stranger", "ended") if IS_LONG else ("stranger",):
            page = knock(stage.browsers[role], address, row.method, AS_PAGE)
            for headers in FORMS:
                other = knock(stage.browsers[role], address, row.method, headers)
                if other != page:
                    wrong.append((row.route, row.method, role, headers, other.status))
    assert not wrong, "\n".join(map(str, wrong))


# What the server says of the answer's moment, not of the answer.
MOMENT = {"date", "set-cookie", "content-security-policy"}


def lasting(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.lower(): text for name, text in headers.items() if name.lower() not in MOMENT}


def test_streams_and_papers_of_the_real_program_answer_strangers_as_what_is_not(
    program: Program, world: World
) -> None:
    meeting = scene.opened(world)
    program.start()
    outside: dict[str, Visitor] = {
        name: program.visitor(world.cast[name]) for name in ("outi", "eero", "pekka")
    }
    outside["light"] = program.visitor(world.aino, Level.LIGHT)
    outside["nobody"] = program.visitor()
    for name, visitor in outside.items():
        stream, paper = "/virta/tapaaminen/{1}/", "/asiat/{0}/tapaamiset/{1}/muistio.pdf"
        for address in [stream] if name in ("light", "nobody") else [stream, paper]:
            there = visitor.get(address.format(world.case.pk, meeting.pk))
            none = visitor.get(address.format(no_such_id(), no_such_id()))
            assert there.status == none.status == 404, (name, address)
            assert lasting(there.headers) == lasting(none.headers), (name, address)
            assert len(there.text) == len(none.text), (name, address)

"""S4.10 · S4.15 · Minutes keep what the program put together: who was there, who answers for what."""

import re
from io import BytesIO
from uuid import UUID, uuid4

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import translation
from pypdf import PdfReader

from punos import clock
from punos.access import actions as access
from punos.access import policy
from punos.clock import words as clock_words
from punos.meetings import actions
from punos.meetings.models import Meeting, Minutes
from punos.meetings.queries import minutes_page, paper_data
from punos.meetings.tests import scene
from punos.network import actions as network
from punos.people.actor import Level
from punos.people.models import Person
from punos.plan import actions as plan
from punos.trace.refusal import Refused
from tests.world import World, a, employ, make_person, seat_worker, signed_in

pytestmark = pytest.mark.django_db

DERIVED = ("present", "client_part", "network_part", "own_worker", "next")
Lines = dict[str, tuple[str, ...]]


@pytest.fixture
def closed(world: World) -> Meeting:
    """Return a closed meeting with a step of Aino and of Omar, and Omar's responsibility."""
    answers_for(world, world.omar, "pajan vuorot")
    meeting = scene.opened(world)
    step(world, meeting, world.aino, "Kysyy ajan")
    step(world, meeting, world.omar, "Soittaa pajalle")
    scene.close(world, meeting)
    return Meeting.objects.get(pk=meeting.pk)


def answers_for(world: World, person: Person, words: str) -> None:
    network.set_responsibility(
        by=a(world.leena), case_id=world.case.pk, person_id=person.pk, words=words
    )


def step(world: World, meeting: Meeting, person: Person, what: str) -> UUID:
    said = {"what": what, "responsible_id": person.pk, "key": uuid4()}
    return actions.record_step(by=a(world.kirsi), **scene.where(meeting), **said).pk


def accept(world: World, meeting: Meeting) -> Minutes:
    return actions.accept_minutes(by=a(world.aino), **scene.where(meeting))


def remove(world: World, name: str) -> None:
    seat = world.seats[name]
    network.withdraw_seat(by=a(world.aino), case_id=world.case.pk, seat_id=seat.pk)


def join(world: World) -> None:
    seat_worker(world, employ(make_person("Sirkku"), world.workshop, "youth_worker"))


def derived(reader: Person, meeting: Meeting, level: Level = Level.STRONG) -> Lines:
    page = minutes_page(a(reader, level), meeting.case_id, meeting.pk)
    return {part.code: part.lines for part in page.parts if part.code in DERIVED}


def printed(reader: Person, meeting: Meeting) -> str:
    """Return the text of the PDF without its spaces."""
    address = reverse("meeting-pdf", args=[meeting.case_id, meeting.pk])
    body = signed_in(reader, Level.STRONG).get(address).content
    pages = "\n".join(page.extract_text() for page in PdfReader(BytesIO(body)).pages)
    return re.sub(r"[-\u00ad]\n|[\s\u200b\u00ad]", "", pages)


def test_one_who_is_removed_stays_in_accepted_minutes_and_their_pdf(
    world: World, closed: Meeting
) -> None:
    accept(world, closed)
    before = derived(world.leena, closed)
    remove(world, "omar")
    assert derived(world.leena, closed) == before
    assert "Omar, nuorisotyöntekijä, Työpaja Tuuma: paikalla" in before["present"]
    paper = printed(world.leena, closed)
    assert "Omar,nuorisotyöntekijä,TyöpajaTuuma:paikalla" in paper
    assert "Omar:pajanvuorot" in paper
    with pytest.raises(Refused):
        minutes_page(a(world.omar), world.case.pk, closed.pk)


def test_one_who_joined_after_the_meeting_is_not_in_its_minutes(
    world: World, closed: Meeting
) -> None:
    join(world)
    assert "Sirkku" not in str(derived(world.leena, closed))
    accept(world, closed)
    assert "Sirkku" not in str(derived(world.leena, closed))
    assert "Sirkku" not in printed(world.leena, closed)


def test_one_who_was_there_and_was_removed_before_the_end_stays(world: World) -> None:
    meeting = scene.opened(world)
    remove(world, "omar")
    scene.close(world, meeting)
    assert "Omar, nuorisotyöntekijä: paikalla" in derived(world.leena, meeting)["present"]


def test_a_responsibility_changed_later_does_not_change_the_minutes(
    world: World, closed: Meeting
) -> None:
    said = ("Omar – Soittaa pajalle", "Omar: pajan vuorot")
    answers_for(world, world.omar, "matkat")
    assert derived(world.leena, closed)["network_part"] == said
    accept(world, closed)
    answers_for(world, world.omar, "ruoka")
    answers_for(world, world.riitta, "lääkkeet")
    assert derived(world.leena, closed)["network_part"] == said
    assert "ruoka" not in printed(world.leena, closed)


def test_an_own_worker_named_later_does_not_change_the_minutes(
    world: World, closed: Meeting
) -> None:
    accept(world, closed)
    network.name_own_worker(
        by=a(world.leena),
        case_id=world.case.pk,
        kind="statutory",
        person_id=world.leena.pk,
        substitute_id=world.omar.pk,
    )
    network.name_own_worker(
        by=a(world.leena), case_id=world.case.pk, kind="contact", person_id=world.omar.pk
    )
    assert derived(world.leena, closed)["own_worker"] == ("omatyöntekijä: Leena",)


def test_names_stand_as_they_were_said(world: World, closed: Meeting) -> None:
    accept(world, closed)
    before = derived(world.leena, closed)
    Person.objects.filter(pk__in=[world.aino.pk, world.omar.pk]).update(first_name="Toinen")
    assert derived(world.leena, closed) == before
    assert before["client_part"] == ("Aino – Kysyy ajan",)


def test_a_namesake_of_the_client_keeps_a_part_of_the_network(world: World) -> None:
    Person.objects.filter(pk=world.omar.pk).update(first_name="Aino")
    meeting = scene.opened(world)
    step(world, meeting, world.omar, "Soittaa pajalle")
    scene.close(world, meeting)
    accept(world, meeting)
    lines = derived(world.leena, meeting)
    assert lines["client_part"] == ()
    assert lines["network_part"] == ("Aino – Soittaa pajalle",)


def test_before_the_yes_what_is_struck_leaves_the_parts_too(world: World, closed: Meeting) -> None:
    entry = closed.entries.get(text__startswith="Omar")
    actions.strike_entry(by=a(world.aino), **scene.where(closed), entry_id=entry.pk)
    assert derived(world.leena, closed)["network_part"] == ("Omar: pajan vuorot",)
    minutes = accept(world, closed)
    assert derived(world.leena, closed)["network_part"] == ("Omar: pajan vuorot",)
    assert "Soittaa" not in str(minutes.kept)
    assert "Soittaa" not in printed(world.leena, closed)


def test_a_step_given_up_later_stays_in_accepted_minutes(world: World, closed: Meeting) -> None:
    accept(world, closed)
    before = derived(world.leena, closed)
    step_id = closed.entries.get(text__startswith="Aino").step_id
    assert step_id
    plan.withdraw_step(by=a(world.aino), case_id=world.case.pk, step_id=step_id)
    assert derived(world.leena, closed) == before


def test_the_next_meeting_stays_as_it_was_at_the_yes(world: World, closed: Meeting) -> None:
    later = scene.call(world, begins_at=scene.soon(24 * 30))
    said = derived(world.leena, closed)["next"]
    day = clock_words.short_day(clock.day_of(later.begins_at))
    assert said == (f"{day} {clock_words.at_time(later.begins_at)}",)
    accept(world, closed)
    actions.cancel_meeting(by=a(world.leena), **scene.where(later))
    assert derived(world.leena, closed)["next"] == said


def test_the_kept_next_meeting_asks_for_the_topic_of_times(world: World, closed: Meeting) -> None:
    scene.call(world, begins_at=scene.soon(24 * 30))
    accept(world, closed)
    seat_worker(
        world, employ(reader := make_person("Tapio"), world.workshop, "youth_worker"), ("minutes",)
    )
    assert derived(reader, closed)["next"] == ()
    assert derived(world.leena, closed)["next"]


def test_nothing_of_a_private_step_or_of_the_place_is_kept(world: World) -> None:
    meeting = scene.opened(world)
    said = {"case_id": world.case.pk, "what": "Salainen asia", "is_private": True}
    plan.add_step(by=a(world.aino), **said)
    whose = {"responsible_id": world.aino.pk}
    with pytest.raises(ValidationError, match="Yksityisen askeleen"):
        plan.add_step(by=a(world.kirsi), **said, **whose, occasion=meeting.pk)
    scene.close(world, meeting)
    minutes = accept(world, meeting)
    assert "Salainen" not in str(minutes.kept)
    assert "olohuone" not in str(minutes.kept)


def test_a_place_is_masked_in_accepted_minutes_as_everywhere(world: World, closed: Meeting) -> None:
    accept(world, closed)
    access.protect_address(by=a(world.leena), case_id=world.case.pk)
    assert policy.is_address_protected(world.aino)
    assert "olohuone" not in printed(world.omar, closed)
    place = paper_data(a(world.aino), world.case.pk, closed.pk)["place"]
    assert place == "Ohjaamon olohuone"


def test_the_lines_are_kept_in_the_clients_language(world: World) -> None:
    meeting = scene.opened(world)
    with translation.override("sv"):
        scene.close(world, meeting)
        accept(world, meeting)
        assert "Aino, asiakas: paikalla" in derived(world.leena, meeting)["present"]


def test_the_headings_around_a_swedish_clients_lines_are_in_the_readers_language(
    world: World,
) -> None:
    Person.objects.filter(pk=world.aino.pk).update(language="sv")
    meeting = scene.opened(world)
    scene.close(world, meeting)
    accept(world, meeting)
    headings, lines = {}, []
    for language in ("fi", "sv", "en"):
        with translation.override(language):
            page = minutes_page(a(world.leena), world.case.pk, meeting.pk)
            headings[language] = next(part.label for part in page.parts if part.code == "present")
            lines.append(derived(world.leena, meeting)["present"])
    assert headings["fi"] == "Läsnä ja poissa"
    assert len(set(headings.values())) == 3
    assert lines[0] == lines[1] == lines[2]
    assert not any("paikalla" in line for line in lines[0])


def test_a_second_press_keeps_the_same(world: World, closed: Meeting) -> None:
    first = Minutes.objects.get().kept
    remove(world, "omar")
    join(world)
    assert actions.close_meeting(by=a(world.kirsi), **scene.where(closed)).kept == first
    accepted = accept(world, closed).kept
    answers_for(world, world.riitta, "lääkkeet")
    assert accept(world, closed).kept == accepted
    assert Minutes.objects.get().kept == accepted
    assert first.items() <= accepted.items()

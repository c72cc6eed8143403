"""S4.10 · S4.12 · S3.15 · The pages of a meeting: each works without a script, and has a lock."""

import html
from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from punos import clock
from punos.meetings import actions
from punos.meetings.models import Correction, Entry, Meeting
from punos.meetings.queries import my_meetings
from punos.meetings.tests import scene
from punos.network import actions as network
from punos.people.actor import Level
from punos.people.models import Person
from punos.practice.queries import newest
from tests.world import MODEL, World, a, signed_in

pytestmark = pytest.mark.django_db


def get(who: Person, name: str, *args: object, level: Level = Level.STRONG) -> tuple[int, str]:
    answer = signed_in(who, level).get(reverse(name, args=args))
    return answer.status_code, answer.content.decode()


def doors(meeting: Meeting, entry: Entry, wish: Correction) -> Iterator[tuple[str, str]]:
    """Yield every address of meetings that has a case in it, with its method."""
    where = [meeting.case_id, meeting.pk]
    yield "get", reverse("case-meetings", args=where[:1])
    for name in ("call", "move"):
        yield "get", reverse(f"meeting-{name}", args=where[: 1 + (name == "move")])
    for name in ("meeting", "meeting-chair", "meeting-recorder", "meeting-minutes", "meeting-pdf"):
        yield "get", reverse(name, args=where)
    posts = "cancel choose answer replace unknown aside open roll lead publish step draft"
    for name in [*posts.split(), "read-aloud", "close", "accept"]:
        yield "post", reverse(f"meeting-{name}", args=where)
    for name in ("strike", "correct"):
        yield "post", reverse(f"meeting-{name}", args=[*where, entry.pk])
    yield "post", reverse("meeting-corrected", args=[*where, wish.pk])


WHOLE_POST = {
    "task": "recorder",
    "is_yes": "1",
    "act": "item",
    "field": "shared_view",
    "text": "teksti",
    "tab": "t",
    "what": "askel",
    "words": "toive",
    "how": "oral",
    "witness": "Omar",
    "sanottu": "1",
}


@pytest.mark.parametrize("name", ["outi", "eero", "pekka"])
def test_every_door_is_shut_to_stranger_ended_one_and_manager(world: World, name: str) -> None:
    meeting = scene.opened(world)
    entry = scene.write(world, meeting)
    scene.close(world, meeting)
    wish = actions.ask_correction(
        by=a(world.aino), **scene.where(meeting), entry_id=entry.pk, words="x", key=uuid4()
    )
    browser = signed_in(getattr(world, name), Level.STRONG)
    said = WHOLE_POST | {"key": str(uuid4()), "person_id": str(world.kirsi.pk)}
    said |= {"responsible_id": str(world.omar.pk)}
    for method, address in doors(meeting, entry, wish):
        answer = browser.get(address) if method == "get" else browser.post(address, said)
        assert answer.status_code == 404, (method, address)


def test_the_pages_of_an_open_meeting_are_shown(world: World) -> None:
    meeting = scene.opened(world)
    scene.write(world, meeting, "Kaupassa käynti onnistuu.")
    for who, name in (
        (world.aino, "meeting"),
        (world.veikko, "meeting"),
        (world.omar, "meeting"),
        (world.kirsi, "meeting-recorder"),
        (world.helmi, "meeting-chair"),
    ):
        status, page = get(who, name, meeting.case_id, meeting.pk)
        assert status == 200
        assert "Kaupassa käynti onnistuu." in page, who.first_name


def test_the_pages_before_the_opening_are_shown(world: World) -> None:
    meeting = scene.call(world)
    actions.choose_recorder(by=a(world.leena), **scene.where(meeting), person_id=world.kirsi.pk)
    status, page = get(world.aino, "meeting", meeting.case_id, meeting.pk)
    assert status == 200
    assert "Kirsi" in page
    assert "Ei sovi" in page
    meeting = scene.agree(world, meeting)
    status, page = get(world.helmi, "meeting-chair", meeting.case_id, meeting.pk)
    assert "Ketkä ovat paikalla?" in page
    assert "Mitä ei kirjata tähän" in page
    status, page = get(world.leena, "meeting-call", meeting.case_id)
    assert status == 200
    status, page = get(world.leena, "meeting-move", meeting.case_id, meeting.pk)
    assert status == 200
    assert "Ohjaamon olohuone" in page


def test_the_threshold_shows_a_first_name_and_a_unit(world: World) -> None:
    meeting = scene.call(world)
    actions.choose_chair(by=a(world.leena), **scene.where(meeting), person_id=world.helmi.pk)
    actions.answer_chair(by=a(world.aino), **scene.where(meeting), is_yes=True)
    for name in ("meeting", "meeting-chair"):
        status, page = get(world.helmi, name, meeting.case_id, meeting.pk)
        assert status == 200
        assert "Tunnen hänet" in page
        assert meeting.topic not in page
        assert meeting.place not in page
    status, page = get(world.helmi, "meetings")
    assert "Aino" in page
    assert meeting.topic not in page


def test_a_meeting_is_called_chosen_held_and_closed_with_forms_alone(world: World) -> None:
    leena, aino = signed_in(world.leena, Level.STRONG), signed_in(world.aino)
    helmi, kirsi = signed_in(world.helmi, Level.STRONG), signed_in(world.kirsi, Level.STRONG)
    local = scene.soon(1).astimezone(clock.HELSINKI)
    said = {
        "topic": "Arki",
        "day": f"{local.day}.{local.month}.",
        "time": f"{local.hour}.{local.minute:02d}",
        "minutes": "75",
        "place": "Kirjasto",
        "key": str(uuid4()),
    }
    answer = leena.post(reverse("meeting-call", args=[world.case.pk]), said)
    meeting = Meeting.objects.get()
    assert answer["Location"] == reverse("meeting", args=[world.case.pk, meeting.pk])

    def post(browser: Client, name: str, **said: object) -> None:
        address = reverse(f"meeting-{name}", args=[world.case.pk, meeting.pk])
        assert browser.post(address, said).status_code == 302, name

    post(leena, "choose", task="chair", person_id=world.helmi.pk)
    post(leena, "choose", task="recorder", person_id=world.kirsi.pk)
    post(aino, "answer", task="chair", is_yes="1")
    post(aino, "answer", task="recorder", is_yes="1")
    post(helmi, "unknown")
    post(kirsi, "unknown")
    post(helmi, "open", **{f"presence-{p.pk}": "present" for p in (world.aino, world.leena)})
    post(kirsi, "publish", field="own_words", text="”En jaksa aamuja.”", key=uuid4())
    post(kirsi, "step", what="Soittaa", responsible_id=world.leena.pk, due_on="", key=uuid4())
    meeting.refresh_from_db()
    post(helmi, "lead", act="speaker", seen=meeting.stage_news)
    post(kirsi, "read-aloud", key=uuid4())
    post(helmi, "close")
    page = aino.get(reverse("meeting-minutes", args=[world.case.pk, meeting.pk])).content.decode()
    assert "En jaksa aamuja." in page
    meeting.refresh_from_db()
    post(aino, "accept", seen=meeting.news)
    assert get(world.kirsi, "meeting-minutes", world.case.pk, meeting.pk)[0] == 404
    assert meeting.written.answer.is_yes


def test_what_is_wrong_stands_beside_the_field_and_the_text_stays(world: World) -> None:
    browser = signed_in(world.leena, Level.STRONG)
    said = {"topic": "Arki ja uni", "day": "31.2.", "time": "ilta", "minutes": "5"}
    answer = browser.post(reverse("meeting-call", args=[world.case.pk]), said)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Arki ja uni" in page
    for sentence in (
        "Tätä päivää ei ole kalenterissa",
        "Kirjoita kellonaika, esimerkiksi 14.00.",
        "Lyhin tapaaminen on 10 minuuttia.",
    ):
        assert sentence in page
    assert not Meeting.objects.exists()


def test_the_script_gets_the_entry_or_the_reason_in_plain_words(world: World) -> None:
    meeting = scene.opened(world)
    browser = signed_in(world.kirsi, Level.STRONG)
    address = reverse("meeting-publish", args=[meeting.case_id, meeting.pk])
    said = {"field": "shared_view", "text": "Nyt näin", "key": str(uuid4())}
    for _ in range(2):
        answer = browser.post(address, said, headers={"HX-Request": "true"})
        assert "Nyt näin" in answer.content.decode()
    assert Entry.objects.count() == 1
    answer = browser.post(
        address, said | {"field": "different_views", "key": uuid4()}, headers={"HX-Request": "true"}
    )
    assert (answer.status_code, answer.content.decode()) == (
        422,
        "Valitse, kenen näkemys tämä on.",
    )


@pytest.mark.parametrize("text", scene.ODD_TEXTS)
def test_every_odd_text_is_shown_as_text(world: World, text: str) -> None:
    meeting = scene.opened(world, topic=text[:2000], place=text[:200])
    scene.write(world, meeting, text)
    for who, name in (
        (world.aino, "meeting"),
        (world.kirsi, "meeting-recorder"),
        (world.helmi, "meeting-chair"),
    ):
        status, page = get(who, name, meeting.case_id, meeting.pk)
        assert status == 200
        if "<" in text:
            assert text not in page
        if name != "meeting-chair":
            assert html.escape(text) in page


def test_a_page_about_a_person_is_not_stored(world: World) -> None:
    meeting = scene.opened(world)
    answer = signed_in(world.aino).get(reverse("meeting", args=[meeting.case_id, meeting.pk]))
    assert "no-store" in answer["Cache-Control"]


def test_a_light_guest_finds_no_name_on_the_page(world: World) -> None:
    meeting = scene.opened(world)
    scene.write(world, meeting, "salaisuus")
    status, page = get(world.veikko, "meeting", meeting.case_id, meeting.pk, level=Level.LIGHT)
    assert status == 200
    main = page.split("<main", 1)[1]
    assert "Ohjaamon olohuone" in main
    for name in ("Aino", "Leena", "Kirsi", "Helmi", "salaisuus", meeting.topic):
        assert name not in main, name


@pytest.mark.parametrize("name", ["meeting", "meeting-recorder", "meeting-minutes"])
def test_twenty_entries_cost_no_more_queries_than_two(world: World, name: str) -> None:
    meeting = scene.opened(world)
    who = world.kirsi if name == "meeting-recorder" else world.aino
    counts = []
    for more in (2, 18):
        for number in range(more):
            entry = scene.write(world, meeting, f"{number}")
            if name == "meeting-minutes" and number % 2:
                scene.write(
                    world, meeting, "näin", field="different_views", holder_id=world.omar.pk
                )
        if name == "meeting-minutes" and more == 2:
            scene.close(world, meeting)
        browser, address = (
            signed_in(who, Level.STRONG),
            reverse(name, args=[meeting.case_id, meeting.pk]),
        )
        browser.get(address)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert browser.get(address).status_code == 200
        counts.append(len(queries))
        assert entry is not None
    assert counts[0] == counts[1]


def test_the_next_meeting_takes_a_day_a_time_and_one_press(world: World) -> None:
    meeting = scene.opened(world)
    scene.close(world, meeting)
    browser = signed_in(world.leena, Level.STRONG)
    page = browser.get(
        reverse("meeting-minutes", args=[meeting.case_id, meeting.pk])
    ).content.decode()
    form = page.split(reverse("meeting-call", args=[meeting.case_id]), 1)[1].split("</form>")[0]
    hidden = {}
    for part in form.split("<input")[1:]:
        tag = part.split(">")[0]
        if 'type="hidden"' in tag and 'value="' in tag:
            name = tag.split('name="')[1].split('"')[0]
            hidden[name] = html.unescape(tag.split('value="')[1].split('"')[0])
    local = (clock.now() + timedelta(days=20)).astimezone(clock.HELSINKI)
    said = hidden | {"day": f"{local.day}.{local.month}.{local.year}", "time": "13.30"}
    assert browser.post(reverse("meeting-call", args=[meeting.case_id]), said).status_code == 302
    after = Meeting.objects.latest("begins_at")
    assert (after.place, after.minutes, after.chair, after.recorder) == (
        meeting.place,
        meeting.minutes,
        world.helmi,
        world.kirsi,
    )


def test_a_list_of_many_works_costs_no_more_queries_than_one_of_two(world: World) -> None:
    counts = []
    for more in (2, 10):
        for number in range(more):
            case = network.start_work(
                by=a(world.leena),
                employment=world.jobs["leena"],
                first_name=f"Asiakas {number}",
                model=newest(MODEL),
            )
            actions.call_meeting(
                by=a(world.leena), case_id=case.pk, topic="Arki", begins_at=scene.soon(number + 2)
            )
        with CaptureQueriesContext(connection) as queries:
            lines = my_meetings(a(world.leena))
        counts.append(len(queries))
    assert len(lines) == 12
    assert counts[0] == counts[1]


def test_the_second_saver_sees_both_and_overwrites_nothing_unseen(world: World) -> None:
    meeting = scene.call(world)
    address = reverse("meeting-move", args=[meeting.case_id, meeting.pk])
    local = meeting.begins_at.astimezone(clock.HELSINKI)
    said = {
        "topic": meeting.topic,
        "day": f"{local.day}.{local.month}.{local.year}",
        "time": f"{local.hour}.{local.minute:02d}",
        "minutes": "75",
        "version": str(meeting.version),
    }
    leena, omar = signed_in(world.leena, Level.STRONG), signed_in(world.omar, Level.STRONG)
    assert leena.post(address, said | {"place": "Kirjasto"}).status_code == 302
    answer = omar.post(address, said | {"place": "Työpaja"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Joku muutti tätä juuri." in page
    assert "Kirjasto" in page
    assert "Työpaja" in page
    meeting.refresh_from_db()
    assert meeting.place == "Kirjasto"
    now = said | {"place": "Työpaja", "version": str(meeting.version)}
    assert omar.post(address, now).status_code == 302

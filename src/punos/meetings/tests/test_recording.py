"""S4.10 · S1.7 · Everything is written entry by entry, read by all who take part, lost by nobody."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError

from punos import clock
from punos.access import actions as access
from punos.access.models import Consent
from punos.meetings import actions, queries
from punos.meetings.models import Draft, Entry, Meeting
from punos.meetings.tests import scene
from punos.network import actions as network
from punos.people.actor import Level
from punos.people.models import Person
from punos.plan.models import Step
from punos.trace.refusal import Refused
from tests.world import World, a

pytestmark = pytest.mark.django_db


def texts(world: World, meeting: Meeting, reader: Person) -> list[str]:
    """Return what the reader finds on the page of the meeting."""
    page = queries.meeting_page(a(reader), world.case.pk, meeting.pk)
    return [line.text for field in page.fields for line in field.entries]


def test_an_entry_is_read_by_all_who_take_part_while_the_meeting_is_open(world: World) -> None:
    meeting = scene.opened(world)
    scene.write(world, meeting, "Pajalla sujuu.")
    for reader in (world.aino, world.veikko, world.leena, world.omar, world.helmi):
        assert texts(world, meeting, reader) == ["Pajalla sujuu."], reader.first_name


def test_who_is_absent_does_not_read_the_open_meeting_even_with_the_topic(world: World) -> None:
    meeting = scene.opened(world)
    scene.write(world, meeting)
    assert texts(world, meeting, world.riitta) == []


def test_stranger_and_ended_one_find_nothing(world: World) -> None:
    meeting = scene.opened(world)
    scene.write(world, meeting)
    for person in (world.outi, world.eero, world.pekka):
        for page in (
            queries.meeting_page,
            queries.chair_page,
            queries.recorder_page,
            queries.minutes_page,
        ):
            with pytest.raises(Refused):
                page(a(person), world.case.pk, meeting.pk)
        assert queries.my_meetings(a(person)) == []


def test_who_comes_late_reads_and_who_goes_reads_no_more(world: World) -> None:
    meeting = scene.opened(world)
    scene.write(world, meeting, "ennen")
    actions.call_roll(by=a(world.helmi), **scene.where(meeting), roll=scene.present(world.riitta))
    assert texts(world, meeting, world.riitta) == ["ennen"]
    actions.call_roll(
        by=a(world.helmi), **scene.where(meeting), roll=[actions.Mark(world.riitta.pk, "absent")]
    )
    assert texts(world, meeting, world.riitta) == []


def test_a_consent_that_ends_in_mid_meeting_shuts_the_page_at_once(world: World) -> None:
    meeting = scene.opened(world)
    scene.write(world, meeting)
    network.withdraw_seat(by=a(world.aino), case_id=world.case.pk, seat_id=world.seats["omar"].pk)
    with pytest.raises(Refused):
        queries.meeting_page(a(world.omar), world.case.pk, meeting.pk)
    names = [place.name for place in queries.stage_of(meeting).order]
    assert "Omar" not in names


def test_a_consent_changed_in_mid_meeting_keeps_the_reader_in_the_room(world: World) -> None:
    meeting = scene.opened(world)
    scene.write(world, meeting, "edelleen")
    access.give_consent(
        by=a(world.aino),
        case_id=world.case.pk,
        to=world.omar,
        topics=["times"],
        until_on=clock.today() + timedelta(days=5),
    )
    assert Consent.objects.filter(to_person=world.omar).count() == 2
    assert texts(world, meeting, world.omar) == ["edelleen"]
    scene.close(world, meeting)
    assert texts(world, meeting, world.omar) == []


def test_the_same_key_makes_one_entry(world: World) -> None:
    meeting, key = scene.opened(world), uuid4()
    first = scene.write(world, meeting, "kerran", key=key)
    assert scene.write(world, meeting, "kerran", key=key) == first
    assert Entry.objects.count() == 1


def test_what_waited_for_the_network_is_taken_after_closing_too(world: World) -> None:
    meeting = scene.opened(world)
    scene.close(world, meeting)
    scene.write(world, meeting, "odotti verkkoa")
    page = queries.minutes_page(a(world.aino), world.case.pk, meeting.pk)
    assert any(
        line.text == "odotti verkkoa"
        for part in page.parts
        if part.written
        for line in part.written.entries
    )


def test_nothing_is_written_before_the_opening_or_after_the_acceptance(world: World) -> None:
    meeting = scene.agree(world, scene.call(world))
    with pytest.raises(ValidationError, match="alkanut"):
        scene.write(world, meeting)
    actions.open_meeting(by=a(world.helmi), **scene.where(meeting), roll=scene.present(world.aino))
    scene.close(world, meeting)
    actions.accept_minutes(by=a(world.aino), **scene.where(meeting))
    with pytest.raises(Refused):
        scene.write(world, meeting)


def test_two_tabs_of_one_recorder_do_not_overwrite_each_other(world: World) -> None:
    meeting = scene.opened(world)
    said = {**scene.where(meeting), "field": "strengths"}
    actions.save_draft(by=a(world.kirsi), **said, tab="yksi", text="ensimmäisessä")
    actions.save_draft(by=a(world.kirsi), **said, tab="kaksi", text="toisessa")
    actions.save_draft(by=a(world.kirsi), **said, tab="yksi", text="ensimmäisessä lisää")
    page = queries.recorder_page(a(world.kirsi), world.case.pk, meeting.pk)
    assert {(d.tab, d.text) for d in page.drafts} == {
        ("yksi", "ensimmäisessä lisää"),
        ("kaksi", "toisessa"),
    }
    scene.write(world, meeting, "ensimmäisessä lisää", field="strengths", tab="yksi")
    assert list(Draft.objects.values_list("tab", flat=True)) == ["kaksi"]


def test_a_draft_is_seen_by_its_author_alone(world: World) -> None:
    meeting = scene.opened(world)
    actions.save_draft(
        by=a(world.kirsi), **scene.where(meeting), field="worse", tab="yksi", text="kesken"
    )
    for reader in (world.aino, world.leena, world.helmi):
        assert texts(world, meeting, reader) == []
    actions.replace_recorder(by=a(world.aino), **scene.where(meeting), person_id=world.outi.pk)
    actions.say_unknown(by=a(world.outi), **scene.where(meeting))
    assert queries.recorder_page(a(world.outi), world.case.pk, meeting.pk).drafts == ()


def test_differing_views_stay_apart_each_with_its_holder(world: World) -> None:
    meeting = scene.opened(world)
    with pytest.raises(ValidationError, match="kenen näkemys"):
        scene.write(world, meeting, "Uni on seuraus.", field="different_views")
    scene.write(
        world, meeting, "Uni on seuraus.", field="different_views", holder_id=world.leena.pk
    )
    scene.write(world, meeting, "Uni on syy.", field="different_views", holder_id=world.veikko.pk)
    page = queries.meeting_page(a(world.aino), world.case.pk, meeting.pk)
    views = next(field for field in page.fields if field.code == "different_views")
    assert [(line.holder, line.text) for line in views.entries] == [
        ("Leena", "Uni on seuraus."),
        ("Veikko", "Uni on syy."),
    ]


def test_both_whose_words_and_who_wrote_are_kept(world: World) -> None:
    meeting = scene.opened(world)
    entry = scene.write(world, meeting, "”En jaksa aamuja.”", field="own_words")
    assert (entry.author, entry.recorder, entry.owner) == (
        world.aino,
        world.kirsi,
        world.case.owner,
    )


def record_step(world: World, meeting: Meeting, **facts: object) -> Entry:
    said = {
        "what": "Soittaa unesta",
        "responsible_id": world.omar.pk,
        "sign": "Aino tietää ajan",
        "key": uuid4(),
    }
    return actions.record_step(by=a(world.kirsi), **scene.where(meeting), **said | facts)


def test_a_step_of_the_meeting_is_the_step_of_the_plan(world: World) -> None:
    meeting = scene.opened(world)
    entry = record_step(world, meeting, due_on=clock.today() + timedelta(days=7))
    assert entry.step is not None
    assert (entry.step.occasion, entry.step.responsible) == (meeting.pk, world.omar)
    who, what, _due, sign = entry.text.split("\n")
    assert (who, what, sign) == ("Omar", "Soittaa unesta", "Aino tietää ajan")


def test_a_step_sent_twice_is_one_step(world: World) -> None:
    meeting, key = scene.opened(world), uuid4()
    assert record_step(world, meeting, key=key) == record_step(world, meeting, key=key)
    assert Step.objects.filter(occasion=meeting.pk).count() == 1


@pytest.mark.parametrize("text", scene.ODD_TEXTS)
def test_every_odd_text_is_kept_as_it_is(world: World, text: str) -> None:
    meeting = scene.opened(world)
    assert scene.write(world, meeting, text).text == text.strip()
    assert texts(world, meeting, world.aino) == [text.strip()]


class TestStruck:
    """The client's "Ei näin": who sees the text, in a draft and after closing."""

    @pytest.fixture
    def struck(self, world: World) -> Meeting:
        meeting = scene.opened(world)
        scene.write(world, meeting, "pysyy")
        entry = scene.write(world, meeting, "poistuu")
        actions.strike_entry(by=a(world.aino), **scene.where(meeting), entry_id=entry.pk)
        return meeting

    @pytest.mark.parametrize("name", ["leena", "omar", "veikko", "helmi"])
    def test_others_see_not_even_that_something_was_struck(
        self, world: World, struck: Meeting, name: str
    ) -> None:
        assert texts(world, struck, getattr(world, name)) == ["pysyy"]

    def test_client_and_recorder_see_it_while_it_is_a_draft(
        self, world: World, struck: Meeting
    ) -> None:
        assert texts(world, struck, world.aino) == ["pysyy", "poistuu"]
        page = queries.recorder_page(a(world.kirsi), world.case.pk, struck.pk)
        lines = [line for field in page.fields for line in field.entries]
        assert [(line.text, line.is_struck) for line in lines] == [
            ("pysyy", False),
            ("poistuu", True),
        ]

    def test_after_closing_the_client_alone_sees_it(self, world: World, struck: Meeting) -> None:
        scene.close(world, struck)
        for person in (world.kirsi, world.leena, world.veikko):
            page = queries.minutes_page(a(person), world.case.pk, struck.pk)
            shown = [x.text for part in page.parts if part.written for x in part.written.entries]
            assert shown == ["pysyy"], person.first_name
        page = queries.minutes_page(a(world.aino), world.case.pk, struck.pk)
        shown = [x.text for part in page.parts if part.written for x in part.written.entries]
        assert shown == ["pysyy", "poistuu"]

    def test_it_is_not_on_the_clients_paper(self, world: World, struck: Meeting) -> None:
        scene.close(world, struck)
        data = queries.paper_data(a(world.aino), world.case.pk, struck.pk)
        assert "poistuu" not in str(data)


def test_only_the_client_strikes_or_the_recorder_in_the_clients_name(world: World) -> None:
    meeting = scene.opened(world)
    entry = scene.write(world, meeting)
    for person in (world.leena, world.omar, world.veikko, world.helmi, world.kirsi, world.outi):
        with pytest.raises(Refused):
            actions.strike_entry(by=a(person), **scene.where(meeting), entry_id=entry.pk)
    for person in (world.leena, world.helmi, world.veikko):
        with pytest.raises(Refused):
            actions.strike_entry(
                by=a(person), **scene.where(meeting), entry_id=entry.pk, is_oral=True
            )
    actions.strike_entry(by=a(world.kirsi), **scene.where(meeting), entry_id=entry.pk, is_oral=True)
    entry.refresh_from_db()
    assert (entry.struck_by, entry.struck_recorder) == (world.aino, world.kirsi)


def test_striking_a_step_takes_it_out_of_the_plan(world: World) -> None:
    meeting = scene.opened(world)
    entry = record_step(world, meeting)
    actions.strike_entry(by=a(world.aino), **scene.where(meeting), entry_id=entry.pk)
    assert Step.objects.get(pk=entry.step_id).withdrawn_at is not None


def test_an_entry_of_another_meeting_cannot_be_struck_here(world: World) -> None:
    first = scene.opened(world)
    entry = scene.write(world, first)
    scene.close(world, first)
    second = scene.call(world, begins_at=scene.soon(5))
    with pytest.raises(Refused):
        actions.strike_entry(by=a(world.aino), **scene.where(second), entry_id=entry.pk)


def test_a_light_guest_sees_time_and_place_without_names(world: World) -> None:
    meeting = scene.opened(world)
    scene.write(world, meeting)
    page = queries.meeting_page(a(world.veikko, Level.LIGHT), world.case.pk, meeting.pk)
    assert page.head.place == "Ohjaamon olohuone"
    assert (page.people, page.fields, page.topic, page.asked) == ((), (), "", ())
    assert "Aino" not in page.head.title
    line = queries.my_meetings(a(world.veikko, Level.LIGHT))[0]
    assert (line.who, line.unit) == ("", "")


def test_a_protected_address_masks_the_place_of_the_meeting(world: World) -> None:
    meeting = scene.opened(world)
    access.protect_address(by=a(world.leena), case_id=world.case.pk)
    seen = {
        person.first_name: queries.meeting_page(a(person), world.case.pk, meeting.pk).head.place
        for person in (world.aino, world.leena, world.omar, world.veikko, world.helmi)
    }
    masked = "Paikka kerrotaan sinulle erikseen."
    assert seen == {
        "Aino": "Ohjaamon olohuone",
        "Leena": "Ohjaamon olohuone",
        "Omar": masked,
        "Veikko": masked,
        "Helmi": masked,
    }
    lines = queries.my_meetings(a(world.omar))
    assert [line.place for line in lines] == [masked]
    scene.close(world, meeting)
    assert queries.paper_data(a(world.omar), world.case.pk, meeting.pk)["place"] == masked

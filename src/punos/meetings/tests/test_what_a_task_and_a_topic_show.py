"""S4.4 S4.10 · A form, a list and a roll show no more than the task or the topic that opens them."""

from datetime import timedelta

import pytest
from django.urls import reverse

from punos import clock
from punos.access import actions as access
from punos.meetings import actions, queries
from punos.meetings.models import Meeting
from punos.meetings.tests import scene
from punos.network import actions as network
from punos.people.actor import Level
from punos.people.models import Employment
from tests.world import World, a, agree, seat_close_one, signed_in

PLACE, TOPIC = "Ohjaamon olohuone", "arki helpottuu"


def html(world: World, name: str, page: str, meeting: Meeting) -> str:
    """Return the page as this one of the cast reads it; '' where there is none."""
    parts = {"meeting-call": [meeting.case_id]}.get(page, [meeting.case_id, meeting.pk])
    answer = signed_in(world.cast[name]).get(reverse(page, args=parts))
    return answer.content.decode() if answer.status_code == 200 else ""


def listed(world: World, name: str) -> list[str]:
    return [line.who for line in queries.my_meetings(a(world.cast[name]))]


@pytest.mark.parametrize("page", ["meeting-move", "meeting-call"])
def test_no_form_gives_a_protected_place_away(world: World, page: str) -> None:
    meeting = scene.call(world)
    assert PLACE in html(world, "omar", page, meeting)
    access.protect_address(by=a(world.leena), case_id=world.case.pk)
    assert TOPIC in html(world, "omar", page, meeting)
    assert PLACE not in html(world, "omar", page, meeting)
    assert PLACE in html(world, "leena", page, meeting)


def test_the_form_of_the_next_meeting_gives_it_not_away_either(world: World) -> None:
    access.protect_address(by=a(world.leena), case_id=world.case.pk)
    meeting = scene.opened(world)
    assert queries.meeting_page(a(world.omar), **scene.where(meeting)).after is not None
    assert PLACE not in html(world, "omar", "meeting", meeting)
    scene.close(world, meeting)
    assert PLACE not in html(world, "omar", "meeting-minutes", meeting)


def test_who_does_not_see_the_place_does_not_take_it_away(world: World) -> None:
    access.protect_address(by=a(world.leena), case_id=world.case.pk)
    meeting = scene.call(world)
    said = {"topic": meeting.topic, "minutes": meeting.minutes, "place": ""}
    later = meeting.begins_at + timedelta(hours=1)
    moved = actions.move_meeting(
        by=a(world.omar), **scene.where(meeting), version=meeting.version, begins_at=later, **said
    )
    assert moved.place == PLACE
    following = actions.call_meeting(
        by=a(world.omar),
        case_id=world.case.pk,
        topic="Jatketaan.",
        begins_at=scene.soon(48),
        after_id=meeting.pk,
    )
    assert following.place == PLACE


def test_who_does_not_see_the_times_learns_no_meeting_from_a_form(world: World) -> None:
    meeting = scene.call(world)
    agree(world, world.seats["omar"], ("plan", "minutes"))
    assert html(world, "omar", "meeting-move", meeting) == ""
    form = html(world, "omar", "meeting-call", meeting)
    assert form
    assert TOPIC not in form
    assert PLACE not in form


def test_minutes_name_the_next_meeting_only_to_who_sees_the_times(world: World) -> None:
    meeting = scene.opened(world)
    scene.close(world, meeting)
    scene.call(world, begins_at=scene.soon(24 * 14))

    def following(name: str) -> tuple[str, ...]:
        page = queries.minutes_page(a(world.cast[name]), **scene.where(meeting))
        return next(part.lines for part in page.parts if part.code == "next")

    assert following("omar")
    agree(world, world.seats["omar"], ("minutes",))
    assert following("omar") == ()
    assert following("aino")


def test_who_heard_at_whose_side_shows_only_to_those_who_read_the_minutes(world: World) -> None:
    meeting = scene.opened(world)
    assert "kissa" in html(world, "omar", "meeting", meeting)
    assert "kissa" not in html(world, "riitta", "meeting", meeting), "she is not in the room"
    scene.close(world, meeting)
    assert "kissa" in html(world, "omar", "meeting", meeting)
    agree(world, world.seats["omar"], ("times",))
    assert "kissa" not in html(world, "omar", "meeting", meeting)


def test_a_task_leaves_the_list_when_it_is_over(world: World) -> None:
    meeting = scene.opened(world)
    assert listed(world, "helmi") == listed(world, "kirsi") == ["Aino"]
    scene.close(world, meeting)
    assert listed(world, "helmi") == []
    assert listed(world, "kirsi") == ["Aino"]
    actions.accept_minutes(by=a(world.aino), **scene.where(meeting))
    assert listed(world, "kirsi") == []


def test_one_whose_job_ended_is_asked_to_no_task(world: World) -> None:
    meeting = scene.agree(world, scene.call(world, begins_at=scene.soon(24 * 10)))
    assert html(world, "kirsi", "meeting", meeting)
    yesterday = clock.today() - timedelta(days=1)
    people = (world.kirsi, world.helmi)
    Employment.objects.filter(person__in=people).update(until_on=yesterday)
    for name in ("kirsi", "helmi"):
        assert listed(world, name) == []
        assert html(world, name, "meeting", meeting) == ""


def test_one_whose_consent_was_taken_back_keeps_no_task(world: World) -> None:
    meeting = scene.call(world)
    where = scene.where(meeting)
    actions.choose_chair(by=a(world.aino), **where, person_id=world.riitta.pk)
    assert html(world, "riitta", "meeting", meeting)
    network.withdraw_seat(by=a(world.aino), case_id=world.case.pk, seat_id=world.seats["riitta"].pk)
    assert listed(world, "riitta") == []
    assert html(world, "riitta", "meeting", meeting) == ""


def test_a_closed_meeting_is_listed_only_while_its_recorder_may_correct_it(world: World) -> None:
    """The list names the client, so it asks for the same right as the page it leads to."""
    first = scene.opened(world)
    scene.close(world, first)
    assert listed(world, "kirsi") == ["Aino"]
    second = scene.opened(world)
    actions.answer_recorder(by=a(world.aino), **scene.where(second), is_yes=False)
    assert html(world, "kirsi", "meeting-recorder", first) == ""
    assert listed(world, "kirsi") == []


def test_a_task_shows_to_a_work_sign_in_alone(world: World) -> None:
    meeting = scene.agree(world, scene.call(world, begins_at=scene.soon(24 * 10)))
    for level in (Level.LIGHT, Level.DEVICE):
        assert queries.my_meetings(a(world.kirsi, level)) == []
        assert not queries.has_task(a(world.kirsi, level), meeting)


def units(world: World, name: str) -> set[str]:
    return {line.unit for line in queries.my_meetings(a(world.cast[name]))}


def test_the_units_name_does_not_tell_where_a_protected_client_lives(world: World) -> None:
    meeting = scene.agree(world, scene.call(world))
    Meeting.objects.filter(pk=meeting.pk).update(chair_ready_at=None)
    unit = world.centre.name
    assert unit in html(world, "helmi", "meeting-chair", meeting)
    access.protect_address(by=a(world.leena), case_id=world.case.pk)
    threshold = html(world, "helmi", "meeting-chair", meeting)
    assert "Tunnetko hänet?" in threshold
    assert unit not in threshold
    assert "kunta" in threshold
    assert units(world, "helmi") == units(world, "omar") == {"kunta"}
    assert units(world, "leena") == {unit}


def test_neither_does_the_list_of_people(world: World) -> None:
    page = reverse("people")
    unit = world.centre.name
    assert unit in signed_in(world.omar).get(page).content.decode()
    access.protect_address(by=a(world.leena), case_id=world.case.pk)
    assert unit not in signed_in(world.omar).get(page).content.decode()
    assert unit in signed_in(world.leena).get(page).content.decode()


@pytest.mark.parametrize("topics", [("times",), ("times", "minutes")])
def test_a_line_leads_to_a_page_that_opens(world: World, topics: tuple[str, ...]) -> None:
    guest = seat_close_one(world, "Tuulia", "ystävä", topics).person
    scene.close(world, scene.opened(world))
    [line] = queries.case_meetings(a(guest, Level.DEVICE), world.case.pk).lines
    assert signed_in(guest, Level.DEVICE).get(line.page).status_code == 200
    assert line.page.endswith("/muistio/") is ("minutes" in topics)

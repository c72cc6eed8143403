"""S4.10 · S4.5 · The recorder's steps stand in a table: who, what, by when, how we notice."""

import re
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from punos import clock
from punos.clock.days import read_day
from punos.meetings import actions, live
from punos.meetings.models import Entry, Meeting
from punos.meetings.tests import scene
from punos.people.models import Person
from punos.plan.models import Step
from tests.world import World, a, agree, signed_in

pytestmark = pytest.mark.django_db

LABELS = ["Kuka", "Mitä", "Mihin mennessä", "Mistä huomaamme"]


@pytest.fixture
def meeting(world: World) -> Meeting:
    return scene.opened(world)


@pytest.fixture
def entry(world: World, meeting: Meeting) -> Entry:
    return actions.record_step(
        by=a(world.kirsi),
        **scene.where(meeting),
        what="Kysyy <b>lukujärjestyksen</b>",
        responsible_id=world.aino.pk,
        sign="Aino tietää, milloin opinnot alkavat",
        key=clock.uuid7(),
    )


def page_of(world: World, who: str, meeting: Meeting, name: str) -> str:
    address = reverse(name, args=[meeting.case_id, meeting.pk])
    return signed_in(world.cast[who]).get(address).content.decode()


def test_each_cell_bears_the_name_of_its_column(
    world: World, meeting: Meeting, entry: Entry
) -> None:
    page = page_of(world, "kirsi", meeting, "meeting-recorder")
    table = page[page.index("<table") : page.index("</table>")]
    assert re.findall(r'<th scope="col">(.*?)</th>', table) == LABELS
    assert re.findall(r'data-l="(.*?)"', table) == LABELS  # on a phone the rows are cards
    assert f'id="kirjaus-{entry.pk}"' in table
    assert "Kysyy &lt;b&gt;lukujärjestyksen&lt;/b&gt;" in table
    assert 'class="face me sm"' in table  # the client's own strand


def test_an_open_page_gets_the_row_and_readers_a_line(
    world: World, meeting: Meeting, entry: Entry
) -> None:
    meeting.refresh_from_db()
    said = live.render(meeting.pk, str(entry.news), ["client", "recorder", "others"])
    assert said["recorder"].count("<table>") == said["recorder"].count("<tbody") == 1
    for audience in ("client", "others"):
        assert "<li" in said[audience]
        assert "<table" not in said[audience]


def test_a_struck_step_stays_in_the_recorders_table_alone(
    world: World, meeting: Meeting, entry: Entry
) -> None:
    address = reverse("meeting-strike", args=[meeting.case_id, meeting.pk, entry.pk])
    answer = signed_in(world.kirsi).post(
        address, {"sanottu": "1", "kohta": "steps"}, headers={"hx-request": "true"}
    )
    assert "struck" in answer.content.decode()
    assert "<tbody" in answer.content.decode()
    assert "lukujärjestyksen" in page_of(world, "kirsi", meeting, "meeting-recorder")
    assert "lukujärjestyksen" not in page_of(world, "leena", meeting, "meeting")


def test_without_steps_the_table_is_there_for_what_comes(world: World, meeting: Meeting) -> None:
    page = page_of(world, "kirsi", meeting, "meeting-recorder")
    assert 'data-entries="steps"' in page


def test_in_a_meeting_too_a_step_is_given_to_those_who_see_the_plan(
    world: World, meeting: Meeting
) -> None:
    agree(world, world.seats["omar"], topics=("times",))
    page = page_of(world, "kirsi", meeting, "meeting-recorder")
    form = page[page.index('class="addstep"') :]
    choices = form[: form.index("</select>")]
    assert str(world.leena.pk) in choices
    assert str(world.omar.pk) not in choices
    with pytest.raises(ValidationError, match="Omar ei näe suunnitelmaa"):
        actions.record_step(
            by=a(world.kirsi),
            **scene.where(meeting),
            what="Siirtää vuorot",
            responsible_id=world.omar.pk,
            key=clock.uuid7(),
        )


def send(world: World, meeting: Meeting, what: str, **more: object):
    """Send the row as the recorder, with the first of the list chosen as the doer."""
    said = {"responsible_id": world.aino.pk, "key": clock.uuid7(), "what": what, **more}
    address = reverse("meeting-step", args=[meeting.case_id, meeting.pk])
    return signed_in(world.kirsi).post(address, said)


def the_step(meeting: Meeting) -> Step:
    return Step.objects.get(case=meeting.case_id, occasion=meeting.pk)


def test_one_line_says_who_what_by_when_and_how_we_notice(world: World, meeting: Meeting) -> None:
    friday = read_day("ensi perjantaina", clock.today())
    send(world, meeting, "Leena: soittaa pajalle | ensi perjantaina | aika on sovittu")
    step = the_step(meeting)
    assert (step.responsible, step.what) == (world.leena, "soittaa pajalle")
    assert (step.due_on, step.sign) == (friday, "aika on sovittu")


def test_a_name_before_a_colon_is_enough(world: World, meeting: Meeting) -> None:
    send(world, meeting, "leena: soittaa pajalle", due_on="huomenna")
    step = the_step(meeting)
    assert (step.responsible, step.what) == (world.leena, "soittaa pajalle")
    assert step.due_on == clock.today() + timedelta(days=1)


@pytest.mark.parametrize("what", ["Kysyy: onko tilaa", "Soittaa klo 9:30", "Aino:"])
def test_a_colon_among_free_words_changes_nothing(
    world: World, meeting: Meeting, what: str
) -> None:
    send(world, meeting, what)
    assert (the_step(meeting).responsible, the_step(meeting).what) == (world.aino, what)


@pytest.mark.parametrize(
    ("what", "sentence"),
    [
        ("Tuntematon: soittaa | huomenna", "Kirjoita rivin alkuun nimi, joka on listassa."),
        ("Leena: soittaa | joskus", "Kirjoita päivä, esimerkiksi 30.11."),
        ("Leena: soittaa | 1.1.2020", "Tämä päivä on jo mennyt."),
        ("Leena: | huomenna", "Kirjoita, mitä tehdään."),
        ("| huomenna", "Kirjoita, mitä tehdään."),
    ],
)
def test_what_is_wrong_with_a_line_is_said_and_nothing_is_lost(
    world: World, meeting: Meeting, what: str, sentence: str
) -> None:
    answer = send(world, meeting, what)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert what in answer.content.decode()
    assert not Step.objects.filter(occasion=meeting.pk).exists()


def test_beside_a_day_of_its_own_a_bar_is_free_text(world: World, meeting: Meeting) -> None:
    send(world, meeting, "Leena: soittaa | kirjoittaa", due_on="huomenna")
    step = the_step(meeting)
    assert (step.responsible, step.what) == (world.leena, "soittaa | kirjoittaa")
    assert step.due_on == clock.today() + timedelta(days=1)


def test_of_two_with_the_same_name_none_is_guessed(world: World, meeting: Meeting) -> None:
    Person.objects.filter(pk=world.omar.pk).update(first_name="Leena")
    assert send(world, meeting, "Leena: soittaa pajalle").status_code == 422

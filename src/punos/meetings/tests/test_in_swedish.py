"""S4.10 S0.4 · A meeting held in Swedish: agenda, questions and help come from the model in Swedish."""

import pytest
from django.urls import reverse

from punos.meetings.tests import scene
from tests.world import World, signed_in

pytestmark = pytest.mark.django_db


def test_chair_and_recorder_who_speak_swedish_read_the_model_in_swedish(world: World) -> None:
    meeting = scene.opened(world)
    for person in (world.helmi, world.kirsi):
        person.language = "sv"
        person.save(update_fields=["language"])
    where = [meeting.case_id, meeting.pk]
    chair = signed_in(world.helmi).get(reverse("meeting-chair", args=where)).content.decode()
    assert "Hur vill du att vi talar om dig och till dig i dag?" in chair
    assert "Vi stannar upp en stund och lyssnar på en i taget." in chair
    recorder = signed_in(world.kirsi).get(reverse("meeting-recorder", args=where)).content.decode()
    assert "Klientens egna ord inom citationstecken." in recorder

"""S3.15 S4.4 · The key of unsent text comes with the page alone, and a saved one is told once."""

import re
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from punos.people.models import Person
from punos.web.drafts import SAVED
from tests.world import World, no_such_id, signed_in

pytestmark = pytest.mark.django_db


def key_at(person: Person, path: str) -> str:
    page = signed_in(person).get(path).content.decode()
    return "".join(re.findall('data-draft-key="(.*?)"', page))


def test_each_page_of_each_person_has_a_key_of_its_own(world: World) -> None:
    plan, network = (reverse(name, args=[world.case.pk]) for name in ("plan", "network"))
    keys = [
        key_at(person, path) for person in (world.aino, world.leena) for path in (plan, network)
    ]
    assert len({each for each in keys if each}) == 4
    assert key_at(world.leena, plan) == keys[2]


def test_who_may_not_open_the_page_gets_no_key(world: World) -> None:
    for path in (reverse("plan", args=[world.case.pk]), f"/asiat/{no_such_id()}/"):
        assert key_at(world.eero, path) == ""


def send(browser: Client, world: World, **facts: str) -> str:
    """Send the form of a new step; return which draft the answer calls saved."""
    answer = browser.post(reverse("step-add", args=[world.case.pk]), facts)
    return answer.cookies[SAVED].value if SAVED in answer.cookies else ""


def test_only_what_was_saved_is_told_and_only_once(world: World) -> None:
    browser, draft = signed_in(world.leena), str(uuid4())
    assert send(browser, world, what="", _draft=draft) == ""
    assert send(Client(), world, what="Soitan", _draft=draft) == ""  # the session was over
    assert send(browser, world, what="Soitan", _draft="<b>") == ""
    assert send(browser, world, what="Soitan", _draft=draft) == draft
    plan = reverse("plan", args=[world.case.pk])
    assert f'data-draft-saved="{draft}"' in browser.get(plan).content.decode()
    assert "data-draft-saved" not in browser.get(plan).content.decode()


def test_a_refused_sending_keeps_its_name(world: World) -> None:
    draft = str(uuid4())
    address = reverse("step-add", args=[world.case.pk])
    answer = signed_in(world.leena).post(address, {"what": "", "_draft": draft})
    assert f'data-answers="{draft}"' in answer.content.decode()

"""How the stories of the network use its pages."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.test import Client
from django.urls import reverse

from punos import clock
from punos.access.models import Case
from punos.network import actions as network
from punos.network.models import Seat
from punos.people.models import Employment
from tests.world import World, a

ODD = {
    "html": "<script>alert(1)</script>",
    "svg": '"><svg onload=alert(1)>',
    "template": "{{ 7|add:7 }} {% now 'Y' %}",
    "right to left": "\u202eerittäin עברית العربية",
    "emoji and marks": "👩🏽‍🚀 a\u0301\u0323 Zoë",
    "script address": "javascript:alert(1)",
}
LONG = "sana " * 2000


def page(name: str, *parts: Any) -> str:
    return reverse(name, args=parts)


def read(browser: Client, name: str, *parts: Any) -> str:
    """Return the page's HTML; it must open."""
    answer = browser.get(page(name, *parts))
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def propose(world: World, job: Employment, why: str = "Auttaa arjessa.") -> Seat:
    return network.propose_seat(
        by=a(world.leena), case_id=world.case.pk, employment=job, why=why, topics=["plan"]
    )


def invite(world: World, name: str = "Saara", **facts: Any) -> network.Link:
    """Let Aino invite a close one; nobody has opened the link."""
    return network.invite_close_one(
        **{
            "by": a(world.aino),
            "case_id": world.case.pk,
            "first_name": name,
            "relation": "sisko",
            "topics": ["times", "plan"],
            "until_on": clock.today() + timedelta(days=30),
            **facts,
        }
    )


def start_form(**facts: Any) -> dict[str, Any]:
    return {"first_name": "Taavi", "phone": "040 111 2222", "made_key": str(uuid4()), **facts}


def newest_case() -> Case:
    return Case.objects.latest("opened_at")

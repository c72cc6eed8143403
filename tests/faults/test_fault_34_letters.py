"""S4.10 · Fault 34: what leaves by mail or text message, and what is told inside, holds no text of anybody."""

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from punos import clock
from punos.notices.actions import tell
from punos.notices.models import Notice
from punos.notices.queries import mine
from punos.notices.words import WORDS
from punos.people import letters
from punos.people.models import CredentialChange, Letter, LightCode, Reach, StaffInvitation
from punos.people.tests.post_office import Box, Gateway, mail_server, send, text_gateway
from tests.faults.program import times
from tests.faults.test_fault_34_markup import CORPUS, get_by
from tests.faults.walking import Reading
from tests.world import World, a, signed_in

NUMBER = "040 1234567"
CHANGING = re.compile(r"https?://\S+|\d{3} \d{3}")


@pytest.fixture
def reached(world: World) -> World:
    """Somebody with a mailbox, a telephone and a password; her letters tell of nobody else."""
    world.leena.set_password("kolme pientä kissanpentua")
    world.leena.email = "leena@punos.example"
    world.leena.save()
    Reach.objects.filter(person=world.aino).delete()
    Reach.objects.create(person=world.aino, kind="phone", value=NUMBER)
    Reach.objects.create(person=world.aino, kind="email", value="aino@punos.example")
    return world


def name_all(world: World, text: str) -> None:
    """Let everybody and every place be called so."""
    for person in world.cast.values():
        person.first_name, person.last_name = text[:80], text[:80]
        person.first_name_genitive = text[:90]
        person.save()
    places = (world.workshop, world.workshop.organisation, world.centre, world.centre.organisation)
    for number, place in enumerate(places):
        place.name = f"{text[:100]} {number}"
        place.save()


def owe_all(world: World, text: str) -> None:
    """Owe a letter of each kind, and the code by both ways."""
    now = clock.now()
    until = now + timedelta(minutes=10)
    for address in (NUMBER, "aino@punos.example"):
        code = LightCode.objects.create(browser_hash=uuid4().hex, until_at=until)
        letters.owe(Letter.Kind.CODE, now=now, until=until, subject_id=code.pk, address=address)
    letters.owe(Letter.Kind.RESET, now=now, until=until, address="leena@punos.example")
    asked = StaffInvitation.objects.create(
        email="uusi@punos.example",
        first_name=text[:80],
        last_name=text[:80],
        organisation=world.workshop.organisation,
        unit=world.workshop,
        profession="nurse",
        made_by=world.leena,
        until_at=until,
    )
    letters.owe(Letter.Kind.STAFF, now=now, until=until, subject_id=asked.pk, address=asked.email)
    letters.tell_of_change(person=world.leena, kind=CredentialChange.Kind.PASSWORD, now=now)


def left(world: World, box: Box, gateway: Gateway, text: str) -> list[str]:
    """Return what leaves, letter by letter: kind, headings and words, without codes and links."""
    box.mails.clear()
    gateway.messages.clear()
    name_all(world, text)
    owe_all(world, text)
    assert send() == 5
    told = [str(message) for message in gateway.messages]
    for to, mail in box.mails:
        assert mail.get_content_type() == "text/plain"
        heads = [f"{name}: {mail[name]}" for name in ("From", "To", "Subject")]
        told.append("\n".join([*to, *heads, mail.get_payload(decode=True).decode()]))
    return sorted(CHANGING.sub("…", each) for each in told)


@pytest.mark.proof
def test_a_letter_is_the_same_whatever_people_and_places_are_called(
    reached: World, settings: Any
) -> None:
    with mail_server(settings) as box, text_gateway(settings) as gateway:
        before = left(reached, box, gateway, "Kivi")
        assert len(before) == len(Letter.Kind) + 1
        for text in CORPUS[:: times(60, 1)]:
            assert left(reached, box, gateway, text) == before, text


@pytest.mark.proof
def test_a_notice_is_the_same_whatever_people_and_places_are_called(reached: World) -> None:
    case, aino, told = reached.case, signed_in(reached.aino), set()
    for kinds in (list(WORDS)[::2], list(WORDS)[1::2]):  # a page shows thirty of them
        Notice.objects.all().delete()
        for kind in kinds:
            tell(to=reached.aino, kind=kind, case=case, subject_id=uuid4(), key=kind)
        before = None
        for text in ("Kivi", *CORPUS[:: times(120, 1)]):
            name_all(reached, text)
            lines = [(line.kind, line.words) for line in mine(a(reached.aino))]
            now = lines, Reading("/", get_by(aino)("/")[2]).shape
            before = before or now
            assert now == before, text
            told |= {kind for kind, _words in lines}
    assert told == set(WORDS)

"""S4.15 · Who runs the installation joins an employee to the organisation's door."""

from urllib.parse import urlsplit

import pytest
from django.test import Client

from punos.config import cli
from punos.people.identities import DoorInvitation, Identity

pytestmark = pytest.mark.django_db

TALO = {
    "KIND": "oidc",
    "NAME": "Talo",
    "AMR": "mfa",
    "ISSUER": "https://login.example",
    "CLIENT": "punos",
    "SECRET": "s",
}


@pytest.fixture
def leena(world, settings):
    from punos.people.strong.door import read_doors  # noqa: PLC0415

    told = TALO | {"FOR": world.centre.organisation.name}
    environ = {"PUNOS_DOORS": "talo"} | {f"PUNOS_DOOR_TALO_{name}": told[name] for name in told}
    settings.STRONG_DOORS = read_doors(environ, production=True)[0]
    world.leena.email = "leena@punos.example"
    world.leena.save()
    return world.leena


def test_a_link_is_made_that_opens_once_and_says_whom_it_is_for(leena, capsys):
    assert cli.main(["door", "talo", "Leena@punos.example"]) == 0
    address = capsys.readouterr().out.splitlines()[-1]
    page = Client().get(urlsplit(address).path).content.decode()
    assert "Hei Leena!" in page
    assert DoorInvitation.objects.get().person == leena


def test_a_newer_link_ends_the_older_one(leena, capsys):
    for _ in range(2):
        cli.main(["door", "talo", "leena@punos.example"])
    first = next(line for line in capsys.readouterr().out.splitlines() if "http" in line)
    assert "vanhentunut" in Client().get(urlsplit(first).path).content.decode()


def test_the_subject_of_the_directory_is_joined_beforehand_and_kept_as_a_hash(leena, capsys):
    words = ["door", "talo", "leena@punos.example", "--subject", "11111111-2222"]
    assert cli.main(words) == 0
    identity = Identity.objects.get()
    assert (identity.person, identity.how, identity.linked_by) == (leena, "registered", None)
    assert "1111" not in str(Identity.objects.values())
    assert cli.main(words) == 1
    assert "jo liitetty" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["eiole", "leena@punos.example"], "Organisaation ovea eiole ei ole. Ovet: talo."),
        (["talo", "kuka@punos.example"], "Tällä sähköpostilla ei ole ketään."),
    ],
)
def test_what_is_not_there_is_said_plainly(leena, capsys, words, sentence):
    assert cli.main(["door", *words]) == 1
    assert sentence in capsys.readouterr().err


def test_one_who_does_not_work_there_gets_no_link(leena, world, capsys):
    job = world.jobs["leena"]
    job.until_on = job.from_on
    job.save()
    assert cli.main(["door", "talo", "leena@punos.example"]) == 1
    assert "ei ole työsuhdetta" in capsys.readouterr().err

"""S4.4 · A door of others is told by the environment, whole and safe, or the program does not start."""

from datetime import timedelta

import pytest

from punos import clock
from punos.people import jobs, replay
from punos.people.actor import Level
from punos.people.models import Arrival, Identity, SpentProof
from punos.people.strong.door import TEST_MEANS, read_doors

ENTRA = {
    "KIND": "oidc",
    "NAME": "Kunnan tunnukset",
    "NAME_SV": "Kommunens koder",
    "FOR": "Kunta",
    "ACR": "loa2, loa3",
    "AMR": "mfa",
    "ISSUER": "https://login.example/t/v2.0",
    "CLIENT": "punos",
    "SECRET": "s",
    "SUBJECT": "oid",
}


def read(*, production=True, **doors):
    environ = {"PUNOS_DOORS": ",".join(doors)}
    for code, facts in doors.items():
        environ |= {f"PUNOS_DOOR_{code.upper()}_{name}": text for name, text in facts.items()}
    return read_doors(environ, production=production)


def test_several_doors_each_with_its_own_level_and_people():
    light = ENTRA | {"FOR": "anybody", "LEVEL": "light", "ACR": "", "AMR": ""}
    doors, problems = read(entra=ENTRA, valo=light)
    assert problems == []
    entra, valo = doors["entra"], doors["valo"]
    assert (entra.organisation, entra.level, entra.subject) == ("Kunta", Level.STRONG, ("oid",))
    assert (valo.organisation, valo.level) == ("", Level.LIGHT)
    assert [entra.name(each) for each in ("fi", "sv", "en")] == [
        "Kunnan tunnukset",
        "Kommunens koder",
        "Kunnan tunnukset",
    ]


def test_no_doors_are_no_problem():
    assert read_doors({}, production=True) == ({}, [])


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        ({"KIND": ""}, "KIND puuttuu"),
        ({"KIND": "ldap"}, "KIND on oidc tai saml"),
        ({"ISSUER": ""}, "ISSUER puuttuu"),
        ({"SECRET": ""}, "SECRET puuttuu"),
        ({"ISSUER": "http://login.example"}, "ISSUER alkaa https://"),
        ({"ACR": "", "AMR": ""}, "ACR tai AMR puuttuu"),
        ({"ACR": TEST_MEANS}, "testitunnistus ei sovi tuotantoon"),
        ({"LEVEL": "certain"}, "LEVEL on strong tai light"),
        ({"KIND": "saml", "METADATA": "/ei/ole"}, "METADATA: tiedostoa ei ole"),
        ({"KIND": "saml"}, "KEY puuttuu"),
    ],
)
def test_a_faulty_door_is_said_in_a_sentence(spoil, sentence):
    doors, problems = read(entra=ENTRA | spoil)
    assert doors == {}
    assert any(sentence in each for each in problems), problems
    assert all(each.startswith("Punos ei käynnisty: PUNOS_DOOR_ENTRA_") for each in problems)


@pytest.mark.parametrize(
    ("acr", "amr", "is_sure"),
    [
        ("loa3", ["mfa"], True),
        ("loa3", ["pwd"], False),
        ("loa1", ["mfa"], False),
        ("", [], False),
        ("loa", ["mfa"], False),
    ],
)
def test_a_door_asks_for_both_the_class_and_the_method(acr, amr, is_sure):
    assert read(entra=ENTRA)[0]["entra"].is_sure(acr, amr) is is_sure


def test_the_secret_and_the_key_are_not_shown_where_a_door_is_printed():
    text = repr(read(entra=ENTRA | {"SECRET": "very-secret"})[0]["entra"])
    assert "very-secret" not in text


@pytest.mark.django_db
def test_what_opens_nothing_any_more_is_swept_away_and_what_does_is_not():
    now = clock.now()
    for days in (1, 3):
        SpentProof.objects.create(token_hash=str(days), at=now - timedelta(days=days))
    for minutes in (-1, 1):
        Arrival.objects.create(token_hash=str(minutes), until_at=now + timedelta(minutes=minutes))
    jobs.run(now)
    jobs.run(now)
    assert [each.token_hash for each in SpentProof.objects.all()] == ["1"]
    assert [each.token_hash for each in Arrival.objects.all()] == ["1"]


@pytest.mark.django_db
def test_an_identity_parted_after_the_backup_is_parted_again_when_it_is_restored(world):
    identity = Identity.objects.create(
        person=world.aino, door="koe", issuer="https://koe.example", subject_hash="0", how="own"
    )
    line = {"kind": "identity", "identity": str(identity.pk), "at": clock.now().isoformat()}
    assert replay.apply(line)
    assert not replay.apply(line)
    assert line in list(replay.lines_of_database())

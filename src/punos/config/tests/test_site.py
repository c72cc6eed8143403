"""S4.13 · An administrator makes the site from one file, and every mistake is answered by a sentence."""

import re
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from punos.access.models import Duty
from punos.config import site
from punos.config.keeping import Refusal
from punos.directory.actions import load_areas
from punos.directory.models import Organisation, Unit
from punos.meetings.queries.pool import Task, pool
from punos.people.models import Employment, Person
from punos.trace.models import AuditEvent
from tests.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("areas")]
PHRASE = "kolme pientä kissanpentua"
PAPER = Path(__file__).resolve().parents[4] / "docs" / "site.md"


@pytest.fixture
def areas(world: World) -> None:
    load_areas()


def model() -> str:
    """Return the example of the paper: what it shows must work."""
    return PAPER.read_text(encoding="utf-8").partition("```yaml\n")[2].partition("```")[0]


def lay(folder: Path, text: str) -> list[str]:
    file, told = folder / "paikka.yaml", []
    file.write_text(text, encoding="utf-8")
    site.lay(file, told.append)
    return told


def test_the_example_of_the_paper_makes_a_site_and_its_workers_come_in(
    world: World, tmp_path: Path
) -> None:
    told = lay(tmp_path, model())
    unit = Unit.objects.get(name="Ohjaamo Merilä")
    assert (unit.organisation.name, unit.area.name_fi) == ("Merilän kaupunki", "Salo")
    kerttu = Person.objects.get(email="kerttu@merila.example")
    assert kerttu.duties.get().kind == Duty.Kind.COORDINATOR
    link = re.search(r"kerttu@merila.example  https?://[^/]+(/\S+)", "\n".join(told))
    assert link
    browser = Client()
    assert browser.post(link[1], {"password": PHRASE, "again": PHRASE}).status_code == 302
    kerttu.refresh_from_db()
    assert kerttu.check_password(PHRASE)
    assert Employment.objects.filter(person=kerttu).count() == 1


def test_a_trained_worker_of_the_file_can_be_chosen_to_record_until_the_last_day(
    world: World, tmp_path: Path
) -> None:
    lay(tmp_path, model())
    kauko = Person.objects.get(email="kauko@merila.example")
    assert kauko in [each.person for each in pool(Task.RECORDER, timezone.localdate())]
    assert str(Employment.objects.get(person=kauko).until_on) == "2027-06-30"


def test_the_same_file_again_changes_nothing_and_ends_the_older_links(
    world: World, tmp_path: Path
) -> None:
    first = lay(tmp_path, model())
    counted = [each.objects.count() for each in (Organisation, Unit, Person, Employment, Duty)]
    before = AuditEvent.objects.exclude(event="people.staff.invited").count()
    second = lay(tmp_path, model())
    assert counted == [
        each.objects.count() for each in (Organisation, Unit, Person, Employment, Duty)
    ]
    assert AuditEvent.objects.exclude(event="people.staff.invited").count() == before
    old, new = (
        re.search(r"kerttu\S+  https?://[^/]+(/\S+)", "\n".join(each)) for each in (first, second)
    )
    assert old
    assert new
    answers = [Client().post(link[1], {"password": PHRASE, "again": PHRASE}) for link in (old, new)]
    assert [each.status_code for each in answers] == [200, 302]
    assert "vanhentunut" in answers[0].content.decode()


def test_a_changed_line_changes_and_nothing_that_is_left_out_goes(
    world: World, tmp_path: Path
) -> None:
    lay(tmp_path, model())
    lay(tmp_path, model().replace("Satamakatu 1", "Satamakatu 2").partition("työntekijät:")[0])
    assert Unit.objects.get(name="Ohjaamo Merilä").street_address == "Satamakatu 2"
    assert Person.objects.filter(email="kerttu@merila.example").exists()


def test_all_mistakes_are_told_with_their_place_and_nothing_is_changed(
    world: World, tmp_path: Path
) -> None:
    broken = (
        model()
        .replace("laji: kunta", "laji: kylä")
        .replace("alue: Salo", "alue: Atlantis")
        .replace("ammatti: koordinaattori", "ammatti: velho")
        .replace("viimeinen päivä: 2027-06-30", "viimeinen päivä: kesällä")
        .replace("kerttu@merila.example", "kerttu")
        .replace(
            "yksikkö: Ohjaamo Merilä\n    ammatti: nuoriso",
            "yksikkö: Ei mikään\n    ammatti: nuoriso",
        )
        .replace(
            "sukunimi: Keksitty\n    sähköposti: kauko", "sukunmi: Keksitty\n    sähköposti: kauko"
        )
    )
    with pytest.raises(Refusal) as no:
        lay(tmp_path, broken)
    said = str(no.value)
    for words in (
        "organisaatiot, 1.: laji 'kylä' ei ole mikään näistä: ",
        "organisaatiot, 1.: aluetta 'Atlantis' ei ole",
        "työntekijät, 1.: ammatti 'velho' ei ole mikään näistä: ",
        "työntekijät, 1.: kirjoita sähköposti",
        "työntekijät, 2.: kohtaan viimeinen päivä kuuluu päivä",
        "työntekijät, 2.: yksikköä 'Ei mikään' ei ole",
        "työntekijät, 2.: sukunimi puuttuu",
        "työntekijät, 2.: sanaa 'sukunmi' ei tunneta",
    ):
        assert words in said
    assert not Organisation.objects.filter(name="Merilän kaupunki").exists()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("organisaatiot: [", "katkeaa rivillä"),
        ("- nimi: x", "sana: arvo"),
        ("organisaatiot: Merilä", "kuuluu luettelo"),
        ("organisaatiot:\n  - nimi: {a: b}", "kuuluu yksi arvo"),
        ("palvelut: []", "sanaa 'palvelut' ei tunneta"),
    ],
)
def test_a_file_of_another_form_is_answered_by_a_sentence(
    world: World, tmp_path: Path, text: str, words: str
) -> None:
    with pytest.raises(Refusal, match=words):
        lay(tmp_path, text)


def test_a_file_that_is_not_there_is_told(world: World, tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="Tiedostoa ei ole"):
        site.lay(tmp_path / "ei.yaml", print)

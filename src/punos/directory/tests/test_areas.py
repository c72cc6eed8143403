"""S0.4 · S3.9 · Real municipalities and wellbeing services counties, in Finnish and Swedish."""

import pytest

from punos.directory import actions, queries
from punos.directory.models import Area

pytestmark = pytest.mark.django_db
# The standing cast lives in a municipality that there is not.
INVENTED = "999"


@pytest.fixture(autouse=True)
def _areas() -> None:
    actions.load_areas()


def municipality(name: str) -> Area:
    return Area.objects.select_related("parent__parent").get(
        kind=Area.Kind.MUNICIPALITY, name_fi=name
    )


def test_there_are_308_municipalities_and_21_counties_with_helsinki_and_aland() -> None:
    kinds = list(Area.objects.exclude(code=INVENTED).values_list("kind", flat=True))
    assert kinds.count("municipality") == 308
    assert kinds.count("wellbeing_county") == 21 + 2
    assert kinds.count("country") == 1


def test_valkeakoski_lies_in_pirkanmaa_in_finland() -> None:
    valkeakoski = municipality("Valkeakoski")
    assert valkeakoski.code == "908"
    assert valkeakoski.parent.name("fi") == "Pirkanmaan hyvinvointialue"
    assert valkeakoski.parent.name("sv") == "Birkalands välfärdsområde"
    assert valkeakoski.parent.parent.name("en") == "Finland"


def test_codes_keep_their_leading_zeros() -> None:
    assert municipality("Akaa").code == "020"
    assert municipality("Alajärvi").code == "005"
    assert Area.objects.filter(kind="municipality").exclude(code__regex=r"^\d{3}$").count() == 0


def test_swedish_names_and_languages_of_service_are_known() -> None:
    turku, mariehamn = municipality("Turku"), municipality("Maarianhamina")
    assert (turku.name("sv"), turku.languages) == ("Åbo", "fi_sv")
    assert (mariehamn.name("sv"), mariehamn.languages) == ("Mariehamn", "sv")
    assert municipality("Vaasa").name("sv") == "Vasa"
    assert municipality("Kuhmo").languages == "fi"


def test_helsinki_and_aland_stand_among_the_counties() -> None:
    assert municipality("Helsinki").parent.name("fi") == "Helsingin kaupunki"
    assert municipality("Sipoo").parent.name("fi") == "Itä-Uudenmaan hyvinvointialue"
    assert municipality("Jomala").parent.name("fi") == "Ahvenanmaa"


def test_no_name_has_spaces_around_it() -> None:
    for area in Area.objects.all():
        assert [area.name(code) for code in ("fi", "sv", "en")] == [
            area.name(code).strip() for code in ("fi", "sv", "en")
        ]


def test_loading_again_changes_nothing_and_mends_what_was_changed() -> None:
    before = list(Area.objects.values_list("pk", "name_fi", "parent"))
    Area.objects.filter(code="908").update(name_fi="Toinen")
    actions.load_areas()
    assert list(Area.objects.values_list("pk", "name_fi", "parent")) == before


def test_municipalities_stand_in_finnish_order() -> None:
    names = [area.name_fi for area in queries.municipalities()]
    assert names[:2] == ["Akaa", "Alajärvi"]
    assert names[-2:] == ["Ähtäri", "Äänekoski"]


@pytest.mark.parametrize("words", ["ähtäri", "ÄHT", "Ähtäri"])
def test_a_municipality_is_found_by_the_beginning_of_its_name(words: str) -> None:
    assert [area.name_fi for area in queries.municipalities(words)] == ["Ähtäri"]


def test_counties_stand_in_finnish_order() -> None:
    names = [area.name_fi for area in queries.counties()]
    assert len(names) == 23
    assert names[0] == "Ahvenanmaa"
    assert names[-1] == "Varsinais-Suomen hyvinvointialue"

"""S4.13 · A rule's no is a sentence to a person, also where no form shows it."""

from punos.plan import actions as plan
from tests.world import World, a, signed_in


def test_a_no_without_a_form_is_said_and_nothing_breaks(world: World) -> None:
    step = plan.add_step(by=a(world.aino), case_id=world.case.pk, what="Soita pajalle")
    url = f"/asiat/{world.case.pk}/askeleet/{step.pk}/apua/"
    answer = signed_in(world.aino).post(url)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Tämä ei onnistunut" in page
    assert "Mitään ei muutettu." in page
    assert answer.headers["Cache-Control"] == "no-store"


def test_an_address_that_is_only_sent_to_answers_with_a_page(world: World) -> None:
    answer = signed_in(world.aino).get("/asetukset/ulos-kaikkialta/")
    assert answer.status_code == 405
    assert answer.headers["Allow"] == "POST"
    assert "Tätä osoitetta ei voi avata sivuna." in answer.content.decode()
    assert 'href="/"' in answer.content.decode()

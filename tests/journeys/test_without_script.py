"""S3.15, S4.10 · The client's own things work without JavaScript, on a phone of 390 pixels."""

import re

from playwright.sync_api import expect

from tests.journeys.conftest import DESKTOP, PHONE, Become, Opener
from tests.journeys.room import entry, open_meeting
from tests.journeys.walks import case_of, finds_nothing

OWN = "Käy tutustumassa opiskelupaikkaan"


def test_consents_steps_and_answers_need_no_script(open_page: Opener, become: Become):
    phone = become(open_page(PHONE, javascript=False), "Aino")
    row = phone.locator("li.prow", has_text=OWN)
    row.get_by_role("checkbox").check()
    row.get_by_role("button", name="Merkitse tehdyksi").click()
    expect(phone.locator("li.prow", has_text=OWN).first).to_contain_text("tehty tänään")

    phone.goto("/tietoni/")
    card = phone.get_by_role("region", name="Luvan pyyntö: Tuomas")
    card.get_by_role("switch", name="Tapaamisajat").check()
    card.get_by_role("button", name="Katso hänen silmin").click()
    expect(phone.get_by_role("main")).to_contain_text("Katsot nyt hänen silmin: Tuomas")
    phone.goto("/tietoni/")
    card.get_by_role("switch", name="Tapaamisajat").check()
    card.get_by_role("button", name="Annan luvan").click()
    expect(phone.get_by_role("main")).to_contain_text("Lupa on tallennettu")
    person = phone.locator("li.person", has_text="Tuomas")
    person.locator("summary").first.click()
    person.get_by_role("button", name="Peru lupa: Tuomas").click()
    expect(phone.get_by_role("main")).to_contain_text("Lupa on peruttu")


def test_a_meeting_is_written_and_read_without_script(open_page: Opener, become: Become):
    address = open_meeting(become(open_page(DESKTOP), "Helmi"), "Joel")
    recorder = become(open_page(DESKTOP, javascript=False), "Kirsi")
    recorder.goto(f"{address}kirjaaja/")
    recorder.locator("textarea[name=text]").fill("”Illat ovat hyviä.”")
    recorder.get_by_role("button", name="Julkaise").click()
    expect(entry(recorder, "Illat ovat hyviä")).to_have_count(1)
    phone = become(open_page(PHONE, javascript=False), "Joel")
    phone.get_by_role("link", name="Tule mukaan").click()
    said = entry(phone, "Illat ovat hyviä")
    said.get_by_role("button", name=re.compile("^Ei näin")).click()
    expect(entry(phone, "Illat ovat hyviä")).to_contain_text("Muut eivät näe tätä")
    worker = become(open_page(DESKTOP, javascript=False), "Leena")
    worker.goto(address)
    expect(worker.get_by_role("main")).not_to_contain_text("Illat ovat hyviä")


def test_a_page_without_script_is_refused_at_the_next_request(
    open_page: Opener, become: Become
) -> None:
    worker = become(open_page(DESKTOP, javascript=False), "Omar")
    case = case_of(worker, "Aino")
    for place in (case, f"{case}suunnitelma/"):
        worker.goto(place)
        expect(worker.get_by_role("main")).to_contain_text("Aino")
    phone = become(open_page(PHONE, javascript=False), "Aino")
    phone.goto("/tietoni/")
    person = phone.locator("li.person", has_text="Omar")
    person.locator("summary").first.click()
    person.get_by_role("button", name="Peru lupa: Omar").click()
    expect(phone.get_by_role("main")).to_contain_text("Lupa on peruttu")
    answer = worker.reload()
    assert answer
    assert answer.status == 404
    expect(worker.get_by_role("main")).not_to_contain_text("Aino")
    finds_nothing(worker, case, "Aino")

"""S4.4 S4.13 · Keys in a real browser: the client's own phone makes one, and so does a worker."""

import re
import socket
from collections.abc import Iterator
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from playwright.sync_api import Page, expect

from punos.people.tests.post_office import Box, link_in
from tests.journeys.conftest import PHONE, Become, Look, Opener, Server
from tests.journeys.walks import start_work

with socket.socket() as plug:
    plug.bind(("127.0.0.1", 0))
    MAIL = int(plug.getsockname()[1])
ENVIRON = {
    "PUNOS_MAIL": f"smtp://127.0.0.1:{MAIL}?tls=no",
    "PUNOS_MAIL_FROM": "Punos <punos@alue.example>",
}
PHRASE = "neljä punaista lapasta naulassa"


@pytest.fixture
def box() -> Iterator[Box]:
    """The site's mail server."""
    box = Box()
    running = Controller(box, hostname="127.0.0.1", port=MAIL)
    running.start()
    yield box
    running.stop()


def with_keys(page: Page, server: Server) -> Page:
    """Give the browser an authenticator as phones have it, and open our door by its name."""
    browser: Any = page.context.new_cdp_session(page)
    browser.send("WebAuthn.enable")
    facts = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    browser.send("WebAuthn.addVirtualAuthenticator", {"options": facts})
    page.goto(f"{named(server)}/kirjaudu/")
    return page


def named(server: Server) -> str:
    return f"http://localhost:{server.port}"


def sign_out(page: Page) -> None:
    page.locator("details.account summary").filter(visible=True).first.click()
    page.get_by_role("button", name="Kirjaudu ulos", exact=True).filter(visible=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Kirjaudu")


def meet(phone: Page, server: Server, digits: str) -> None:
    """Answer the digits on a phone that makes keys, and let it make one."""
    phone.goto(f"{named(server)}/laite/")
    phone.get_by_label("Kuusi numeroa").fill(digits)
    phone.get_by_role("button", name="Jatka").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Tee avain tähän puhelimeen")


def is_home(page: Page, name: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"Hei {name}")


def by_key(phone: Page) -> None:
    phone.get_by_role("button", name="Jatka avaimella").click()


def test_a_met_phone_makes_a_key_and_comes_back_by_it(
    open_page: Opener, page: Page, server: Server, become: Become, look: Look
):
    become(page, "Saara")
    _case, digits, _touches = start_work(page, "Minttu")
    phone = with_keys(open_page(PHONE), server)
    meet(phone, server, digits)
    look(phone, "tee-avain")
    phone.get_by_role("button", name="Tee avain").click()
    is_home(phone, "Minttu")
    assert not [each for each in phone.context.cookies() if each["name"] == "punos_device"]

    sign_out(phone)
    look(phone, "kirjaudu-avaimella")
    by_key(phone)
    is_home(phone, "Minttu")
    phone.goto(f"{named(server)}/asetukset/laitteet/")
    expect(phone.get_by_role("main")).to_contain_text("Mukana oli Saara")
    look(phone, "omat-laitteet")


def test_a_lost_phone_is_replaced_in_the_same_way(
    open_page: Opener, page: Page, server: Server, become: Become
):
    become(page, "Saara")
    case, digits, _touches = start_work(page, "Vilja")
    lost, new = with_keys(open_page(PHONE), server), with_keys(open_page(PHONE), server)
    meet(lost, server, digits)
    lost.get_by_role("button", name="Tee avain").click()
    is_home(lost, "Vilja")

    page.goto(f"{case}asiakas/")
    page.locator("summary", has_text="Päätä laitteiden pääsy").click()
    page.get_by_role("button", name="Kyllä, päätä").click()
    lost.goto(f"{named(server)}/asetukset/")
    expect(lost.get_by_role("heading", level=1)).to_have_text("Kirjaudu")
    by_key(lost)
    expect(lost.get_by_role("main")).to_contain_text("Avain ei käynyt")

    page.goto(f"{case}laite/")
    page.get_by_role("button", name="Näytä koodi").click()
    meet(new, server, page.locator(".when").inner_text())
    new.get_by_role("button", name="Tee avain").click()
    is_home(new, "Vilja")


def test_a_worker_is_invited_takes_a_key_and_comes_in_by_it(
    open_page: Opener, page: Page, server: Server, become: Become, look: Look, box: Box
):
    become(page, "Pekka")
    page.goto("/henkilosto/")
    look(page, "kutsu-tyontekija")
    invite(page)
    link = re.sub(r"http://localhost:\d+", named(server), wait_for_link(page, box))
    desk = with_keys(open_page(), server)
    desk.goto(link)
    look(desk, "ota-tunnus-kayttoon")
    desk.get_by_label("Uusi salasana").fill(PHRASE)
    desk.get_by_role("button", name="Ota käyttöön").click()
    give_password(desk)
    expect(desk.get_by_role("heading", level=1)).to_have_text("Ota toinen vaihe käyttöön")
    look(desk, "toinen-vaihe")
    desk.get_by_label("Avaimen nimi").fill("Työpuhelin")
    desk.get_by_role("button", name="Lisää avain").click()
    expect(desk.get_by_role("heading", level=1)).to_have_text("Toinen vaihe on käytössä")
    desk.get_by_role("link", name="Tallensin koodit").click()
    is_home(desk, "Tuulikki")
    comes_back_by_the_key(desk, server, look)


def comes_back_by_the_key(desk: Page, server: Server, look: Look) -> None:
    sign_out(desk)
    give_password(desk)
    expect(desk.get_by_role("heading", level=1)).to_have_text("Vahvista kirjautuminen")
    look(desk, "vahvista")
    desk.get_by_role("button", name="Käytä avainta").click()
    is_home(desk, "Tuulikki")
    desk.goto(f"{named(server)}/asetukset/avaimet/")
    expect(desk.get_by_role("main")).to_contain_text("Työpuhelin")
    look(desk, "avaimet")


def invite(page: Page) -> None:
    page.get_by_label("Etunimi").fill("Tuulikki")
    page.get_by_label("Sukunimi").fill("Testi")
    page.get_by_label("Työsähköposti").fill("tuulikki@punos.example")
    page.get_by_label("Ammatti").select_option("nurse")
    page.get_by_role("button", name="Lähetä kutsu").click()
    expect(page.get_by_role("status").first).to_contain_text("Kutsu lähtee sähköpostilla")


def give_password(page: Page) -> None:
    page.get_by_label("Sähköposti").fill("tuulikki@punos.example")
    page.get_by_label("Salasana").fill(PHRASE)
    page.get_by_role("button", name="Kirjaudu", exact=True).click()


def wait_for_link(page: Page, box: Box) -> str:
    """Wait until the job has sent the letter; it looks each second."""
    for _ in range(100):
        if box.mails:
            return link_in(box.texts()[-1])
        page.wait_for_timeout(100)
    raise AssertionError("kutsua ei tullut")


def test_without_an_authenticator_six_digits_do(open_page: Opener, server: Server):
    phone = open_page(PHONE)
    phone.goto(f"{named(server)}/kirjaudu/")
    expect(phone.get_by_role("link", name="Kirjoita numerot")).to_be_visible()


def test_the_pages_of_letters_are_for_all(open_page: Opener, server: Server, look: Look, box: Box):
    phone = open_page(PHONE)
    phone.goto("/kirjaudu/")
    phone.get_by_role("link", name="Pyydä koodi").click()
    look(phone, "katso-ajat")
    phone.get_by_label("Puhelinnumero tai sähköposti").fill("040 000 0999")
    phone.get_by_role("button", name="Lähetä koodi").click()
    look(phone, "kirjoita-koodi")
    phone.get_by_label("Koodi").fill("123 456")
    phone.get_by_role("button", name="Jatka").click()
    expect(phone.get_by_role("alert").first).to_be_visible()
    phone.goto("/kirjaudu/")
    phone.get_by_role("link", name="Unohtuiko salasana?").click()
    look(phone, "unohtui")
    phone.get_by_label("Sähköposti").fill("kuka@punos.example")
    phone.get_by_role("button", name="Lähetä linkki").click()
    expect(phone.get_by_role("status").first).to_contain_text("Jos osoite on meillä")
    phone.goto("/kirjaudu/uusi/ei-ole/")
    look(phone, "uusi-salasana")

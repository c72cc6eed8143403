"""S4.4 · In a real browser through the doors of others: another site leads away and back again.

The OIDC provider and the SAML page answer at `localhost`, the program at 127.0.0.1: two sites, so
the browser holds back what a strict cookie and a strict page hold back in the world.
"""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import PHONE, Become, Look, Opener, Server, _environ, _free_port
from tests.peers import oidc, saml_idp, saml_page

# Given to nobody: an individual number 900–999.
CODE = "010107A945R"
BANK, SUOMI = "Pankkitunnukset", "Suomi.fi"


@pytest.fixture(scope="module")
def server(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Run the program with doors of others: for anybody two, and one for the staff of a body."""
    home = tmp_path_factory.mktemp("doors")
    shutil.copytree(prepared / "var", home / "var")
    running = Server(home, {}, _free_port())
    with (
        oidc.provider(home, running.url, ["pankki"], host="localhost") as bank,
        saml_page.page(CODE) as place,
    ):
        told = {"METADATA": saml_idp.metadata(place)}
        told |= {"KEY": saml_idp.SERVICE.key, "CERT": saml_idp.SERVICE.certificate}
        for name, text in told.items():
            (home / name).write_text(text)
        paths = {name: str(home / name) for name in told}
        suomi = {"KIND": "saml", "NAME": SUOMI, "FOR": "anybody", "ACR": saml_idp.LOA3} | paths
        pankki = bank.door(NAME=BANK, IDENTITY=saml_idp.CODE)
        talo = bank.door(NAME="Alueen tunnukset", FOR="Alue")
        running.environ = _environ(home, "doors", running.port) | {
            "PUNOS_DOORS": "pankki,suomi,talo"
        }
        for code, facts in {"PANKKI": pankki, "SUOMI": suomi, "TALO": talo}.items():
            running.environ |= {f"PUNOS_DOOR_{code}_{name}": facts[name] for name in facts}
        running.start()
        yield running
        running.kill()
        assert CODE not in (home / "log").read_text(encoding="utf-8")


def at_the_bank(page: Page, account: str) -> None:
    """Answer the provider's page; an empty account turns back."""
    expect(page.get_by_role("heading", name="Koetunnistus")).to_be_visible()
    if not account:
        page.get_by_role("link", name="Peruuta").click()
        return
    page.get_by_label("Tunnus").fill(account)
    page.get_by_role("button", name="Tunnistaudu").click()


def test_a_client_joins_the_bank_once_and_comes_back_by_it_and_by_suomi_fi(
    open_page: Opener, become: Become, server: Server, look: Look
):
    page = become(open_page(PHONE, may_break=True), "Aino")
    page.goto("/asetukset/")
    page.get_by_role("link", name="Vahva tunnistautuminen").click()
    look(page, "identities-none")
    page.get_by_role("link", name=BANK).click()
    at_the_bank(page, f"aino~{CODE}")
    expect(page).to_have_url(f"{server.url}/asetukset/tunnistus/")
    expect(page.get_by_role("heading", name=BANK)).to_be_visible()
    look(page, "identities")

    # Another browser, which knows nothing of Aino: Suomi.fi posts its answer from another site.
    other = open_page(PHONE, may_break=True)
    other.goto("/asetukset/tunnistus/")
    look(other, "sign-in-with-doors")
    other.get_by_role("link", name=SUOMI).click()
    other.get_by_role("button", name="Jatka palveluun").click()
    expect(other).to_have_url(f"{server.url}/asetukset/tunnistus/")
    expect(other.get_by_role("heading", name=SUOMI)).to_be_visible()

    # Ours closes first; the way out of the guard's session stands on the page.
    other.goto("/asetukset/")
    other.evaluate("document.querySelector('form[action$=\"/kirjaudu/ulos/\"]').requestSubmit()")
    expect(other.get_by_role("heading", name="Olet kirjautunut ulos")).to_be_visible()
    look(other, "farewell")
    leads = other.get_by_role("link", name="Kirjaudu ulos myös sieltä").get_attribute("href")
    assert leads
    assert leads.startswith(saml_idp.OUT)
    other.goto("/asetukset/")
    expect(other).to_have_url(re.compile("/kirjaudu/"))


@pytest.mark.parametrize("javascript", ["on", "off"])
def test_who_turns_back_or_is_not_known_is_told_what_to_do_next(
    open_page: Opener, look: Look, javascript: str
):
    page = open_page(PHONE, may_break=True, javascript=javascript == "on")
    page.goto("/kirjaudu/")
    page.get_by_role("link", name=BANK).click()
    at_the_bank(page, "")
    expect(page.get_by_role("heading", name="Kirjautuminen keskeytyi")).to_be_visible()
    page.get_by_role("link", name="Kokeile uudelleen").click()
    at_the_bank(page, "vieras")
    expect(page.get_by_role("heading", name="Emme tunne sinua vielä")).to_be_visible()
    if javascript == "on":
        look(page, "door-shut")
    page.get_by_role("link", name="Valitse toinen tapa").click()
    expect(page.get_by_role("heading", name="Kirjaudu", exact=True)).to_be_visible()

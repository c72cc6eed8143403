"""What several journeys do in the same way, by the pages alone."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.journeys.touches import Touches

LINKS = """() => [...document.querySelectorAll("[href], [action], [data-stream]")].map(
    each => (each.dataset.stream || each.getAttribute("href") || each.getAttribute("action"))
        .split("#")[0])"""


def reached(page: Page, own: str) -> set[str]:
    """Return every address of one work that this person reaches by links from its page."""
    found, waiting = {own}, [own]
    while waiting:
        page.goto(waiting.pop())
        for link in set(page.evaluate(LINKS)) - found:
            if link.startswith("/virta/"):
                found.add(link)
            elif link.startswith(own):
                answer = page.request.get(link)
                if answer.ok:
                    found.add(link)
                    if "html" in answer.headers["content-type"]:
                        waiting.append(link)
    return found


def start_work(page: Page, name: str) -> tuple[str, str, int]:
    """Start a shared work; return its address, the six digits, and how many touches it took."""
    touches = Touches()
    touches.press(page.get_by_role("link", name="Aloita yhteinen työ"))
    touches.fill(page.get_by_label("Etunimi"), name)
    touches.fill(page.get_by_label("Puhelinnumero"), "040 000 0123")
    touches.press(page.get_by_role("button", name="Aloita", exact=True))
    touches.press(page.get_by_role("button", name="Näytä koodi"))
    return page.url.removesuffix("laite/"), page.locator(".when").inner_text(), touches.count


def come_in(phone: Page, digits: str) -> int:
    """Answer the digits on one's own phone; return how many touches it took."""
    touches = Touches(1)  # the address, or the picture that opens it
    phone.goto("/laite/")
    touches.fill(phone.get_by_label("Kuusi numeroa"), digits)
    touches.press(phone.get_by_role("button", name="Jatka"))
    expect(phone.get_by_role("heading", level=1)).to_contain_text("Hei")
    return touches.count


def propose(page: Page, case: str, name: str) -> None:
    """Propose a professional to the client, as a worker of the network."""
    page.goto(f"{case}verkosto/ehdota/")
    page.get_by_label("Nimi, työ tai organisaatio").fill(name)
    page.get_by_role("button", name="Hae").click()
    page.get_by_role("radio", name=name).first.check()
    page.get_by_label("Miksi hän voisi auttaa?").fill("Auttaa arjen asioissa.")
    page.get_by_label("Suunnitelma ja askeleet").check()
    page.get_by_role("button", name="Ehdota").click()
    expect(page.get_by_role("status").first).to_contain_text("Asiakas päättää")


def let_in(phone: Page, case: str, name: str, *topics: str) -> None:
    """Give one person permission to the topics, as the client."""
    phone.goto(f"{case}luvat/")
    card = unfolded(ask_of(phone, name))
    for topic in topics:
        card.get_by_role("switch", name=topic).check()
    card.get_by_role("button", name="Annan luvan").click()
    expect(phone.get_by_role("status").first).to_contain_text("Lupa on tallennettu")


def unfolded(card: Locator) -> Locator:
    """Return the card, opened if it was folded."""
    if card.locator("details:not([open])").count():
        card.locator("summary").first.click()
    return card


def ask_of(phone: Page, name: str) -> Locator:
    """Return the card on which the client decides about somebody who asks."""
    return phone.get_by_role("region", name=f"Luvan pyyntö: {name}")


def given_to(phone: Page, name: str) -> Locator:
    """Return the row of somebody who has the client's permission, opened."""
    return unfolded(phone.locator("li.person", has_text=name))


def words_of(page: Page) -> set[str]:
    """Return the lines of the page's content, without what can be pressed.

    The way of the work is left out: a consent is itself a step on it.
    """
    text = page.evaluate(
        """() => {
            const copy = document.querySelector("main").cloneNode(true);
            const left = "[aria-labelledby=vaihe], .messages, .notice.mine";
            copy.querySelectorAll(`${left}, a.more, a.ds-button, form, summary`)
                .forEach(each => each.remove());
            return copy.textContent;
        }"""
    )
    return {" ".join(line.split()) for line in text.splitlines() if line.strip()}


def finds_nothing(page: Page, case: str, client: str) -> None:
    """Check that a shared work is nowhere for this person: no page, no list, no name."""
    answer = page.goto(case)
    assert answer
    assert answer.status == 404
    expect(page.get_by_role("main")).not_to_contain_text(client)
    for place in ("suunnitelma/", "suunnitelma/kopio.pdf", "verkosto/", "tapaamiset/", "vaiheet/"):
        answer = page.goto(f"{case}{place}")
        assert answer
        assert answer.status == 404, place
    for place in ("/", "/ihmiset/", "/tapaamiset/", "/askeleet/"):
        page.goto(place)
        expect(page.get_by_role("main")).not_to_contain_text(client)


def case_of(page: Page, client: str) -> str:
    """Return the address of a client's shared work, from the list of a worker's own people."""
    page.goto("/ihmiset/")
    page.get_by_role("link", name=re.compile(rf"^{client}\b")).click()
    return page.url

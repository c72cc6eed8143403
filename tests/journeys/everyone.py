"""Looks at one page as people use it: by keyboard, large, narrow, dark, in forced colours.

One load of the page, many looks. The looks themselves stand in access.js; here they are set up.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page

PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 900}
NARROW = {"width": 320, "height": 640}
AXE = Path(__file__).parent.parent.parent / "node_modules" / "axe-core" / "axe.min.js"
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
LOOKS = Path(__file__).with_name("access.js").read_text(encoding="utf-8")
RULES = """tags => axe.run(document, {
    runOnly: {type: 'tag', values: tags},
    rules: {'label-content-name-mismatch': {enabled: true}},
    resultTypes: ['violations'],
})"""
# A finger's target for clients and close ones, a pointer's for workers (design, 2.3).
FINGER, POINTER = 44, 24
MOST_SHEETS = 3
SCHEMES = ("light", "dark", "forced", "320", "200 %")


@dataclass
class Looker:
    """Looks at pages one after another and keeps what was wrong, with the scheme before it."""

    page: Page
    is_finger: bool

    def open(self, address: str) -> list[str]:
        """Open the page; return a sentence where it does not open."""
        answer = self.page.goto(address)
        return [] if answer and answer.status < 500 else [f"sivu ei aukea: {address}"]

    def look(self, *schemes: str) -> list[str]:
        """Look at the page as it stands in these schemes; nothing on it is pressed or sent."""
        # By the debugger's road, so the strict CSP stays in force.
        self.page.evaluate(AXE.read_text(encoding="utf-8"))
        self.page.evaluate(LOOKS)
        looks = {
            "light": self.light,
            "dark": self.dark,
            "forced": self.forced,
            "320": self.narrow,
            "200 %": self.large,
        }
        before, found = self.page.viewport_size, []
        for scheme in schemes:
            self.page.set_viewport_size(PHONE if self.is_finger else DESKTOP)
            wrong = looks[scheme]()
            found += [f"{scheme}: {each}" for each in dict.fromkeys(wrong)]
        if before:
            self.page.set_viewport_size(before)
        return found

    def light(self) -> list[str]:
        """Look at it as it comes, by keyboard too."""
        found = [*self.axe(), *self.ask("steady", FINGER if self.is_finger else POINTER)]
        found += [*self.ask("still"), *self.ask("clipped"), *self.ask("spaced")]
        return [*found, *self.walk(), *self.sheets()]

    def dark(self) -> list[str]:
        with self.media(color_scheme="dark"):
            return [*self.axe(), *self.walk()]

    def forced(self) -> list[str]:
        with self.media(forced_colors="active"):
            return [*self.axe(), *self.ask("edges"), *self.walk(), *self.ask("still")]

    def narrow(self) -> list[str]:
        """Look at it 320 px wide: one column, the bar below covers nothing that has the focus."""
        self.page.set_viewport_size(NARROW)
        found = [each for look in ("sideways", "clipped", "spaced") for each in self.ask(look)]
        return [*found, *self.axe(), *self.walk(), *self.sheets()]

    def large(self) -> list[str]:
        """Look at it with the browser's own letters twice as large."""
        browser = self.page.context.new_cdp_session(self.page)
        browser.send("Page.setFontSizes", {"fontSizes": {"standard": 32, "fixed": 26}})
        found = [*self.ask("sideways"), *self.ask("clipped"), *self.axe()]
        self.page.set_viewport_size(DESKTOP)
        found += [*self.ask("sideways"), *self.ask("clipped"), *self.ask("focus")]
        if self.page.evaluate("() => parseFloat(getComputedStyle(document.body).fontSize)") < 30:
            found.append("teksti ei kasva selaimen asetuksesta")
        browser.send("Page.setFontSizes", {"fontSizes": {"standard": 16, "fixed": 13}})
        browser.detach()
        return found

    @contextmanager
    def media(self, **what: str) -> Iterator[None]:
        """Let the system ask for other colours for a while."""
        self.page.emulate_media(**what)
        yield
        self.page.emulate_media(color_scheme="light", forced_colors="none")

    def axe(self) -> list[str]:
        """Return what axe finds, with its places."""
        found = self.page.evaluate(RULES, AXE_TAGS)["violations"]
        return [
            f"{rule['id']}: {[' '.join(map(str, node['target'])) for node in rule['nodes'][:5]]}"
            for rule in found
        ]

    def ask(self, look: str, *facts: int) -> list[str]:
        """Return what one look of access.js finds."""
        return self.page.evaluate(f"(facts) => forAll.{look}(...facts)", list(facts))

    def walk(self) -> list[str]:
        """Go through the page by Tab, and back by Shift and Tab."""
        stops = self.page.evaluate("() => forAll.begin()")
        for _ in range(stops + 2):
            self.page.keyboard.press("Tab")
        found = self.ask("flow")
        self.page.evaluate("() => { window.forward = forAll.take(); }")
        # The round leads through the browser's own frame too, which takes some presses.
        for _ in range(stops + 8):
            self.page.keyboard.press("Shift+Tab")
        back = "() => forAll.walked(window.forward, forAll.take())"
        return [*found, *self.page.evaluate(back), *self.ask("focus")]

    def sheets(self) -> list[str]:
        """Open what opens over the page: Escape closes it, and the focus is where it was."""
        found = []
        sheets = self.page.locator("details[data-closes] > summary")
        for sheet in [each for each in sheets.all() if each.is_visible()][:MOST_SHEETS]:
            sheet.focus()
            self.page.keyboard.press("Enter")
            opened = sheet.evaluate("each => each.parentElement.open")
            self.page.keyboard.press("Tab")
            self.page.keyboard.press("Escape")
            back = sheet.evaluate(
                "each => !each.parentElement.open && each === document.activeElement"
            )
            if not (opened and back):
                found.append(f"Esc ei sulje ja palauta: {sheet.inner_text()}")
        return found

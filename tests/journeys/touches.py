"""Counts what a person does: one activation or one filled field is one touch."""

from dataclasses import dataclass

from playwright.sync_api import Locator


@dataclass
class Touches:
    """The touches of one person on one errand."""

    count: int = 0

    def press(self, place: Locator) -> None:
        """Press a button or a link."""
        self.count += 1
        place.click()

    def fill(self, field: Locator, text: str) -> None:
        """Fill one field."""
        self.count += 1
        field.fill(text)

    def tick(self, box: Locator) -> None:
        """Turn one switch on."""
        self.count += 1
        box.check()

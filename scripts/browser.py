"""Finds a Chromium for the journeys, or has Debian's installed; else says how to get one."""

import os
import shutil
import sys
from pathlib import Path

from scripts import debian

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
PLACES = (
    "/snap/bin/chromium",
    "/opt/google/chrome/chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
CURE = (
    "Selainta ei löydy. Asenna Chromium (Debian: apt-get install chromium) "
    "tai kerro missä se on: CHROMIUM=/polku/chromium"
)


def find() -> str | None:
    """Return the path of a Chromium: the one named by CHROMIUM, or one at a usual place."""
    if named := os.environ.get("CHROMIUM"):
        return shutil.which(named)
    own = sorted(Path.home().glob(".cache/ms-playwright/chromium-*/chrome-linux*/chrome"))
    candidates = [*map(shutil.which, NAMES), *map(shutil.which, PLACES), *map(str, own)]
    return next((each for each in candidates if each), None)


def main() -> None:
    """End in one line if no browser can be had."""
    if not find() and not os.environ.get("CHROMIUM"):
        debian.install("Chromium", "chromium", "fonts-dejavu-core")
    if not find():
        sys.exit(CURE)


if __name__ == "__main__":
    main()

"""Finds a Chromium for the journeys, or has Debian's installed; else says how to get one."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

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


def install() -> None:
    """Install Debian's Chromium, where we may."""
    if os.environ.get("CHROMIUM") or not shutil.which("apt-get") or os.geteuid() != 0:
        return
    print("· Chromium (apt-get) …", flush=True)
    environ = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    words = ["install", "-y", "-qq", "--no-install-recommends", "chromium", "fonts-dejavu-core"]
    for command in (["apt-get", "update", "-qq"], ["apt-get", *words]):
        subprocess.run(command, env=environ, check=False, stdout=subprocess.DEVNULL)


def main() -> None:
    """End in one line if no browser can be had."""
    if not find():
        install()
    if not find():
        sys.exit(CURE)


if __name__ == "__main__":
    main()

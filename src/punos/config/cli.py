"""The one command line of Punos. Starts quickly: what a command does not need is not loaded."""

import argparse
import os
import socket
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

WHO = "henkilön sähköposti Punoksessa"
Command = Callable[[argparse.Namespace], int]
HOST = "127.0.0.1"


def main(words: Sequence[str] | None = None) -> int:
    """Run one command; a refusal is one plain text and the exit code 1."""
    chosen = parser().parse_args(words)
    try:
        set_up()
        return int(chosen.run(chosen))
    except KeyboardInterrupt:
        return 130
    except _refusals() as refusal:
        print(refusal, file=sys.stderr)
        return 1


def parser() -> argparse.ArgumentParser:
    """Return the commands and what they take."""
    top = argparse.ArgumentParser(prog="punos", description="Verkostoiva työ.")
    commands = top.add_subparsers(required=True, metavar="KOMENTO")

    def command(name: str, run: Command, words: str, **more: Any) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=words, description=words, **more)
        made.set_defaults(run=run)
        return made

    serve_ = command("serve", serve, "Käynnistä palvelu (PORT, oletus 8000).")
    serve_.add_argument("--host", default=HOST, help=f"osoite, oletus {HOST}")
    command("worker", worker, "Tee ajastetut työt.")
    command("migrate", migrate, "Päivitä tietokannan rakenne ja sisällöt.")
    demo_ = command("demo", demo, "Tee keksitty esittelyalue.")
    demo_.add_argument("--renew", action="store_true", help="tee alue alusta uudelleen")
    door_ = command("door", door, "Liitä työntekijä organisaationsa oveen.")
    door_.add_argument("code", help="oven tunnus, sama kuin asetuksissa")
    door_.add_argument("email", help=WHO)
    door_.add_argument("--subject", default="", help="tunnus hakemistossa; ilman: kutsulinkki")
    somebody = argparse.ArgumentParser(add_help=False)
    somebody.add_argument("email", help=WHO)
    command("disable", disable, "Sulje tunnus: mikään ei aukea enää.", parents=[somebody])
    command("enable", enable, "Avaa tunnus: henkilö kirjautuu taas.", parents=[somebody])
    site_ = command("site", site, "Tee organisaatiot, yksiköt ja työntekijät tiedostosta.")
    site_.add_argument("file", type=Path, help="malli: docs/site.md")
    command("doctor", doctor, "Tarkista asennus ja kerro, mikä on vialla.")
    audit = command("audit", verify, "Tarkista lokin ketjut.")
    audit.add_argument("what", choices=["verify"], help="verify: tarkista")
    backup_ = command("backup", backup, "Tee varmuuskopio palvelun ollessa käynnissä.")
    backup_.add_argument("file", type=Path)
    restore_ = command("restore", restore, "Palauta varmuuskopio. Sammuta palvelu ensin.")
    restore_.add_argument("file", type=Path)
    restore_.add_argument(
        "--luvattomat-palaavat",
        action="store_true",
        help="palauta ilman perumisten lokia: varmuuskopion jälkeen perutut luvat palaavat",
    )
    return top


def serve(chosen: argparse.Namespace) -> int:
    """Serve pages and open pages from one process; Ctrl-C ends it in two seconds."""
    import warnings  # noqa: PLC0415

    import uvicorn  # noqa: PLC0415 -- only this command needs it
    from django.conf import settings  # noqa: PLC0415

    from punos.config import keeping, worker  # noqa: PLC0415
    from punos.config.readiness import prepare  # noqa: PLC0415

    port = settings.PORT
    _want_free(chosen.host, port)
    if not settings.PRODUCTION:
        prepare()
    _want_well()
    keeping.replay()
    keeping.heal_journal()
    if settings.DEMO:
        _make_area()
    stop = None if settings.PRODUCTION else worker.start()
    # WhiteNoise reads small files from the disk; that they come in one piece is no fault.
    warnings.filterwarnings("ignore", message="StreamingHttpResponse must consume")
    _greet(port, is_demo=settings.DEMO)
    try:
        uvicorn.run(
            "punos.config.asgi:application",
            host=chosen.host,
            port=port,
            timeout_graceful_shutdown=1,
            # Behind a proxy the address of the asker is the one that the proxy tells.
            proxy_headers=bool(settings.PROXIES),
            forwarded_allow_ips=settings.PROXIES,
            server_header=False,
            access_log=False,
            log_config=None,
        )
    finally:
        if stop:
            stop.set()
    return 0


def _want_free(host: str, port: int) -> None:
    """Say in one line that somebody else answers at the port already."""
    from punos.config.keeping import Refusal  # noqa: PLC0415

    with socket.socket() as plug:
        plug.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            plug.bind((host, port))
        except OSError:
            raise Refusal(f"Portti {port} on varattu. Anna toinen: PORT={port + 1}") from None


def _want_well() -> None:
    from punos import clock  # noqa: PLC0415
    from punos.config.keeping import Refusal  # noqa: PLC0415
    from punos.people import health, space  # noqa: PLC0415
    from punos.trace.queries import newest  # noqa: PLC0415

    if problem := health.problem():
        raise Refusal(f"Punos ei käynnisty. {problem}".strip())
    space.keep()
    clock.hold(newest())


def _greet(port: int, *, is_demo: bool) -> None:
    address = f"http://localhost:{port}/"
    print(f"\nPunos on auki osoitteessa {address}")
    if is_demo:
        print(f"Valitse, kuka haluat olla: {address}demo/")
    print("Lopeta näppäimillä Ctrl-C.\n", flush=True)


def worker(_chosen: argparse.Namespace) -> int:
    """Tick until Ctrl-C."""
    import threading  # noqa: PLC0415

    from punos.config import worker as ticking  # noqa: PLC0415

    _want_well()
    print("Ajastetut työt ovat käynnissä. Lopeta näppäimillä Ctrl-C.", flush=True)
    ticking.work(threading.Event())
    return 0


def migrate(_chosen: argparse.Namespace) -> int:
    from punos.config.readiness import prepare  # noqa: PLC0415

    prepare()
    print("Tietokanta on ajan tasalla.")
    return 0


def demo(chosen: argparse.Namespace) -> int:
    from punos.config.readiness import prepare  # noqa: PLC0415

    prepare()
    if not _make_area(anew=chosen.renew):
        print("Esittelyalue on jo olemassa. Tee se uudelleen: punos demo --renew")
    return 0


def _make_area(*, anew: bool = False) -> bool:
    from punos.config import area  # noqa: PLC0415

    progress = Progress()
    made = area.make(progress, anew=anew)
    if made:
        progress.finish()
    return made


class Progress:
    """A bar of the plait on a terminal; two lines elsewhere. Called as progress(done, total)."""

    width = 30

    def __init__(self) -> None:
        self.is_begun = False
        self.is_terminal = sys.stdout.isatty()

    def __call__(self, done: int, total: int) -> None:
        if not self.is_begun:
            self.is_begun = True
            print("Esittelyalue tehdään. Tämä kestää alle puoli minuuttia.", flush=True)
        if self.is_terminal:
            full = round(self.width * done / total)
            bar = "≈" * full + "-" * (self.width - full)
            print(f"\r{bar} {done / total:4.0%}", end="", flush=True)

    def finish(self) -> None:
        """End the bar."""
        if self.is_begun and self.is_terminal:
            print()
        print("Esittelyalue on valmis.", flush=True)


def door(chosen: argparse.Namespace) -> int:
    from punos.config import door_keys  # noqa: PLC0415

    if chosen.subject:
        door_keys.register(chosen.code, chosen.email, chosen.subject)
        print("Tunnus on liitetty.")
    else:
        print("Linkki toimii kerran, seitsemän päivää. Anna se vain hänelle:")
        print(door_keys.invite(chosen.code, chosen.email))
    return 0


def disable(chosen: argparse.Namespace) -> int:
    from punos.config import shutting_out  # noqa: PLC0415

    shutting_out.disable(chosen.email)
    print("Tunnus on suljettu. Hänen avoimet sivunsa sammuvat parissa sekunnissa.")
    return 0


def enable(chosen: argparse.Namespace) -> int:
    from punos.config import shutting_out  # noqa: PLC0415

    shutting_out.enable(chosen.email)
    print("Tunnus on auki. Laitteet ja istunnot hän tekee uudelleen.")
    return 0


def site(chosen: argparse.Namespace) -> int:
    from punos.config import site as sites  # noqa: PLC0415
    from punos.config.readiness import prepare  # noqa: PLC0415

    prepare()
    sites.lay(chosen.file, print)
    return 0


def doctor(_chosen: argparse.Namespace) -> int:
    from punos.config.doctor import findings  # noqa: PLC0415

    ill = 0
    for finding in findings():
        ill += bool(finding.problem)
        print(f"{'✗' if finding.problem else '✓'} {finding.what}")
        if finding.problem:
            print(f"  {finding.problem}")
    print("Kaikki on kunnossa." if not ill else f"Korjattavaa: {ill}.")
    return 1 if ill else 0


def verify(_chosen: argparse.Namespace) -> int:
    from punos.trace import heads  # noqa: PLC0415
    from punos.trace.chains import broken_chains  # noqa: PLC0415

    broken = broken_chains(heads.known())
    if problem := heads.problem():
        print(problem)
    if not broken:
        print("Kaikki lokin ketjut ovat ehjiä.")
        return 0
    first = broken[0]
    print(f"Ketju {first.chain} katkeaa kohdassa {first.number}: {first.why}.")
    print(f"Katkenneita ketjuja: {len(broken)}.")
    return 1


def backup(chosen: argparse.Namespace) -> int:
    from punos.config import keeping  # noqa: PLC0415

    keeping.backup(chosen.file)
    print(f"Varmuuskopio on tiedostossa {chosen.file}.")
    print("Säilytä perumisten lokia (var/withdrawals.jsonl) erillään siitä.")
    return 0


def restore(chosen: argparse.Namespace) -> int:
    from punos.config import keeping  # noqa: PLC0415

    applied = keeping.restore(chosen.file, without_journal=chosen.luvattomat_palaavat)
    print("Varmuuskopio on palautettu. Kaikki kirjautuvat uudelleen.")
    print(f"Lokista puuttuu varmuuskopion jälkeen kirjattua: {applied.pop(keeping.LOST, 0)} riviä.")
    print(f"Varmuuskopion jälkeen peruttua peruttiin uudelleen: {sum(applied.values())}.")
    return 0


def set_up() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "punos.config.settings")
    import django  # noqa: PLC0415 -- so that --help is quick
    from django.conf import settings  # noqa: PLC0415

    Path(settings.VAR).mkdir(parents=True, exist_ok=True)
    django.setup()


def _refusals() -> tuple[type[Exception], ...]:
    """What is said in plain words. Without whole settings nothing else can be loaded."""
    from django.core.exceptions import ImproperlyConfigured  # noqa: PLC0415
    from django.db import OperationalError  # noqa: PLC0415

    found: tuple[type[Exception], ...] = (ImproperlyConfigured, OperationalError)
    keeping = sys.modules.get("punos.config.keeping")
    return (*found, keeping.Refusal) if keeping else found

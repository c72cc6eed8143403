"""Makes an installation ready: structure, the content it stands on, and the files of its looks."""

from django.core.management import call_command

from punos.access.wording import load_wordings
from punos.directory.actions import load_areas
from punos.people import health
from punos.practice.actions import load_models
from punos.web import storage


def prepare() -> None:
    """Bring the structure up to date and load the content; costs little when nothing changed."""
    call_command("migrate", interactive=False, verbosity=0)
    load_areas()
    load_wordings()
    load_models()
    if health.missing_looks() or not storage.are_collected():
        call_command("collectstatic", interactive=False, verbosity=0)

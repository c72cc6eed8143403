"""The demo sign-in: anybody may be any invented person, in demo mode only."""

from uuid import UUID

from django.conf import settings
from django.http import Http404
from django.shortcuts import get_object_or_404

from punos.demo.models import DemoFace
from punos.people import doors, queries
from punos.people.actor import Level
from punos.people.http import Request


def become(*, request: Request, person: UUID, level: str) -> None:
    """Sign in as the invented person; without a chosen level, as the person would come in."""
    if not settings.DEMO:
        raise Http404
    chosen = get_object_or_404(
        DemoFace.objects.select_related("person"), person_id=person, person__is_active=True
    ).person
    usual = Level.STRONG if queries.works_today(chosen) else Level.DEVICE
    # Left first: a demo may also go from a surer session of the same person to a weaker one.
    doors.sign_out(request, why="demo")
    doors.sign_in(request, chosen, Level(int(level)) if level else usual, way="demo")

"""Makes the invented area: deterministic by its seed, relative to the day of loading."""

from collections.abc import Callable
from datetime import timedelta
from random import Random

from django.core.management import call_command
from django.db import transaction

from punos import clock
from punos.access.wording import load_wordings
from punos.demo import stories
from punos.demo.area import CLIENTS, LISTED_LATER, lay_ground, read
from punos.demo.models import DemoArea, DemoFace
from punos.directory.actions import load_areas
from punos.notices import actions as notices
from punos.notices.models import Notice
from punos.people import actions as people
from punos.people.actor import SYSTEM
from punos.people.models import Person
from punos.practice.actions import load_models

SEED = 20261125
UNSEEN = timedelta(days=4)
Progress = Callable[[int, int], None]


class NotADemoError(Exception):
    """This database holds something else than a demo area; it is not touched."""


def load(progress: Progress = lambda _done, _all: None) -> DemoArea:
    """Make the area once. One that is whole stays; one that broke off is made anew."""
    found = DemoArea.objects.order_by("-made_at").first()
    if found and found.is_whole:
        return found
    if found:
        return renew(progress)
    if Person.objects.exists():
        raise NotADemoError
    return _make(progress)


def renew(progress: Progress = lambda _done, _all: None) -> DemoArea:
    """Empty a database that has a demo area, and make the area anew as of today."""
    if not DemoArea.objects.exists():
        raise NotADemoError
    call_command("flush", interactive=False, verbosity=0)
    return _make(progress)


def _make(progress: Progress) -> DemoArea:
    content = read("stories")
    works = content["works"]
    progress(0, len(works) + 2)
    with transaction.atomic():
        area = DemoArea.objects.create(made_at=clock.now())
    with transaction.atomic():
        load_areas()
        load_models()
        load_wordings()
        ground = lay_ground(Random(SEED))  # noqa: S311 - the area must come out the same
    progress(1, len(works) + 2)
    for done, facts in enumerate(works):
        with transaction.atomic():
            stories.tell(ground, facts, content["stories"][facts["story"]])
        progress(done + 2, len(works) + 2)
    with transaction.atomic():
        _others(
            ground.client_names, ground.last_names, {facts["name"] for facts in works}, len(works)
        )
        _let_be_seen()
        area.is_whole = True
        area.save(update_fields=["is_whole"])
    progress(len(works) + 2, len(works) + 2)
    return area


def _others(names: list[str], last_names: list[str], told: set[str], works: int) -> None:
    """Make the clients who have no shared work yet, up to the number of the area."""
    free = [name for name in names if name not in told]
    for at, name in enumerate(free[: CLIENTS - works]):
        person = people.make_person(
            by=SYSTEM, first_name=name, last_name=last_names[at % len(last_names)]
        )
        DemoFace.objects.create(
            person=person,
            words="ei vielä yhteistä työtä",
            group="Muut asiakkaat",
            order=LISTED_LATER,
        )


def _let_be_seen() -> None:
    """Let everybody have seen what they were told before the last days."""
    since = clock.now() - UNSEEN
    for notice in Notice.objects.filter(seen_at=None, made_at__lt=since).select_related("to"):
        notices.see(by=stories.actor(notice.to), notice_id=notice.pk)

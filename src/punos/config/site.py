"""Makes a site what its file tells. The same file again changes nothing; nothing is ever removed."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from punos.access import actions as access
from punos.config import site_file
from punos.config.keeping import Refusal
from punos.config.site_file import Place, Site, Worker
from punos.directory import actions as directory
from punos.directory.models import Organisation, Unit
from punos.people import actions as people
from punos.people import links, work
from punos.people.actor import SYSTEM
from punos.people.models import Person

Tell = Callable[[str], None]


def lay(path: Path, tell: Tell) -> None:
    """Add and change what the file tells, all of it or nothing. Raises Refusal.

    Those who have no password yet get a link each, told once and never by mail: the first worker
    of a site comes in before its mail works.
    """
    site = site_file.read(path)
    with transaction.atomic():
        made = _places(site)
        invited = [(each, _worker(each)) for each in site.workers]
    tell(f"Organisaatioita {len(site.places)}, uusia {made}. Työntekijöitä {len(site.workers)}.")
    waiting = [(worker, link) for worker, link in invited if link]
    if waiting:
        tell("Linkki toimii kerran, seitsemän päivää. Anna kukin vain sille, kenen se on:")
    for worker, link in waiting:
        tell(f"{worker.email}  {link}")


def _places(site: Site) -> int:
    made = 0
    for place in site.places:
        known = Organisation.objects.filter(name=place.facts["name"]).first()
        made += known is None
        organisation = _kept(known, directory.add_organisation, place.facts)
        _units(place, organisation)
    return made


def _units(place: Place, organisation: Organisation) -> None:
    for facts in place.units:
        known = Unit.objects.filter(organisation=organisation, name=facts["name"]).first()
        _kept(known, directory.add_unit, {**facts, "organisation": organisation})


def _kept(known: Any, add: Callable[..., Any], facts: dict[str, Any]) -> Any:
    """Return the row as the facts tell it: added, changed or as it was."""
    try:
        if known is None:
            return add(by=SYSTEM, **facts)
        return directory.change(by=SYSTEM, row=known, **facts)
    except ValidationError as problem:
        raise Refusal(f"{facts['name']}: {' '.join(problem.messages)}") from None


def _worker(worker: Worker) -> str:
    """Make the worker as told; return the link by which a password is chosen, or nothing."""
    organisation = Organisation.objects.get(name=worker.organisation)
    unit = Unit.objects.filter(organisation=organisation, name=worker.unit).first()
    person = Person.objects.filter(email__iexact=worker.email).first()
    if person is None:
        person = people.make_person(
            by=SYSTEM,
            first_name=worker.first_name,
            last_name=worker.last_name,
            email=worker.email,
        )
    job = work.employ(
        by=SYSTEM,
        person=person,
        organisation=organisation,
        unit=unit,
        profession=worker.profession,
        until_on=worker.until_on,
    )
    for kind in worker.duties:
        access.give_duty(by=SYSTEM, person=person, kind=kind, organisation=organisation)
    for kind in worker.training:
        work.qualify(by=SYSTEM, person=person, kind=kind)
    if person.has_usable_password() or not person.is_active:
        return ""
    return links.hand_over_invitation(by=SYSTEM, job=job)

"""Giving duties: who answers for a queue, for counts or for data protection. They open no case."""

from django.db import transaction
from django.db.models import Q

from punos import clock
from punos.access.models import Duty
from punos.directory.models import Organisation
from punos.people.models import Person
from punos.trace import actions as trace
from punos.trace.actions import Who


@transaction.atomic
def give_duty(*, by: Who, person: Person, kind: str, organisation: Organisation) -> Duty:
    """Give the person the duty from today; the same one again is no second one."""
    today = clock.today()
    held = Duty.objects.filter(
        Q(until_on__isnull=True) | Q(until_on__gte=today), person=person, kind=kind
    ).filter(organisation=organisation)
    if duty := held.first():
        return duty
    giver = getattr(by, "person", None)
    duty = Duty.objects.create(
        person=person, kind=kind, organisation=organisation, from_on=today, given_by=giver
    )
    trace.record(by, "access.duty.given", None, duty, kind=kind)
    return duty

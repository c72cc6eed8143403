"""The one writer of employments and qualifications. Who calls knows that it may be done."""

from datetime import date

from django.db import transaction
from django.db.models import Q

from punos import clock
from punos.directory.models import Organisation, Unit
from punos.people.models import Employment, Person, Qualification
from punos.trace import actions as trace
from punos.trace.actions import Who


@transaction.atomic
def employ(  # noqa: PLR0913 - a work is these facts
    *,
    by: Who,
    person: Person,
    organisation: Organisation,
    unit: Unit | None,
    profession: str,
    from_on: date | None = None,
    until_on: date | None = None,
) -> Employment:
    """Note where the person works, from today unless told; the same work again is no second one.

    A last day ends what is held by the work, with that day.
    """
    held = Employment.objects.filter(
        Q(until_on=None) | Q(until_on__gte=clock.today()),
        person=person,
        organisation=organisation,
        unit=unit,
        profession=profession,
    ).first()
    if held is None:
        begin = from_on or clock.today()
        last = max(until_on, begin) if until_on else None
        held = Employment.objects.create(
            person=person,
            organisation=organisation,
            unit=unit,
            profession=profession,
            from_on=begin,
            until_on=last,
        )
        trace.record(by, "people.employment.begun", None, held, person=str(person.pk))
    elif held.until_on != until_on:
        held.until_on = max(until_on, held.from_on) if until_on else None
        held.save(update_fields=["until_on"])
        trace.record(by, "people.employment.changed", None, held, person=str(person.pk))
    return held


@transaction.atomic
def qualify(*, by: Who, person: Person, kind: str, from_on: date | None = None) -> Qualification:
    """Note that the person is trained to do it, from today unless told; once."""
    held = Qualification.objects.filter(person=person, kind=kind, until_on=None).first()
    if held is not None:
        return held
    made = Qualification.objects.create(person=person, kind=kind, from_on=from_on or clock.today())
    trace.record(by, "people.qualification.noted", None, made, kind=kind)
    return made

"""An invitation to work, answered by the organisation's own sign-in in the place of a password."""

from django.db import transaction

from punos import clock
from punos.people.actor import Actor
from punos.people.models import Employment, Person, StaffInvitation
from punos.people.strong.door import Door, NotIn
from punos.trace import actions as trace


@transaction.atomic
def begin_work(*, by: Actor, door: Door, hashed: str) -> Person | None:
    """Make the invited employee and let the work begin; nothing if there is no such invitation.

    Somebody who is here already joins the door in the own settings: a link in the mail and a
    sign-in elsewhere must not go round the second factor that guards what there is.
    """
    living = StaffInvitation.objects.filter(
        token_hash=hashed, spent_at=None, until_at__gt=clock.now()
    )
    asked = (
        living.select_for_update(of=("self",))
        .filter(organisation__name=door.organisation)
        .select_related("organisation", "unit")
        .first()
    )
    if asked is None or not hashed:
        return None
    if Person.objects.filter(email__iexact=asked.email).exists():
        raise NotIn("link")
    person = Person.objects.create_user(
        email=asked.email, first_name=asked.first_name, last_name=asked.last_name
    )
    Employment.objects.create(
        person=person,
        organisation=asked.organisation,
        unit=asked.unit,
        profession=asked.profession,
        from_on=clock.today(),
    )
    asked.spent_at = clock.now()
    asked.save(update_fields=["spent_at"])
    trace.record(by, "people.staff.begun", None, asked, person=str(person.pk))
    return person

"""Lets the one who runs the installation shut somebody out: no page of the program does that."""

from punos.config.keeping import Refusal
from punos.people import actions
from punos.people.actor import SYSTEM
from punos.people.models import Person


def disable(email: str) -> None:
    """End the sign-in of the person with this address, and all that is open by it."""
    person = Person.objects.filter(email__iexact=email).first()
    if person is None:
        raise Refusal("Tällä sähköpostilla ei ole ketään.")
    if not actions.disable(by=SYSTEM, person=person):
        raise Refusal("Hänen tunnuksensa on jo suljettu.")

"""Lets the one who runs the installation shut somebody out and in again: no page does that."""

from punos.config.keeping import Refusal
from punos.people import actions
from punos.people.actor import SYSTEM
from punos.people.models import Person


def disable(email: str) -> None:
    """End the sign-in of the person with this address, and all that is open by it."""
    if not actions.disable(by=SYSTEM, person=_known_by(email)):
        raise Refusal("Hänen tunnuksensa on jo suljettu.")


def enable(email: str) -> None:
    """Let the person with this address sign in again."""
    if not actions.enable(by=SYSTEM, person=_known_by(email)):
        raise Refusal("Hänen tunnuksensa on jo auki.")


def _known_by(email: str) -> Person:
    person = Person.objects.filter(email__iexact=email).first()
    if person is None:
        raise Refusal("Tällä sähköpostilla ei ole ketään.")
    return person

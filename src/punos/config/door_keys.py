"""Lets the one who runs the installation join an employee to the door of the organisation.

Either by a link that the employee opens once, or by the subject that the organisation's own
directory tells beforehand: `oid` in Entra, `sub` in Keycloak.
"""

from django.conf import settings

from punos.config.keeping import Refusal
from punos.people import addresses
from punos.people.actor import SYSTEM
from punos.people.models import Person
from punos.people.strong import actions, secrets
from punos.people.strong.door import Door, NotIn

WHY = {
    "no_work": "Henkilöllä ei ole työsuhdetta oven organisaatioon tänään.",
    "other": "Tämä tunnus on jo liitetty.",
}


def invite(code: str, email: str) -> str:
    """Return the address of a link by which the employee joins their own identity once."""
    door = _door(code)
    try:
        token, _until = actions.invite(by=SYSTEM, person=_person(email), door=door)
    except NotIn as no:
        raise Refusal(WHY[no.code]) from None
    return addresses.full("door-invitation", token)


def register(code: str, email: str, subject: str) -> None:
    """Join the subject, as the directory of the organisation tells it."""
    door = _door(code)
    if door.kind != "oidc":
        raise Refusal("Tunnus liitetään etukäteen vain oidc-oveen.")
    proof = secrets.proof_of(door=door, issuer=door.issuer, subject=subject, token_id="")
    try:
        actions.register(by=SYSTEM, person=_person(email), proof=proof)
    except NotIn as no:
        raise Refusal(WHY[no.code]) from None


def _door(code: str) -> Door:
    doors: dict[str, Door] = settings.STRONG_DOORS
    if code not in doors or not doors[code].is_for_staff:
        known = ", ".join(each.code for each in doors.values() if each.is_for_staff)
        raise Refusal(f"Organisaation ovea {code} ei ole. Ovet: {known or 'ei yhtään'}.")
    return doors[code]


def _person(email: str) -> Person:
    person = Person.objects.filter(email__iexact=email, is_active=True).first()
    if person is None:
        raise Refusal("Tällä sähköpostilla ei ole ketään. Kutsu hänet ensin työntekijäksi.")
    return person

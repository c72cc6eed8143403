"""What a password must be, said in plain words: long, and not easy to guess. And its one writer."""

import re

from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from punos import clock
from punos.directory.models import Area
from punos.people import actions, letters
from punos.people.actor import Actor
from punos.people.models import CredentialChange, Person, SignIn
from punos.trace import actions as trace
from punos.trace.refusal import FieldRefused, Refused

LENGTH = 12
# Words that somebody here would think of first; the names of municipalities come on top.
LOCAL = (
    "punos",
    "ohjaamo",
    "sotekeskus",
    "sote",
    "hyvinvointialue",
    "verkosto",
    "salasana",
    "omatyöntekijä",
    "kirjaaja",
    "password",
    "lösenord",
    "qwerty",
    "123456",
)


class Long:
    """At least twelve signs; no rule about which ones (NIST 800-63B)."""

    def validate(self, password: str, user: Person | None = None) -> None:
        del user
        if len(password) < LENGTH:
            raise ValidationError(_("Salasana on liian lyhyt. Kirjoita vähintään 12 merkkiä."))

    def get_help_text(self) -> str:
        return _("Vähintään 12 merkkiä.")


class NotCommon(password_validation.CommonPasswordValidator):
    """None of the twenty thousand most common ones."""

    def validate(self, password: str, user: Person | None = None) -> None:
        try:
            super().validate(password, user)
        except ValidationError:
            raise ValidationError(_("Moni käyttää tätä salasanaa. Keksi toinen.")) from None

    def get_help_text(self) -> str:
        return _("Ei yleinen salasana.")


class NotOwn(password_validation.UserAttributeSimilarityValidator):
    """Not one's own name or e-mail."""

    def __init__(self) -> None:
        super().__init__(user_attributes=("first_name", "last_name", "email"))

    def validate(self, password: str, user: Person | None = None) -> None:
        try:
            super().validate(password, user)
        except ValidationError:
            raise ValidationError(
                _("Salasanassa on oma nimesi tai osoitteesi. Keksi toinen.")
            ) from None

    def get_help_text(self) -> str:
        return _("Ei oma nimi.")


class NotLocal:
    """Not just a word of this place or program with some numbers after it."""

    def validate(self, password: str, user: Person | None = None) -> None:
        del user
        left = re.sub(r"[\W\d_]+", "", password.lower())
        for word in sorted(self._words(), key=len, reverse=True):
            left = left.replace(word, "")
        if len(left) < 4:
            raise ValidationError(
                _("Salasana on helppo arvata tällä paikkakunnalla tai tässä työssä. Keksi toinen.")
            )

    def get_help_text(self) -> str:
        return _("Ei paikkakunnan tai palvelun nimi.")

    def _words(self) -> set[str]:
        places = Area.objects.filter(kind=Area.Kind.MUNICIPALITY).values_list("name_fi", "name_sv")
        return {name.lower() for both in places for name in both} | set(LOCAL)


@transaction.atomic
def change_password(*, by: Actor, current: str, password: str) -> Person:
    """Change one's own password; every other session of the person ends (TRUST 7.4.3)."""
    if by.person is None:
        raise Refused(by, "people.password", "")
    person = Person.objects.select_for_update().get(pk=by.person.pk)
    check_password(by=by, current=current)
    set_password(person=person, password=password)
    actions.end_sessions(SignIn.objects.filter(person=person).exclude(session_key=by.session))
    trace.record(by, "people.password.changed", None, person)
    return person


def set_password(*, person: Person, password: str) -> None:
    """Set a password that is good enough, and tell its owner. The caller has asked for a proof."""
    try:
        password_validation.validate_password(password, person)
    except ValidationError as weak:
        raise FieldRefused("password", *weak.messages) from None
    person.set_password(password)
    person.save(update_fields=["password"])
    letters.tell_of_change(person=person, kind=CredentialChange.Kind.PASSWORD, now=clock.now())


def check_password(*, by: Actor, current: str) -> None:
    """Raise ValidationError unless this is the actor's own password."""
    if not by.who.check_password(current):
        raise FieldRefused("current", _("Nykyinen salasana ei täsmää. Kirjoita se uudelleen."))

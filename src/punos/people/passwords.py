"""What a password must be, said in plain words: long, and not easy to guess. Nothing else."""

import re

from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from punos.directory.models import Area
from punos.people.models import Person

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

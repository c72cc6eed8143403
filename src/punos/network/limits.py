"""How much one may make: members of a network, links, works and meetings a day (TRUST 2.1.3).

They lie above what real work needs; a script or somebody with a borrowed session meets them.
How often a door may be tried is told in people.limits.
"""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Limit:
    """So many, and what is said to the one who would make one more."""

    most: int
    sentence: Promise | str

    def hold(self, made: QuerySet[Any]) -> None:
        """Refuse one more where there are as many as there may be."""
        if made.count() >= self.most:
            raise ValidationError(str(self.sentence), code="limit")


MEMBERS = Limit(40, _("Verkostossa on jo niin monta paikkaa kuin siihen mahtuu."))
LINKS_A_DAY = Limit(20, _("Tänään on tehty jo monta linkkiä. Jatka huomenna."))
WORKS_A_DAY = Limit(30, _("Olet avannut tänään jo monta työtä. Jatka huomenna."))
MEETINGS_A_DAY = Limit(20, _("Tänään on kutsuttu jo monta tapaamista. Jatka huomenna."))

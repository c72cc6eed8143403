"""The second saver's answer: nothing was overwritten, and both versions are shown."""

from collections.abc import Collection
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


class ChangedMeanwhile(ValidationError):  # noqa: N818 - it is an answer, not a fault
    """Somebody else saved first."""

    def __init__(self) -> None:
        super().__init__(
            _("Joku muutti tätä samaan aikaan. Katso molemmat, ja tallenna sitten."),
            code="changed",
        )


def check(standing: UUID | None, seen: Collection[UUID] | None) -> None:
    """Raise ChangedMeanwhile where what stands now is not what the page had shown.

    `seen` is what the writer saw; None where there was no page to look at.
    """
    if standing is not None and seen is not None and standing not in seen:
        raise ChangedMeanwhile

"""What is sent twice is one thing: the same again, while it stands, makes no second one."""

from typing import TypeVar

from django.db.models import Model, QuerySet

from punos.access.models import Case

Record = TypeVar("Record", bound=Model)


def standing(case: Case, same: QuerySet[Record]) -> Record | None:
    """Return what says the same and stands already, within the caller's transaction.

    The case is locked first, so that of two sent at the same moment the later finds the earlier.
    """
    Case.objects.select_for_update(no_key=True).get(pk=case.pk)
    return same.order_by("pk").first()

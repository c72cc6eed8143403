"""Takes back again, in a database restored from a backup, what was taken back after the backup.

Reads the lines of `trace.journal`. Each line is applied once; what the database does not know
(a consent that was given after the backup) holds nothing anyway.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db import transaction

from punos.access.models import Case, Consent, Ending, Grant, Recusal, Withdrawal
from punos.people.actor import SYSTEM
from punos.people.models import Person
from punos.trace import actions as trace


@transaction.atomic
def apply(line: dict[str, Any]) -> bool:
    """Apply one line; return whether it changed anything."""
    at = datetime.fromisoformat(line["at"])
    kinds = {"consent": _consent, "recusal": _recusal, "ending": _ending}
    return line["kind"] in kinds and kinds[line["kind"]](line, at)


def _consent(line: dict[str, Any], at: datetime) -> bool:
    consent = Consent.objects.filter(pk=line["consent"], withdrawal__isnull=True).first()
    person = Person.objects.filter(pk=line["by"]).first()
    if consent is None or person is None:
        return False
    Withdrawal.objects.create(consent=consent, by=person, at=at, how=line["how"])
    Grant.objects.filter(consent=consent, closed_at__isnull=True).update(closed_at=at)
    trace.record(SYSTEM, "access.consent.withdrawn", consent.case_id, consent, replayed=True)
    return True


def _recusal(line: dict[str, Any], at: datetime) -> bool:
    case = Case.objects.filter(pk=line["case"]).first()
    person = Person.objects.filter(pk=line["person"]).first()
    if case is None or person is None:
        return False
    recusal, is_new = Recusal.objects.get_or_create(case=case, person=person, defaults={"at": at})
    if is_new:
        trace.record(SYSTEM, "access.person.recused", case.pk, recusal, replayed=True)
    return is_new


def _ending(line: dict[str, Any], at: datetime) -> bool:
    case = Case.objects.filter(pk=line["case"], ending__isnull=True).first()
    if case is None:
        return False
    person = Person.objects.filter(pk=line["by"]).first()
    ending = Ending.objects.create(case=case, at=at, by=person, why=line["why"])
    trace.record(SYSTEM, "access.case.ended", case.pk, ending, replayed=True)
    return True


def lines_of_database() -> Iterator[dict[str, Any]]:
    """Yield what the journal must hold, as the database tells it, oldest first in each kind."""
    for withdrawal in Withdrawal.objects.order_by("at"):
        yield line_of_withdrawal(withdrawal)
    for recusal in Recusal.objects.order_by("at"):
        yield line_of_recusal(recusal)
    for ending in Ending.objects.order_by("at"):
        yield line_of_ending(ending)


def line_of_withdrawal(withdrawal: Withdrawal) -> dict[str, str]:
    """Return the journal's line of a consent that was taken back: ids and codes only."""
    return {
        "kind": "consent",
        "at": withdrawal.at.isoformat(),
        "consent": str(withdrawal.consent_id),
        "by": str(withdrawal.by_id),
        "how": withdrawal.how,
    }


def line_of_recusal(recusal: Recusal) -> dict[str, str]:
    """Return the journal's line of somebody who stepped aside."""
    return {
        "kind": "recusal",
        "at": recusal.at.isoformat(),
        "case": str(recusal.case_id),
        "person": str(recusal.person_id),
    }


def line_of_ending(ending: Ending) -> dict[str, str]:
    """Return the journal's line of a shared work that ended."""
    return {
        "kind": "ending",
        "at": ending.at.isoformat(),
        "case": str(ending.case_id),
        "by": str(ending.by_id or ""),
        "why": ending.why,
    }

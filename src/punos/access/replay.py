"""Takes back again, in a database restored from a backup, what was taken back after the backup.

Reads the lines of `trace.journal`. Each line is applied once; what the database does not know
(a consent that was given after the backup) holds nothing anyway. A consent that was replaced is
narrowed to what both the older and the newer one let see: a replay never opens anything.
"""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.db import transaction

from punos.access.models import (
    AddressProtection,
    Case,
    CircleMember,
    Consent,
    Ending,
    Grant,
    GrantRight,
    Recusal,
    Will,
    Withdrawal,
)
from punos.access.rights import TASK_RIGHTS, rights_of
from punos.people.actor import SYSTEM
from punos.people.models import Person
from punos.trace import actions as trace


@transaction.atomic
def apply(line: dict[str, Any]) -> bool:
    """Apply one line; return whether it changed anything."""
    at = datetime.fromisoformat(line["at"])
    kinds = {
        "consent": _consent,
        "replacement": _replacement,
        "recusal": _recusal,
        "ending": _ending,
        "address": _address,
        "hiding": _hiding,
    }
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


def _replacement(line: dict[str, Any], at: datetime) -> bool:
    """Put in the older consent's place one that lets see what both let see, under the newer's id.

    So a line further on, that takes the newer one back, finds it.
    """
    older = Consent.objects.filter(pk=line["consent"], replaced_at=None, withdrawal=None).first()
    until_at = min(older.until_at, datetime.fromisoformat(line["until"])) if older else at
    if older is None or until_at <= at:
        return False
    older.replaced_at = at
    older.save(update_fields=["replaced_at"])
    newer = Consent.objects.create(
        pk=line["newer"],
        case=older.case,
        to_person=older.to_person,
        topics=[code for code in older.topics if code in line["topics"].split()],
        from_at=at,
        until_at=until_at,
        covers_substitute=older.covers_substitute and line["substitute"] == "yes",
        replaces=older,
        text=older.text,
        given_by=older.given_by,
        given_at=at,
        how=line["how"],
        recorded_by=Person.objects.filter(pk=line["by"]).first() or older.recorded_by,
        # Who the witness was is a name, and the journal has none.
        witness="–" if line["how"] == Will.How.ORAL else "",
    )
    for grant in Grant.objects.filter(consent=older, closed_at__isnull=True):
        _narrow(grant, newer, at)
    trace.record(
        SYSTEM, "access.consent.given", newer.case_id, newer, topics=newer.topics, replayed=True
    )
    return True


def _narrow(grant: Grant, consent: Consent, at: datetime) -> None:
    """Close the grant and give again, under the newer consent, no more than it lets see."""
    held = {each.right for each in grant.rights.all()}
    if not grant.occasion:  # what opens one meeting only stays as it is
        held &= TASK_RIGHTS | rights_of(grant.capacity, consent.topics)
    grant.closed_at = at
    grant.save(update_fields=["closed_at"])
    again = Grant.objects.create(
        case=grant.case,
        holder=grant.holder,
        capacity=grant.capacity,
        basis=grant.basis,
        consent=consent,
        legal_basis=grant.legal_basis,
        employment=grant.employment,
        occasion=grant.occasion,
        circles_only=grant.circles_only,
        from_at=max(at, grant.from_at),
        until_at=grant.until_at,
    )
    GrantRight.objects.bulk_create(GrantRight(grant=again, right=right) for right in sorted(held))


def _address(line: dict[str, Any], at: datetime) -> bool:
    person = Person.objects.filter(pk=line["person"]).first()
    if person is None or AddressProtection.objects.filter(pk=line["protection"]).exists():
        return False
    protection = AddressProtection.objects.create(
        pk=line["protection"],
        person=person,
        from_on=date.fromisoformat(line["from"]),
        until_on=date.fromisoformat(line["until"]) if line["until"] else None,
        noted_by=Person.objects.filter(pk=line["by"]).first() or person,
        noted_at=at,
    )
    protection.household.set(Person.objects.filter(pk__in=line["household"].split()))
    trace.record(SYSTEM, "access.address.protected", None, protection, replayed=True)
    return True


def _hiding(line: dict[str, Any], at: datetime) -> bool:
    """Hide again from a guardian what was hidden; a later yes of before the backup is not known."""
    shown = CircleMember.objects.filter(
        circle=line["circle"], person=line["person"], until_at=None, from_at__lte=at
    )
    for member in shown:
        trace.record(SYSTEM, "access.guardian.hidden", member.circle.case_id, member, replayed=True)
    return shown.update(until_at=at) > 0


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
    for consent in Consent.objects.filter(replaces__isnull=False).order_by("given_at"):
        yield line_of_replacement(consent)
    for withdrawal in Withdrawal.objects.order_by("at"):
        yield line_of_withdrawal(withdrawal)
    for recusal in Recusal.objects.order_by("at"):
        yield line_of_recusal(recusal)
    for ending in Ending.objects.order_by("at"):
        yield line_of_ending(ending)
    for protection in AddressProtection.objects.prefetch_related("household").order_by("noted_at"):
        yield line_of_address(protection)
    hidden = CircleMember.objects.filter(
        until_at__isnull=False, circle__guardian_decisions__isnull=False
    )
    for member in hidden.order_by("until_at").distinct():
        yield line_of_hiding(member)


def line_of_replacement(newer: Consent) -> dict[str, str]:
    """Return the journal's line of a consent that a newer one replaced."""
    return {
        "kind": "replacement",
        "at": newer.from_at.isoformat(),
        "consent": str(newer.replaces_id),
        "newer": str(newer.pk),
        "topics": " ".join(newer.topics),
        "until": newer.until_at.isoformat(),
        "substitute": "yes" if newer.covers_substitute else "no",
        "by": str(newer.recorded_by_id),
        "how": newer.how,
    }


def line_of_address(protection: AddressProtection) -> dict[str, str]:
    """Return the journal's line of a turvakielto: whose, and the household's, as ids."""
    return {
        "kind": "address",
        "at": protection.noted_at.isoformat(),
        "protection": str(protection.pk),
        "person": str(protection.person_id),
        "household": " ".join(str(each.pk) for each in protection.household.all()),
        "from": protection.from_on.isoformat(),
        "until": protection.until_on.isoformat() if protection.until_on else "",
        "by": str(protection.noted_by_id),
    }


def line_of_hiding(member: CircleMember) -> dict[str, str]:
    """Return the journal's line of an entry that a guardian sees no more."""
    return {
        "kind": "hiding",
        "at": member.until_at.isoformat() if member.until_at else "",
        "circle": str(member.circle_id),
        "person": str(member.person_id),
    }


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

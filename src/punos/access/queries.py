"""Reads for the pages about consent: who sees, who has looked, and the facts of a case."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db.models import F, Min, QuerySet

from punos.access import policy
from punos.access.facts import Fact
from punos.access.models import Case, Consent, Ending, Prohibition
from punos.access.rights import Right
from punos.people.actor import Actor
from punos.people.models import Person
from punos.prepared import prepared
from punos.trace import queries as trace
from punos.trace.models import UseLog

FACTS_IN_USE = frozenset({"hit", "talk", "consent", "end"})


def facts_of(cases: Collection[Case]) -> dict[UUID, list[Fact]]:
    """Return the facts of access by case. `hit` and `talk` come from the opening until `finding`."""
    found = {case.pk: [Fact("hit", case.opened_at), Fact("talk", case.opened_at)] for case in cases}
    for case_id, first_at in _first_consents(list(found)):
        found[case_id].append(Fact("consent", first_at))
    for case_id, ended_at in _endings(list(found)):
        found[case_id].append(Fact("end", ended_at))
    return found


@prepared
def _first_consents(cases: Collection[UUID]) -> QuerySet[Consent, Any]:
    beyond = Consent.objects.filter(case__in=cases).exclude(to_person=F("case__opened_by"))
    return beyond.values_list("case").annotate(first_at=Min("given_at"))


@prepared
def _endings(cases: Collection[UUID]) -> QuerySet[Ending, Any]:
    return Ending.objects.filter(case__in=cases).values_list("case", "at")


def facts(case: Case) -> list[Fact]:
    """Return the facts of access about one case."""
    return facts_of([case])[case.pk]


def looks(actor: Actor, case: Case, most: int = 200) -> list[UseLog]:
    """Return who has looked at the case, for the one who may read the log; own looks left out."""
    if not policy.may(actor, Right.TRACE_READ, case):
        return []
    return trace.looks(case.pk, most, but=str(case.client_id))


def prohibitions(case: Case) -> QuerySet[Prohibition]:
    """Return what the client has left out; shown to the client alone, never hinted at by a count."""
    return Prohibition.objects.filter(case=case, withdrawn_at=None)


def people_with(case: Case, right: Right, *, occasion: UUID | None = None) -> list[Person]:
    """Return the persons, client included, who hold the right in the case, or at the occasion, now."""
    found = {
        grant.holder_id: grant.holder
        for grant in policy.valid_in(case.pk)
        if grant.occasion in (None, occasion)
        if any(each.right == right for each in grant.rights.all())
    }
    return list(found.values())

"""The worker's own people: whose shared work one is in, and what is next in each."""

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from punos import clock
from punos.access import listing, policy
from punos.access.rights import Right
from punos.meetings import queries as meetings
from punos.people.actor import Actor
from punos.trace import actions as trace


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One client on the worker's list."""

    case_id: UUID
    name: str
    age: int | None
    unit: str
    next: str


@transaction.atomic
def people_page(actor: Actor) -> tuple[PersonRow, ...]:
    """Return the people whose shared work the actor is in, by name; one row traces the list."""
    named = policy.cases(actor, Right.NETWORK_READ).exclude(client=actor.person).filter(ending=None)
    cases = list(named.select_related("client", "unit", "owner").order_by("client__sort_key", "pk"))
    ahead = {
        line.case_id: line.when
        for line in reversed(meetings.my_meetings(actor))
        if line.at > clock.now()
    }
    protected = policy.address_protected([case.client for case in cases])
    address = policy.cases(actor, Right.ADDRESS_READ).filter(client__in=protected)
    masked = protected - set(address.values_list("client", flat=True)) if protected else protected
    listing.note(actor, [case.pk for case in cases])
    trace.record(actor, "web.people.seen", None, cases=[str(case.pk) for case in cases])
    today = clock.today()
    return tuple(
        PersonRow(
            case.pk,
            case.client.full_name,
            case.client.age_on(today),
            meetings.unit_of(case, is_masked=case.client_id in masked),
            ahead.get(case.pk, ""),
        )
        for case in cases
    )

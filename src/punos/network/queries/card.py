"""What a worker who leads keeps right about the client: the name's genitive, the code, the phones."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from punos import clock
from punos.access import policy
from punos.access.models import Case
from punos.access.rights import Capacity, Right
from punos.network import rules
from punos.network.queries.team import known_level
from punos.people.actor import Actor, Level
from punos.trace.models import AuditEvent
from punos.trace.refusal import Refused

HELD_ELSEWHERE = "network.identity.refused"
MOST_TRIES = 5


@dataclass(frozen=True, slots=True)
class ClientCard:
    """The client as those who lead keep the facts. The identity code itself is shown to nobody."""

    case: Case
    genitive: str
    has_device: bool
    has_identity: bool
    may_note_identity: bool


def client_card(actor: Actor, case_id: UUID) -> ClientCard:
    """Return the page about the client; who leads opens it, and the client has an own one."""
    case = policy.open_case(actor, case_id, Right.CASE_LEAD)
    if actor.person == case.client:
        raise Refused(actor, Right.CASE_LEAD, case_id)
    return ClientCard(
        case=case,
        genitive=case.client.first_name_genitive,
        has_device=known_level(case.client) == Level.DEVICE,
        has_identity=case.client.identity_hash is not None,
        may_note_identity=may_note_identity(actor, case),
    )


def may_note_identity(actor: Actor, case: Case) -> bool:
    """Return whether the work by which the actor is in handles identity codes by law."""
    if actor.person is None:
        return False
    return any(
        grant.capacity == Capacity.WORK
        and grant.employment is not None
        and rules.handles_identity(grant.employment.field)
        for grant in policy.valid_in(case.pk, [actor.person.pk])
    )


def tries_left(actor: Actor) -> bool:
    """Return whether the actor may try more codes today: a code tells that its owner is here."""
    tried = AuditEvent.objects.filter(
        event=HELD_ELSEWHERE, actor_id=actor.trace_id, at__gt=clock.now() - timedelta(days=1)
    )
    return tried.count() < MOST_TRIES

"""The rows that a look leaves: which data, whose register, and how it went to another body.

There is one row a kind of data and register holder (CDL §§ 10, 70): a plan holds entries of
several, and what the reader's own employer wrote is no disclosure to the reader.
"""

from collections.abc import Iterable, Mapping

from punos.access.models import Case, Grant
from punos.access.rights import Capacity, Right
from punos.directory.models import Organisation
from punos.people.actor import Actor
from punos.trace.models import DisclosureLog, Link, UseLog

Registers = Mapping[Right, Iterable[Organisation]]


def rows(
    actor: Actor,
    case: Case,
    rights: Iterable[Right],
    registers: Registers,
    grants: Mapping[str, Grant],
) -> list[Link]:
    """Return the rows of what was seen; of a right whose registers are not told, the case's own."""
    seen = [(right, of) for right in rights for of in registers.get(right) or (case.owner,)]
    if actor.preview:
        name = actor.person.full_name if actor.person else ""
        facts = {"purpose": "own_preview", "preview_of": name}
        return [_use(actor, case, right, of, **facts) for right, of in seen]
    return [row for right, of in seen for row in rows_of_one(actor, case, right, of, grants[right])]


def rows_of_one(
    actor: Actor, case: Case, what: str, register: Organisation, grant: Grant
) -> list[Link]:
    """Return the row of the use log, and of the disclosure log where it went to another body."""
    used = _use(actor, case, what, register, purpose=grant.capacity)
    body = grant.employment.organisation if grant.employment else None
    if grant.capacity == Capacity.OWN or (body and body.pk == register.pk):
        return [used]
    because = grant.consent_id or grant.acceptance_id or grant.inquiry_id or grant.legal_basis_id
    disclosed = DisclosureLog(
        case_id=used.case_id,
        description=what,
        provider_id=used.provider_id,
        provider_name=used.provider_name,
        # The client by consent; by law too it is the client's own matter.
        discloser_id=str(case.client_id),
        discloser_name=case.client.full_name,
        recipient_id=actor.trace_id,
        recipient_name=actor.trace_name,
        recipient_body=body.name if body else "",
        purpose=grant.capacity,
        basis=f"{grant.basis} {because or ''}".strip(),
    )
    return [used, disclosed]


def _use(
    actor: Actor,
    case: Case,
    what: str,
    register: Organisation,
    *,
    purpose: str,
    preview_of: str = "",
) -> UseLog:
    return UseLog(
        case_id=str(case.pk),
        what=what,
        page=actor.page,
        provider_id=str(register.pk),
        provider_name=register.name,
        purpose=purpose,
        preview_of=preview_of,
    )

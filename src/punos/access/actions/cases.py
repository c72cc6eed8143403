"""Opening and ending a shared work."""

from uuid import UUID

from django.db import transaction
from django.db.models import Q

from punos import clock
from punos.access import policy, replay, rules
from punos.access.actions.grants import grant, look_again
from punos.access.models import Case, Ending, Grant
from punos.access.rights import OPENING_RIGHTS, OWN_RIGHTS, Capacity, Right
from punos.people.actor import SYSTEM, Actor, Level
from punos.people.models import Employment, Person
from punos.trace import actions as trace
from punos.trace import journal
from punos.trace.refusal import Refused


@transaction.atomic
def open_work(*, by: Actor, client: Person, employment: Employment, service_task: str = "") -> Case:
    """Open a shared work: the client holds it, the opener reads for 30 days until a consent comes."""
    holds = Employment.objects.on(clock.today()).filter(pk=employment.pk, person=by.person)
    if by.person is None or by.level < Level.STRONG or not holds.exists():
        raise Refused(by, "case.open", "")
    case = Case.objects.create(
        client=client,
        owner=employment.organisation,
        unit=employment.unit,
        opened_by=by.person,
        service_task=service_task,
    )
    grant(case=case, holder=client, capacity=Capacity.OWN, rights=OWN_RIGHTS, basis=Grant.Basis.OWN)
    grant(
        case=case,
        holder=by.person,
        capacity=Capacity.WORK,
        rights=OPENING_RIGHTS,
        basis=Grant.Basis.OPENING,
        employment=employment,
        until_at=rules.opening_end(case.opened_at),
    )
    trace.record(by, "access.case.opened", case.pk, case)
    return case


@transaction.atomic
def end_work(*, by: Actor, case_id: UUID, why: str, contact: Person | None = None) -> Ending:
    """End the shared work: every grant but the client's own holds no more."""
    case = policy.open_case(by, case_id, Right.CASE_END)
    ending = Ending.objects.create(case=case, by=by.person, why=why, contact=contact)
    _close_all(case)
    trace.record(by, "access.case.ended", case.pk, case, why=why)
    journal.append_on_commit(replay.line_of_ending(ending))
    return ending


@transaction.atomic
def end_without_consent(*, case: Case) -> Ending | None:
    """End a work whose opener's 30 days went by and nobody was let in. Run by a job; idempotent."""
    if case.consents.exists() or Ending.objects.filter(case=case).exists():
        return None
    if clock.now() < rules.opening_end(case.opened_at):
        return None
    ending = Ending.objects.create(case=case, why=Ending.Why.NO_CONSENT)
    _close_all(case)
    trace.record(SYSTEM, "access.case.ended", case.pk, case, why=ending.why)
    return ending


def _close_all(case: Case) -> None:
    open_grants = Grant.objects.filter(case=case, closed_at__isnull=True).exclude(
        Q(capacity=Capacity.OWN) | Q(basis=Grant.Basis.INQUIRY)
    )
    holders = list(open_grants.values_list("holder_id", flat=True))
    open_grants.update(closed_at=clock.now())
    look_again(*holders)

"""Stepping aside, looking into a named matter, and turvakielto."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, F, Q
from django.utils.translation import gettext as _

from punos import clock
from punos.access import policy, replay, rules
from punos.access.actions.grants import close_spent, grant, look_again
from punos.access.models import AddressProtection, Case, Grant, Inquiry, Recusal
from punos.access.once import standing
from punos.access.rights import Capacity, Right
from punos.people.actor import Actor
from punos.people.models import Employment, Person
from punos.trace import actions as trace
from punos.trace import journal
from punos.trace.refusal import Refused

_READ = (Right.TIMES_READ, Right.PLAN_READ, Right.MINUTES_READ)
_INQUIRY_RIGHTS = (*_READ, Right.NETWORK_READ, Right.TRACE_READ)


@transaction.atomic
def recuse(*, by: Actor, case_id: UUID, is_asked: bool = False) -> None:
    """Step aside because one knows the client: all grants of this person in the case end at once.

    Asked before any detail opens, so nothing but the wish is needed and nothing is shown.
    `is_asked` is said of one who is asked to stand in: to such a one the client gave no consent.
    """
    # Of those who work only: a close one knows the client, and could not come back by oneself.
    works = Employment.objects.on(clock.today()).filter(person=by.person).exists()
    is_in = by.person and works and (is_asked or _is_asked_or_in(case_id, by.person))
    # Looked for last: until then a work that is not there is asked the same as one that is.
    case = Case.objects.filter(pk=case_id).exclude(client=by.person).first() if is_in else None
    if case is None or by.person is None:
        raise Refused(by, "access.recuse", case_id)
    recusal, is_new = Recusal.objects.get_or_create(case=case, person=by.person)
    if not is_new:
        return
    journal.append_on_commit(replay.line_of_recusal(recusal))
    close_spent(case=case, holder=by.person)
    trace.record(by, "access.person.recused", case.pk, case)
    look_again(by.person.pk)


def _is_asked_or_in(case: UUID, person: Person) -> bool:
    """Return whether the person holds something in the case, will hold it, or may still take it."""
    now = clock.now()
    to_come = Grant.objects.filter(from_at__gt=now, until_at__gt=F("from_at"), closed_at=None)
    return (
        Recusal.objects.filter(case=case, person=person).exists()
        or bool(policy.valid_in(case, [person.pk]))
        or to_come.filter(case=case, holder=person).exists()
        or policy.valid_consents()
        .filter(case=case, to_person=person, grants=None, case__ending=None)
        .exists()
    )


@transaction.atomic
def ask_inquiry(*, by: Actor, case_id: UUID, matter: str, reason: str, until_on: date) -> Inquiry:
    """Ask for a named matter to be looked into; opens nothing until another person agrees."""
    duty = policy.queue(by, "data_protection").first()
    case = Case.objects.filter(pk=case_id).first()
    if duty is None or case is None or case.owner_id != duty.organisation_id:
        raise Refused(by, "access.inquiry", case_id)
    if not rules.is_allowed_until(until_on, clock.today()):
        raise ValidationError(_("Valitse päättymispäivä, enintään 12 kuukautta."), code="until")
    if matter not in Inquiry.Matter.values or not reason.strip():
        raise ValidationError(_("Kerro, mitä selvitetään ja miksi."), code="reason")
    said = {"case": case, "matter": matter, "reason": reason, "asked_by": by.who}
    said["until_at"] = clock.after(until_on)
    if made := standing(case, Inquiry.objects.filter(**said)):
        return made
    inquiry = Inquiry.objects.create(**said)
    trace.record(by, "access.inquiry.asked", case.pk, inquiry, matter=matter)
    return inquiry


@transaction.atomic
def approve_inquiry(*, by: Actor, inquiry_id: UUID) -> Inquiry:
    """Let the asker read for the matter: a second person of the same duty decides.

    Called through the network room's action of the same name, which tells the client.
    """
    duties = {duty.organisation_id for duty in policy.queue(by, "data_protection")}
    waiting = Inquiry.objects.select_for_update(of=("self",)).select_related("case")
    inquiry = waiting.filter(pk=inquiry_id, approved_at=None).first()
    if inquiry is None or inquiry.case.owner_id not in duties or by.person == inquiry.asked_by:
        raise Refused(by, "access.inquiry", inquiry_id)
    if inquiry.until_at <= clock.now():
        raise ValidationError(_("Selvityksen päivä on mennyt. Pyydä se uudelleen."), code="until")
    job = Employment.objects.on(clock.today()).filter(
        person=inquiry.asked_by, organisation=inquiry.case.owner_id
    )
    inquiry.approved_by, inquiry.approved_at = by.person, clock.now()
    inquiry.save(update_fields=["approved_by", "approved_at"])
    grant(
        case=inquiry.case,
        holder=inquiry.asked_by,
        capacity=Capacity.WORK,
        rights=_INQUIRY_RIGHTS,
        basis=Grant.Basis.INQUIRY,
        inquiry=inquiry,
        employment=job.first(),
        until_at=inquiry.until_at,
    )
    trace.record(by, "access.inquiry.approved", inquiry.case_id, inquiry, matter=inquiry.matter)
    return inquiry


@transaction.atomic
def protect_address(
    *, by: Actor, case_id: UUID, household: Iterable[Person] = (), until_on: date | None = None
) -> AddressProtection:
    """Note the client's turvakielto: where they are is masked at once, for the household too."""
    case = policy.open_case(by, case_id, Right.NETWORK_WRITE)
    household, said = set(household), {"person": case.client, "until_on": until_on}
    same = AddressProtection.objects.filter(**said, ended_at=None)
    same = same.annotate(all=Count("household")).filter(all=len(household))
    if household:
        named = Count("household", filter=Q(household__in=household))
        same = same.annotate(named=named).filter(named=len(household))
    if made := standing(case, same):
        return made
    protection = AddressProtection.objects.create(**said, from_on=clock.today(), noted_by=by.who)
    protection.household.set(household)
    journal.append_on_commit(replay.line_of_address(protection))
    trace.record(by, "access.address.protected", case.pk, protection)
    return protection


@transaction.atomic
def end_protection(*, by: Actor, case_id: UUID, reason: str) -> AddressProtection:
    """End the turvakielto noted in this work by mistake: who may note it may, with a reason.

    After a restore it is masked again until it is ended again. Called through the network room's
    action of the same name, which tells the client.
    """
    case = policy.open_case(by, case_id, Right.NETWORK_WRITE)
    if not policy.may(by, Right.ADDRESS_READ, case):
        raise Refused(by, Right.ADDRESS_READ, case_id)
    holds = Q(until_on=None) | Q(until_on__gte=clock.today())
    noted_here = Grant.objects.filter(case=case).values("holder")
    living = AddressProtection.objects.filter(
        holds, person=case.client, ended_at=None, noted_by__in=noted_here
    )
    protections = list(living.select_for_update().order_by("pk"))
    if not protections:
        raise ValidationError(_("Täällä ei ole merkitty turvakieltoa."), code="none")
    for each in protections:
        each.ended_at, each.ended_by, each.end_reason = clock.now(), by.who, reason
        each.save(update_fields=["ended_at", "ended_by", "end_reason"])
        trace.record(by, "access.address.unprotected", case.pk, each)
    return protections[-1]

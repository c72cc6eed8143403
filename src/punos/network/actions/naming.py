"""Naming own worker, contact and responsibilities; approving an inquiry."""

from collections.abc import Collection
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from punos import clock
from punos.access import actions as access
from punos.access import policy
from punos.access.models import Case, Inquiry
from punos.access.rights import Right
from punos.network import queries, rules
from punos.network.actions import meanwhile
from punos.network.actions.leaving import follow
from punos.network.models import OwnWorker, Responsibility
from punos.notices import actions as notices
from punos.people.actor import Actor
from punos.people.models import Person
from punos.trace import actions as trace


@transaction.atomic
def name_own_worker(  # noqa: PLR0913 - a task is these facts
    *,
    by: Actor,
    case_id: UUID,
    kind: str,
    person_id: UUID,
    substitute_id: UUID | None = None,
    reason: str = "",
    seen: Collection[UUID] | None = None,
) -> OwnWorker:
    """Name the statutory own worker or the named contact, with a substitute.

    Raises ValidationError where the law bars this person, or another than `seen` has been named.
    """
    case = policy.open_case(by, case_id, Right.CASE_LEAD)
    _lock(case)
    member, substitute = _worker_and_substitute(case, person_id, substitute_id)
    if kind == OwnWorker.Kind.STATUTORY and member.employment:
        _check_own_worker(by, case, member.employment.field, reason)
    current = OwnWorker.objects.filter(case=case, kind=kind, ended_at=None)
    older, facts = current.first(), (person_id, substitute_id, reason)
    if older and (older.person_id, older.substitute_id, older.reason) == facts:
        return older
    meanwhile.check(older.pk if older else None, seen)
    followed = queries.follower(case)
    current.update(ended_at=clock.now())
    named = OwnWorker.objects.create(
        case=case,
        kind=kind,
        person=member.person,
        substitute=substitute.person if substitute else None,
        reason=reason,
        named_by=by.who,
    )
    _move_task(case, older.person if older else None, member.person)
    follow(by, case, followed)
    trace.record(by, "network.own_worker.named", case.pk, named, kind=kind)
    if by.person != case.client:
        _tell_client(named)
    return named


def _lock(case: Case) -> None:
    """Let two savers come one after the other."""
    Case.objects.select_for_update().get(pk=case.pk)


def _worker_and_substitute(
    case: Case, person_id: UUID, substitute_id: UUID | None
) -> tuple[queries.Member, queries.Member | None]:
    """Return the two as they are in the network now; what does not fit is said kindly."""
    work = {m.person.pk: m for m in queries.members(case) if m.strand == "work" and m.employment}
    member = work.get(person_id)
    if member is None:
        raise ValidationError(_("Valitse joku, joka on jo verkostossa."), code="member")
    substitute = work.get(substitute_id) if substitute_id else None
    if substitute_id and (substitute is None or substitute == member):
        raise ValidationError(_("Varahenkilön pitää olla toinen verkostosta."), code="substitute")
    return member, substitute


def _move_task(case: Case, older: Person | None, newer: Person) -> None:
    """Let the rights of the task go to the newer; the opener led only until somebody was named."""
    for former in {person for person in (older, case.opened_by) if person and person != newer}:
        if not OwnWorker.objects.filter(case=case, person=former, ended_at=None).exists():
            access.drop_task_right(case=case, holder=former)
    access.carry_task_right(case=case, holder=newer)


def _tell_client(named: OwnWorker) -> None:
    notices.tell(
        to=named.case.client,
        kind="own_worker_named",
        case=named.case,
        subject_id=named.pk,
        key=str(named.pk),
        link=reverse("network", args=[named.case_id]),
    )


def _check_own_worker(by: Actor, case: Case, field: str, reason: str) -> None:
    """Say what to do instead when the law bars this profession (Social Welfare Act § 42).

    The client chooses a contact; the own worker is named by social welfare.
    """
    if by.person == case.client:
        raise ValidationError(
            _("Omatyöntekijän nimeää sosiaalihuolto. Voit kertoa, ketä toivot."), code="by_law"
        )
    why = rules.why_not_own_worker(field, reason)
    if why == "needs_reason":
        raise ValidationError(
            _("Terveydenhuollon ammattilainen voi olla omatyöntekijä, kun kerrot syyn."), code=why
        )
    if why:
        raise ValidationError(
            _(
                "Omatyöntekijä on lain mukaan sosiaalihuollon ammattilainen. Nimeä hänet yhteyshenkilöksi."
            ),
            code=why,
        )


@transaction.atomic
def set_responsibility(
    *,
    by: Actor,
    case_id: UUID,
    person_id: UUID,
    words: str,
    seen: Collection[UUID] | None = None,
) -> Responsibility:
    """Write what one person in the network answers for; newer words replace older ones."""
    case = policy.open_case(by, case_id, Right.NETWORK_WRITE)
    _lock(case)
    member = next((m for m in queries.members(case) if m.person.pk == person_id), None)
    if member is None:
        raise ValidationError(_("Valitse joku, joka on jo verkostossa."), code="member")
    held = Responsibility.objects.filter(case=case, person=member.person, ended_at=None)
    if same := held.filter(words=words).first():
        return same
    meanwhile.check(held.values_list("pk", flat=True).first(), seen)
    held.update(ended_at=clock.now())
    row = Responsibility.objects.create(
        case=case, person=member.person, words=words, owner=case.owner, author=by.person
    )
    trace.record(by, "network.responsibility.set", case.pk, row)
    return row


@transaction.atomic
def approve_inquiry(*, by: Actor, inquiry_id: UUID) -> Inquiry:
    """Let a matter be looked into (asian selvittäminen) and tell the client who looks and why."""
    inquiry = access.approve_inquiry(by=by, inquiry_id=inquiry_id)
    notices.tell(
        to=inquiry.case.client,
        kind="inquiry_opened",
        case=inquiry.case,
        subject_id=inquiry.pk,
        key=str(inquiry.pk),
        link=reverse("consents", args=[inquiry.case_id]),
    )
    return inquiry

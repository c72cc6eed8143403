"""Who may do what in a person's shared work, and why.

Everything here follows from one fact, the Grant. If you are about to look at an organisation,
a job title or is_superuser to decide what someone may see: stop, and make a grant instead.
The client's page "Kuka näkee tietoni" reads the same rows.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, TypeVar
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, F, Model, OuterRef, Q, QuerySet

from punos import clock
from punos.access.models import (
    AddressProtection,
    Case,
    CircleMember,
    Consent,
    Duty,
    Grant,
    Recusal,
    Withdrawal,
)
from punos.access.rights import LEAST_LEVEL, WRITING, Capacity, Right
from punos.people.actor import Actor, Level
from punos.people.models import Person
from punos.trace import actions as trace
from punos.trace.refusal import Refused

Record = TypeVar("Record", bound=Model)


def valid_grants(at: datetime | None = None) -> QuerySet[Grant]:
    """Return the grants that hold at that instant.

    A consent counts to the end of its last day in Helsinki; a withdrawal counts from its
    instant, because a person who says "no" must not be seen any more. A grant of circles only
    holds while its holder is in one of them. An inquiry outlives the work that it looks into.
    Whoever's consent is taken back has no task either that the client had agreed to before it.
    """
    at = at or clock.now()
    day = clock.day_of(at)
    known = Recusal.objects.filter(case=OuterRef("case"), person=OuterRef("holder"), at__lte=at)
    taken_back = Withdrawal.objects.filter(
        consent__case=OuterRef("case"),
        consent__to_person=OuterRef("holder"),
        at__gte=OuterRef("acceptance__given_at"),
        at__lte=at,
    )
    consents = valid_consents(at).filter(pk=OuterRef("consent"))
    circles = _members(at).filter(circle__case=OuterRef("case"), person=OuterRef("holder"))
    # One filter with all conditions: each further call would copy and resolve the query anew.
    return Grant.objects.filter(
        Q(until_at__isnull=True) | Q(until_at__gt=at),
        Q(consent__isnull=True) | Exists(consents),
        Q(employment__isnull=True) | Q(employment__from_on__lte=day),
        Q(employment__until_on__isnull=True) | Q(employment__until_on__gte=day),
        Q(case__ending__isnull=True)
        | Q(case__ending__at__gt=at)
        | Q(capacity=Capacity.OWN)
        | Q(basis=Grant.Basis.INQUIRY),
        Q(circles_only=False) | Exists(circles),
        ~Exists(known),
        ~Exists(taken_back),
        from_at__lte=at,
    )


def valid_consents(at: datetime | None = None) -> QuerySet[Consent]:
    """Return the consents that hold at that instant: begun, not over, not taken back or replaced."""
    at = at or clock.now()
    return Consent.objects.filter(
        Q(withdrawal__isnull=True) | Q(withdrawal__at__gt=at),
        Q(replaced_at__isnull=True) | Q(replaced_at__gt=at),
        from_at__lte=at,
        until_at__gt=at,
    )


def _members(at: datetime) -> QuerySet[CircleMember]:
    """Return who is in a circle at that instant."""
    return CircleMember.objects.filter(
        Q(until_at__isnull=True) | Q(until_at__gt=at), from_at__lte=at
    )


def _grants(actor: Actor, right: Right, at: datetime, occasion: UUID | None) -> QuerySet[Grant]:
    """Return the valid grants by which the actor holds the right; none below its level."""
    if actor.person is None or actor.level < LEAST_LEVEL[right]:
        return Grant.objects.none()
    still = Q(case__ending__isnull=True) | Q(case__ending__at__gt=at)
    return valid_grants(at).filter(
        fits(actor),
        still if right in WRITING else Q(),
        Q(occasion__isnull=True) | Q(occasion=occasion),
        holder=actor.person,
        rights__right=right,
    )


def fits(actor: Actor) -> Q:
    """Return which grants this session may use: what is held by work asks for a work sign-in.

    A nurse who is also somebody's client has a phone of her own; it opens her own matters alone.
    """
    return Q() if actor.level >= Level.STRONG else Q(employment__isnull=True)


class Held(NamedTuple):
    """One right that somebody holds now: where, at which occasion, for circles alone or for all."""

    case_id: UUID
    occasion: UUID | None
    circles_only: bool
    right: str
    ended_at: datetime | None


def _held(actor: Actor) -> list[Held] | None:
    """Return all that the actor holds now, asked once for a page; None where a page may change it."""
    if actor.memory is None or actor.preview or actor.person is None:
        return None
    if "held" not in actor.memory:
        mine = valid_grants().filter(fits(actor), holder=actor.person, rights__isnull=False)
        columns = ("case", "occasion", "circles_only", "rights__right", "case__ending__at")
        actor.memory["held"] = [Held(*row) for row in mine.values_list(*columns)]
    held: list[Held] = actor.memory["held"]
    return held


def _counts(actor: Actor, each: Held, right: Right, occasion: UUID | None) -> bool:
    """Return whether what is held gives the right here and now: the conditions of `_grants`."""
    open_still = each.ended_at is None or each.ended_at > clock.now()
    return (
        each.right == right
        and actor.level >= LEAST_LEVEL[right]
        and each.occasion in (None, occasion)
        and (right not in WRITING or open_still)
    )


def _known(
    actor: Actor, right: Right, occasion: UUID | None, *, whole: bool = False
) -> set[UUID] | None:
    """Return the cases where the actor holds the right, from the page's memory if it has one."""
    held = _held(actor)
    if held is None:
        return None
    counted = (each for each in held if _counts(actor, each, right, occasion))
    return {each.case_id for each in counted if not (whole and each.circles_only)}


def cases(
    actor: Actor, right: Right, *, at: datetime | None = None, occasion: UUID | None = None
) -> QuerySet[Case]:
    """Return the cases where the actor holds the right at that instant: every answer is built on it.

    A grant with an occasion opens that meeting only, so it counts where that occasion is named.
    """
    if actor.preview:
        seen = right in _previewed(actor, actor.preview.case_id)
        return Case.objects.filter(pk=actor.preview.case_id) if seen else Case.objects.none()
    known = _known(actor, right, occasion) if at is None else None
    if known is not None:
        return Case.objects.filter(pk__in=known)
    held = _grants(actor, right, at or clock.now(), occasion)
    return Case.objects.filter(Exists(held.filter(case=OuterRef("pk"))))


def may(actor: Actor, right: Right, case: Case, *, occasion: UUID | None = None) -> bool:
    """Return whether the actor holds the right in this case."""
    known = _known(actor, right, occasion)
    if known is not None:
        return case.pk in known
    return cases(actor, right, occasion=occasion).filter(pk=case.pk).exists()


def rights_in(actor: Actor, case: Case, *, occasion: UUID | None = None) -> frozenset[Right]:
    """Return all rights the actor holds in this case, in one query; equal to `may` one by one."""
    if actor.preview:
        return _previewed(actor, case.pk)
    if actor.person is None:
        return frozenset()
    if (remembered := _held(actor)) is not None:
        here = [each for each in remembered if each.case_id == case.pk]
        return frozenset(
            Right(each.right) for each in here if _counts(actor, each, Right(each.right), occasion)
        )
    at = clock.now()
    held = (
        valid_grants(at)
        .filter(fits(actor), holder=actor.person, case=case)
        .filter(Q(occasion__isnull=True) | Q(occasion=occasion))
        .values_list("rights__right", "case__ending__at")
    )
    return frozenset(
        Right(right)
        for right, ended_at in held
        if right
        and actor.level >= LEAST_LEVEL[Right(right)]
        and (right not in WRITING or ended_at is None or ended_at > at)
    )


def _previewed(actor: Actor, case_id: UUID) -> frozenset[Right]:
    """Return what a look through another's eyes shows: that case only, and nothing can be written."""
    preview = actor.preview
    if preview is None or preview.case_id != case_id:
        return frozenset()
    circles = _members(clock.now()).filter(circle__case=case_id, person=actor.person)
    if preview.circles_only and not circles.exists():
        return frozenset()
    return frozenset(
        right
        for right in map(Right, preview.rights)
        if right not in WRITING and actor.level >= LEAST_LEVEL[right]
    )


def open_case(actor: Actor, case_id: UUID, right: Right, *, occasion: UUID | None = None) -> Case:
    """Return the case, traced; or raise Refused, which looks like a missing page and is traced too."""
    case = (
        cases(actor, right, occasion=occasion)
        .select_related("client", "owner", "unit", "ending")
        .filter(pk=case_id)
        .first()
    )
    if case is None:
        raise Refused(actor, right, case_id)
    if right not in WRITING:
        note_look(actor, case, right, occasion=occasion)
    return case


@transaction.atomic
def note_look(actor: Actor, case: Case, right: Right, *, occasion: UUID | None = None) -> None:
    """Write the use log, and the disclosure log when another body than the holder's looks."""
    if actor.preview:
        name = actor.person.full_name if actor.person else ""
        trace.note_use(actor, case.pk, right, case.owner, purpose="own_preview", preview_of=name)
        return
    grant = (
        _grants(actor, right, clock.now(), occasion)
        .filter(case=case)
        .select_related("employment__organisation", "consent")
        .order_by(F("occasion").asc(nulls_first=True), "-from_at")
        .first()
    )
    if grant is None:
        raise Refused(actor, right, case.pk)
    trace.note_use(actor, case.pk, right, case.owner, purpose=grant.capacity)
    body = grant.employment.organisation if grant.employment else None
    if grant.capacity != Capacity.OWN and (body is None or body.pk != case.owner_id):
        trace.note_disclosure(
            actor,
            case.pk,
            right,
            case.owner,
            discloser=_discloser(grant),
            body=body.name if body else "",
            purpose=grant.capacity,
            basis=f"{grant.basis} {grant.consent_id or grant.acceptance_id or grant.inquiry_id or ''}".strip(),
        )


def _discloser(grant: Grant) -> tuple[str, str]:
    """Who disclosed: the client by consent, else the one whose decision the grant rests on."""
    client = grant.case.client
    return str(client.pk), client.full_name


def visible(
    records: QuerySet[Record], actor: Actor, right: Right, *, occasion: UUID | None = None
) -> QuerySet[Record]:
    """Return those of the records (any table with a case and a circle) the actor may see.

    Entries of a circle show to its members alone; a grant of circles only opens nothing else.
    """
    at = clock.now()
    member = _members(at).filter(circle=OuterRef("circle"), person=actor.person)
    opened = records.filter(case__in=cases(actor, right, occasion=occasion))
    known = _known(actor, right, occasion, whole=True)
    if actor.preview:
        whole = Q(circle__isnull=True) if not actor.preview.circles_only else Q(pk__in=())
    elif known is not None:
        whole = Q(circle__isnull=True, case__in=known)
    else:
        open_to_all = _grants(actor, right, at, occasion).filter(circles_only=False)
        whole = Q(Exists(open_to_all.filter(case=OuterRef("case")))) & Q(circle__isnull=True)
    return opened.filter(whole | Q(Exists(member)))


def queue(actor: Actor, kind: str) -> QuerySet[Duty]:
    """Return the duties of that kind the actor has today: they open queues and counts, no case.

    A duty is work, so it asks for a work sign-in.
    """
    day = clock.today()
    if actor.person is None or actor.level < Level.STRONG:
        return Duty.objects.none()
    return Duty.objects.filter(
        Q(until_on__isnull=True) | Q(until_on__gte=day),
        person=actor.person,
        kind=kind,
        from_on__lte=day,
    )


@dataclass(frozen=True, slots=True)
class Holder:
    """One who sees something of the case: what, until when and because of what."""

    person: Person
    grant: Grant
    rights: frozenset[str]


def holders(case: Case) -> list[Holder]:
    """Return everybody who holds a right in the case now, the client left out."""
    held = (
        valid_grants()
        .filter(case=case)
        .exclude(capacity=Capacity.OWN)
        .select_related(
            "holder", "consent", "employment__organisation", "employment__unit", "inquiry"
        )
        .prefetch_related("rights")
        .order_by("from_at")
    )
    return [Holder(g.holder, g, frozenset(r.right for r in g.rights.all())) for g in held]


def is_address_protected(person: Person) -> bool:
    """Return whether the person, or one of the same household, has turvakielto today."""
    return bool(address_protected([person]))


def address_protected(people: Collection[Person]) -> set[UUID]:
    """Return which of the persons are protected so today, in one query."""
    day = clock.today()
    rows = AddressProtection.objects.filter(
        Q(until_on__isnull=True) | Q(until_on__gte=day),
        Q(person__in=people) | Q(household__in=people),
        from_on__lte=day,
    ).values_list("person", "household")
    found = {person_id for row in rows for person_id in row}
    return {person.pk for person in people} & found

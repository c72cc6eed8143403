"""Who may do what in a person's shared work, and why.

Everything here follows from one fact, the Grant. If you are about to look at an organisation,
a job title or is_superuser to decide what someone may see: stop, and make a grant instead.
The client's page "Kuka näkee tietoni" reads the same rows.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from operator import attrgetter
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, F, Model, OuterRef, Q, QuerySet

from punos import clock
from punos.access import looks
from punos.access.models import (
    AddressProtection,
    Case,
    CircleMember,
    Consent,
    Duty,
    Grant,
    GrantRight,
    Recusal,
    Withdrawal,
)
from punos.access.rights import LEAST_LEVEL, WRITING, Capacity, Right
from punos.people.actor import Actor, Level
from punos.people.models import Person
from punos.prepared import Ids, Joined, Text, attach, prepared
from punos.trace import actions as trace
from punos.trace.refusal import Refused

Record = TypeVar("Record", bound=Model)


def valid_grants(at: datetime | None = None, day: date | None = None) -> QuerySet[Grant]:
    """Return the grants that hold at that instant.

    A consent counts to the end of its last day in Helsinki; a withdrawal counts from its
    instant, because a person who says "no" must not be seen any more. A grant of circles only
    holds while its holder is in one of them. An inquiry outlives the work that it looks into.
    Whoever's consent is taken back has no task either that the client had agreed to before it.
    """
    at = at or clock.now()
    day = day or clock.day_of(at)
    known = Recusal.objects.filter(case=OuterRef("case"), person=OuterRef("holder"), at__lte=at)
    taken_back = Withdrawal.objects.filter(
        consent__case=OuterRef("case"),
        consent__to_person=OuterRef("holder"),
        at__gte=OuterRef("acceptance__given_at"),
        at__lte=at,
    )
    consents = valid_consents(at).filter(pk=OuterRef("consent"))
    circles = _members(at).filter(circle__case=OuterRef("case"), person=OuterRef("holder"))
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


def fits(*, is_work: bool) -> Q:
    """Return which grants a session may use: what is held by work asks for a work sign-in.

    A nurse who is also somebody's client has a phone of her own; it opens her own matters alone.
    """
    return Q() if is_work else Q(employment__isnull=True)


def is_work(actor: Actor) -> bool:
    """Return whether this session opens what the person holds by work."""
    return actor.level >= Level.STRONG


class Held(NamedTuple):
    """One right that somebody holds: where, at which occasion, for circles alone or for all."""

    case_id: UUID
    occasion: UUID | None
    circles_only: bool
    ended_at: datetime | None
    capacity: str
    right: str


@prepared
def _all_held(holder: UUID, at: datetime, day: date, *, is_work: bool) -> QuerySet[Grant, Any]:
    mine = valid_grants(at, day).filter(fits(is_work=is_work), holder=holder, rights__isnull=False)
    columns = ("case", "occasion", "circles_only", "case__ending__at", "capacity")
    grouped: QuerySet[Grant, Any] = mine.values("pk", "from_at", *columns).order_by("from_at")
    return grouped.annotate(given=Joined("rights__right")).values_list(*columns, "given")


def held(actor: Actor, at: datetime | None = None) -> list[Held]:
    """Return all that the actor holds at that instant; a page that is only read asks for it once."""

    def ask() -> list[Held]:
        now = at or clock.now()
        rows = _all_held(actor.who.pk, now, clock.day_of(now), is_work=is_work(actor))
        return [Held._make((*each, one)) for *each, given in rows for one in given.split(",")]

    if actor.person is None:
        return []
    return ask() if at else actor.recalled("held", ask)


def _sorted(actor: Actor, at: datetime | None) -> Mapping[str | UUID, list[Held]]:
    """Return what is held by its right and by its case: whoever has many works is asked of one."""

    def sort() -> Mapping[str | UUID, list[Held]]:
        found: dict[str | UUID, list[Held]] = defaultdict(list)
        for each in held(actor, at):
            found[each.right].append(each)
            found[each.case_id].append(each)
        return found

    return sort() if at else actor.recalled("sorted", sort)


def _counted(
    actor: Actor, wanted: Right | UUID, at: datetime | None, occasion: UUID | None
) -> Iterator[Held]:
    """Yield what gives the right, or any right in the case, at that instant and occasion."""
    now = at or clock.now()
    for each in _sorted(actor, at).get(wanted, ()):
        if (
            actor.level >= LEAST_LEVEL[Right(each.right)]
            and (each.occasion is None or each.occasion == occasion)
            and (each.ended_at is None or each.ended_at > now or each.right not in WRITING)
        ):
            yield each


class Sight(NamedTuple):
    """What a right shows its holder: cases, those of them whole, and circles."""

    cases: frozenset[UUID]
    whole: frozenset[UUID]
    circles: frozenset[UUID]


def sight(actor: Actor, right: Right, *, occasion: UUID | None = None) -> Sight:
    """Return what the actor may see of records by that right, for a query over many of them.

    Entries of a circle show to its members alone; a grant of circles only opens nothing else.
    """
    if actor.preview:
        case = actor.preview.case_id
        cases = frozenset([case] if right in _previewed(actor, case) else [])
        whole = cases if not actor.preview.circles_only else frozenset()
    else:
        counted = list(_counted(actor, right, None, occasion))
        cases = frozenset(each.case_id for each in counted)
        whole = frozenset(each.case_id for each in counted if not each.circles_only)
    if actor.person is None:
        return Sight(cases, whole, frozenset())
    circles = actor.recalled("circles", lambda: _circles_of(actor.who.pk, clock.now()))
    return Sight(cases, whole, frozenset(circles))


@prepared
def _circles_of(person: UUID, at: datetime) -> QuerySet[CircleMember, Any]:
    return _members(at).filter(person=person).values_list("circle", flat=True)


def cases(
    actor: Actor, right: Right, *, at: datetime | None = None, occasion: UUID | None = None
) -> QuerySet[Case]:
    """Return the cases where the actor holds the right at that instant: every answer is built on it.

    A grant with an occasion opens that meeting only, so it counts where that occasion is named.
    """
    return Case.objects.filter(pk__in=case_ids(actor, right, at=at, occasion=occasion))


def case_ids(
    actor: Actor, right: Right, *, at: datetime | None = None, occasion: UUID | None = None
) -> frozenset[UUID]:
    """Return the ids of `cases`."""
    if actor.preview:
        seen = right in _previewed(actor, actor.preview.case_id)
        return frozenset([actor.preview.case_id] if seen else [])
    return frozenset(each.case_id for each in _counted(actor, right, at, occasion))


def may(actor: Actor, right: Right, case: Case, *, occasion: UUID | None = None) -> bool:
    """Return whether the actor holds the right in this case."""
    return case.pk in case_ids(actor, right, occasion=occasion)


def rights_in(actor: Actor, case: Case, *, occasion: UUID | None = None) -> frozenset[Right]:
    """Return all rights the actor holds in this case; equal to `may` one by one."""
    if actor.preview:
        return _previewed(actor, case.pk)
    return frozenset(Right(each.right) for each in _counted(actor, case.pk, None, occasion))


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


@prepared
def _case(case_id: UUID) -> QuerySet[Case]:
    return Case.objects.filter(pk=case_id).select_related("client", "owner", "unit", "ending")


def open_case(
    actor: Actor, case_id: UUID, right: Right, *, occasion: UUID | None = None, noted: bool = True
) -> Case:
    """Return the case, traced; or raise Refused, which looks like a missing page and is traced too.

    A page that is composed calls `note_look` itself when it knows what it shows: `noted=False`.
    """
    if case_id not in case_ids(actor, right, occasion=occasion):
        raise Refused(actor, right, case_id)
    [case] = _case(case_id)
    if right not in WRITING and noted:
        note_look(actor, case, right, occasion=occasion)
    return case


@prepared
def _opening(
    holder: UUID, case_id: UUID, rights: Collection[Text], at: datetime, day: date, *, is_work: bool
) -> QuerySet[Any, Any]:
    """Return the grants that open this case by these rights, the ones without an occasion last."""
    return (
        valid_grants(at, day)
        .filter(fits(is_work=is_work), holder=holder, case=case_id, rights__right__in=rights)
        .annotate(opens=F("rights__right"))
        .select_related("employment__organisation")
        .order_by(F("occasion").desc(nulls_last=True), "from_at")
    )


@transaction.atomic
def note_look(
    actor: Actor,
    case: Case,
    *rights: Right,
    occasion: UUID | None = None,
    registers: looks.Registers | None = None,
) -> None:
    """Write in one go what the actor sees by these rights, and of whose registers (`looks`)."""
    grants = {} if actor.preview else _grants(actor, case, rights, occasion)
    trace.add_rows(looks.rows(actor, case, rights, registers or {}, grants), actor, case.pk)


def _grants(
    actor: Actor, case: Case, rights: Collection[Right], occasion: UUID | None
) -> dict[str, Grant]:
    """Return the grant by which the actor looks, right by right; each has been asked before."""
    at, asked = clock.now(), [Text(right) for right in rights]
    found = _opening(actor.who.pk, case.pk, asked, at, clock.day_of(at), is_work=is_work(actor))
    grants = {each.opens: each for each in found if each.occasion in (None, occasion)}
    if missing := set(rights) - grants.keys():
        raise Refused(actor, min(missing), case.pk)
    return grants


def visible(
    records: QuerySet[Record], actor: Actor, right: Right, *, occasion: UUID | None = None
) -> QuerySet[Record]:
    """Return those of the records (any table with a case and a circle) the actor may see."""
    seen = sight(actor, right, occasion=occasion)
    return records.filter(shown(seen.cases, seen.whole, seen.circles))


def shown(cases: Ids, whole: Ids, circles: Ids) -> Q:
    """Return the condition of `sight` on records, for queries that are prepared."""
    entered = Q(circle__in=circles) | Q(circle__isnull=True, shown_also__in=circles)
    return Q(case__in=cases) & (Q(circle__isnull=True, case__in=whole) | entered)


def queue(actor: Actor, kind: str) -> QuerySet[Duty]:
    """Return the duties of that kind the actor has today: they open queues and counts, no case.

    A duty is work, so it asks for a work sign-in.
    """
    day = clock.today()
    if actor.person is None or not is_work(actor):
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


@prepared
def _valid_in(case_id: UUID, people: Ids | None, at: datetime, day: date) -> QuerySet[Grant]:
    valid = valid_grants(at, day).filter(case=case_id).order_by("from_at", "pk")
    return (valid if people is None else valid.filter(holder__in=people)).select_related(
        "holder", "consent", "employment__organisation", "employment__unit", "inquiry"
    )


@prepared
def _rights_of(grants: Ids) -> QuerySet[GrantRight]:
    return GrantRight.objects.filter(grant__in=grants)


def valid_in(case_id: UUID, people: Ids | None = None) -> list[Grant]:
    """Return the case's grants that hold now with their rights, oldest first; of these people, if any."""
    found = _valid_in(case_id, people, clock.now(), clock.today())
    attach(found, "rights", _rights_of([each.pk for each in found]), attrgetter("grant_id"))
    return found


def holders(case: Case) -> list[Holder]:
    """Return everybody who holds a right in the case now, the client left out."""
    held = (each for each in valid_in(case.pk) if each.capacity != Capacity.OWN)
    return [Holder(g.holder, g, frozenset(r.right for r in g.rights.all())) for g in held]


def is_address_protected(person: Person) -> bool:
    """Return whether the person, or one of the same household, has turvakielto today."""
    return bool(address_protected([person]))


def address_protected(people: Collection[Person]) -> set[UUID]:
    """Return which of the persons are protected so today, in one query."""
    ids = {person.pk for person in people}
    return ids & {each for row in _protections(ids, clock.today()) for each in row}


@prepared
def _protections(people: Ids, day: date) -> QuerySet[AddressProtection, Any]:
    return AddressProtection.objects.filter(
        Q(until_on__isnull=True) | Q(until_on__gte=day),
        Q(person__in=people) | Q(household__in=people),
        from_on__lte=day,
        ended_at=None,
    ).values_list("person", "household")

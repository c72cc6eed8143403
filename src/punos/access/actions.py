"""The only writers of consent, grants and circles. Each change and its trace are one transaction."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Q
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from punos import clock, live
from punos.access import policy, replay, rules
from punos.access.models import (
    Acceptance,
    AddressProtection,
    Case,
    Circle,
    CircleMember,
    Consent,
    ConsentText,
    Ending,
    Grant,
    GrantRight,
    GuardianDecision,
    Inquiry,
    Recusal,
    Will,
    Withdrawal,
)
from punos.access.rights import (
    OPENING_RIGHTS,
    OWN_RIGHTS,
    TASK_RIGHTS,
    Capacity,
    Right,
    Topic,
    rights_of,
)
from punos.people.actor import SYSTEM, Actor
from punos.people.models import Employment, Person
from punos.trace import actions as trace
from punos.trace import journal
from punos.trace.refusal import Refused


@dataclass(frozen=True, slots=True)
class Given:
    """How a will was given: on whose device or paper, before which witness, in which words."""

    how: str = Will.How.OWN_DEVICE
    witness: str = ""

    def facts(self, by: Actor, giver: Person, kind: str) -> dict[str, Any]:
        """Return the columns of a will; raises ValidationError where the way does not fit."""
        own = by.person == giver
        if own != (self.how == Will.How.OWN_DEVICE):
            raise ValidationError(_("Kerro, miten lupa annettiin."), code="how_given")
        if self.how == Will.How.ORAL and not self.witness.strip():
            raise ValidationError(_("Kirjoita, kuka oli todistajana."), code="witness")
        text = wording(kind, giver.language)
        return {
            "text": text,
            "given_by": giver,
            "how": self.how,
            "witness": self.witness,
            "recorded_by": by.person,
            "given_at": clock.now(),
        }


ON_OWN_DEVICE = Given()


def wording(kind: str, language: str) -> ConsentText:
    """Return the newest wording of the kind in the language, else in Finnish."""
    for code in (language, "fi"):
        if (
            text := ConsentText.objects.filter(kind=kind, language=code)
            .order_by("-version")
            .first()
        ):
            return text
    raise ValidationError(_("Luvan sanamuoto puuttuu. Kerro ylläpitäjälle."), code="no_wording")


@transaction.atomic
def open_work(*, by: Actor, client: Person, employment: Employment, service_task: str = "") -> Case:
    """Open a shared work: the client holds it, the opener reads for 30 days until a consent comes."""
    holds = Employment.objects.on(clock.today()).filter(pk=employment.pk, person=by.person)
    if by.person is None or not holds.exists():
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
def give_consent(  # noqa: PLR0913 - a consent has these parts by law
    *,
    by: Actor,
    case_id: UUID,
    to: Person,
    topics: Iterable[str],
    until_on: date,
    covers_substitute: bool = False,
    given: Given = ON_OWN_DEVICE,
) -> Consent:
    """Let one person see the topics until the day; a newer consent replaces the older one.

    The client gives it, or a worker records what the client gave on paper, on the worker's
    device or orally before a witness.
    """
    case = _open_for_will(by, case_id, given)
    if not rules.is_allowed_until(until_on, clock.today()):
        latest = rules.last_possible_day(clock.today())
        day = f"{latest.day}.{latest.month}.{latest.year}"
        raise ValidationError(
            _("Valitse päivä, joka on tänään tai myöhemmin, viimeistään %(day)s.") % {"day": day},
            code="until",
        )
    older = _current_consent(case, to)
    at = clock.now()
    facts = {
        "topics": [code for code in Topic.values if code in set(topics)],
        "until_at": clock.after(until_on),
        "covers_substitute": covers_substitute,
    }
    facts |= given.facts(by, case.client, ConsentText.Kind.CONSENT)
    if older and _says_the_same(older, facts):
        return older
    if older:
        older.replaced_at = at
        older.save(update_fields=["replaced_at"])
    consent = Consent.objects.create(case=case, to_person=to, from_at=at, replaces=older, **facts)
    if older:
        _renew_grants(older, consent)
    trace.record(by, "access.consent.given", case.pk, consent, topics=consent.topics, how=given.how)
    return consent


def _open_for_will(by: Actor, case_id: UUID, given: Given) -> Case:
    own = given.how == Will.How.OWN_DEVICE
    return policy.open_case(by, case_id, Right.CONSENT_GIVE if own else Right.NETWORK_WRITE)


def _says_the_same(older: Consent, facts: dict[str, Any]) -> bool:
    """Return whether the same words were said already, so that a second press makes nothing new."""
    return all(getattr(older, name) == facts[name] for name in set(facts) - {"given_at"})


def _current_consent(case: Case, to: Person) -> Consent | None:
    return (
        Consent.objects.select_for_update(of=("self",))
        .filter(case=case, to_person=to, replaced_at__isnull=True, withdrawal__isnull=True)
        .order_by("-given_at")
        .first()
    )


def _renew_grants(older: Consent, newer: Consent) -> None:
    """Give again under the newer consent what was open under the older, with its topics.

    What the older one opened until it ran out is not opened again by itself.
    """
    still = older.until_at > newer.from_at
    for old in Grant.objects.filter(consent=older, closed_at__isnull=True) if still else ():
        old.closed_at = newer.from_at
        old.save(update_fields=["closed_at"])
        grant(
            case=old.case,
            holder=old.holder,
            capacity=old.capacity,
            rights=_renewed_rights(old, newer),
            basis=Grant.Basis.CONSENT,
            consent=newer,
            employment=old.employment,
            occasion=old.occasion,
            until_at=old.until_at,
            circles_only=old.circles_only,
        )


def _renewed_rights(old: Grant, newer: Consent) -> frozenset[Right]:
    """Topics follow the newer consent; what opens one meeting only stays as it is."""
    if old.occasion:
        return frozenset(Right(r.right) for r in old.rights.all())
    return rights_of(old.capacity, newer.topics) | _named_rights(old)


def _named_rights(old: Grant) -> frozenset[Right]:
    """Rights that a task in the network brought go on."""
    return TASK_RIGHTS & {Right(r.right) for r in old.rights.all()}


@transaction.atomic
def withdraw_consent(
    *, by: Actor, case_id: UUID, consent_id: UUID, how: str = Will.How.OWN_DEVICE
) -> Withdrawal:
    """Take a consent back. From this instant its grants hold nothing; open pages are cleared."""
    case = _open_for_will(by, case_id, Given(how, "-"))
    consent = get_object_or_404(Consent, case=case, pk=consent_id)
    withdrawal, is_new = Withdrawal.objects.get_or_create(
        consent=consent, defaults={"by": by.who, "how": how}
    )
    if is_new:
        Grant.objects.filter(consent=consent, closed_at__isnull=True).update(
            closed_at=withdrawal.at
        )
        trace.record(by, "access.consent.withdrawn", case.pk, consent, how=how)
        journal.append_on_commit(replay.line_of_withdrawal(withdrawal))
        _look_again(consent.to_person_id, *consent.grants.values_list("holder_id", flat=True))
    return withdrawal


def grant(  # noqa: PLR0913 - a grant is these facts
    *,
    case: Case,
    holder: Person,
    capacity: str,
    rights: Iterable[Right],
    basis: str,
    consent: Consent | None = None,
    acceptance: Acceptance | None = None,
    inquiry: Inquiry | None = None,
    employment: Employment | None = None,
    occasion: UUID | None = None,
    exception: Acceptance | None = None,
    from_at: datetime | None = None,
    until_at: datetime | None = None,
    circles_only: bool = False,
) -> Grant:
    """Make the fact that opens. Called by the actions that have checked why it may be made.

    Raises ValidationError when working and recording would meet in one person (S4.10).
    """
    close_spent(case=case, holder=holder)
    if exception is None and capacity in (Capacity.WORK, Capacity.RECORD):
        other = Grant.objects.filter(
            case=case,
            holder=holder,
            closed_at__isnull=True,
            exception__isnull=True,
            capacity__in=(Capacity.WORK, Capacity.RECORD),
        ).first()
        if other:
            raise ValidationError(*_exclusion(other.capacity, capacity))
    made = Grant.objects.create(
        case=case,
        holder=holder,
        capacity=capacity,
        basis=basis,
        consent=consent,
        acceptance=acceptance,
        inquiry=inquiry,
        employment=employment,
        occasion=occasion,
        exception=exception,
        from_at=from_at or clock.now(),
        until_at=until_at,
        circles_only=circles_only,
    )
    GrantRight.objects.bulk_create(
        GrantRight(grant=made, right=right) for right in sorted(set(rights))
    )
    return made


def _exclusion(held: str, wanted: str) -> tuple[str, str]:
    """Say kindly why one person cannot both work and record in one case."""
    if wanted == Capacity.RECORD and held == Capacity.WORK:
        return _("Kirjaaja ei voi olla joku, joka työskentelee asiakkaan kanssa."), "recorder_works"
    if wanted == Capacity.WORK and held == Capacity.RECORD:
        return _(
            "Hän kirjaa tapaamista. Hän voi tulla verkostoon, kun muistio on hyväksytty."
        ), "records"
    return _("Hänellä on jo tämä tehtävä."), "already"


def close_spent(*, case: Case | None = None, holder: Person | None = None) -> int:
    """Mark grants that no longer hold as closed, so that the unique index frees. Idempotent.

    One of circles only may hold again when its holder comes to a circle, so it stays open.
    """
    spent = Grant.objects.filter(closed_at__isnull=True, circles_only=False)
    spent = spent.exclude(capacity=Capacity.OWN)
    if case:
        spent = spent.filter(case=case)
    if holder:
        spent = spent.filter(holder=holder)
    now = clock.now()
    alive = policy.valid_grants().values("pk")
    return spent.filter(from_at__lte=now).exclude(pk__in=alive).update(closed_at=now)


@transaction.atomic
def end_grants(
    *,
    by: Actor,
    case: Case,
    holder: Person | None = None,
    capacity: str,
    occasion: UUID | None = None,
) -> int:
    """End the holder's grants of this capacity now, and cut what is open by them."""
    now = clock.now()
    ending = Grant.objects.filter(
        case=case, capacity=capacity, occasion=occasion, closed_at__isnull=True
    )
    if holder:
        ending = ending.filter(holder=holder)
    holders = list(ending.values_list("holder_id", flat=True))
    ending.filter(from_at__gt=now).update(until_at=F("from_at"), closed_at=now)
    count = ending.filter(Q(until_at__isnull=True) | Q(until_at__gt=now)).update(
        until_at=now, closed_at=now
    )
    if holders:
        trace.record(by, "access.grants.ended", case.pk, case, capacity=capacity)
        _look_again(*holders)
    return count


@transaction.atomic
def carry_task_right(*, case: Case, holder: Person) -> None:
    """Let the own worker or named contact see where the client is, and end the work together."""
    for held in policy.valid_grants().filter(case=case, holder=holder, capacity=Capacity.WORK):
        for right in sorted(TASK_RIGHTS):
            GrantRight.objects.get_or_create(grant=held, right=right)


@transaction.atomic
def drop_task_right(*, case: Case, holder: Person) -> None:
    """Take back what the task had brought."""
    GrantRight.objects.filter(
        grant__case=case,
        grant__holder=holder,
        grant__basis=Grant.Basis.CONSENT,
        right__in=TASK_RIGHTS,
    ).delete()


@transaction.atomic
def express(  # noqa: PLR0913 - an answer has these parts
    *,
    by: Actor,
    case: Case,
    giver: Person,
    kind: str,
    is_yes: bool,
    words: str = "",
    given: Given = ON_OWN_DEVICE,
) -> Acceptance:
    """Keep somebody's yes or no with its wording. The caller has opened the case for it."""
    acceptance = Acceptance.objects.create(
        case=case, is_yes=is_yes, words=words, **given.facts(by, giver, kind)
    )
    trace.record(by, f"access.{kind}.answered", case.pk, acceptance, yes=is_yes)
    return acceptance


@transaction.atomic
def recuse(*, by: Actor, case_id: UUID) -> None:
    """Step aside because one knows the client: all grants of this person in the case end at once.

    Asked before any detail opens, so nothing but the wish is needed and nothing is shown.
    """
    case = Case.objects.filter(pk=case_id).exclude(client=by.person).first()
    if case is None or by.person is None or not _is_asked_or_in(case, by.person):
        raise Refused(by, "access.recuse", case_id)
    recusal, is_new = Recusal.objects.get_or_create(case=case, person=by.person)
    if not is_new:
        return
    journal.append_on_commit(replay.line_of_recusal(recusal))
    close_spent(case=case, holder=by.person)
    trace.record(by, "access.person.recused", case.pk, case)
    _look_again(by.person.pk)


def _is_asked_or_in(case: Case, person: Person) -> bool:
    """Return whether the person holds something in the case, will hold it, or may still take it."""
    now = clock.now()
    to_come = Grant.objects.filter(from_at__gt=now, until_at__gt=F("from_at"), closed_at=None)
    return (
        Recusal.objects.filter(case=case, person=person).exists()
        or policy.valid_grants().filter(case=case, holder=person).exists()
        or to_come.filter(case=case, holder=person).exists()
        or policy.valid_consents()
        .filter(case=case, to_person=person, grants=None, case__ending=None)
        .exists()
    )


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
    _look_again(*holders)


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
    inquiry = Inquiry.objects.create(
        case=case, matter=matter, reason=reason, asked_by=by.who, until_at=clock.after(until_on)
    )
    trace.record(by, "access.inquiry.asked", case.pk, inquiry, matter=matter)
    return inquiry


@transaction.atomic
def approve_inquiry(*, by: Actor, inquiry_id: UUID) -> Inquiry:
    """Let the asker read for the matter: a second person of the same duty decides.

    Called through the network room's action of the same name, which tells the client.
    """
    inquiry = get_object_or_404(
        Inquiry.objects.select_for_update(), pk=inquiry_id, approved_at=None
    )
    duty = policy.queue(by, "data_protection").filter(organisation=inquiry.case.owner_id).first()
    if duty is None or by.person == inquiry.asked_by:
        raise Refused(by, "access.inquiry", inquiry.case_id)
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
        rights=[
            Right.TIMES_READ,
            Right.PLAN_READ,
            Right.MINUTES_READ,
            Right.NETWORK_READ,
            Right.TRACE_READ,
        ],
        basis=Grant.Basis.INQUIRY,
        inquiry=inquiry,
        employment=job.first(),
        until_at=inquiry.until_at,
    )
    trace.record(by, "access.inquiry.approved", inquiry.case_id, inquiry, matter=inquiry.matter)
    return inquiry


@transaction.atomic
def make_circle(
    *, by: Actor, case: Case, members: Iterable[Person], follows_own_worker: bool = False
) -> Circle:
    """Make a circle within the case; only its members see what is shown to it."""
    circle = Circle.objects.create(case=case, follows_own_worker=follows_own_worker)
    CircleMember.objects.bulk_create(
        CircleMember(circle=circle, person=person) for person in members
    )
    trace.record(by, "access.circle.made", case.pk, circle)
    return circle


@transaction.atomic
def move_circles(*, by: Actor, case: Case, old: Person | None, new: Person | None) -> None:
    """Let the circles that follow the own worker follow: the old one leaves, the new one enters."""
    now = clock.now()
    for circle in Circle.objects.filter(case=case, follows_own_worker=True):
        if old and old != case.client:
            circle.members.filter(person=old, until_at=None).update(until_at=now)
        if new and not circle.members.filter(person=new, until_at=None).exists():
            CircleMember.objects.create(circle=circle, person=new, from_at=now)
    trace.record(by, "access.circles.moved", case.pk, case)


@transaction.atomic
def decide_guardian(  # noqa: PLR0913 - the law names these facts
    *,
    by: Actor,
    case_id: UUID,
    circle_id: UUID,
    guardian: Person,
    is_shown: bool,
    minor_could_decide: bool,
    reason: str,
) -> GuardianDecision:
    """Decide whether a guardian sees a circle's entries; until decided nothing is seen (CDL § 51)."""
    case = policy.open_case(by, case_id, Right.NETWORK_WRITE)
    circle = get_object_or_404(Circle, case=case, pk=circle_id)
    if not Grant.objects.filter(case=case, holder=guardian, circles_only=True).exists():
        raise ValidationError(_("Hän ei ole verkostossa huoltajana."), code="guardian")
    decision = GuardianDecision.objects.create(
        circle=circle,
        guardian=guardian,
        is_shown=is_shown,
        minor_could_decide=minor_could_decide,
        reason=reason,
        decided_by=by.who,
    )
    circle.members.filter(person=guardian, until_at=None).update(until_at=decision.decided_at)
    if is_shown:
        CircleMember.objects.create(circle=circle, person=guardian, from_at=decision.decided_at)
    trace.record(by, "access.guardian.decided", case.pk, decision, shown=is_shown)
    _look_again(guardian.pk)
    return decision


@transaction.atomic
def protect_address(
    *, by: Actor, case_id: UUID, household: Iterable[Person] = (), until_on: date | None = None
) -> AddressProtection:
    """Note the client's turvakielto: where they are is masked at once, for the household too."""
    case = policy.open_case(by, case_id, Right.NETWORK_WRITE)
    protection = AddressProtection.objects.create(
        person=case.client, from_on=clock.today(), until_on=until_on, noted_by=by.who
    )
    protection.household.set(household)
    trace.record(by, "access.address.protected", case.pk, protection)
    return protection


def _look_again(*person_ids: UUID) -> None:
    """Ask the open streams of these persons to look again whether they may still hear."""
    for person_id in set(person_ids):
        live.look_again(f"person:{person_id}")

"""Giving and taking back consent, and keeping a yes or a no with its wording."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from punos import clock
from punos.access import policy, replay, rules
from punos.access.actions.grants import grant, look_again
from punos.access.models import Acceptance, Case, Consent, ConsentText, Grant, Will, Withdrawal
from punos.access.rights import TASK_RIGHTS, Right, Topic, rights_of
from punos.people.actor import Actor
from punos.people.models import Person
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
        journal.append_on_commit(replay.line_of_replacement(consent))
    trace.record(by, "access.consent.given", case.pk, consent, topics=consent.topics, how=given.how)
    return consent


def _open_for_will(by: Actor, case_id: UUID, given: Given) -> Case:
    own = given.how == Will.How.OWN_DEVICE
    return policy.open_case(by, case_id, Right.CONSENT_GIVE if own else Right.CASE_LEAD)


def _current_consent(case: Case, to: Person) -> Consent | None:
    return (
        Consent.objects.select_for_update(of=("self",))
        .filter(case=case, to_person=to, replaced_at__isnull=True, withdrawal__isnull=True)
        .order_by("-given_at")
        .first()
    )


def _says_the_same(older: Consent, facts: dict[str, Any]) -> bool:
    """Return whether the same words were said already, so that a second press makes nothing new."""
    return all(getattr(older, name) == facts[name] for name in set(facts) - {"given_at"})


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
    *, by: Actor, case_id: UUID, consent_id: UUID | None, how: str = Will.How.OWN_DEVICE
) -> Withdrawal:
    """Take a consent back. From this instant its grants hold nothing; open pages are cleared."""
    case = _open_for_will(by, case_id, Given(how, "-"))
    consent = Consent.objects.filter(case=case, pk=consent_id).first() if consent_id else None
    if consent is None:
        raise Refused(by, Right.CONSENT_GIVE, case_id)
    withdrawal, is_new = Withdrawal.objects.get_or_create(
        consent=consent, defaults={"by": by.who, "how": how}
    )
    if is_new:
        Grant.objects.filter(consent=consent, closed_at__isnull=True).update(
            closed_at=withdrawal.at
        )
        trace.record(by, "access.consent.withdrawn", case.pk, consent, how=how)
        journal.append_on_commit(replay.line_of_withdrawal(withdrawal))
        look_again(consent.to_person_id, *consent.grants.values_list("holder_id", flat=True))
    return withdrawal


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

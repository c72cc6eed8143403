"""The pages of what protects the client: what is left out, turvakielto, inquiries."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from punos import clock
from punos.access import policy
from punos.access import queries as access
from punos.access.models import (
    AddressProtection,
    Case,
    ConsentText,
    DisclosurePermit,
    Duty,
    Inquiry,
    Prohibition,
)
from punos.access.rights import Right
from punos.clock import words
from punos.directory.models import Organisation
from punos.network.queries.consents import wording_body
from punos.network.queries.team import members
from punos.people.actor import Actor
from punos.trace.refusal import Refused


@dataclass(frozen=True, slots=True)
class LeftOutPage:
    """What the client has left out."""

    case: Case
    left_out: tuple[Prohibition, ...]


def left_out_page(actor: Actor, case_id: UUID) -> LeftOutPage:
    """Return the client's own page about limits; nobody else opens it."""
    case = policy.open_case(actor, case_id, Right.CONSENT_GIVE)
    return LeftOutPage(case, tuple(access.prohibitions(case)))


@dataclass(frozen=True, slots=True)
class PermitLine:
    """One disclosure permit: what, from whom, to whom, and how long."""

    id: UUID
    data: str
    giver: str
    taker: str
    until: str


@dataclass(frozen=True, slots=True)
class PermitsPage:
    """The client's permits between registers, and what one means before it is given."""

    case: Case
    permits: tuple[PermitLine, ...]
    promise: tuple[str, ...]
    organisations: QuerySet[Organisation]
    may_give: bool


def permits_page(actor: Actor, case_id: UUID) -> PermitsPage:
    """Return the client's own page about permits; it stays when the work ends."""
    case = policy.open_case(actor, case_id, Right.TRACE_READ)
    if actor.person != case.client:
        raise Refused(actor, Right.CONSENT_GIVE, case_id)
    return _permits_page(case, may_give=policy.may(actor, Right.CONSENT_GIVE, case))


def record_permit_page(actor: Actor, case_id: UUID) -> PermitsPage:
    """Return the page on which a worker records a permit given otherwise than on own device."""
    case = policy.open_case(actor, case_id, Right.CASE_LEAD)
    if actor.person == case.client:
        raise Refused(actor, Right.CASE_LEAD, case_id)
    return _permits_page(case, may_give=True)


def _permits_page(case: Case, *, may_give: bool) -> PermitsPage:
    rows = DisclosurePermit.objects.filter(
        Q(until_at=None) | Q(until_at__gt=clock.now()), case=case, withdrawn_at=None
    ).select_related("from_organisation", "to_organisation")
    language = case.client.language
    return PermitsPage(
        case,
        tuple(_permit_line(row, language) for row in rows.order_by("-given_at")),
        wording_body(ConsentText.Kind.PERMIT, language),
        Organisation.objects.filter(is_register_holder=True),
        may_give,
    )


def _permit_line(row: DisclosurePermit, language: str) -> PermitLine:
    last = words.full_day(words.last_day(row.until_at)) if row.until_at else ""
    return PermitLine(
        row.pk,
        row.data,
        row.from_organisation.name_in(language),
        row.to_organisation.name_in(language),
        _("%(day)s asti") % {"day": last} if last else _("toistaiseksi"),
    )


@dataclass(frozen=True, slots=True)
class ProtectionPage:
    """Whether the client's whereabouts are masked, until when, and for whom in the household."""

    case: Case
    current: AddressProtection | None
    until: str
    household: tuple[tuple[str, str], ...]
    ended: str


def protection_page(actor: Actor, case_id: UUID) -> ProtectionPage:
    """Return the page about turvakielto to those who may know where the client is."""
    case = policy.open_case(actor, case_id, Right.ADDRESS_READ)
    today = clock.today()
    valid = AddressProtection.objects.filter(
        Q(until_on=None) | Q(until_on__gte=today),
        person=case.client,
        from_on__lte=today,
        ended_at=None,
    )
    current = valid.order_by("-from_on").first()
    until = words.full_day(current.until_on) if current and current.until_on else ""
    close = [(str(m.person.pk), m.person.full_name) for m in members(case) if m.strand == "close"]
    return ProtectionPage(case, current, until, tuple(close), _ended(case))


def _ended(case: Case) -> str:
    """Say who ended the newest turvakielto that was noted by mistake, when and why."""
    ended = AddressProtection.objects.filter(person=case.client, ended_at__isnull=False)
    row = ended.select_related("ended_by").order_by("-ended_at").first()
    if row is None or row.ended_at is None or row.ended_by is None:
        return ""
    return _("%(name)s poisti merkinnän %(day)s: %(reason)s") % {
        "name": row.ended_by.full_name,
        "day": words.full_day(clock.day_of(row.ended_at)),
        "reason": row.end_reason,
    }


@dataclass(frozen=True, slots=True)
class InquiryLine:
    """One inquiry of the organisation, without a word of the life that it looks into."""

    id: UUID
    case_id: UUID
    matter: str
    reason: str
    asked_by: str
    asked: str
    until: str
    is_approved: bool
    may_approve: bool
    may_open: bool


@dataclass(frozen=True, slots=True)
class InquiriesPage:
    """The inquiries of the organisation whose data protection the actor looks after."""

    duty: Duty
    lines: tuple[InquiryLine, ...]


def inquiries_page(actor: Actor) -> InquiriesPage:
    """Return the inquiries to one with the duty; it opens no case."""
    duty = policy.queue(actor, Duty.Kind.DATA_PROTECTION).select_related("organisation").first()
    if duty is None:
        raise Refused(actor, "access.inquiry", "")
    rows = Inquiry.objects.filter(case__owner=duty.organisation).select_related("asked_by")
    now = clock.now()
    return InquiriesPage(
        duty, tuple(_line(actor, row, row.until_at > now) for row in rows.order_by("-asked_at"))
    )


def _line(actor: Actor, row: Inquiry, is_on: bool) -> InquiryLine:  # noqa: FBT001 - one row's state
    mine = row.asked_by == actor.person
    return InquiryLine(
        row.pk,
        row.case_id,
        str(row.get_matter_display()),
        row.reason,
        row.asked_by.full_name,
        words.full_day(clock.day_of(row.asked_at)),
        words.full_day(words.last_day(row.until_at)),
        row.approved_at is not None,
        row.approved_at is None and not mine,
        row.approved_at is not None and mine and is_on,
    )

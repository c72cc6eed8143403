"""The case page: one shared work as the reader may see it, composed from the rooms."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from uuid import UUID

from django.db.models import QuerySet

from punos import clock
from punos.access import policy
from punos.access.models import Case
from punos.access.rights import Right
from punos.course import queries as course
from punos.meetings import queries as meetings
from punos.network import queries as network
from punos.network.models import Seat
from punos.people.actor import Actor
from punos.people.models import Reach
from punos.plan import queries as plan
from punos.plan.pages import Summary
from punos.prepared import prepared
from punos.web.queries import seen


@dataclass(frozen=True, slots=True)
class CasePage:
    """What this reader sees of the shared work. A part that may not be seen is simply not there."""

    case: Case
    title: str
    age: int | None
    is_own: bool
    is_named: bool
    members: tuple[network.Member, ...]
    contact: network.Contact | None
    meeting: meetings.MeetingLine | None
    minutes: meetings.MeetingLine | None
    plan: Summary | None
    course: course.Course | None
    reaches: tuple[Reach, ...]
    is_protected: bool
    may_edit: bool
    may_lead: bool
    may_call: bool
    may_end: bool
    is_ended: bool


def case_page(actor: Actor, case_id: UUID) -> CasePage:
    """Open the case by the widest right the reader has for the page, and compose it."""
    right = Right.NETWORK_READ
    if case_id not in policy.case_ids(actor, right):
        right = Right.TIMES_READ
    case = policy.open_case(actor, case_id, right, noted=False)
    page = _compose(actor, case)
    seen.note(
        actor,
        case,
        right,
        meeting=page.meeting,
        minutes=page.minutes,
        plan=page.plan,
        address=bool(page.reaches),
    )
    return page


@prepared
def _reaches(person: UUID) -> QuerySet[Reach]:
    return Reach.objects.filter(person=person).order_by("kind", "pk")


def preview_page(
    actor: Actor, case_id: UUID, seat_id: UUID, topics: Iterable[str]
) -> tuple[CasePage, Seat]:
    """Return the page as the seat's person would see it with these topics (Katso hänen silmin)."""
    as_seen, seat = network.preview_actor(actor, case_id, seat_id, topics)
    return _seen_by(as_seen, seat), seat


def close_one_preview(
    actor: Actor, case_id: UUID, first_name: str, relation: str, topics: Iterable[str]
) -> tuple[CasePage, Seat]:
    """Return the page as a close one would see it, before the client has said yes."""
    as_seen, seat = network.close_one_to_be(actor, case_id, first_name, relation, topics)
    return _seen_by(as_seen, seat), seat


def _seen_by(as_seen: Actor, seat: Seat) -> CasePage:
    page = case_page(as_seen, seat.case_id)
    if page.is_named and seat.person not in {member.person for member in page.members}:
        return replace(page, members=(*page.members, network.member_to_be(seat)))
    return page


def _compose(actor: Actor, case: Case) -> CasePage:
    rights = policy.rights_in(actor, case)
    is_named = Right.NETWORK_READ in rights
    may_reach = Right.ADDRESS_READ in rights
    return CasePage(
        case=case,
        title=case.client.first_name if is_named else "",
        age=case.client.age_on(clock.today()) if is_named else None,
        is_own=Right.CONSENT_GIVE in rights or actor.person == case.client,
        is_named=is_named,
        members=tuple(network.members(case)) if is_named else (),
        contact=network.contact(case) if is_named else None,
        meeting=meetings.next_meeting(actor, case),
        minutes=meetings.latest_minutes(actor, case),
        plan=plan.summary(actor, case) if Right.PLAN_READ in rights else None,
        course=course.course_of(actor, case) if is_named else None,
        reaches=tuple(_reaches(case.client_id)) if may_reach else (),
        is_protected=may_reach and policy.is_address_protected(case.client),
        may_edit=Right.NETWORK_WRITE in rights,
        may_lead=Right.CASE_LEAD in rights,
        may_call=Right.MEETING_CALL in rights,
        may_end=Right.CASE_END in rights,
        is_ended=hasattr(case, "ending"),
    )

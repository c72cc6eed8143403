"""What a composed page shows of a case, noted in one write: each kind of data, each register."""

from punos.access import policy
from punos.access.models import Case
from punos.access.rights import Right
from punos.meetings.queries import MeetingLine
from punos.people.actor import Actor
from punos.plan.pages import Summary


def note(  # noqa: PLR0913 - the parts of a page
    actor: Actor,
    case: Case,
    opened_by: Right,
    *,
    meeting: MeetingLine | None,
    minutes: MeetingLine | None,
    plan: Summary | None,
    address: bool = False,
) -> None:
    """Note the right that opened the page, and the parts that were there: an empty one says nothing."""
    # That there are minutes tells of a meeting's day: nobody has read them yet.
    of_minutes = (
        Right.TIMES_READ if policy.may(actor, Right.TIMES_READ, case) else Right.MINUTES_READ
    )
    parts = {
        Right.TIMES_READ: bool(meeting or (minutes and of_minutes == Right.TIMES_READ)),
        Right.MINUTES_READ: minutes is not None and of_minutes == Right.MINUTES_READ,
        Right.PLAN_READ: plan is not None and bool(plan.registers),
        Right.ADDRESS_READ: address,
    }
    shown = dict.fromkeys((opened_by, *(each for each in parts if parts[each])))
    registers = {Right.PLAN_READ: plan.registers} if plan else {}
    policy.note_look(actor, case, *shown, registers=registers)

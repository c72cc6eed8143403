"""The page on which a shared work is ended: each open step is asked about, then whom to turn to."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from punos.access import policy
from punos.access.models import Case
from punos.access.rights import Right
from punos.network import queries as network
from punos.people.actor import Actor
from punos.plan.models import Step


@dataclass(frozen=True, slots=True)
class OpenStep:
    """A step that is open when the work ends."""

    id: UUID
    what: str
    name: str


@dataclass(frozen=True, slots=True)
class EndPage:
    """What is asked before the work ends: the open steps, and whom the client may turn to."""

    case: Case
    is_own: bool
    workers: tuple[tuple[str, str], ...]
    people: tuple[tuple[str, str], ...]
    steps: tuple[OpenStep, ...]


def open_steps(actor: Actor, case: Case) -> QuerySet[Step]:
    """Return the open steps that the actor sees; one inside an open step goes with that.

    What the actor may not see is not asked about, nor hinted at.
    """
    steps = Step.objects.filter(
        Q(parent=None) | Q(parent__completion__isnull=False),
        case=case,
        withdrawn_at=None,
        completion=None,
    )
    seen = policy.visible(steps, actor, Right.PLAN_READ)
    return seen.select_related("responsible").order_by("made_at", "pk")


def end_page(actor: Actor, case_id: UUID) -> EndPage:
    """Return the page on which the work is ended together."""
    page = network.end_page(actor, case_id)
    if policy.may(actor, Right.PLAN_READ, page.case):
        policy.note_look(actor, page.case, Right.PLAN_READ)
    return EndPage(
        case=page.case,
        is_own=page.is_own,
        workers=page.workers,
        people=tuple(
            (str(member.person.pk), _who(member, is_own=page.is_own)) for member in page.members
        ),
        steps=tuple(
            OpenStep(step.pk, step.what, step.responsible.first_name)
            for step in open_steps(actor, page.case)
        ),
    )


def _who(member: network.Member, *, is_own: bool) -> str:
    if is_own and member.strand == "me":
        return _("minä itse")
    return f"{member.person.full_name}, {member.words}"

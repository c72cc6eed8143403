"""What of a minor's plan a guardian may be shown: the entries, one by one, and who assessed it."""

from dataclasses import dataclass
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from punos.access import policy
from punos.access.models import Case, CaseRecord, CircleMember
from punos.access.rights import Right
from punos.network import queries as network
from punos.network.models import Seat
from punos.people.actor import Actor
from punos.plan.models import Goal, Step


@dataclass(frozen=True, slots=True)
class DecidePage:
    """A guardian, the entries that may be decided about, and the professionals of the team."""

    case: Case
    seat: Seat
    entries: tuple[tuple[str, str], ...]
    professionals: tuple[tuple[str, str], ...]


def decide_page(actor: Actor, case_id: UUID, seat_id: UUID) -> DecidePage:
    """Return the page to the one who leads; what the actor does not see is not listed either."""
    case = network.guardians_page(actor, case_id).case
    seat = seat_of(case, seat_id)
    if policy.may(actor, Right.PLAN_READ, case):
        policy.note_look(actor, case, Right.PLAN_READ)
    open_now = CircleMember.objects.filter(
        circle__case=case, person=seat.person, until_at=None
    ).values_list("circle", flat=True)
    shown = set(open_now)
    return DecidePage(
        case,
        seat,
        tuple(
            (str(entry.pk), _words(entry, is_shown=entry.shown_also_id in shown))
            for entry in entries(actor, case)
        ),
        tuple(
            (str(m.person.pk), f"{m.person.full_name}, {m.words}")
            for m in network.members(case)
            if m.employment
        ),
    )


def seat_of(case: Case, seat_id: UUID) -> Seat:
    """Return the place of a guardian who has answered; any other looks like a missing page."""
    return get_object_or_404(network.guardian_seats(case).exclude(answer=None), pk=seat_id)


def entries(actor: Actor, case: Case) -> list[Goal | Step]:
    """Return the goal and the steps that the actor sees; what is private stays between the two."""
    goals = Goal.objects.filter(case=case, ended_at=None, circle=None)
    steps = Step.objects.filter(case=case, withdrawn_at=None, parent=None, circle=None)
    return [
        *policy.visible(goals, actor, Right.PLAN_READ),
        *policy.visible(steps, actor, Right.PLAN_READ).order_by("made_at", "pk"),
    ]


def with_parts(chosen: list[Goal | Step]) -> list[CaseRecord]:
    """Return the chosen entries, each step with its interim tasks."""
    parts = Step.objects.filter(
        parent__in=[each.pk for each in chosen], withdrawn_at=None, circle=None
    )
    return [*chosen, *parts]


def _words(entry: Goal | Step, *, is_shown: bool) -> str:
    text = entry.words if isinstance(entry, Goal) else entry.what
    kind = _("Tavoite") if isinstance(entry, Goal) else _("Askel")
    return f"{kind}: {text} ({_('näkyy nyt') if is_shown else _('ei näy')})"

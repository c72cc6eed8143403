"""What each page and part of the plan is made of: finished values, ready for the templates."""

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from punos.access.models import Case
from punos.directory.models import Organisation
from punos.plan.rows import StepRow


def heading_of(case: Case, *, is_own: bool) -> str:
    """Return whose plan it is; the program bends no name (DESIGN.md 10)."""
    if is_own:
        return _("Suunnitelmasi")
    # The written genitive is a Finnish one; other languages say the name as it is.
    if case.client.first_name_genitive and (get_language() or "fi").startswith("fi"):
        return _("%(whose)s suunnitelma") % {"whose": case.client.first_name_genitive}
    return _("Suunnitelma: %(name)s") % {"name": case.client.first_name}


@dataclass(frozen=True, slots=True)
class Many:
    """More than three steps open: a kind hint, to oneself or about one other."""

    name: str
    count: int
    is_mine: bool


@dataclass(frozen=True, slots=True)
class Adding:
    """What the form of a new step needs: who may be chosen, and whether it may be private."""

    choices: tuple[tuple[str, str], ...]
    self_id: str
    may_private: bool
    is_own: bool


@dataclass(frozen=True, slots=True)
class PlanPage:
    """The plan as one reader sees it."""

    case: Case
    is_own: bool
    goal: str
    goal_id: UUID | None
    now: tuple[StepRow, ...]
    next: tuple[StepRow, ...]
    later: tuple[StepRow, ...]
    done: tuple[StepRow, ...]
    many: tuple[Many, ...]
    adding: Adding | None
    may_set_goal: bool
    may_copy: bool
    seers: int
    duties: tuple[tuple[str, str, str], ...]

    @property
    def heading(self) -> str:
        return heading_of(self.case, is_own=self.is_own)

    @property
    def is_empty(self) -> bool:
        return not (self.now or self.next or self.later or self.done)


@dataclass(frozen=True, slots=True)
class StepPage:
    """One step with everything that can be done to it, and who may promise."""

    case: Case
    is_own: bool
    step: StepRow
    changed_by: str
    changed_at: str
    parent: StepRow | None
    adding: Adding | None

    @property
    def heading(self) -> str:
        return heading_of(self.case, is_own=self.is_own)


@dataclass(frozen=True, slots=True)
class Summary:
    """The plan at a glance, for a page that the reader has opened already."""

    goal: str
    mine: tuple[StepRow, ...]
    done: tuple[StepRow, ...]
    others: int
    first_of_others: StepRow | None
    registers: tuple[Organisation, ...]


@dataclass(frozen=True, slots=True)
class CaseSteps:
    """Somebody's own steps in one shared work."""

    case: Case
    client: str
    is_own: bool
    steps: tuple[StepRow, ...]


@dataclass(frozen=True, slots=True)
class DeskStep:
    """A step on the worker's desk, and whose shared work it belongs to."""

    client: str
    step: StepRow


@dataclass(frozen=True, slots=True)
class DeskSteps:
    """What of the plans needs the worker: a new day is owed, soon to do, somebody asks for help."""

    owed: tuple[DeskStep, ...]
    soon: tuple[DeskStep, ...]
    help_asked: tuple[DeskStep, ...]

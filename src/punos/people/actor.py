"""Who asks: a person, how surely we know who it is, and in which session."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from punos.people.models import Person

Answer = TypeVar("Answer")


class Level(IntEnum):
    """How surely the person is known in this session (LAW.md 3.1)."""

    NONE = 0
    LIGHT = 1
    DEVICE = 2
    STRONG = 3


@dataclass(frozen=True, slots=True)
class Preview:
    """What a client looks at when looking through another's eyes: one case, rights as asked."""

    viewer: Person
    case_id: UUID
    rights: frozenset[str]
    circles_only: bool = False


@dataclass(frozen=True, slots=True)
class Actor:
    """The first argument of every query and action."""

    person: Person | None
    level: Level = Level.NONE
    session: str = ""
    code: str = ""
    preview: Preview | None = None
    # The name of the page on which it is asked, for the use log.
    page: str = field(default="", compare=False)
    # What a page has asked already. Only a request that changes nothing has one, so that an
    # answer never outlives what it was true of.
    memory: dict[str, Any] | None = field(default=None, compare=False, repr=False)

    def preview_of(
        self,
        person: Person,
        case_id: UUID,
        rights: frozenset[str],
        level: Level,
        *,
        circles_only: bool = False,
    ) -> Actor:
        """Return an actor that sees the case as the person would, traced as this one's look."""
        preview = Preview(self.who, case_id, rights, circles_only)
        return Actor(person, level, self.session, "", preview, self.page)

    def recalled(self, name: str, ask: Callable[[], Answer]) -> Answer:
        """Ask, or answer from the memory of a page that changes nothing."""
        if self.memory is None:
            return ask()
        if name not in self.memory:
            self.memory[name] = ask()
        answer: Answer = self.memory[name]
        return answer

    @property
    def who(self) -> Person:
        """The person who asks. Raises ValueError where nobody or the system does."""
        if self.person is None:
            raise ValueError("Only a person does this.")
        return self.person

    @property
    def trace_id(self) -> str:
        who = self.preview.viewer if self.preview else self.person
        return str(who.pk) if who else self.code or "nobody"

    @property
    def trace_name(self) -> str:
        who = self.preview.viewer if self.preview else self.person
        return who.full_name if who else ""

    @property
    def trace_level(self) -> str:
        return self.level.name.lower()


SYSTEM = Actor(None, Level.STRONG, code="system")

"""The agenda of a meeting: parts with the time each begins, and questions with the name in them."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from punos.practice.rules.shape import Model, text

_NAME = re.compile(r"\{nimi(?P<form>:genetiivi)?\}")


@dataclass(frozen=True, slots=True)
class Names:
    """The client's first name and the genitive that somebody wrote; the program bends no name."""

    nominative: str
    genitive: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it is read aloud."""

    to: str
    text: str


@dataclass(frozen=True, slots=True)
class AgendaItem:
    """One part of this meeting."""

    id: str
    title: str
    minutes: int
    begins_at: datetime
    questions: tuple[Asked, ...]


def agenda(
    model: Model, variant: str, start: datetime, names: Names, *, language: str = "fi"
) -> list[AgendaItem]:
    """Return the parts of a meeting that begins at `start`, each with its own beginning."""
    items: list[AgendaItem] = []
    begins_at = start
    for part in model.variant(variant).agenda:
        questions = tuple(
            Asked(each.to, fill(text(each, language), names)) for each in part.questions
        )
        items.append(AgendaItem(part.id, text(part, language), part.minutes, begins_at, questions))
        begins_at += timedelta(minutes=part.minutes)
    return items


def fill(words: str, names: Names) -> str:
    """Put the client's name in its places; without a written genitive, a word stands for it."""

    def name(found: re.Match[str]) -> str:
        if found["form"]:
            return names.genitive or "asiakkaan"
        return names.nominative

    return _NAME.sub(name, words)

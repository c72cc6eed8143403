"""What the papers are made of. A room fills these with finished words; `paper` only prints.

Dates come as words, names unbent. A text may have lines; each becomes a paragraph.
"""

from typing import NotRequired, TypedDict


class Step(TypedDict):
    """A step as it was agreed: who, what, by when, how we notice."""

    who: str
    what: str
    due: str
    sign: str


class Correction(TypedDict):
    """A wish of correction; the original stays above it. The answer may be empty."""

    words: str
    answer: str


class Entry(TypedDict):
    """One entry. A differing view has its holder; an entry of a step may have it in parts."""

    text: str
    holder: str
    corrections: list[Correction]
    step: NotRequired[Step]


class Part(TypedDict):
    """One field of the minutes."""

    number: int
    label: str
    lines: list[str]
    entries: list[Entry]


class Minutes(TypedDict):
    """meetings/minutes.typ. Empty words are left out; `copy_of` is the name of who takes it."""

    title: str
    day: str
    when: str
    length: str
    place: str
    topic: str
    chair: str
    recorder: str
    accepted: str
    printed: str
    parts: list[Part]
    copy_of: NotRequired[str]


class PlanStep(TypedDict):
    """A step of the plan. `private` is printed as words: between client and own worker."""

    what: str
    who: str
    role: str
    day: str
    done: str
    sign: str
    private: bool
    parts: "list[PlanStep]"


class Duty(TypedDict):
    """Who answers for what."""

    name: str
    words: str


class Plan(TypedDict):
    """plan/plan.typ. The groups are now, next, later and done."""

    client: str
    goal: str
    printed_on: str
    groups: dict[str, list[PlanStep]]
    duties: list[Duty]
    copy_of: NotRequired[str]

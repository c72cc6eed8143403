"""The shape of an operating model: what a faultless content holds, as frozen values.

`read` trusts that `faults` found nothing. Texts that only some languages have fall back to Finnish.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from punos.practice.rules.due import Due, Span, parse, parse_span

HAND = "hand"
ALL = "all"
Content = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Words:
    """A text in the languages that have it; Finnish always has."""

    fi: str
    sv: str = ""
    en: str = ""


class Worded(Protocol):
    """Anything of a model that people read."""

    @property
    def words(self) -> Words: ...


def text(item: Worded, language: str) -> str:
    """Return the item's text in the language, or in Finnish where there is none."""
    return _in(item.words, language)


def text_to_client(item: "Term | Step", language: str) -> str:
    """Return the text as it is said to the client, where it would else speak of them."""
    return _in(item.to_client or item.words, language)


def _in(words: Words, language: str) -> str:
    return {"sv": words.sv, "en": words.en}.get(language) or words.fi


@dataclass(frozen=True, slots=True)
class Term:
    """A code with its text: a role, a consent element, a rule of the recorder."""

    id: str
    words: Words
    given_by: str = ""
    to_client: Words | None = None


@dataclass(frozen=True, slots=True)
class Topic:
    """What a consent opens, and the least level of sign-in."""

    id: str
    words: Words
    rights: tuple[str, ...]
    level: str


@dataclass(frozen=True, slots=True)
class MinutesField:
    """A part of the minutes; typed ones the recorder writes, the others are derived or chosen."""

    id: str
    words: Words
    is_typed: bool


@dataclass(frozen=True, slots=True)
class Help:
    """What a chair may say when something happens in the meeting."""

    id: str
    when: str
    words: Words


@dataclass(frozen=True, slots=True)
class Level:
    """A level of help, lightest first, with the roles that take part."""

    id: str
    words: Words
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the model: whose it is, when it is due and what completes it."""

    id: str
    words: Words
    to_client: Words | None
    phase_id: str
    owner: str
    due: Due
    done_by: str
    repeat: Span | None
    reminders: tuple[Due, ...]
    measure: str
    variant: str
    is_automatic: bool
    is_of_site: bool
    is_core: bool


@dataclass(frozen=True, slots=True)
class Phase:
    """A part of the way; with a level, it belongs to that level of help and the ones above."""

    id: str
    words: Words
    level: str
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """A question of the agenda and the role it is put to, or all."""

    to: str
    words: Words


@dataclass(frozen=True, slots=True)
class AgendaPart:
    """One part of a meeting."""

    id: str
    words: Words
    minutes: int
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Variant:
    """One way to hold the model's meeting; a model without variants has one with an empty id."""

    id: str
    length_minutes: int
    agenda: tuple[AgendaPart, ...]
    speaking_order: tuple[str, ...]
    has_neutral_recorder: bool
    reads_aloud: str


@dataclass(frozen=True, slots=True)
class Model:
    """A whole operating model with the shared parts it was loaded with."""

    code: str
    words: Words
    meant_for: Term
    not_meant_for: Term
    required_roles: tuple[str, ...]
    optional_roles: tuple[str, ...]
    levels: tuple[Level, ...]
    phases: tuple[Phase, ...]
    variants: Mapping[str, Variant]
    max_people: int
    last_word: str
    roles: Mapping[str, Term]
    topics: tuple[Topic, ...]
    consent_elements: tuple[Term, ...]
    minutes_fields: tuple[MinutesField, ...]
    chair_help: tuple[Help, ...]
    recorder_rules: tuple[Term, ...]

    @property
    def steps(self) -> tuple[Step, ...]:
        return tuple(step for phase in self.phases for step in phase.steps)

    def variant(self, variant_id: str = "") -> Variant:
        """Return the variant; without an id, the model's first."""
        return self.variants[variant_id] if variant_id else next(iter(self.variants.values()))


def read(content: Content) -> Model:
    """Return the model that the faultless content holds."""
    model, shared, helps = content["model"], content["shared"], content["help"]
    asks_hypotheses = any(
        step["done_by"] == "hypotheses_written"
        for phase in model["phases"]
        for step in phase["steps"]
    )
    return Model(
        code=model["id"],
        words=_words(model),
        meant_for=Term("for", _words(model["for"])),
        not_meant_for=Term("not_for", _words(model["not_for"])),
        required_roles=tuple(model["required_roles"]),
        optional_roles=_optional_roles(model),
        levels=tuple(
            Level(each["id"], _words(each), tuple(each["roles"]))
            for each in model.get("levels", ())
        ),
        phases=tuple(_phase(each, model["core_steps"]) for each in model["phases"]),
        variants=_variants(model["meeting"]),
        max_people=model["meeting"]["max_people"],
        last_word=model["meeting"]["last_word"],
        roles={each["id"]: _term(each) for each in shared["roles"]},
        topics=tuple(_topic(each) for each in shared["topics"]),
        consent_elements=_consent_elements(model, shared),
        minutes_fields=_minutes_fields(shared, asks_hypotheses=asks_hypotheses),
        chair_help=tuple(
            Help(each["id"], each["when"], _words(each)) for each in helps["chair_help"]
        ),
        recorder_rules=tuple(_term(each) for each in helps["recorder_rules"]),
    )


def _words(item: Content) -> Words:
    return Words(item["fi"], item.get("sv", ""), item.get("en", ""))


def _term(item: Content) -> Term:
    return Term(item["id"], _words(item), item.get("given_by", ""), _to_client(item))


def _to_client(item: Content) -> Words | None:
    return _words(item["to_client"]) if "to_client" in item else None


def _topic(item: Content) -> Topic:
    return Topic(item["id"], _words(item), tuple(item["rights"]), item["level"])


def _optional_roles(model: Content) -> tuple[str, ...]:
    groups = ("usual_roles", "one_of", "optional_roles")
    return tuple(role for group in groups for role in model.get(group, ()))


def _consent_elements(model: Content, shared: Content) -> tuple[Term, ...]:
    known = {each["id"]: _term(each) for each in shared["consent_elements"]}
    extra = tuple(_term(each) for each in model.get("consent_extra", ()))
    return tuple(known[code] for code in model["consent"]) + extra


def _minutes_fields(shared: Content, *, asks_hypotheses: bool) -> tuple[MinutesField, ...]:
    return tuple(
        MinutesField(each["id"], _words(each), each.get("typed", False))
        for each in shared["minutes_fields"]
        if asks_hypotheses or not each.get("optional", False)
    )


def _phase(phase: Content, core: list[str]) -> Phase:
    steps = tuple(_step(each, phase["id"], core) for each in phase["steps"])
    return Phase(phase["id"], _words(phase), phase.get("level", ""), steps)


def _step(step: Content, phase_id: str, core: list[str]) -> Step:
    return Step(
        id=step["id"],
        words=_words(step),
        to_client=_to_client(step),
        phase_id=phase_id,
        owner=step["owner"],
        due=parse(step["due"]),
        done_by=step["done_by"],
        repeat=parse_span(step["repeat"]) if "repeat" in step else None,
        reminders=tuple(parse(each) for each in step.get("reminders", ())),
        measure=step.get("measure", ""),
        variant=step.get("variant", ""),
        is_automatic=step.get("automatic", False),
        is_of_site=step.get("scope", "case") == "site",
        is_core=step["id"] in core,
    )


def _variants(meeting: Content) -> dict[str, Variant]:
    parts = {each["id"]: _agenda_part(each) for each in meeting["agenda"]}
    plain = {key: meeting[key] for key in ("length_min", "speaking_order") if key in meeting}
    variants = meeting.get("variants", {"": {}})
    return {
        variant_id: _variant(variant_id, plain | variant, parts)
        for variant_id, variant in variants.items()
    }


def _variant(variant_id: str, variant: Content, parts: Mapping[str, AgendaPart]) -> Variant:
    minutes = variant.get("minutes", {})
    agenda = tuple(
        AgendaPart(part.id, part.words, minutes.get(part.id, part.minutes), part.questions)
        for part in (parts[part_id] for part_id in variant.get("agenda", parts))
    )
    return Variant(
        id=variant_id,
        length_minutes=variant["length_min"],
        agenda=agenda,
        speaking_order=tuple(variant["speaking_order"]),
        has_neutral_recorder=variant.get("neutral_recorder", True),
        reads_aloud=variant.get("reads_aloud", "recorder"),
    )


def _agenda_part(part: Content) -> AgendaPart:
    questions = tuple(Question(each["to"], _words(each)) for each in part["questions"])
    return AgendaPart(part["id"], _words(part), part["min"], questions)

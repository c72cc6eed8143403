"""Where shared works stand on their models: facts of the rooms below, put together by the rules."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from punos import clock
from punos.access import policy
from punos.access import queries as access
from punos.access.models import Case
from punos.access.rights import Right
from punos.clock import words
from punos.course import rules
from punos.course.models import StepMark
from punos.meetings import queries as meetings
from punos.meetings.models import Meeting
from punos.network import queries as network
from punos.network.models import CaseModel, OwnWorker, Seat
from punos.people.actor import Actor
from punos.plan import queries as plan
from punos.practice import queries as practice
from punos.practice.rules import (
    Mark,
    Model,
    State,
    StepState,
    current,
    put_off,
    status,
    text,
    text_to_client,
)
from punos.prepared import Ids, prepared
from punos.trace.refusal import Refused

IN_USE = access.FACTS_IN_USE | network.FACTS_IN_USE | plan.FACTS_IN_USE | meetings.FACTS_IN_USE
Roles = dict[str, set[UUID]]
Waits = Mapping[UUID, plan.Awaited]


@dataclass(frozen=True, slots=True)
class StepRow:
    """One step of the way, in words."""

    step_id: str
    text: str
    owner: str
    state: State
    state_words: str
    occasion: UUID | None
    turn: int
    may_be_marked: bool
    may_be_unmarked: bool

    @property
    def is_done(self) -> bool:
        return self.state == State.DONE

    @property
    def look(self) -> str:
        """Return how the text stands: what is done, what is at hand, what is not yet."""
        if self.is_done:
            return "done-text"
        return "strong" if self.state in (State.OPEN, State.DUE_SOON, State.LATE) else "quiet"

    @property
    def sign(self) -> str:
        """Return the word beside a step that presses."""
        if self.state == State.LATE:
            return _("odottaa")
        return _("pian") if self.state == State.DUE_SOON else ""

    @property
    def tone(self) -> str:
        return "warn" if self.state == State.LATE else "info"


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the way: before, in or after the network, or as the model calls it."""

    id: str
    label: str
    state: rules.Place
    steps: tuple[StepRow, ...]


@dataclass(frozen=True, slots=True)
class Course:
    """The whole way of one shared work; without parts where the case follows no model."""

    case: Case
    model_name: str
    is_client: bool
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class DeskStep:
    """A step that waits for the worker, and in whose matter."""

    case: Case
    step_id: str
    text: str
    state: State
    state_words: str
    due_at: datetime


def case_course(actor: Actor, case: Case) -> list[StepState]:
    """Return where each step of the case stands now; nothing to one who may not see the network."""
    if not policy.may(actor, Right.NETWORK_READ, case):
        return []
    states = _states([case])
    return _waited(states, _waits(states)).get(case.pk, [])


def course_page(actor: Actor, case_id: UUID) -> Course:
    """Return the way as a page of its own."""
    return course_of(actor, policy.open_case(actor, case_id, Right.NETWORK_READ))


def course_of(actor: Actor, case: Case) -> Course:
    """Return the way for a page that has opened the case already."""
    states, model = case_course(actor, case), _model_of(case)
    is_client = actor.person == case.client
    if model is None or not states:
        return Course(case, "", is_client, ())
    language = get_language() or "fi"
    rights = policy.rights_in(actor, case)
    reader = _reader(actor, case, states, knows_times=Right.TIMES_READ in rights)
    may_mark = Right.NETWORK_WRITE in rights and not is_client
    phases = [
        (phase, [each for each in states if each.step.phase_id == phase.id])
        for phase in model.phases
    ]
    phases = [(phase, part) for phase, part in phases if part]
    where = rules.places([part for _phase, part in phases], clock.now())
    parts = tuple(
        Part(
            phase.id,
            text(phase, language),
            place,
            tuple(
                _row(model, each, reader, is_client=is_client, may_mark=may_mark) for each in part
            ),
        )
        for (phase, part), place in zip(phases, where, strict=True)
    )
    return Course(case, text(model, language), is_client, parts)


def _reader(
    actor: Actor, case: Case, states: Iterable[StepState], *, knows_times: bool
) -> rules.Reader:
    """Return who reads: a worker's rights are a worker's through the client's look by their eyes too.

    Who leads is asked only where promises are waited for.
    """
    if actor.preview:
        works = Right.NETWORK_WRITE in actor.preview.rights
    else:
        works = policy.may(actor, Right.NETWORK_WRITE, case)
    waits = any(rules.rests_on_promises(each) and not each.is_done for each in states)
    return rules.Reader(
        is_worker=works and actor.person != case.client,
        leads=waits and actor.person in plan.workers_of(case),
        knows_times=knows_times,
    )


def knock(actor: Actor, case_id: UUID) -> Case:
    """Return the case to a worker of it, before a form is read; the client marks no worker's step."""
    case = policy.open_case(actor, case_id, Right.NETWORK_WRITE)
    if actor.person == case.client:
        raise Refused(actor, Right.NETWORK_WRITE, case_id)
    return case


def desk_steps(actor: Actor) -> list[DeskStep]:
    """Return the steps that wait for the actor as a worker, the most pressing first."""
    if actor.person is None or actor.preview:
        return []
    cases = _open_of_others(policy.case_ids(actor, Right.NETWORK_WRITE), actor.person.pk)
    found, roles = _states(cases), _roles(cases)
    waits, timed = _waits(found), policy.case_ids(actor, Right.TIMES_READ)
    states = _waited(found, waits)
    return sorted(
        (
            _desk_step(case, each, each.due_at, knows_times=case.pk in timed)
            for case in cases
            for each in states.get(case.pk, [])
            if each.due_at
            and each.state in {State.DUE_SOON, State.LATE}
            and rules.is_mine(each, roles[case.pk], actor.person.pk, _dayless(each, waits))
        ),
        key=lambda each: (each.due_at, str(each.case.pk)),
    )


@prepared
def _open_of_others(cases: Ids, person: UUID) -> QuerySet[Case]:
    others = Case.objects.filter(pk__in=cases, ending=None).exclude(client=person)
    return others.select_related("client")


def _desk_step(case: Case, state: StepState, due_at: datetime, *, knows_times: bool) -> DeskStep:
    # What stands on one's own desk is one's own to know.
    reader = rules.Reader(is_worker=True, leads=True, knows_times=knows_times)
    shown = rules.shown_state(state, reader)
    return DeskStep(
        case=case,
        step_id=state.step_id,
        text=state.text(get_language() or "fi"),
        state=shown,
        state_words=_state_words(state, shown, reader),
        due_at=due_at,
    )


def _model_of(case: Case) -> Model | None:
    row = network.model_of(case)
    return practice.model_of(row.pk) if row else None


def _states(cases: Collection[Case]) -> dict[UUID, list[StepState]]:
    """Return the current states by case, with as many queries for many cases as for one."""
    facts = [room.facts_of(cases) for room in (access, network, plan, meetings)]
    marks: dict[UUID, list[Mark]] = {}
    ids = [case.pk for case in cases]
    for case_id, step_id, made_at, occasion in _marks(ids):
        marks.setdefault(case_id, []).append(Mark(step_id, made_at, occasion))
    variants = dict(_variants(ids))
    newest = {case_id: (model_id, level) for case_id, model_id, level in _models(ids)}
    now = clock.now()
    return {
        case_id: current(
            status(
                practice.model_of(model_id),
                [fact for room in facts for fact in room.get(case_id, [])],
                marks.get(case_id, []),
                now,
                in_use=IN_USE,
                level=level,
                variants=variants,
            )
        )
        for case_id, (model_id, level) in newest.items()
    }


def _waits(states: Mapping[UUID, Iterable[StepState]]) -> Waits:
    """Return what is waited for of the workers' promises; asked only where some are due."""
    due = {State.DUE_SOON, State.LATE}
    occasions = {
        each.occasion
        for found in states.values()
        for each in found
        if each.occasion and each.state in due and rules.rests_on_promises(each)
    }
    return plan.awaited(occasions) if occasions else {}


def _waited(states: Mapping[UUID, list[StepState]], waits: Waits) -> Mapping[UUID, list[StepState]]:
    """Return the states; what rests on promises for later days is not late before them."""
    if not waits:
        return states
    now = clock.now()
    return {case: [_put_off(each, waits, now) for each in found] for case, found in states.items()}


def _put_off(state: StepState, waits: Waits, now: datetime) -> StepState:
    waited = waits.get(state.occasion) if state.occasion else None
    if not waited or not waited.first_on or not rules.rests_on_promises(state):
        return state
    return put_off(state, clock.after(waited.first_on), now)


def _dayless(state: StepState, waits: Waits) -> Collection[UUID]:
    waited = waits.get(state.occasion) if state.occasion else None
    return waited.dayless if waited else ()


@prepared
def _marks(cases: Ids) -> QuerySet[StepMark, Any]:
    marks = StepMark.objects.filter(case__in=cases)
    return marks.values_list("case", "step_id", "made_at", "occasion")


@prepared
def _variants(cases: Ids) -> QuerySet[Meeting, Any]:
    varied = Meeting.objects.filter(case__in=cases).exclude(variant="")
    return varied.values_list("pk", "variant")


@prepared
def _models(cases: Ids) -> QuerySet[CaseModel, Any]:
    followed = CaseModel.objects.filter(case__in=cases).order_by("from_at")
    return followed.values_list("case", "model", "level")


def _roles(cases: Iterable[Case]) -> dict[UUID, Roles]:
    """Return who has which role of the model in each case, for the steps of the workers."""
    cases = list(cases)
    found: dict[UUID, Roles] = {
        case.pk: {"opener": {case.opened_by_id} if case.opened_by_id else set()} for case in cases
    }
    openers = {case.pk: case.opened_by_id for case in cases}
    for case_id, role, person_id, job in _seated([*found]):
        roles = found[case_id]
        roles.setdefault(role, set()).add(person_id)
        if job:
            roles.setdefault("member", set()).add(person_id)
        if person_id == openers[case_id]:
            roles.setdefault("catcher", set()).add(person_id)
    for case_id, person_id in _own_workers([*found]):
        found[case_id].setdefault("own_worker", set()).add(person_id)
    return found


@prepared
def _seated(cases: Ids) -> QuerySet[Seat, Any]:
    """Return who has said yes to a seat, and the opener's own."""
    said_yes = Q(answer__is_yes=True) | Q(person=F("case__opened_by"))
    seated = Seat.objects.filter(said_yes, case__in=cases, ended_at=None)
    return seated.values_list("case", "role", "person", "employment")


@prepared
def _own_workers(cases: Ids) -> QuerySet[OwnWorker, Any]:
    named = OwnWorker.objects.filter(case__in=cases, ended_at=None)
    return named.values_list("case", "person")


def _row(
    model: Model, state: StepState, reader: rules.Reader, *, is_client: bool, may_mark: bool
) -> StepRow:
    language = get_language() or "fi"
    shown = rules.shown_state(state, reader)
    is_own = is_client and state.step.owner == rules.CLIENT
    say = text_to_client if is_client else text
    return StepRow(
        step_id=state.step_id,
        text=state.text(language, to_client=is_client),
        owner=_("sinä") if is_own else say(model.roles[state.step.owner], language),
        state=shown,
        state_words=_state_words(state, shown, reader),
        occasion=state.occasion,
        turn=state.turn,
        may_be_marked=may_mark and state.may_be_marked,
        may_be_unmarked=may_mark and state.may_be_unmarked,
    )


def _state_words(state: StepState, shown: State, reader: rules.Reader) -> str:
    if shown == State.NOT_IN_USE:
        return _("ei vielä käytössä")
    if not reader.knows_times and rules.tells_of_meeting(state):
        return _("tehty") if shown == State.DONE else _("ei vielä tehty")
    if state.done_at and shown == State.DONE:
        return _("tehty %(day)s") % {"day": words.short_day(clock.day_of(state.done_at))}
    if state.due_at is None:
        return _("tulee myöhemmin")
    if not rules.knows_day(state, reader):
        return _("ei vielä tehty")
    day = words.short_day(words.last_day(state.due_at))
    said = _("sovittu päivä oli %(day)s") if shown == State.LATE else _("viimeistään %(day)s")
    return said % {"day": day}

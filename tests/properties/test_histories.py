"""S4.4 S4.10 · Whatever a client, a network and a meeting go through, each sees what the oracle says.

The histories of test_policy.py are rows; these are lived through the actions of the program:
consents given, narrowed and taken back, seats asked, taken and left, a chair and a recorder
chosen and refused, the meeting moved, circles made and left, people who step aside, the end.
"""

import os
from collections.abc import Callable, Iterator
from copy import copy, deepcopy
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import product
from typing import Any
from uuid import UUID

import pytest
import time_machine
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from punos import clock
from punos.access import actions as access
from punos.access import policy
from punos.access.models import CircleMember
from punos.access.rights import (
    CAPACITY_RIGHTS,
    LEAST_LEVEL,
    OWN_RIGHTS,
    WRITING,
    Capacity,
    Right,
    Topic,
    rights_of,
)
from punos.access.rules import RECORD_AFTER, RECORD_BEFORE
from punos.meetings import actions as meetings
from punos.meetings.models import Meeting
from punos.meetings.tests import scene
from punos.network import actions as network
from punos.network.models import Responsibility
from punos.people.actor import Actor, Level
from tests.faults.program import times
from tests.world import World, a

WORK, CLOSE = ("omar", "riitta", "helmi"), ("veikko",)
CHAIRS, RECORDERS = ("helmi",), ("kirsi", "outi")
PEOPLE = ("aino", *CLOSE, *WORK, *RECORDERS)
TOPICS = (tuple(Topic.values), (Topic.TIMES, Topic.PLAN), (Topic.TIMES,), (Topic.MINUTES,))
DAYS = (0, 1, 29, 30, 31, 90, 180)


@dataclass
class Sits:
    """A seat that is not over: what the client has agreed to, and whether the person has come."""

    topics: tuple[str, ...] = ()
    until: datetime | None = None
    has_come: bool = False


@dataclass
class Task:
    """Whom the client lets lead or write the meeting, and since when."""

    who: str
    agreed_at: datetime


@dataclass
class Said:
    """All that has been said: nothing here is read from the program."""

    seats: dict[str, Sits]
    begins_at: datetime
    tasks: dict[str, Task] = field(default_factory=dict)
    refused: set[tuple[str, str]] = field(default_factory=set)
    taken_back: dict[str, datetime] = field(default_factory=dict)
    recused: set[str] = field(default_factory=set)
    circle: set[str] = field(default_factory=set)
    is_over: bool = False

    def rights(self, who: str, now: datetime, level: Level, *, in_meeting: bool) -> set[Right]:
        """Say in plain words what the person may do: the oracle."""
        found: set[Right] = set()
        if who == "aino":
            found = set(OWN_RIGHTS - WRITING) if self.is_over else set(OWN_RIGHTS)
        elif not self.is_over and who not in self.recused:
            if who in CLOSE or level >= Level.STRONG:
                found |= self._by_seat(who, now)
            if in_meeting and level >= Level.STRONG:
                found |= self._by_task(who, now)
        return {right for right in found if level >= LEAST_LEVEL[right]}

    def _by_seat(self, who: str, now: datetime) -> frozenset[Right]:
        seat = self.seats.get(who)
        if seat is None or not seat.has_come or seat.until is None or seat.until <= now:
            return frozenset()
        return rights_of(Capacity.CLOSE if who in CLOSE else Capacity.WORK, list(seat.topics))

    def _by_task(self, who: str, now: datetime) -> set[Right]:
        found: set[Right] = set()
        for capacity, task in self.tasks.items():
            is_back = self.taken_back.get(who, task.agreed_at) > task.agreed_at
            begun = capacity == Capacity.CHAIR or self.begins_at - RECORD_BEFORE <= now
            if task.who == who and begun and now < self.begins_at + RECORD_AFTER and not is_back:
                found |= CAPACITY_RIGHTS[capacity]
        return found


Step = Callable[[int], None]


class Life:
    """Does one thing after another, and keeps the oracle's book beside."""

    clockwork: Any

    def __init__(self, world: World) -> None:
        self.world, self.seats = world, dict(world.seats)
        until = {name: world.seats[name].consent.until_at for name in ("omar", "riitta", "veikko")}
        self.meeting = scene.call(world, begins_at=scene.soon(72))
        self.said = Said(
            {name: Sits(tuple(Topic.values), until[name], has_come=True) for name in until},
            self.meeting.begins_at,
        )
        self.leena_until = world.seats["leena"].consent.until_at
        self.circle = access.make_circle(by=a(world.leena), case=world.case, members=())
        about = {"case": world.case, "owner": world.case.owner, "person": world.aino}
        Responsibility.objects.create(words="piirille", circle=self.circle, **about)
        Responsibility.objects.create(words="kaikille", **about)
        # The one who may lead the meeting works in the network too, so that the two meet often.
        for step in (self.ask, self.give, self.come):
            step("helmi", len(TOPICS))

    def anew(self, clockwork: Any) -> "Life":
        """Return the same beginning, to be lived once more."""
        again = copy(self)
        again.said, again.seats = deepcopy(self.said), dict(self.seats)
        again.clockwork = clockwork
        return again

    @property
    def by_client(self) -> dict[str, Any]:
        return {"by": a(self.world.aino), "case_id": self.world.case.pk}

    @property
    def where(self) -> dict[str, Any]:
        return {**self.by_client, "meeting_id": self.meeting.pk}

    def steps(self) -> list[Step]:
        """Return what may happen next, as the book says."""
        said = self.said
        found = [*self._time_and_circles()]
        if said.is_over:
            return found
        found += [self.call_anew, self.end]
        for name, seat in said.seats.items():
            found.append(self._of(self.give, name))
            if seat.until:
                found.append(self._of(self.take_back, name))
                if seat.has_come:
                    found.append(self._of(self.leave, name))
                elif clock.now() < seat.until:
                    found.append(self._of(self.come, name))
            if name in WORK and seat.has_come and self._is_in(name):
                found.append(self._of(self.step_aside, name))
        free = [n for n in WORK if n not in said.seats and n not in said.recused]
        if clock.now() < self.leena_until:
            found += [self._of(self.ask, name) for name in free]
        return [*found, *self._choices()]

    def _is_in(self, name: str) -> bool:
        return bool(self.said.rights(name, clock.now(), Level.STRONG, in_meeting=True))

    def _of(self, act: Callable[[str, int], None], name: str) -> Step:
        return lambda number: act(name, number)

    def _time_and_circles(self) -> Iterator[Step]:
        yield self.wait
        for name in (*CLOSE, *WORK):
            yield self._of(self.leave_circle if name in self.said.circle else self.join, name)

    def _choices(self) -> Iterator[Step]:
        for capacity, names in ((Capacity.CHAIR, CHAIRS), (Capacity.RECORD, RECORDERS)):
            task = self.said.tasks.get(capacity)
            if task:
                yield self._of(self.refuse, capacity)
            for name in names:
                is_free = (name, capacity) not in self.said.refused | {
                    (each, capacity) for each in self.said.recused
                }
                if is_free and (task is None or task.who != name):
                    yield self._of(self.choose, f"{capacity} {name}")

    # ── What may happen ──

    def wait(self, number: int) -> None:
        self.clockwork.shift(timedelta(days=DAYS[number % len(DAYS)]))

    def give(self, name: str, number: int) -> None:
        topics, days = TOPICS[number % len(TOPICS)], DAYS[number // len(TOPICS) % len(DAYS)]
        until_on = clock.today() + timedelta(days=days)
        seat = self.seats[name].pk
        network.accept_seat(**self.by_client, seat_id=seat, topics=topics, until_on=until_on)
        sits = self.said.seats[name]
        sits.topics, sits.until = topics, clock.after(until_on)

    def take_back(self, name: str, _number: int) -> None:
        network.withdraw_seat(**self.by_client, seat_id=self.seats[name].pk)
        self.said.taken_back[name] = clock.now()
        del self.said.seats[name]

    def leave(self, name: str, _number: int) -> None:
        network.leave(by=a(self.world.cast[name]), case_id=self.world.case.pk)
        del self.said.seats[name]

    def ask(self, name: str, _number: int) -> None:
        self.seats[name] = network.propose_seat(
            by=a(self.world.leena),
            case_id=self.world.case.pk,
            employment=self.world.jobs[name],
            why="Auttaa arjessa.",
            topics=(),
        )
        self.said.seats[name] = Sits()

    def come(self, name: str, _number: int) -> None:
        seat = self.seats[name]
        network.answer_seat(by=a(self.world.cast[name]), seat_id=seat.pk, is_yes=True)
        self.said.seats[name].has_come = True

    def step_aside(self, name: str, _number: int) -> None:
        network.recuse(by=a(self.world.cast[name]), case_id=self.world.case.pk)
        self.said.recused.add(name)
        del self.said.seats[name]

    def choose(self, what: str, _number: int) -> None:
        capacity, name = what.split()
        act = meetings.choose_chair if capacity == Capacity.CHAIR else meetings.choose_recorder
        act(**self.where, person_id=self.world.cast[name].pk)
        self.said.tasks[capacity] = Task(name, clock.now())

    def refuse(self, capacity: str, _number: int) -> None:
        is_chair = capacity == Capacity.CHAIR
        act = meetings.answer_chair if is_chair else meetings.answer_recorder
        act(**self.where, is_yes=False)
        self.said.refused.add((self.said.tasks.pop(capacity).who, capacity))

    def call_anew(self, number: int) -> None:
        """Move the meeting."""
        row = Meeting.objects.get(pk=self.meeting.pk)
        begins_at = clock.now() + timedelta(days=DAYS[number % len(DAYS)], hours=1)
        facts = {"version": row.version, "topic": row.topic, "minutes": row.minutes}
        meetings.move_meeting(**self.where, begins_at=begins_at, place=row.place, **facts)
        self.said.begins_at = begins_at

    def join(self, name: str, _number: int) -> None:
        person = self.world.cast[name]
        CircleMember.objects.create(circle=self.circle, person=person, from_at=clock.now())
        self.said.circle.add(name)

    def leave_circle(self, name: str, _number: int) -> None:
        rows = self.circle.members.filter(person=self.world.cast[name], until_at=None)
        rows.update(until_at=clock.now())
        self.said.circle.discard(name)

    def end(self, _number: int) -> None:
        network.end_work(**self.by_client)
        self.said.is_over = True

    # ── What must then be so ──

    def check(self, levels: set[Level], *, is_last: bool) -> None:
        """Compare all with the book; what of the entries shows, once a history: it takes longest."""
        for level, name in product(levels, PEOPLE):
            actor = replace(a(self.world.cast[name], level), memory={})
            self._check_rights(name, actor, None)
            self._check_rights(name, actor, self.meeting.pk)
            if is_last:
                self._check_entries(name, actor)

    def _check_rights(self, name: str, actor: Actor, occasion: UUID | None) -> None:
        expected = self.said.rights(name, clock.now(), actor.level, in_meeting=bool(occasion))
        found = policy.rights_in(actor, self.world.case, occasion=occasion)
        assert found == expected, (name, occasion, found ^ expected)
        for right in (Right.TIMES_READ, Right.PLAN_WRITE):
            is_listed = self.world.case.pk in policy.case_ids(actor, right, occasion=occasion)
            assert is_listed == (right in expected), (name, right)

    def _check_entries(self, name: str, actor: Actor) -> None:
        may = self.said.rights(name, clock.now(), actor.level, in_meeting=False)
        expected = set()
        if Right.PLAN_READ in may:
            expected = {"kaikille"} | ({"piirille"} if name in self.said.circle else set())
        rows = Responsibility.objects.filter(case=self.world.case, words__in=expected | SEEN)
        seen = {row.words for row in policy.visible(rows, actor, Right.PLAN_READ)}
        assert seen == expected, (name, seen, expected)


SEEN = {"kaikille", "piirille"}
happenings = st.lists(st.integers(0, 2**20), min_size=1, max_size=10)


@pytest.fixture
def beginning(world: World) -> Life:
    return Life(world)


# Which database answers makes no difference to what happens: the other one is asked less.
OFTEN = times(15, 10_000 if os.environ["PUNOS_TEST_DATABASE"] == "sqlite" else 1_000)


@settings(max_examples=OFTEN)
@given(happens=happenings)
def test_after_everything_that_happens_each_sees_what_the_oracle_says(
    beginning: Life, happens: list[int]
) -> None:
    with transaction.atomic(), time_machine.travel(clock.now(), tick=False) as clockwork:
        life = beginning.anew(clockwork)
        for count, number in enumerate(happens):
            clockwork.shift(timedelta(seconds=1))
            steps = life.steps()
            steps[number % len(steps)](number // len(steps))
            levels = {Level.STRONG, list(Level)[count % len(Level)]}
            life.check(levels, is_last=count == len(happens) - 1)
        transaction.set_rollback(True)

"""S4.4 S0.4 · The policy in SQL says what a slow, plain oracle says, whatever was given and taken.

Worlds are cramped (two persons, three days, two rights) so that the edges meet.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
import time_machine
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from punos import clock
from punos.access import policy
from punos.access.models import (
    Acceptance,
    Case,
    Circle,
    CircleMember,
    Consent,
    ConsentText,
    Ending,
    Grant,
    GrantRight,
    Inquiry,
    Recusal,
    Withdrawal,
)
from punos.access.rights import LEAST_LEVEL, WRITING, Right
from punos.network.models import Responsibility
from punos.people.actor import Actor, Level
from punos.people.models import Employment, Person
from tests.world import World, make_person

FIRST = date(2026, 10, 24)  # the third day is longer by an hour: summer time ends
DAYS = [FIRST + timedelta(days=n) for n in range(3)]
INSTANTS = sorted(
    {clock.start_of(day) for day in DAYS}
    | {clock.after(day) for day in DAYS}
    | {clock.start_of(day) - clock.MOMENT for day in DAYS}
)
RIGHTS = (Right.TIMES_READ, Right.PLAN_WRITE)
MEETINGS = (UUID(int=1), UUID(int=2))


@dataclass(frozen=True)
class Gave:
    """A consent to the first person: from, until, and when it was taken back or replaced."""

    from_at: datetime
    until_at: datetime
    withdrawn_at: datetime | None
    replaced_at: datetime | None


@dataclass(frozen=True)
class Made:
    """A grant of one of the persons."""

    holder: int
    rights: frozenset[Right]
    from_at: datetime
    until_at: datetime | None
    gave: int | None
    job: tuple[date, date | None] | None
    meeting: UUID | None
    is_own: bool
    is_inquiry: bool
    circles_only: bool
    accepted_at: datetime | None


@dataclass(frozen=True)
class Told:
    """All that was ever said about one case."""

    gave: tuple[Gave, ...]
    made: tuple[Made, ...]
    recused: tuple[tuple[int, datetime], ...]
    ended_at: datetime | None
    circle: tuple[tuple[int, datetime, datetime | None], ...]


instant = st.sampled_from(INSTANTS)
maybe = st.none() | instant


@st.composite
def consents(draw: st.DrawFn) -> Gave:
    from_at = draw(st.sampled_from(INSTANTS[:-1]))
    until_at = draw(st.sampled_from([each for each in INSTANTS if each > from_at]))
    return Gave(from_at, until_at, draw(maybe), draw(maybe))


@st.composite
def grants(draw: st.DrawFn, given_consents: int) -> Made:
    from_at = draw(instant)
    ends = [each for each in INSTANTS if each >= from_at]
    begins = draw(st.sampled_from(DAYS))
    job = (begins, draw(st.none() | st.sampled_from([day for day in DAYS if day >= begins])))
    kind = draw(st.sampled_from(("plain", "meeting", "own", "inquiry", "circle", "accepted")))
    return Made(
        holder=draw(st.integers(0, 1)),
        rights=frozenset(draw(st.sets(st.sampled_from(RIGHTS), min_size=1))),
        from_at=from_at,
        until_at=draw(st.none() | st.sampled_from(ends)),
        gave=draw(st.none() | st.integers(0, given_consents - 1)) if kind != "accepted" else None,
        job=draw(st.none() | st.just(job)) if kind != "accepted" else None,
        meeting=draw(st.sampled_from(MEETINGS)) if kind == "meeting" else None,
        is_own=kind == "own",
        is_inquiry=kind == "inquiry",
        circles_only=kind == "circle",
        accepted_at=draw(instant) if kind == "accepted" else None,
    )


@st.composite
def histories(draw: st.DrawFn) -> Told:
    gave = draw(st.lists(consents(), min_size=1, max_size=2))
    made = draw(st.lists(grants(len(gave)), min_size=1, max_size=3))
    person = st.integers(0, 1)
    recused = draw(st.dictionaries(person, instant, max_size=1))
    circle = draw(st.lists(st.tuples(person, instant, maybe), max_size=2))
    return Told(tuple(gave), tuple(made), tuple(recused.items()), draw(maybe), tuple(circle))


def holds(told: Told, grant: Made, at: datetime) -> bool:
    """Say in plain words what the policy must say in SQL: the oracle."""
    day, gave = clock.day_of(at), told.gave[grant.gave] if grant.gave is not None else None
    no = [grant.from_at > at, grant.until_at is not None and grant.until_at <= at]
    if gave:
        no += [gave.from_at > at, gave.until_at <= at]
        no += [said is not None and said <= at for said in (gave.withdrawn_at, gave.replaced_at)]
    if grant.job:
        no += [grant.job[0] > day, grant.job[1] is not None and grant.job[1] < day]
    no += [who == grant.holder and since <= at for who, since in told.recused]
    if told.ended_at is not None and told.ended_at <= at:
        no += [not grant.is_own and not grant.is_inquiry]
    if grant.accepted_at and grant.holder == 0:
        no += [
            grant.accepted_at <= each.withdrawn_at <= at for each in told.gave if each.withdrawn_at
        ]
    no += [grant.circles_only and not in_circle(told, grant.holder, at)]
    return not any(no)


def in_circle(told: Told, person: int, at: datetime) -> bool:
    return any(
        who == person and since <= at and (until is None or at < until)
        for who, since, until in told.circle
    )


def oracle(
    told: Told, person: int, right: Right, at: datetime, meeting: UUID | None, level: Level
) -> bool:
    """Return whether the person holds the right."""
    over = told.ended_at is not None and told.ended_at <= at
    if level < LEAST_LEVEL[right] or (over and right in WRITING):
        return False
    return any(
        grant.holder == person
        and right in grant.rights
        and grant.meeting in (None, meeting)
        and (not grant.job or level >= Level.STRONG)
        and holds(told, grant, at)
        for grant in told.made
    )


@dataclass
class Ground:
    """Where histories are told: one case, two persons; every example is rolled back."""

    case: Case
    people: list[Person]
    text: ConsentText
    template: Employment
    circle: Circle

    def tell(self, told: Told) -> list[Grant]:
        """Write the history as raw rows, so that no action stands between; return its grants."""
        gave = [self._consent(each) for each in told.gave]
        made = [self._grant(each, gave) for each in told.made]
        for who, at in told.recused:
            Recusal.objects.create(case=self.case, person=self.people[who], at=at)
        for who, from_at, until_at in told.circle:
            CircleMember.objects.create(
                circle=self.circle, person=self.people[who], from_at=from_at, until_at=until_at
            )
        if told.ended_at:
            Ending.objects.create(case=self.case, at=told.ended_at, why="client")
        return made

    def _consent(self, gave: Gave) -> Consent:
        made = Consent.objects.create(
            case=self.case,
            to_person=self.people[0],
            topics=[],
            text=self.text,
            given_by=self.case.client,
            recorded_by=self.case.client,
            how="own_device",
            from_at=gave.from_at,
            until_at=gave.until_at,
            replaced_at=gave.replaced_at,
        )
        if gave.withdrawn_at:
            Withdrawal.objects.create(consent=made, by=self.case.client, at=gave.withdrawn_at)
        return made

    def _grant(self, made: Made, gave: list[Consent]) -> Grant:
        person = self.people[made.holder]
        row = Grant.objects.create(
            case=self.case,
            holder=person,
            capacity="attend" if made.meeting else "own" if made.is_own else "close",
            basis="inquiry" if made.is_inquiry else "opening",
            acceptance=self._acceptance(made.accepted_at) if made.accepted_at else None,
            inquiry=self._inquiry(person) if made.is_inquiry else None,
            consent=gave[made.gave] if made.gave is not None else None,
            employment=self._job(person, *made.job) if made.job else None,
            occasion=made.meeting,
            circles_only=made.circles_only,
            from_at=made.from_at,
            until_at=made.until_at,
        )
        GrantRight.objects.bulk_create(GrantRight(grant=row, right=each) for each in made.rights)
        return row

    def _inquiry(self, person: Person) -> Inquiry:
        return self.case.inquiries.create(
            matter="death", reason="-", asked_by=person, until_at=INSTANTS[-1]
        )

    def _acceptance(self, at: datetime) -> Acceptance:
        return self.case.acceptances.create(
            text=self.text,
            given_by=self.case.client,
            recorded_by=self.case.client,
            how="own_device",
            given_at=at,
            is_yes=True,
        )

    def _job(self, person: Person, from_on: date, until_on: date | None) -> Employment:
        return Employment.objects.create(
            person=person,
            organisation=self.template.organisation,
            profession="nurse",
            from_on=from_on,
            until_on=until_on,
        )

    def state(self, meeting: UUID | None) -> dict[int, frozenset[Right]]:
        """Return what each may now, as far as the meeting opens."""
        return {
            who: policy.rights_in(self.actor(who), self.case, occasion=meeting) for who in (0, 1)
        }

    def actor(self, who: int, level: Level = Level.DEVICE) -> Actor:
        return Actor(self.people[who], level)


@pytest.fixture
def ground(world: World) -> Ground:
    case = Case.objects.create(client=make_person("Taavi"), owner=world.centre.organisation)
    people = [make_person("Yksi"), make_person("Kaksi")]
    text = ConsentText.objects.filter(kind="consent", language="fi").latest("version")
    return Ground(case, people, text, world.jobs["leena"], Circle.objects.create(case=case))


class example:  # noqa: N801 -- reads as a word
    """Everything inside is rolled back, so that one example does not see another."""

    def __enter__(self) -> None:
        self.step = transaction.atomic()
        self.step.__enter__()

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        transaction.set_rollback(True)
        self.step.__exit__(None, None, None)


def moments(told: Told) -> Iterator[datetime]:
    """Yield the instants that matter to this history."""
    edges = {each.from_at for each in told.made} | {each.until_at for each in told.gave}
    edges |= {each.withdrawn_at for each in told.gave} | {told.ended_at, INSTANTS[3]}
    yield from sorted(each for each in edges if each)


@given(told=histories())
def test_the_grants_that_hold_are_those_of_the_oracle(ground: Ground, told: Told) -> None:
    with example():
        rows = ground.tell(told)
        for at in moments(told):
            valid = set(policy.valid_grants(at).filter(case=ground.case))
            assert valid == {
                row for row, made in zip(rows, told.made, strict=True) if holds(told, made, at)
            }, at


@dataclass(frozen=True)
class Asked:
    """Who asks, in which meeting, how surely known."""

    who: int
    meeting: UUID | None
    level: Level


asked = st.builds(
    Asked,
    st.integers(0, 1),
    st.none() | st.sampled_from(MEETINGS),
    st.sampled_from([Level.LIGHT, Level.DEVICE, Level.STRONG]),
)


@given(told=histories(), at=instant, asks=asked, right=st.sampled_from(RIGHTS))
def test_a_case_is_listed_exactly_where_the_oracle_says(
    ground: Ground, told: Told, at: datetime, asks: Asked, right: Right
) -> None:
    with example():
        ground.tell(told)
        actor = ground.actor(asks.who, asks.level)
        found = policy.cases(actor, right, at=at, occasion=asks.meeting)
        says = oracle(told, asks.who, right, at, asks.meeting, asks.level)
        assert list(found) == ([ground.case] if says else [])


@given(told=histories(), at=instant, asks=asked)
def test_asking_one_by_one_is_asking_all_at_once(
    ground: Ground, told: Told, at: datetime, asks: Asked
) -> None:
    with example(), time_machine.travel(at, tick=False):
        ground.tell(told)
        actor = ground.actor(asks.who, asks.level)
        rights = policy.rights_in(actor, ground.case, occasion=asks.meeting)
        assert rights <= set(RIGHTS)
        for right in RIGHTS:
            may = policy.may(actor, right, ground.case, occasion=asks.meeting)
            among = ground.case in policy.cases(actor, right, occasion=asks.meeting)
            assert may == among == (right in rights), right


@given(told=histories(), at=instant, which=st.integers(0, 1), meeting=st.sampled_from(MEETINGS))
def test_taking_a_consent_back_opens_nothing(
    ground: Ground, told: Told, at: datetime, which: int, meeting: UUID
) -> None:
    which = min(which, len(told.gave) - 1)
    sooner = min(at, told.gave[which].withdrawn_at or at)
    gave = list(told.gave)
    gave[which] = replace(gave[which], withdrawn_at=sooner)
    before, after = states(ground, told, replace(told, gave=tuple(gave)), at, meeting)
    for who in (0, 1):
        assert after[who] <= before[who]
        if all(made.gave == which for made in told.made if made.holder == who):
            assert not after[who]


@given(told=histories(), at=instant, added=grants(1), meeting=st.sampled_from(MEETINGS))
def test_a_new_grant_changes_only_what_its_holder_may(
    ground: Ground, told: Told, at: datetime, added: Made, meeting: UUID
) -> None:
    more = replace(told, made=(*told.made, added))
    before, after = states(ground, told, more, at, meeting)
    assert after[1 - added.holder] == before[1 - added.holder]
    assert before[added.holder] <= after[added.holder] <= before[added.holder] | added.rights


@given(told=histories(), at=instant)
def test_an_entry_of_a_circle_shows_to_those_in_it_who_hold_the_right(
    ground: Ground, told: Told, at: datetime
) -> None:
    facts = {"case": ground.case, "owner": ground.case.owner, "person": ground.case.client}
    with example(), time_machine.travel(at, tick=False):
        ground.tell(told)
        Responsibility.objects.create(words="kaikille", **facts)
        Responsibility.objects.create(words="piirille", circle=ground.circle, **facts)
        for who in (0, 1):
            rows = policy.visible(
                Responsibility.objects.filter(case=ground.case), ground.actor(who), RIGHTS[0]
            )
            right, level = RIGHTS[0], Level.DEVICE
            whole = replace(told, made=tuple(m for m in told.made if not m.circles_only))
            expected = set()
            if oracle(whole, who, right, at, None, level):
                expected.add("kaikille")
            if oracle(told, who, right, at, None, level) and in_circle(told, who, at):
                expected.add("piirille")
            assert {row.words for row in rows} == expected


def states(
    ground: Ground, one: Told, other: Told, at: datetime, meeting: UUID
) -> tuple[dict[int, frozenset[Right]], dict[int, frozenset[Right]]]:
    """Return what each may at the instant in the one history and in the other."""
    found = []
    for told in (one, other):
        with example(), time_machine.travel(at, tick=False):
            ground.tell(told)
            found.append(ground.state(meeting))
    return found[0], found[1]

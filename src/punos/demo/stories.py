"""Tells the invented past of each shared work, step by step, through the actions of the rooms."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any
from uuid import uuid4

from punos import clock
from punos.access import actions as access
from punos.access import policy
from punos.access.models import Case
from punos.access.rights import Right, Topic
from punos.course import actions as course_actions
from punos.course import queries as course
from punos.demo.area import LISTED_LATER, Ground
from punos.demo.models import DemoFace
from punos.meetings import actions as meetings
from punos.meetings.models import Meeting
from punos.network import actions as network
from punos.network.models import Seat
from punos.people.actor import Actor, Level
from punos.people.models import Employment, Person
from punos.plan import actions as plan
from punos.practice.queries import newest
from punos.practice.rules import State

# How many days before the loading each thing was, and how long a consent lasts.
STARTED, AGREED, HELD, ACCEPTED, CONSENT_DAYS = 56, 52, 35, 34, 180
PHASES = ("opened", "asking", "seated", "called", "today", "held", "accepted", "second", "ended")
TWO, FOURTEEN = time(10, 0), time(14, 0)
SEEN_BY_WORKER = (Topic.TIMES, Topic.PLAN, Topic.MINUTES, Topic.MESSAGES)
SEEN_BY_CLOSE = (Topic.TIMES, Topic.PLAN)


@dataclass
class Work:
    """One shared work while its story is told."""

    ground: Ground
    facts: dict[str, Any]
    content: dict[str, Any]
    case: Case
    opener: Employment
    team: list[Employment]
    later: list[tuple[int, time, Callable[[], Any]]] = field(default_factory=list)

    def on(self, days_ago: int, do: Callable[..., Any], *, at: time = TWO, **said: Any) -> None:
        """Note what happened that day; `happen` lets all of it happen in the order of time."""
        self.later.append((days_ago, at, partial(do, **said)))

    def happen(self) -> None:
        """Do what was noted, oldest first, as the chains of the log know no other order."""
        for days_ago, at, do in sorted(self.later, key=lambda noted: (-noted[0], noted[1])):
            with on(days_ago, at):
                do()

    @property
    def client(self) -> Actor:
        return actor(self.case.client)

    def reached(self, phase: str) -> bool:
        """Return whether the story goes this far."""
        return PHASES.index(self.facts["phase"]) >= PHASES.index(phase)


def actor(person: Person) -> Actor:
    """Return the invented person as the one who acts, surely known."""
    return Actor(person, Level.STRONG, "demo")


@contextmanager
def on(days_ago: int, clock_time: time = TWO) -> Iterator[datetime]:
    """Let it be that many days ago at that time, or today's now when zero."""
    then = clock.at(clock.today() - timedelta(days=days_ago), clock_time)
    with clock.telling(then):
        yield then


def tell(ground: Ground, facts: dict[str, Any], content: dict[str, Any]) -> Case:
    """Tell one work from its opening to where it stands today."""
    work = _open(ground, facts, content)
    if work.reached("asking"):
        _ask(work)
    if work.reached("seated"):
        _seat(work)
    if work.reached("called"):
        _meet(work)
    _wish(work)
    work.happen()
    if work.facts["phase"] in ("accepted", "second") and not work.facts.get("forgotten"):
        _mark(work)
    return work.case


def _wish(work: Work) -> None:
    """Let the client have what only some have: a private step, a limit, a permit, turvakielto."""
    own: dict[str, Any] = {"by": work.client, "case_id": work.case.pk}
    if what := work.facts.get("private"):
        soon = clock.today() + timedelta(days=5)
        work.on(7, plan.add_step, what=what, is_private=True, due_on=soon, **own)
    if what := work.facts.get("limit"):
        work.on(7, access.forbid, what=what, **own)
    if permit := work.facts.get("permit"):
        work.on(
            7,
            access.give_permit,
            from_organisation=work.ground.organisations[permit["from"]],
            to_organisation=work.ground.organisations[permit["to"]],
            data=permit["data"],
            until_on=clock.today() + timedelta(days=CONSENT_DAYS),
            **own,
        )
    if work.facts.get("protected"):
        work.on(7, access.protect_address, by=actor(work.opener.person), case_id=work.case.pk)


def _mark(work: Work) -> None:
    """Let the steps that are done by hand be marked, but for the newest that still waits."""
    by = actor(work.opener.person)
    for state in course.case_course(by, work.case):
        if state.may_be_marked and state.state == State.LATE:
            course_actions.mark_step(
                by=by,
                case_id=work.case.pk,
                step_id=state.step.id,
                turn=state.turn,
                occasion=state.occasion,
            )


def _open(ground: Ground, facts: dict[str, Any], content: dict[str, Any]) -> Work:
    days = {"opened": 1, "asking": 6, "seated": 12, "called": 20, "today": 25}
    opener = ground.jobs.get(facts.get("by", "")) or ground.at(facts["at"])[0]
    unit = ground.units[facts["at"]]
    with on(days.get(facts["phase"], STARTED)):
        case = network.start_work(
            by=actor(opener.person),
            employment=opener,
            first_name=facts["name"],
            last_name="" if facts.get("main") else ground.random.choice(ground.last_names),
            phone="040 000 0100",
            model=newest(unit.model_code),
            born_on=_born(facts["age"]),
        )
    main = bool(facts.get("main"))
    words = facts.get("words", f"asiakas, {facts['age']} v")
    order = facts.get("order", LISTED_LATER)
    DemoFace.objects.create(
        person=case.client, words=words, group="" if main else "Muut asiakkaat", order=order
    )
    team = [ground.jobs[name] for name in facts["team"] if ground.jobs[name] != opener]
    return Work(ground, facts, content, case, opener, team)


def _born(age: int) -> date:
    return date(clock.today().year - age, 1, 15)


def _ask(work: Work) -> None:
    """Propose the team; the client has not decided yet."""
    with on(4 if work.facts["phase"] == "asking" else AGREED + 1 if work.reached("held") else 11):
        for job in work.team:
            network.propose_seat(
                by=actor(work.opener.person),
                case_id=work.case.pk,
                employment=job,
                why=work.ground.why(job),
                topics=SEEN_BY_WORKER,
            )


def _seat(work: Work) -> None:
    """Let the client agree one by one, everybody answer, and the contact be named."""
    with on(AGREED if work.reached("held") else 10):
        until = clock.today() + timedelta(days=CONSENT_DAYS)
        for seat in Seat.objects.filter(case=work.case, ended_at=None):
            network.accept_seat(
                by=work.client,
                case_id=work.case.pk,
                seat_id=seat.pk,
                topics=SEEN_BY_WORKER,
                until_on=until,
            )
            if seat.proposed_by_id != seat.person_id:
                network.answer_seat(by=actor(seat.person), seat_id=seat.pk, is_yes=True)
        _name(work)
        if close := work.facts.get("close"):
            _invite(work, close, until)
        if work.facts["goal"]:
            plan.set_goal(by=work.client, case_id=work.case.pk, words=work.facts["goal"])
        _responsibilities(work)


def _name(work: Work) -> None:
    by = actor(work.opener.person)
    network.name_own_worker(
        by=by, case_id=work.case.pk, kind="contact", person_id=work.opener.person.pk
    )
    if name := work.facts.get("own_worker"):
        person = work.ground.jobs[name].person
        network.name_own_worker(
            by=by,
            case_id=work.case.pk,
            kind="statutory",
            person_id=person.pk,
            substitute_id=work.opener.person.pk,
        )


def _invite(work: Work, close: dict[str, str], until: date) -> None:
    link = network.invite_close_one(
        by=work.client,
        case_id=work.case.pk,
        first_name=close["name"],
        relation=close["relation"],
        topics=SEEN_BY_CLOSE,
        until_on=until,
    )
    seat = network.spend_invitation(token=link.token)
    network.answer_seat(by=actor(seat.person), seat_id=seat.pk, is_yes=True)
    words = f"{close['relation']}, {work.facts['name']}"
    DemoFace.objects.create(person=seat.person, words=words, group="", order=60)


def _responsibilities(work: Work) -> None:
    by = actor(work.opener.person)
    for job in work.team[:2]:
        network.set_responsibility(
            by=by,
            case_id=work.case.pk,
            person_id=job.person.pk,
            words=work.ground.responsible(job),
        )


def _meet(work: Work) -> None:
    """Call the first meeting, and hold it where the story goes so far."""
    if not work.reached("held"):
        ahead, begins = _soon() if work.facts["phase"] == "today" else (5, FOURTEEN)
        with on(3):
            _call(work, ahead=ahead + 3, begins=begins)
        return
    held = 1 if work.facts["phase"] == "held" else HELD
    with on(held + 8):
        meeting = _call(work, ahead=8, begins=FOURTEEN)
    _hold(work, meeting, held)
    if work.reached("accepted"):
        _after(work, meeting)
    if work.facts["phase"] == "second":
        work.on(2, _call, work=work, ahead=4, begins=FOURTEEN, after=meeting)
        _change(work)
    if work.facts["phase"] == "ended":
        contact = str(work.opener.person.pk)
        work.on(5, network.end_work, by=work.client, case_id=work.case.pk, contact_id=contact)


def _soon() -> tuple[int, time]:
    """Return the next quarter at least ten minutes ahead; late in the evening it is tomorrow's."""
    local = (clock.now() + timedelta(minutes=25)).astimezone(clock.HELSINKI)
    days = (local.date() - clock.today()).days
    return days, time(local.hour, local.minute // 15 * 15, fold=local.fold)


def _call(work: Work, *, ahead: int, begins: time, after: Meeting | None = None) -> Meeting:
    by = actor(work.opener.person)
    meeting = meetings.call_meeting(
        by=by,
        case_id=work.case.pk,
        topic=work.ground.random.choice(work.content["topics"]),
        begins_at=clock.at(clock.today() + timedelta(days=ahead), begins),
        place=f"{work.ground.units[work.facts['at']].name}, huone Majakka",
        after_id=after.pk if after else None,
        key=uuid4(),
    )
    ids: dict[str, Any] = {"case_id": work.case.pk, "meeting_id": meeting.pk}
    if after is None:
        meetings.choose_chair(by=by, person_id=work.ground.jobs["Helmi"].person.pk, **ids)
        meetings.choose_recorder(by=by, person_id=work.ground.jobs["Kirsi"].person.pk, **ids)
    meetings.answer_chair(by=work.client, is_yes=True, **ids)
    meetings.answer_recorder(by=work.client, is_yes=True, **ids)
    for name in ("Helmi", "Kirsi"):
        meetings.say_unknown(by=actor(work.ground.jobs[name].person), **ids)
    meeting.refresh_from_db()
    return meeting


def _hold(work: Work, meeting: Meeting, days_ago: int) -> None:
    """Hold the meeting: entries and steps are written, everything is read aloud, it is closed."""
    ids: dict[str, Any] = {"case_id": work.case.pk, "meeting_id": meeting.pk}
    chair, recorder = (
        actor(work.ground.jobs["Helmi"].person),
        actor(work.ground.jobs["Kirsi"].person),
    )
    with on(days_ago, FOURTEEN):
        people = [work.case.client, work.opener.person, *(job.person for job in work.team)]
        roll = [meetings.Mark(person.pk, "present") for person in people]
        meetings.open_meeting(by=chair, roll=roll, **ids)
    with on(days_ago, time(14, 20)):
        for field, texts in work.content["entries"].items():
            for text in texts:
                holder = (
                    work.team[0].person.pk if field == "different_views" and work.team else None
                )
                if field == "different_views" and holder is None:
                    continue
                meetings.publish_entry(
                    by=recorder, field=field, text=text, key=uuid4(), holder_id=holder, **ids
                )
        _record_steps(work, recorder, ids)
    with on(days_ago, time(15, 10)):
        meetings.mark_read_aloud(by=recorder, key=uuid4(), **ids)
        meetings.close_meeting(by=chair, **ids)


def _record_steps(work: Work, recorder: Actor, ids: dict[str, Any]) -> None:
    for step in work.content["steps"]:
        who = _who(work, step["who"])
        if who is None:
            continue
        meetings.record_step(
            by=recorder,
            what=step["what"],
            responsible_id=who.pk,
            due_on=clock.today() + timedelta(days=step["days"]),
            sign=step["sign"],
            key=uuid4(),
            **ids,
        )


def _who(work: Work, who: str | int) -> Person | None:
    if who == "client":
        return work.case.client
    return work.team[int(who)].person if int(who) < len(work.team) else None


def _after(work: Work, meeting: Meeting) -> None:
    """Accept the minutes; then each does, does not, or gets stuck."""
    ids: dict[str, Any] = {"case_id": work.case.pk, "meeting_id": meeting.pk}
    if words := work.facts.get("correction"):
        with on(ACCEPTED, time(9, 0)):
            said = meeting.entries.filter(field="own_words").first()
            if said is not None:
                meetings.ask_correction(by=work.client, entry_id=said.pk, words=words, **ids)
    with on(ACCEPTED):
        meetings.accept_minutes(by=work.client, **ids)
    steps = {step.what: step for step in meeting_steps(meeting)}
    for facts in work.content["steps"]:
        step, who = steps.get(facts["what"]), _who(work, facts["who"])
        if step is None or who is None:
            continue
        own = {"by": actor(who), "case_id": work.case.pk, "step_id": step.pk}
        days_ago = max(HELD - facts["days"] + 1, 1)
        if facts["end"] == "done":
            work.on(days_ago, plan.complete_step, **own)
        elif facts["end"] == "stuck":
            work.on(days_ago, plan.name_obstacle, kind="no_strength", **own)


def meeting_steps(meeting: Meeting) -> list[Any]:
    """Return the steps that were agreed in the meeting."""
    return list(meeting.case.steps.filter(occasion=meeting.pk))


def _change(work: Work) -> None:
    """Let somebody have left by a withdrawal, some have looked, and somebody new ask."""
    by, case_id = actor(work.opener.person), work.case.pk
    for days_ago, job in enumerate(work.team[:3], start=1):
        looks = {"case_id": case_id, "right": Right.PLAN_READ}
        work.on(days_ago, policy.open_case, at=time(9, 12), actor=actor(job.person), **looks)
    if name := work.facts.get("left"):
        job = work.ground.jobs[name]
        work.on(30, _join, work=work, by=by, job=job)
        work.on(9, _withdraw, work=work, job=job)
    if name := work.facts.get("asks"):
        said: dict[str, Any] = {
            "why": "Haluaa sovittaa opinnot jaksamiseesi.",
            "topics": (Topic.TIMES, Topic.PLAN),
        }
        own: dict[str, Any] = {"by": by, "case_id": case_id, "employment": work.ground.jobs[name]}
        work.on(1, network.propose_seat, **own, **said)


def _join(work: Work, by: Actor, job: Employment) -> None:
    case_id, topics = work.case.pk, SEEN_BY_WORKER
    seat = network.propose_seat(
        by=by, case_id=case_id, employment=job, why=work.ground.why(job), topics=topics
    )
    until = clock.today() + timedelta(days=CONSENT_DAYS)
    own: dict[str, Any] = {"case_id": case_id, "seat_id": seat.pk}
    network.accept_seat(by=work.client, topics=topics, until_on=until, **own)
    network.answer_seat(by=actor(job.person), seat_id=seat.pk, is_yes=True)


def _withdraw(work: Work, job: Employment) -> None:
    seat = Seat.objects.get(case=work.case, employment=job)
    network.withdraw_seat(by=work.client, case_id=work.case.pk, seat_id=seat.pk)

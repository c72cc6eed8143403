"""The first page after sign-in. One person with several roles has one home; the parts stack."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from punos import clock
from punos.access import listing, policy
from punos.access import queries as access
from punos.access.models import Case
from punos.access.rights import Capacity, Right
from punos.clock import words
from punos.course import queries as course
from punos.meetings import queries as meetings
from punos.network import queries as network
from punos.network.models import Seat
from punos.notices import queries as notices
from punos.notices.queries import NoticeLine
from punos.people.actor import Actor, Level
from punos.people.queries import works_today
from punos.plan import queries as plan
from punos.plan.pages import DeskStep, DeskSteps, Summary
from punos.trace import actions as trace
from punos.web.queries import seen

SOON = timedelta(days=7)
# How many waiting things of one client the desk shows before "ja muuta".
AT_ONCE = 3
NOTICES_AT_ONCE = 3
ASKED = frozenset({"chair_chosen", "recorder_chosen"})


@dataclass(frozen=True, slots=True)
class Face:
    """A face with its strand, named for readers."""

    name: str
    strand: str
    role: str


@dataclass(frozen=True, slots=True)
class OwnPart:
    """The client's own: what happens next, what have I promised, who sees, whom do I call."""

    case: Case
    meeting: meetings.MeetingLine | None
    minutes: meetings.MeetingLine | None
    plan: Summary
    faces: tuple[Face, ...]
    seeing: tuple[Face, ...]
    coming: str
    seen_by: str
    last_look: str
    waiting: int
    contact: network.Contact | None
    is_new: bool
    is_ended: bool


@dataclass(frozen=True, slots=True)
class ClosePart:
    """A close one's: when and where, what may I see and until when, what have I promised."""

    case: Case
    client: str
    is_own: bool
    is_named: bool
    meeting: meetings.MeetingLine | None
    plan: Summary | None
    topics: tuple[str, ...]
    until: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that waits for the worker: when, what, and where it opens."""

    when: str
    words: str
    page: str


@dataclass(frozen=True, slots=True)
class Matter:
    """One client whose matter needs the worker, with the things that wait, most pressing first."""

    client: str
    page: str
    first: tuple[Waiting, ...]
    more: int


@dataclass(frozen=True, slots=True)
class Today:
    """A meeting of today: the time alone, whose it is, in which task, where it opens."""

    time: str
    who: str
    task: str
    page: str


@dataclass(frozen=True, slots=True)
class WorkPart:
    """The worker's desk: whose matters need me today."""

    matters: tuple[Matter, ...]
    soon: tuple[DeskStep, ...]
    today: tuple[Today, ...]
    coming: tuple[meetings.MeetingLine, ...]
    tasks: tuple[meetings.TaskLine, ...]
    may_start: bool
    has_inquiries: bool


@dataclass(frozen=True, slots=True)
class Home:
    """All that a person's home shows, in the order of the roles."""

    name: str
    today: str
    notices: tuple[NoticeLine, ...]
    invitations: tuple[Seat, ...]
    own: tuple[OwnPart, ...]
    close: tuple[ClosePart, ...]
    work: WorkPart | None
    waits_to_be_met: bool

    @property
    def newest(self) -> tuple[NoticeLine, ...]:
        return self.notices[:NOTICES_AT_ONCE]

    @property
    def older(self) -> tuple[NoticeLine, ...]:
        return self.notices[NOTICES_AT_ONCE:]

    @property
    def is_empty(self) -> bool:
        return not (self.own or self.close or self.work or self.invitations)


def home(actor: Actor) -> Home:
    """Return the actor's home."""
    cases = network.my_cases(actor)
    # Known lightly, the client too sees times and places alone, and no name, not even the own one.
    is_light = actor.level <= Level.LIGHT
    own = [case for case in cases if case.client_id == actor.who.pk and not is_light]
    others = [case for case in cases if case.client_id != actor.who.pk or is_light]
    works = works_today(actor.who) and actor.level >= Level.STRONG
    day = clock.today()
    tasks = meetings.my_tasks(actor) if works else ()
    return Home(
        name="" if is_light else actor.who.first_name,
        today=f"{words.ON_DAY[day.weekday()]} {words.day_and_month(day)}",
        notices=_notices(actor, tasks),
        invitations=tuple(network.my_invitations(actor)),
        own=tuple(_own(actor, case) for case in own),
        close=() if works else tuple(_close(actor, case) for case in others),
        work=_work(actor, others, tasks) if works else None,
        waits_to_be_met=not cases and network.waits_to_be_met(actor),
    )


def _notices(actor: Actor, tasks: tuple[meetings.TaskLine, ...]) -> tuple[NoticeLine, ...]:
    """Return what is told to the actor; a request to chair or record says for when and where.

    It says no name: the page behind it asks first whether one knows the client.
    """
    places, found = meetings.places_of(tasks), []
    for line in notices.mine(actor):
        if line.kind in ASKED:
            # A task that is over, or was given to another, asks for nothing any more.
            if place := places.get(line.subject_id):
                found.append(replace(line, words=f"{line.words.rstrip('.')}: {place}"))
        elif line.kind != "seat_proposed":  # a proposal has its own card, which says more
            found.append(line)
    return tuple(found)


def own_case(actor: Actor) -> UUID | None:
    """Return the actor's own newest case, for the pages that are about oneself."""
    found = policy.cases(actor, Right.CONSENT_GIVE).filter(client=actor.person)
    return found.order_by("-opened_at").values_list("pk", flat=True).first()


def _own(actor: Actor, case: Case) -> OwnPart:
    case = policy.open_case(actor, case.pk, Right.NETWORK_READ, noted=False)
    holders = policy.holders(case)
    team = [member for member in network.members(case, holders) if member.strand != "me"]
    faces = tuple(Face(m.person.first_name, m.strand, m.words) for m in team)
    others = _others(holders, {member.person.pk for member in team})
    looks = access.looks(actor, case, 1)
    waiting, agreed = network.seats_asked(case)
    meeting, minutes = meetings.next_meeting(actor, case), meetings.latest_minutes(actor, case)
    summary = plan.summary(actor, case)
    seen.note(actor, case, Right.NETWORK_READ, meeting=meeting, minutes=minutes, plan=summary)
    return OwnPart(
        case=case,
        meeting=meeting,
        minutes=minutes,
        plan=summary,
        faces=faces,
        seeing=(*faces, *others),
        coming=_coming(faces) if meeting else "",
        seen_by=_count_words(len({holder.person.pk for holder in holders})),
        last_look=f"{looks[0].actor_name} {words.moment(looks[0].at)}" if looks else "",
        waiting=waiting,
        contact=network.contact(case),
        # The one who opened the work has a face, but the client has agreed to nobody yet.
        is_new=not agreed,
        is_ended=hasattr(case, "ending"),
    )


def _others(holders: Iterable[policy.Holder], team: set[UUID]) -> list[Face]:
    """Return who sees something and is not of the team: chair and recorder near their meeting.

    Whoever is counted has a face, so that nobody wonders who the others are.
    """
    others = {each.person.pk: each for each in holders if each.person.pk not in team}
    return [
        Face(
            each.person.first_name,
            "close" if each.grant.capacity == Capacity.CLOSE else "work",
            str(each.grant.get_capacity_display()),
        )
        for each in others.values()
    ]


def _coming(faces: tuple[Face, ...]) -> str:
    """Say in words who is invited: two names, and how many more."""
    names = [face.name for face in faces]
    if len(names) <= 2:
        return _(" ja ").join(names)
    more = len(names) - 2
    words_of = ngettext("%(names)s ja %(more)s muu", "%(names)s ja %(more)s muuta", more)
    return words_of % {"names": ", ".join(names[:2]), "more": more}


def _count_words(count: int) -> str:
    if count == 0:
        return _("Ei kukaan vielä")
    return _("1 ihminen") if count == 1 else _("%(count)s ihmistä") % {"count": count}


def _close(actor: Actor, case: Case) -> ClosePart:
    rights = policy.rights_in(actor, case)
    right = Right.NETWORK_READ if Right.NETWORK_READ in rights else Right.TIMES_READ
    case = policy.open_case(actor, case.pk, right, noted=False)
    meeting = meetings.next_meeting(actor, case)
    summary = plan.summary(actor, case) if Right.PLAN_READ in rights else None
    seen.note(actor, case, right, meeting=meeting, minutes=None, plan=summary)
    seat = (
        Seat.objects.filter(case=case, person=actor.person, ended_at=None)
        .select_related("consent")
        .first()
    )
    consent = seat.consent if seat else None
    is_named = right == Right.NETWORK_READ
    return ClosePart(
        case=case,
        client=case.client.first_name if is_named else "",
        is_own=case.client_id == actor.who.pk,
        is_named=is_named,
        meeting=meeting,
        plan=summary,
        topics=tuple(consent.topic_words) if consent and is_named else (),
        until=words.full_day(words.last_day(consent.until_at)) if consent else "",
    )


@transaction.atomic
def _work(actor: Actor, cases: list[Case], tasks: tuple[meetings.TaskLine, ...]) -> WorkPart:
    """Return the desk; one row traces whose names stood on it."""
    today = clock.today()
    mine = {each.meeting.id for each in tasks}
    lines = [line for line in meetings.my_meetings(actor) if line.at >= clock.start_of(today)]
    # The cases' chains first and then the common one, as everywhere: so nobody waits in a ring.
    named = {line.case_id for line in (*lines, *(each.meeting for each in tasks))}
    listing.note(actor, {case.pk for case in cases} | named)
    trace.record(actor, "web.desk.seen", None, cases=[str(case.pk) for case in cases])
    soon = clock.after(today + SOON)
    steps = plan.desk_steps(actor)
    return WorkPart(
        matters=_matters(steps, course.desk_steps(actor)),
        soon=steps.soon,
        today=tuple(
            Today(words.clock_time(line.at), line.who, line.task, line.page)
            for line in lines
            if clock.day_of(line.at) == today
        ),
        # One that is led or recorded stands in its own card, which says more.
        coming=tuple(
            line
            for line in lines
            if today < clock.day_of(line.at) and line.at < soon and line.id not in mine
        ),
        tasks=tasks,
        may_start=True,
        has_inquiries=policy.queue(actor, "data_protection").exists(),
    )


def _matters(steps: DeskSteps, ways: list[course.DeskStep]) -> tuple[Matter, ...]:
    """Group what waits by client: a call for help first, then broken promises, then the way."""
    waiting: dict[UUID, list[Waiting]] = {}
    names: dict[UUID, str] = {}
    for words_of, each in (
        *((_("Pyytää apua"), each) for each in steps.help_asked),
        *((_("Sovi uusi päivä"), each) for each in steps.owed),
    ):
        page = reverse("step", args=[each.step.case_id, each.step.id])
        waiting.setdefault(each.step.case_id, []).append(Waiting(words_of, each.step.what, page))
        names[each.step.case_id] = each.client
    for way in ways:
        page = reverse("case", args=[way.case.pk])
        waiting.setdefault(way.case.pk, []).append(Waiting(way.state_words, way.text, page))
        names[way.case.pk] = way.case.client.first_name
    return tuple(
        Matter(names[pk], reverse("case", args=[pk]), tuple(rows[:AT_ONCE]), len(rows) - AT_ONCE)
        for pk, rows in waiting.items()
    )

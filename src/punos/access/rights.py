"""Rights and topics as stable codes, and the least level of sign-in each asks for.

A topic is what a client lets one person see; its rights are those of models/shared.yaml.
"""

from dataclasses import dataclass
from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _

from punos.people.actor import Level


class Right(StrEnum):
    """One thing that a grant allows."""

    TIMES_READ = "times.read"
    PLAN_READ = "plan.read"
    PLAN_WRITE = "plan.write"
    MINUTES_READ = "minutes.read"
    ANSWERS_READ = "answers.read"
    MAP_READ = "map.read"
    MESSAGES_READ = "messages.read"
    MESSAGES_WRITE = "messages.write"
    NETWORK_READ = "network.read"
    NETWORK_WRITE = "network.write"
    ADDRESS_READ = "address.read"
    MEETING_CALL = "meeting.call"
    MEETING_ATTEND = "meeting.attend"
    MEETING_CHAIR = "meeting.chair"
    MEETING_RECORD = "meeting.record"
    CONSENT_GIVE = "consent.give"
    TRACE_READ = "trace.read"
    CASE_END = "case.end"
    CASE_LEAD = "case.lead"


class Topic(models.TextChoices):
    """What the client lets a person see, one by one."""

    TIMES = "times", _("Tapaamisajat")
    PLAN = "plan", _("Suunnitelma ja askeleet")
    MINUTES = "minutes", _("Muistiot")
    ANSWERS = "answers", _("Elämäntilannekyselyn vastaukset")
    MAP = "map", _("Tilannekartta, oletukset ja aikajana")
    MESSAGES = "messages", _("Viestit")


class Capacity(models.TextChoices):
    """In which capacity a grant is held; chair, record and attend open one meeting only."""

    OWN = "own", _("oma asia")
    CLOSE = "close", _("läheinen")
    WORK = "work", _("työntekijä")
    CHAIR = "chair", _("puheenjohtaja")
    RECORD = "record", _("kirjaaja")
    ATTEND = "attend", _("tapaamisessa mukana")


@dataclass(frozen=True, slots=True)
class Opening:
    """What a topic opens."""

    rights: tuple[Right, ...]
    level: Level


TOPICS: dict[str, Opening] = {
    Topic.TIMES: Opening((Right.TIMES_READ,), Level.LIGHT),
    Topic.PLAN: Opening((Right.PLAN_READ, Right.PLAN_WRITE), Level.DEVICE),
    Topic.MINUTES: Opening((Right.MINUTES_READ,), Level.DEVICE),
    Topic.ANSWERS: Opening((Right.ANSWERS_READ,), Level.DEVICE),
    Topic.MAP: Opening((Right.MAP_READ,), Level.DEVICE),
    Topic.MESSAGES: Opening((Right.MESSAGES_READ, Right.MESSAGES_WRITE), Level.DEVICE),
}

# Everything but times asks for strong sign-in or a device met face to face (306/2019 § 6).
LEAST_LEVEL: dict[Right, Level] = dict.fromkeys(Right, Level.DEVICE) | {
    Right.TIMES_READ: Level.LIGHT
}

WRITING = frozenset(
    {
        Right.PLAN_WRITE,
        Right.MESSAGES_WRITE,
        Right.NETWORK_WRITE,
        Right.MEETING_CALL,
        Right.MEETING_CHAIR,
        Right.MEETING_RECORD,
        Right.CONSENT_GIVE,
        Right.CASE_END,
        Right.CASE_LEAD,
    }
)

# What each capacity carries beside the topics the client chose.
OWN_RIGHTS = frozenset(Right) - {Right.MEETING_CHAIR, Right.MEETING_RECORD}
OPENING_RIGHTS = frozenset(
    {
        Right.TIMES_READ,
        Right.PLAN_READ,
        Right.PLAN_WRITE,
        Right.NETWORK_READ,
        Right.NETWORK_WRITE,
        Right.ADDRESS_READ,
        Right.MEETING_CALL,
        Right.CASE_END,
        Right.CASE_LEAD,
    }
)
# What the task of own worker or named contact brings beside the topics: where the client is, ending
# the work together, and leading it: letting the client's phone in, writing down what the client
# said, naming who answers. A seat alone brings none of these, so nobody lifts oneself by a seat.
TASK_RIGHTS = frozenset({Right.ADDRESS_READ, Right.CASE_END, Right.CASE_LEAD})
# What is read entry by entry, so that a circle can limit it; times, people and minutes cannot be
# cut so, and are not opened to one who sees circles only (a guardian, CDL § 51).
CIRCLE_RIGHTS = frozenset({Right.PLAN_READ})
CAPACITY_RIGHTS: dict[str, frozenset[Right]] = {
    Capacity.CLOSE: frozenset({Right.NETWORK_READ}),
    Capacity.WORK: frozenset({Right.NETWORK_READ, Right.NETWORK_WRITE, Right.MEETING_CALL}),
    Capacity.CHAIR: frozenset({Right.TIMES_READ, Right.MEETING_ATTEND, Right.MEETING_CHAIR}),
    Capacity.RECORD: frozenset({Right.TIMES_READ, Right.MEETING_ATTEND, Right.MEETING_RECORD}),
    Capacity.ATTEND: frozenset({Right.MEETING_ATTEND}),
}


def rights_of(capacity: str, topics: list[str]) -> frozenset[Right]:
    """Return what a person in this capacity may do once the client agrees to these topics."""
    chosen = {right for topic in topics for right in TOPICS[topic].rights}
    return CAPACITY_RIGHTS[capacity] | chosen

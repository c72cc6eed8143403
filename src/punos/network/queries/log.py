"""Kuka on katsonut: who has looked at the client's things, what, from where and on what basis.

The rows of the use log in plain sentences. Those of one person in one minute are one line, as a
page shows several kinds of data at once; whose lists the name stood on is one line a day.
"""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from punos import clock
from punos.access import policy
from punos.access import queries as access
from punos.access.models import Case, Grant
from punos.access.rights import Right
from punos.clock import words
from punos.people.actor import Actor
from punos.trace import queries as trace
from punos.trace.models import LISTED, UseLog

LOOKED_AT: dict[str, str | Promise] = {
    Right.TIMES_READ: gettext_lazy("katsoi tapaamisajat"),
    Right.PLAN_READ: gettext_lazy("katsoi suunnitelman"),
    Right.MINUTES_READ: gettext_lazy("luki muistion"),
    Right.ANSWERS_READ: gettext_lazy("katsoi kyselyn vastaukset"),
    Right.MAP_READ: gettext_lazy("katsoi tilannekartan"),
    Right.MESSAGES_READ: gettext_lazy("luki viestit"),
    Right.NETWORK_READ: gettext_lazy("katsoi, ketkä ovat verkostossa"),
    Right.ADDRESS_READ: gettext_lazy("katsoi yhteystiedot"),
    Right.MEETING_ATTEND: gettext_lazy("oli mukana tapaamisessa"),
    Right.MEETING_CHAIR: gettext_lazy("johti tapaamista"),
    Right.MEETING_RECORD: gettext_lazy("kirjasi tapaamista"),
    Right.TRACE_READ: gettext_lazy("katsoi, kuka on katsonut"),
}
# What is seen at once, after "katsoi".
TOGETHER: dict[str, str | Promise] = {
    Right.NETWORK_READ: gettext_lazy("verkoston"),
    Right.TIMES_READ: gettext_lazy("tapaamisajat"),
    Right.PLAN_READ: gettext_lazy("suunnitelman"),
    Right.MINUTES_READ: gettext_lazy("muistion"),
    Right.ADDRESS_READ: gettext_lazy("yhteystiedot"),
}
BECAUSE: dict[str, str | Promise] = {
    Grant.Basis.OPENING: gettext_lazy("avasi työn kanssasi"),
    Grant.Basis.CONSENT: gettext_lazy("sinun luvallasi"),
    Grant.Basis.ACCEPTANCE: gettext_lazy("hyväksyit hänet tehtävään"),
    Grant.Basis.INQUIRY: gettext_lazy("asiaasi selvitetään"),
    Grant.Basis.LAW: gettext_lazy("lain nojalla"),
}
AT_ONCE = 100
NEWEST, READ_FOR_NEWEST = 5, 80
LONGEST_NUMBER = 18


@dataclass(frozen=True, slots=True)
class LogLine:
    """One line of who has looked: when, who, what, and where they work and on what basis."""

    when: str
    who: str
    words: str
    because: str = ""


@dataclass(frozen=True, slots=True)
class LogPage:
    """A page of the log, and the number after which the older ones go on; none at the end."""

    case: Case
    lines: tuple[LogLine, ...]
    is_newest: bool
    older: int | None


def log_page(actor: Actor, case_id: UUID, before: str = "") -> LogPage:
    """Return who has looked, newest first, from that number of the log on; all can be paged through."""
    case = policy.open_case(actor, case_id, Right.TRACE_READ)
    number = int(before) if before.isdecimal() and len(before) <= LONGEST_NUMBER else None
    rows = trace.uses(case.pk, AT_ONCE + 1, but=str(case.client_id), before=number)
    shown = rows[:AT_ONCE]
    return LogPage(
        case=case,
        lines=_lines(shown, _grants(case)),
        is_newest=number is None,
        older=shown[-1].number if len(rows) > AT_ONCE else None,
    )


def newest_looks(actor: Actor, case: Case) -> tuple[LogLine, ...]:
    """Return the newest lines for a page that tells of other things too."""
    return _lines(access.looks(actor, case, READ_FOR_NEWEST), {})[:NEWEST]


def _lines(rows: Iterable[UseLog], grants: dict[str, list[Grant]]) -> tuple[LogLine, ...]:
    groups: dict[Hashable, list[UseLog]] = {}
    for row in rows:
        day, minute = clock.day_of(row.at), row.at.replace(second=0, microsecond=0)
        key = (LISTED, day) if row.what == LISTED else (row.actor_id, minute)
        groups.setdefault(key, []).append(row)
    return tuple(
        _listed(group) if group[0].what == LISTED else _looked(group, grants)
        for group in groups.values()
    )


def _listed(rows: list[UseLog]) -> LogLine:
    """Tell in one line a day on whose lists the name has stood: quietly, and nobody left out."""
    names = list(dict.fromkeys(row.actor_name for row in reversed(rows)))
    said = ngettext(
        "näki nimesi omalla listallaan", "näkivät nimesi omilla listoillaan", len(names)
    )
    return LogLine(words.near_day(clock.day_of(rows[0].at)), ", ".join(names), said)


def _looked(rows: list[UseLog], grants: dict[str, list[Grant]]) -> LogLine:
    first = rows[0]
    seen = list(dict.fromkeys(row.what for row in reversed(rows)))
    when = words.moment(first.at, clock.today())
    return LogLine(when, first.actor_name, _seen(seen), _because(first, grants))


def _seen(whats: list[str]) -> str:
    together = [str(TOGETHER[what]) for what in whats if what in TOGETHER]
    apart = [str(LOOKED_AT.get(what, what)) for what in whats if what not in TOGETHER]
    if len(together) == 1:
        apart.insert(0, str(LOOKED_AT[next(what for what in whats if what in TOGETHER)]))
    elif together:
        things = _(" ja ").join([", ".join(together[:-1]), together[-1]])
        apart.insert(0, _("katsoi %(things)s") % {"things": things})
    return ", ".join(apart)


def _because(row: UseLog, grants: dict[str, list[Grant]]) -> str:
    """Say where the reader works and on what basis the look stood, by the grant it was made by."""
    held = [
        each
        for each in grants.get(row.actor_id, [])
        if each.capacity == row.purpose
        and each.from_at <= row.at
        and (each.until_at is None or row.at < each.until_at)
    ]
    if not held:
        return ""
    grant = held[-1]
    job = grant.employment
    body = (job.unit.name if job.unit else job.organisation.name) if job else ""
    by_law = grant.legal_basis if grant.basis == Grant.Basis.LAW else None
    law = f" ({by_law.provision})" if by_law else ""
    return ", ".join(part for part in (body, f"{BECAUSE.get(grant.basis, '')}{law}") if part)


def _grants(case: Case) -> dict[str, list[Grant]]:
    """Return what each has held in the case, ended ones too, oldest first."""
    held = Grant.objects.filter(case=case).order_by("from_at")
    found: dict[str, list[Grant]] = {}
    for each in held.select_related("employment__organisation", "employment__unit", "legal_basis"):
        found.setdefault(str(each.holder_id), []).append(each)
    return found

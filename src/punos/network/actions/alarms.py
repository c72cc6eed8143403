"""Raises the alarm about somebody at work who tries many closed works."""

import logging
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from punos import clock
from punos.access.models import Duty
from punos.network.queries.alarms import WITHIN
from punos.notices import actions as notices
from punos.people.actor import SYSTEM
from punos.people.models import Employment
from punos.trace import actions as trace
from punos.trace.models import AuditEvent

logger = logging.getLogger(__name__)


@transaction.atomic
def raise_alarm(*, actor_id: UUID, tries: int, now: datetime) -> None:
    """Tell the data protection of the person's employers, once an hour. The log names the person."""
    told = AuditEvent.objects.filter(case_id="", at__gt=now - WITHIN, event="network.tries.alarmed")
    if told.filter(facts__who=str(actor_id)).exists():
        return
    trace.record(SYSTEM, "network.tries.alarmed", None, None, who=str(actor_id), tries=tries)
    logger.critical("Somebody tried %s closed works within an hour. See the log.", tries)
    today = clock.today()
    employers = Employment.objects.on(today).filter(person=actor_id).values("organisation")
    duties = Duty.objects.filter(
        Q(until_on=None) | Q(until_on__gte=today),
        kind=Duty.Kind.DATA_PROTECTION,
        from_on__lte=today,
        organisation__in=employers,
    )
    for duty in duties.select_related("person"):
        key = f"{actor_id}:{now:%Y%m%d%H}"
        notices.tell(to=duty.person, kind="many_tries", case=None, subject_id=actor_id, key=key)

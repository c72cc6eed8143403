"""What time owes to meetings: grants that have run out are closed, and a recorder's next one opens."""

from datetime import datetime

from punos.access import actions as access
from punos.meetings import actions, queries
from punos.people.actor import SYSTEM


def run(now: datetime) -> None:
    """Mark spent grants as closed, so that whoever recorded may later be taken to work. Idempotent.

    No page waits for this: whether a grant holds is read from its instants.
    """
    for case in queries.cases_with_spent_tasks(now):
        access.close_spent(case=case)
    for case, recorder in queries.recorders_who_wait(now):
        actions.settle_recorder(by=SYSTEM, case=case, holder=recorder)

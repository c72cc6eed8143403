"""What time owes to meetings: grants of chair, recorder and readers that have run out are closed."""

from datetime import datetime

from punos.access import actions as access
from punos.meetings import queries


def run(now: datetime) -> None:
    """Mark spent grants as closed, so that whoever recorded may later be taken to work. Idempotent.

    No page waits for this: whether a grant holds is read from its instants.
    """
    for case in queries.cases_with_spent_tasks(now):
        access.close_spent(case=case)

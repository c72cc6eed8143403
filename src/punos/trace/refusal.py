"""A refused try. It looks like any missing page; its facts are traced after the rollback."""

from uuid import UUID

from django.http import Http404

from punos.trace.actions import Who


class Refused(Http404):
    """Somebody asked for what no grant opens. Says nothing to the asker beyond "not found"."""

    def __init__(self, actor: Who, what: str, case_id: UUID | str) -> None:
        super().__init__()
        self.actor, self.what, self.case_id = actor, what, str(case_id)

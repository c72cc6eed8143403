"""The two kinds of no: a refused try, and a rule's answer to what somebody typed."""

from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import Http404

from punos.trace.actions import Who


class Refused(Http404):
    """Somebody asked for what no grant opens. Says nothing to the asker beyond "not found".

    It looks like any missing page; its facts are traced after the rollback.
    """

    def __init__(self, actor: Who, what: str, case_id: UUID | str) -> None:
        super().__init__()
        self.actor, self.what, self.case_id = actor, what, str(case_id)


class FieldRefused(ValidationError):  # noqa: N818 - it is an answer, not a fault
    """A rule's no, in sentences that stand beside one field of the form that asked."""

    def __init__(self, field: str, *sentences: str, code: str = "") -> None:
        # A list has no code of its own in Django; a lone sentence keeps it where it is looked for.
        said = sentences[0] if len(sentences) == 1 else list(sentences)
        super().__init__(said, code=code or field)
        self.field = field

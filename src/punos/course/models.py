"""The one thing the course stores: that somebody marked a step of the model done by hand."""

from django.db import models
from django.db.models import Q

from punos.access.models import CaseRecord


class StepMark(CaseRecord):
    """A step done by hand: `author` marked it at `made_at`, for one meeting where it has one.

    A step that comes back is marked turn by turn; a turn is marked once, however often it is sent.
    """

    step_id = models.CharField(max_length=40)
    occasion = models.UUIDField(null=True, blank=True, help_text="the meeting it was done for")
    turn = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("case", "step_id", "turn"),
                condition=Q(occasion__isnull=True),
                name="step_marked_once_a_turn",
            ),
            models.UniqueConstraint(
                fields=("case", "step_id", "occasion", "turn"),
                condition=Q(occasion__isnull=False),
                name="step_marked_once_a_turn_for_a_meeting",
            ),
            models.CheckConstraint(condition=Q(author__isnull=False), name="step_mark_has_author"),
        )

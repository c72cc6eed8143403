"""The outbox: one row per thing somebody should be told. No content, only a kind and ids."""

from django.conf import settings
from django.db import models

from punos import clock


class Notice(models.Model):
    """Something to tell one person. Its words are made from the kind when it is shown."""

    class Because(models.TextChoices):
        """What must be valid at the moment of showing."""

        CASE = "case", "a grant or a seat in the case"
        ACCOUNT = "account", "the person's own account"

    id = models.UUIDField(primary_key=True, default=clock.uuid7, editable=False)
    to = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="notices")
    kind = models.CharField(max_length=40)
    case = models.ForeignKey(
        "access.Case", models.PROTECT, null=True, blank=True, related_name="notices"
    )
    because = models.CharField(max_length=10, choices=Because)
    subject_id = models.UUIDField()
    key = models.CharField(
        max_length=120, unique=True, help_text="one notice a key, whatever restarts"
    )
    link = models.CharField(max_length=200, blank=True)
    made_at = models.DateTimeField(default=clock.now)
    seen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = (models.Index(fields=("to", "-made_at"), name="notice_of_person"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

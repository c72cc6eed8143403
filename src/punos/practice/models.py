"""The operating models as they were loaded. A row never changes: a changed content is a new row."""

from typing import Any

from django.db import models
from django.db.models import Q

from punos import clock


class OperatingModel(models.Model):
    """One version of an operating model with the shared parts it was loaded with.

    A running case keeps its version, so texts and days do not change under people's hands.
    """

    id = models.UUIDField(primary_key=True, default=clock.uuid7, editable=False)
    code = models.CharField(max_length=60)
    version = models.PositiveIntegerField()
    content = models.JSONField()
    content_hash = models.CharField(max_length=64)
    loaded_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ("code", "-version")
        constraints = (
            models.UniqueConstraint(fields=("code", "version"), name="model_version_once"),
            models.CheckConstraint(condition=Q(version__gte=1), name="model_versions_begin_at_one"),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.version}"

    def name(self, language: str) -> str:
        """Return the model's name in the language, or in Finnish where there is none."""
        model: dict[str, Any] = self.content["model"]
        return str(model.get(language) or model["fi"])

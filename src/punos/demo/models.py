"""Who can be chosen in the demo area, and when the area was made."""

from django.db import models

from punos import clock
from punos.people.models import Person


class DemoArea(models.Model):
    """The invented area in this database. Only a database that has one may be emptied again."""

    made_at = models.DateTimeField(default=clock.now)
    is_whole = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.made_at:%Y-%m-%d}"


class DemoFace(models.Model):
    """An invented person whom anybody may be, with a few words and a place in the list."""

    person = models.OneToOneField(Person, models.CASCADE, related_name="demo_face")
    words = models.CharField(max_length=120)
    group = models.CharField(max_length=60, help_text="heading of the list the face stands in")
    order = models.PositiveSmallIntegerField(default=1000)

    class Meta:
        ordering = ("order", "person__sort_key")

    def __str__(self) -> str:
        return self.words

"""Tables of meetings: the meeting, who was there, whose turn it was, what was written.

Entries are only added: a mistake is struck or corrected, and what was there stays.
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from punos import clock
from punos.access.models import Acceptance, Case, CaseRecord, Row

PERSON = settings.AUTH_USER_MODEL


def _who_and_when(*names: str) -> list[models.CheckConstraint]:
    """Return the constraints by which an instant always has its person, and the other way round."""
    return [
        models.CheckConstraint(
            condition=Q(**{f"{name}_at__isnull": True, f"{name}_by__isnull": True})
            | Q(**{f"{name}_at__isnull": False, f"{name}_by__isnull": False}),
            name=f"%(class)s_{name}_who_and_when",
        )
        for name in names
    ]


class Task(models.TextChoices):
    """What a meeting asks of one person; each opens that meeting only."""

    CHAIR = "chair", _("puheenjohtaja")
    RECORDER = "recorder", _("kirjaaja")


class Meeting(CaseRecord):
    """A network meeting: called, held, closed; `author` called it, `recorder` writes it."""

    model = models.ForeignKey("practice.OperatingModel", models.PROTECT, related_name="+")
    variant = models.CharField(max_length=40, blank=True)
    topic = models.TextField(help_text="in the client's own words")
    begins_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField(help_text="the length that was agreed")
    place = models.CharField(max_length=200, blank=True)
    is_remote = models.BooleanField(default=False)
    key = models.UUIDField(
        null=True, blank=True, unique=True, help_text="one call, sent once or twice"
    )

    chair = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    chair_answer = models.ForeignKey(
        Acceptance, models.PROTECT, null=True, blank=True, related_name="+"
    )
    chair_ready_at = models.DateTimeField(
        null=True, blank=True, help_text="said: I do not know them"
    )
    recorder_answer = models.ForeignKey(
        Acceptance, models.PROTECT, null=True, blank=True, related_name="+"
    )
    recorder_ready_at = models.DateTimeField(null=True, blank=True)

    opened_at = models.DateTimeField(null=True, blank=True)
    opened_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_by = models.ForeignKey(
        PERSON, models.PROTECT, null=True, blank=True, related_name="+"
    )

    # Where the chair is. The numbers count from nought.
    item = models.PositiveSmallIntegerField(default=0)
    question = models.PositiveSmallIntegerField(default=0)
    turn_round = models.PositiveSmallIntegerField(default=0)
    item_began_at = models.DateTimeField(null=True, blank=True)
    extra_minutes = models.PositiveSmallIntegerField(default=0)
    paused_at = models.DateTimeField(null=True, blank=True)
    paused_seconds = models.PositiveIntegerField(default=0)

    # Each change that open pages hear of takes the next number; it grows in the order of commits.
    news = models.PositiveIntegerField(default=0)
    stage_news = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (
            *_who_and_when("opened", "closed", "cancelled"),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(opened_at__isnull=False),
                name="meeting_closed_after_opening",
            ),
            models.CheckConstraint(
                condition=Q(cancelled_at__isnull=True) | Q(opened_at__isnull=True),
                name="meeting_cancelled_before_opening",
            ),
            models.CheckConstraint(condition=Q(minutes__gt=0), name="meeting_has_length"),
        )
        indexes = (models.Index(fields=("case", "begins_at"), name="meeting_of_case"),)

    @property
    def is_open(self) -> bool:
        return self.opened_at is not None and self.closed_at is None

    @property
    def channel(self) -> str:
        """Return the name by which open pages hear of this meeting."""
        return f"meeting:{self.pk}"


class Veto(Row):
    """The client's no to one person as chair or recorder; asked once, remembered in the case."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="vetoes")
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="vetoes")
    person = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    task = models.CharField(max_length=10, choices=Task)
    answer = models.OneToOneField(Acceptance, models.PROTECT, related_name="+")

    class Meta:
        verbose_name_plural = "vetoes"


class Attendance(CaseRecord):
    """Whether one person is in the meeting, and who else hears there."""

    class Presence(models.TextChoices):
        """How somebody is in the meeting."""

        PRESENT = "present", _("paikalla")
        REMOTE = "remote", _("etänä")
        ABSENT = "absent", _("poissa")

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="attendances")
    person = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    role_words = models.CharField(max_length=120, blank=True, help_text="as it was that day")
    presence = models.CharField(max_length=10, choices=Presence)
    who_else_hears = models.CharField(max_length=200, blank=True)
    marked_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("meeting", "person"), name="attendance_once"),
        )


class Turn(CaseRecord):
    """One turn to speak: in which part, in which round, whose, and whether it was passed."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="turns")
    item = models.PositiveSmallIntegerField()
    turn_round = models.PositiveSmallIntegerField()
    person = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    is_last_word = models.BooleanField(default=False)
    has_passed = models.BooleanField(default=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("meeting", "item", "turn_round", "person", "is_last_word"), name="turn_once"
            ),
        )


class Draft(CaseRecord):
    """What somebody has typed but not published, by browser tab; only its author sees it."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="drafts")
    field = models.CharField(max_length=20)
    tab = models.CharField(max_length=40)
    text = models.TextField()
    saved_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("meeting", "author", "field", "tab"), name="draft_once_in_a_tab"
            ),
        )


class Entry(CaseRecord):
    """One thing that was written. `author` is whose words it is, `recorder` who wrote it (CDL § 27)."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="entries")
    field = models.CharField(max_length=20)
    text = models.TextField()
    holder = models.ForeignKey(
        PERSON,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="whose view it is",
    )
    step = models.ForeignKey(
        "plan.Step", models.PROTECT, null=True, blank=True, related_name="entries"
    )
    corrects = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="corrected_by"
    )
    key = models.UUIDField(help_text="made by the page, so that a second sending is known")
    # `first_news` is never changed; `news` grows when the entry is struck or corrected.
    first_news = models.PositiveIntegerField()
    news = models.PositiveIntegerField()
    struck_at = models.DateTimeField(null=True, blank=True)
    struck_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    struck_recorder = models.ForeignKey(
        PERSON, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name_plural = "entries"
        constraints = (
            *_who_and_when("struck"),
            models.UniqueConstraint(fields=("meeting", "key"), name="entry_once"),
            models.UniqueConstraint(fields=("meeting", "first_news"), name="entry_number_once"),
            models.CheckConstraint(
                condition=Q(struck_recorder__isnull=True) | Q(struck_at__isnull=False),
                name="entry_struck_recorder_when_struck",
            ),
            models.CheckConstraint(
                condition=~Q(field="different_views") | Q(holder__isnull=False),
                name="entry_view_has_holder",
            ),
            models.CheckConstraint(condition=Q(news__gte=F("first_news")), name="entry_news_grows"),
        )


class Minutes(CaseRecord):
    """The minutes of a closed meeting; done when the client has accepted them.

    `kept` holds the lines that the program put together, with the names and words of that day,
    so that later changes leave them alone. It is {part: [line, ...]}: from the closing on
    "present", "own_worker" and "duties"; from the client's yes on also "client_steps",
    "network_steps" and "next". A place is never among them: it is masked by its reader.
    """

    meeting = models.OneToOneField(Meeting, models.PROTECT, related_name="written")
    answer = models.OneToOneField(
        Acceptance, models.PROTECT, null=True, blank=True, related_name="+"
    )
    kept = models.JSONField(help_text="lines by part, as they were said then")

    class Meta:
        verbose_name_plural = "minutes"


class Correction(CaseRecord):
    """The client's wish that an entry be corrected. The entry stays; an answer is a new entry."""

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="corrections")
    words = models.TextField()
    key = models.UUIDField(unique=True)
    answer = models.OneToOneField(
        Entry, models.PROTECT, null=True, blank=True, related_name="answers"
    )

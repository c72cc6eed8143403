"""Tables of the plan: goals and small steps. Facts only: what is late, stuck or next is derived.

A step is done because a Completion exists and stuck because an Obstacle is newer than its day.
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from punos import clock
from punos.access.models import CaseRecord, Row
from punos.plan import rules

PERSON = settings.AUTH_USER_MODEL


class Goal(CaseRecord):
    """What the client wants to be different, in the client's own words; one holds at a time."""

    words = models.CharField(_("tavoite"), max_length=500)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("case",), condition=Q(ended_at__isnull=True), name="one_goal_at_a_time"
            ),
        )


class Step(CaseRecord):
    """Who does what by when, and how it is noticed. One inside another is an interim task."""

    class Whose(models.TextChoices):
        """In which place the responsible one promised; kept, as a seat may end before the step."""

        CLIENT = rules.CLIENT, _("asiakas")
        CLOSE = rules.CLOSE, _("läheinen")
        WORKER = rules.WORKER, _("työntekijä")

    goal = models.ForeignKey(Goal, models.PROTECT, null=True, blank=True, related_name="steps")
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="parts")
    what = models.CharField(_("mitä"), max_length=500)
    responsible = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    whose = models.CharField(max_length=10, choices=Whose)
    due_on = models.DateField(_("mihin mennessä"), null=True, blank=True)
    sign = models.CharField(_("mistä huomaamme"), max_length=500, blank=True)
    occasion = models.UUIDField(
        null=True, blank=True, db_index=True, help_text="the meeting it was agreed in"
    )
    made_key = models.UUIDField(
        null=True, blank=True, help_text="key of the form, so that a form sent twice makes one step"
    )
    changed_at = models.DateTimeField(null=True, blank=True)
    changed_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        PERSON, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("case", "made_key"), name="a_form_makes_one_step"),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="step_withdrawn_who_and_when",
            ),
            models.CheckConstraint(
                condition=Q(changed_at__isnull=True, changed_by__isnull=True)
                | Q(changed_at__isnull=False, changed_by__isnull=False),
                name="step_changed_who_and_when",
            ),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")),
                name="step_is_not_its_own_part",
            ),
            models.CheckConstraint(
                condition=Q(whose__in=(rules.CLIENT, rules.CLOSE, rules.WORKER)),
                name="step_is_somebodys",
            ),
        )
        indexes = (models.Index(fields=("responsible", "case"), name="step_of_responsible"),)


class Completion(Row):
    """The fact that a step was done; taking it away opens the step again."""

    step = models.OneToOneField(Step, models.PROTECT, related_name="completion")
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)


class Obstacle(Row):
    """The fact that a step does not go on, and why. Every answer is as good as another."""

    class Kind(models.TextChoices):
        """Why; none of these asks for an excuse."""

        NO_STRENGTH = "no_strength", _("en jaksanut")
        NO_TIME = "no_time", _("en ehtinyt")
        WAITING = "waiting", _("odotan jotakin")
        CHANGED = "changed", _("asia muuttui")
        OTHER = "other", _("jotain muuta")

    step = models.ForeignKey(Step, models.PROTECT, related_name="obstacles")
    kind = models.CharField(max_length=20, choices=Kind)
    words = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    help_asked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=~Q(kind="other") | ~Q(words=""), name="other_obstacle_has_words"
            ),
        )


class NewDay(Row):
    """The day of a step moved: from, to and by whom. Who may know of it already is derived."""

    step = models.ForeignKey(Step, models.PROTECT, related_name="new_days")
    old_due_on = models.DateField(null=True, blank=True)
    due_on = models.DateField(null=True, blank=True)
    words = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)


class Parting(Row):
    """What becomes of an open step when the work ends: asked about together, one by one."""

    class Way(models.TextChoices):
        """What becomes of it; none of these asks for an excuse."""

        DONE = "done", _("Se on jo tehty")
        LEFT = "left", _("Se jää kesken")
        MOVED = "moved", _("Joku jatkaa sitä työn jälkeen")
        NOT_NEEDED = "not_needed", _("Sitä ei enää tarvita")

    step = models.OneToOneField(Step, models.PROTECT, related_name="parting")
    way = models.CharField(max_length=10, choices=Way)
    to = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(way="moved", to__isnull=False)
                | Q(way__in=("done", "left", "not_needed"), to__isnull=True),
                name="parting_moves_to_somebody",
            ),
        )

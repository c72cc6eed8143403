"""The team around one person: seats, invitations, own worker, responsibilities, model in use."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from punos import clock
from punos.access.models import Acceptance, Case, CaseRecord, Consent, Row
from punos.access.rights import Capacity

PERSON = settings.AUTH_USER_MODEL


class Seat(Row):
    """A place in the network: proposed by somebody, agreed by the client, answered by the invitee."""

    class EndingWay(models.TextChoices):
        """How a seat came to its end."""

        DECLINED = "declined", _("asiakas ei antanut lupaa")
        REFUSED = "refused", _("ei tule mukaan")
        LEFT = "left", _("lähti verkostosta")
        REMOVED = "removed", _("lupa peruttiin")

    class Custody(models.TextChoices):
        """Who decides about the minor, as far as the one who asks must know."""

        JOINT = "joint", _("yhteishuolto")
        SOLE = "sole", _("yksinhuolto")
        APPOINTED = "appointed", _("muu laillinen edustaja")

    case = models.ForeignKey(Case, models.PROTECT, related_name="seats")
    person = models.ForeignKey(PERSON, models.PROTECT, related_name="seats")
    capacity = models.CharField(
        max_length=10, choices=[(Capacity.CLOSE, "close"), (Capacity.WORK, "work")]
    )
    role = models.CharField(max_length=30, help_text="role code of the operating models")
    employment = models.ForeignKey(
        "people.Employment", models.PROTECT, null=True, blank=True, related_name="+"
    )
    relation = models.CharField(max_length=60, blank=True, help_text="a close one in words: veli")
    custody = models.CharField(
        max_length=10, choices=Custody, blank=True, help_text="a guardian's, else empty"
    )
    why = models.CharField(max_length=300, blank=True)
    wished_topics = models.JSONField(default=list)
    proposed_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(default=clock.now)
    made_key = models.UUIDField(
        null=True,
        blank=True,
        unique=True,
        help_text="key of the form, so that a form sent twice makes one seat",
    )
    consent = models.ForeignKey(
        Consent, models.PROTECT, null=True, blank=True, related_name="seats"
    )
    answer = models.ForeignKey(Acceptance, models.PROTECT, null=True, blank=True, related_name="+")
    stands_for = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="stand_ins",
        help_text="a substitute's: the seat of the same unit, by whose consent this one is",
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    ending = models.CharField(max_length=10, choices=EndingWay, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("case", "person"),
                condition=Q(ended_at__isnull=True),
                name="one_seat_a_person",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True, ending="")
                | Q(ended_at__isnull=False, ended_by__isnull=False) & ~Q(ending=""),
                name="seat_ending_who_when_how",
            ),
            models.CheckConstraint(
                condition=Q(capacity="work", employment__isnull=False) | Q(capacity="close"),
                name="working_seat_has_employment",
            ),
            models.CheckConstraint(
                condition=Q(stands_for__isnull=True) | Q(capacity="work", consent__isnull=False),
                name="stand_in_works_by_a_consent",
            ),
        )


class Invitation(Row):
    """A link to hand over. It is spent by an answer, never by being opened."""

    seat = models.ForeignKey(Seat, models.CASCADE, related_name="invitations")
    token_hash = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    until_at = models.DateTimeField()
    spent_at = models.DateTimeField(null=True, blank=True)


class OwnWorker(Row):
    """Who answers for the whole: the statutory own worker, or the named contact. Two facts."""

    class Kind(models.TextChoices):
        """Social Welfare Act § 42 names only the first."""

        STATUTORY = "statutory", _("omatyöntekijä")
        CONTACT = "contact", _("yhteyshenkilö")

    case = models.ForeignKey(Case, models.PROTECT, related_name="own_workers")
    kind = models.CharField(max_length=10, choices=Kind)
    person = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    substitute = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.CharField(max_length=300, blank=True)
    named_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    from_at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("case", "kind"),
                condition=Q(ended_at__isnull=True),
                name="one_own_worker_a_kind",
            ),
        )


class Responsibility(CaseRecord):
    """What one person in the network answers for, in words."""

    person = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    words = models.CharField(max_length=300)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "responsibilities"


class CaseModel(Row):
    """Which version of which operating model a case follows, on which level, since when."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="model_choices")
    model = models.ForeignKey("practice.OperatingModel", models.PROTECT, related_name="+")
    level = models.CharField(max_length=10, blank=True)
    from_at = models.DateTimeField(default=clock.now)

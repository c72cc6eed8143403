"""Persons, their work, and how they are reached and known.

A client, a professional and a close one are one table: a person may be all three. A client
may exist without any sign-in. Nothing here opens a case.
"""

import hashlib
import hmac
from collections.abc import Iterator
from datetime import date
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.utils.translation import gettext_lazy as _
from stdnum.fi import hetu

from punos import clock
from punos.people.identities import (
    Arrival,
    DoorInvitation,
    Identity,
    OuterSession,
    SpentProof,
)
from punos.people.professions import Profession, kind_of
from punos.people.ways import (
    CredentialChange,
    Letter,
    LightCode,
    Passkey,
    PasswordLink,
    StaffInvitation,
)

__all__ = [
    "Arrival",
    "CredentialChange",
    "Device",
    "DoorInvitation",
    "Employment",
    "EmploymentQuerySet",
    "Identity",
    "Letter",
    "LightCode",
    "OuterSession",
    "Passkey",
    "PasswordLink",
    "Person",
    "PersonManager",
    "Qualification",
    "Reach",
    "SignIn",
    "SignInCode",
    "SpentProof",
    "StaffInvitation",
    "identity_hash",
]


class PersonManager(BaseUserManager["Person"]):
    """Makes persons; most have no password, and many no e-mail."""

    def create_user(
        self, email: str | None = None, password: str | None = None, **facts: Any
    ) -> "Person":
        person = self.model(email=self.normalize_email(email) if email else None, **facts)
        person.set_password(password)
        person.save()
        return person


class Person(AbstractBaseUser, PermissionsMixin):
    """A human being. `is_superuser` and groups open nothing of anybody's life."""

    class Scheme(models.TextChoices):
        """The colour scheme; auto follows the device."""

        AUTO = "auto", _("laitteen mukaan")
        LIGHT = "light", _("vaalea")
        DARK = "dark", _("tumma")

    id = models.UUIDField(primary_key=True, default=clock.uuid7, editable=False)
    first_name = models.CharField(_("etunimi"), max_length=80)
    last_name = models.CharField(_("sukunimi"), max_length=80, blank=True)
    # The program bends no name (DESIGN.md 10): the genitive is what somebody wrote, or nothing.
    first_name_genitive = models.CharField(max_length=90, blank=True)
    born_on = models.DateField(null=True, blank=True)
    email = models.EmailField(_("sähköposti"), null=True, blank=True, unique=True)
    identity_hash = models.CharField(max_length=64, null=True, blank=True, unique=True)
    language = models.CharField(max_length=2, choices=settings.LANGUAGES, default="fi")
    mother_tongue = models.CharField(max_length=40, blank=True)
    colour_scheme = models.CharField(max_length=5, choices=Scheme, default=Scheme.AUTO)
    sort_key = models.CharField(max_length=200, blank=True, editable=False, db_index=True)
    # Raised by "sign out everywhere": every session made before it is dead.
    sign_in_epoch = models.PositiveIntegerField(default=0)
    is_active = models.BooleanField(default=True)
    made_at = models.DateTimeField(default=clock.now)

    objects: ClassVar[PersonManager] = PersonManager()
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["first_name"]

    class Meta:
        ordering = ("sort_key", "id")

    def __str__(self) -> str:
        return str(self.pk)

    def save(self, *args: Any, **kwargs: Any) -> None:
        from punos.language import sort_key  # noqa: PLC0415 - the ground room is imported when used

        self.sort_key = sort_key(f"{self.last_name} {self.first_name}")[:200]
        super().save(*args, **kwargs)

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def initial(self) -> str:
        return self.first_name[:1].upper()

    def age_on(self, day: date) -> int | None:
        """Return whole years on that day; one born on a leap day turns on 1 March."""
        if self.born_on is None:
            return None
        had = (day.month, day.day) >= (self.born_on.month, self.born_on.day)
        return day.year - self.born_on.year - (not had)

    def get_session_auth_hash(self) -> str:
        return self._session_hash(settings.SECRET_KEY)

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        """Yield what a session of before a change of the key hangs on."""
        for key in settings.SECRET_KEY_FALLBACKS:
            yield self._session_hash(key)

    def _session_hash(self, key: str) -> str:
        signs = f"{self.password}:{self.sign_in_epoch}".encode()
        return hmac.new(key.encode(), signs, hashlib.sha256).hexdigest()


def identity_hash(identity_code: str) -> str:
    """Return the keyed hash of a Finnish identity code: the one rule by which persons match.

    Raises stdnum.exceptions.ValidationError when the code is not one. Codes of test persons
    (individual number 900–999) are accepted.
    """
    compact = hetu.validate(identity_code, allow_temporary=True)
    return hmac.new(settings.IDENTITY_KEY.encode(), compact.encode(), hashlib.sha256).hexdigest()


class EmploymentQuerySet(models.QuerySet["Employment"]):
    """Employments, by day."""

    def on(self, day: date) -> "EmploymentQuerySet":
        """Those that hold on the day; the last day counts."""
        return self.filter(
            models.Q(until_on__isnull=True) | models.Q(until_on__gte=day), from_on__lte=day
        )


class Employment(models.Model):
    """Where a person works, as what, from and until which day."""

    id = models.UUIDField(primary_key=True, default=clock.uuid7, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="employments")
    organisation = models.ForeignKey(
        "directory.Organisation", models.PROTECT, related_name="employments"
    )
    unit = models.ForeignKey(
        "directory.Unit", models.PROTECT, null=True, blank=True, related_name="employments"
    )
    profession = models.CharField(max_length=30, choices=Profession)
    title = models.CharField(max_length=120, blank=True)
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)

    objects = EmploymentQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(until_on__isnull=True)
                | models.Q(until_on__gte=models.F("from_on")),
                name="employment_ends_after_it_begins",
            ),
        )

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def words(self) -> str:
        """Return what the person works as, in words."""
        return self.title or str(Profession(self.profession).label)

    @property
    def field(self) -> str:
        return kind_of(self.profession).field

    def holds_on(self, day: date) -> bool:
        """Return the same for one as `on` for many."""
        return self.from_on <= day and (self.until_on is None or self.until_on >= day)


class Qualification(models.Model):
    """Something a person is trained or entitled to do, until a day where it ages."""

    class Kind(models.TextChoices):
        """What the training is for."""

        CHAIR = "chair", _("puheenjohtajan koulutus")
        RECORDER = "recorder", _("kirjaajan koulutus")
        LICENCE = "licence", _("ammattioikeus")

    person = models.ForeignKey(Person, models.PROTECT, related_name="qualifications")
    kind = models.CharField(max_length=20, choices=Kind)
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("person", "kind", "from_on"), name="qualification_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.person_id} {self.kind}"


class Reach(models.Model):
    """One way a person is reached, with the hours in words."""

    class Kind(models.TextChoices):
        """The channel."""

        PHONE = "phone", _("puhelin")
        EMAIL = "email", _("sähköposti")
        PLACE = "place", _("paikka")

    person = models.ForeignKey(Person, models.PROTECT, related_name="reaches")
    kind = models.CharField(max_length=10, choices=Kind)
    value = models.CharField(max_length=200)
    note = models.CharField(max_length=120, blank=True, help_text=_("esimerkiksi arkisin 8–16"))

    class Meta:
        verbose_name_plural = "reaches"
        constraints = (
            models.UniqueConstraint(fields=("person", "kind", "value"), name="reach_once"),
        )

    def __str__(self) -> str:
        return f"{self.person_id} {self.kind}"


class SignInCode(models.Model):
    """Six digits or a QR that a worker shows and the client's own phone answers, once.

    Only keyed hashes are stored, and ten minutes end it (LAW.md 3.1: met face to face). A wrong
    number names no code, so `tries` counts every wrong one typed anywhere while this code lived.
    """

    id = models.UUIDField(primary_key=True, default=clock.uuid7, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="sign_in_codes")
    digits_hash = models.CharField(max_length=64, db_index=True)
    link_hash = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=clock.now)
    how = models.CharField(max_length=40, help_text="how the person was known: code of a way")
    why = models.CharField(max_length=200, blank=True)
    until_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    spent_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return str(self.pk)


class Device(models.Model):
    """A browser that was met face to face: who met it, how, why, until when (LAW.md 3.1)."""

    id = models.UUIDField(primary_key=True, default=clock.uuid7, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="devices")
    name = models.CharField(max_length=60, blank=True, help_text="browser and system, in words")
    token_hash = models.CharField(max_length=64, unique=True)
    met_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    met_at = models.DateTimeField(default=clock.now)
    how = models.CharField(max_length=40)
    why = models.CharField(max_length=200, blank=True)
    until_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return str(self.pk)


class SignIn(models.Model):
    """A session that was opened: whose, and from which device, so that it can be ended from afar."""

    session_key = models.CharField(max_length=40, primary_key=True)
    # By this the owner names it on a page; the key itself stands in no page and no address.
    ref = models.UUIDField(default=clock.uuid7, unique=True, editable=False)
    name = models.CharField(max_length=60, blank=True, help_text="browser and system, in words")
    person = models.ForeignKey(Person, models.CASCADE, related_name="sign_ins")
    device = models.ForeignKey(Device, models.CASCADE, null=True, related_name="sign_ins")
    at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"{self.person_id} {self.at:%Y-%m-%d %H:%M}"

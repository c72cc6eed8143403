"""Tables of the ways in: keys of phones, one-time codes, links, and the letters that carry them.

No row holds what opens a door: of a code and a link only a hash is kept, and it is made when the
letter leaves. An address that somebody typed is sealed, and taken away when the letter has left.
"""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from punos import clock
from punos.people.professions import Profession


class Passkey(models.Model):
    """The key that a met phone made for itself, beside the worker; its secret never leaves it.

    Who met the phone, how, why and until when stands in its device.
    """

    device = models.OneToOneField("people.Device", models.CASCADE, related_name="passkey")
    # An identifier may be a kilobyte long, so it is found by its hash.
    credential_hash = models.CharField(max_length=64, unique=True)
    credential = models.BinaryField(help_text="identifier and public key, as WebAuthn packs them")
    sign_count = models.PositiveBigIntegerField(default=0)
    made_at = models.DateTimeField(default=clock.now)
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return str(self.pk)


class LightCode(models.Model):
    """What somebody asked by an address: six digits that only the asking browser may answer.

    An unknown address makes the same row, so that no answer and no time tells who is known.
    """

    id = models.UUIDField(primary_key=True, default=clock.uuid7, editable=False)
    browser_hash = models.CharField(max_length=64, unique=True)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="light_codes"
    )
    digits_hash = models.CharField(max_length=64, blank=True)
    made_at = models.DateTimeField(default=clock.now)
    until_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    spent_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return str(self.pk)


class PasswordLink(models.Model):
    """A link by which somebody with a password chooses a new one, once and within the hour."""

    id = models.UUIDField(primary_key=True, default=clock.uuid7, editable=False)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="password_links"
    )
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=clock.now)
    until_at = models.DateTimeField()
    spent_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return str(self.pk)


class StaffInvitation(models.Model):
    """Somebody is asked to work here: who asks, as what, and the link that is spent once."""

    id = models.UUIDField(primary_key=True, default=clock.uuid7, editable=False)
    email = models.EmailField()
    first_name = models.CharField(max_length=80)
    last_name = models.CharField(max_length=80)
    organisation = models.ForeignKey("directory.Organisation", models.PROTECT, related_name="+")
    unit = models.ForeignKey("directory.Unit", models.PROTECT, null=True, related_name="+")
    profession = models.CharField(max_length=30, choices=Profession)
    token_hash = models.CharField(max_length=64, blank=True, db_index=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    made_at = models.DateTimeField(default=clock.now)
    until_at = models.DateTimeField()
    spent_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return str(self.pk)


class CredentialChange(models.Model):
    """Something by which a person is known has changed; the person is told of it (TRUST 6.3.7)."""

    class Kind(models.TextChoices):
        """What changed."""

        PASSWORD = "password", _("salasana")
        PASSKEY = "passkey", _("avain")
        APP = "app", _("tunnistussovellus")
        CODES = "codes", _("varakoodit")
        DOOR = "door", _("vahva tunnistus")

    id = models.UUIDField(primary_key=True, default=clock.uuid7, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)
    at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"{self.person_id} {self.kind}"


class Letter(models.Model):
    """One message that is owed: made with what it tells of, sent by the job, tried again."""

    class Kind(models.TextChoices):
        """What the letter carries."""

        CODE = "code", "a light code"
        RESET = "reset", "a link to a new password"
        STAFF = "staff", "an invitation to work here"
        CHANGE = "change", "word of a changed way in"

    id = models.UUIDField(primary_key=True, default=clock.uuid7, editable=False)
    kind = models.CharField(max_length=10, choices=Kind)
    subject_id = models.UUIDField(null=True, help_text="the row that the letter is about")
    address = models.TextField(blank=True, help_text="sealed; empty when the letter has left")
    made_at = models.DateTimeField(default=clock.now)
    until_at = models.DateTimeField(help_text="after this it is not tried any more")
    next_at = models.DateTimeField(default=clock.now, help_text="when it is tried next")
    tries = models.PositiveSmallIntegerField(default=0)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = (
            models.Index(
                fields=("next_at",), name="letter_owed", condition=models.Q(done_at__isnull=True)
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

"""Tables of being known by the doors of others. No name, code or address of there is kept."""

from django.db import models

from punos import clock


class Identity(models.Model):
    """Somebody whom a door knows: its issuer and the keyed hash of its subject → one person."""

    class How(models.TextChoices):
        """By what the person was joined to it."""

        REGISTERED = "registered", "registered"
        INVITED = "invited", "invited"
        IDENTITY_CODE = "identity_code", "identity code"
        OWN = "own", "own"

    id = models.UUIDField(primary_key=True, default=clock.uuid7, editable=False)
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="identities")
    door = models.CharField(max_length=40)
    issuer = models.CharField(max_length=255)
    subject_hash = models.CharField(max_length=64)
    how = models.CharField(max_length=20, choices=How)
    # Who let it in: the person, whoever made the invitation, or nobody where the code matched.
    linked_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    linked_at = models.DateTimeField(default=clock.now)
    seen_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "identities"
        constraints = (
            models.UniqueConstraint(
                fields=("issuer", "subject_hash"),
                condition=models.Q(ended_at__isnull=True),
                name="identity_is_of_one_person",
            ),
        )

    def __str__(self) -> str:
        return f"{self.person_id} {self.door}"


class DoorInvitation(models.Model):
    """A link by which an employee's own organisation becomes known here, once."""

    id = models.UUIDField(primary_key=True, default=clock.uuid7, editable=False)
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="door_invitations")
    door = models.CharField(max_length=40)
    token_hash = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(default=clock.now)
    until_at = models.DateTimeField()
    spent_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return str(self.pk)


class SpentProof(models.Model):
    """A proof that has been shown once; the same one again opens nothing."""

    token_hash = models.CharField(max_length=64, primary_key=True)
    at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return str(self.at)


class Arrival(models.Model):
    """A SAML proof between its arrival, which has no session, and the session that asked for it."""

    token_hash = models.CharField(max_length=64, primary_key=True)
    door = models.CharField(max_length=40)
    request_id = models.CharField(max_length=80)
    issuer = models.CharField(max_length=255)
    subject_hash = models.CharField(max_length=64)
    code_hash = models.CharField(max_length=64, blank=True)
    index_hash = models.CharField(max_length=64, blank=True)
    sealed = models.TextField(blank=True)
    until_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.until_at)


class OuterSession(models.Model):
    """Which session of the door's guard a session of ours came from, as a keyed hash."""

    sign_in = models.OneToOneField("people.SignIn", models.CASCADE, primary_key=True)
    door = models.CharField(max_length=40)
    index_hash = models.CharField(max_length=64, db_index=True)

    def __str__(self) -> str:
        return self.door

"""Tables of consent, grants and circles. Facts only: what holds now is asked of the policy.

Every span is half-open. A consent "until day D" ends at 00:00 in Helsinki on D + 1.
"""

from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from punos import clock
from punos.access.rights import Capacity, Right, Topic

if TYPE_CHECKING:
    from punos.people.models import Person

PERSON = settings.AUTH_USER_MODEL
ORGANISATION = "directory.Organisation"


class Row(models.Model):
    """A row with a time-ordered id that gives nothing away."""

    id = models.UUIDField(primary_key=True, default=clock.uuid7, editable=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.pk)


class Case(Row):
    """One person's shared work (yhteinen työ): one circle of consent."""

    class Kind(models.TextChoices):
        """A guest case holds one meeting of a network that has no shared work here (S4.11)."""

        OWN = "own", _("yhteinen työ")
        GUEST = "guest", _("tilattu tapaaminen")

    kind = models.CharField(max_length=10, choices=Kind, default=Kind.OWN)
    client = models.ForeignKey(PERSON, models.PROTECT, related_name="cases")
    owner = models.ForeignKey(ORGANISATION, models.PROTECT, related_name="+")
    unit = models.ForeignKey(
        "directory.Unit", models.PROTECT, null=True, blank=True, related_name="+"
    )
    service_task = models.CharField(max_length=60, blank=True)
    opened_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    opened_at = models.DateTimeField(default=clock.now)


class Ending(Row):
    """The shared work ended: when, by whom, and with whom the client stays in touch."""

    class Why(models.TextChoices):
        """Why it ended."""

        AGREED = "agreed", _("sovittiin yhdessä")
        CLIENT = "client", _("asiakas lopetti")
        NO_CONSENT = "no_consent", _("suostumusta ei annettu 30 päivässä")

    case = models.OneToOneField(Case, models.PROTECT, related_name="ending")
    at = models.DateTimeField(default=clock.now)
    by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    why = models.CharField(max_length=20, choices=Why)
    contact = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")


class ConsentText(Row):
    """The exact wording that somebody accepted, by kind, version and language."""

    class Kind(models.TextChoices):
        """What the wording asks."""

        CONSENT = "consent", _("suostumus")
        PERMIT = "permit", _("luovutuslupa")
        PROHIBITION = "prohibition", _("kielto")
        PROMISE = "promise", _("läheisen lupaus")
        RECORDER = "recorder", _("kirjaajan hyväksyminen")
        CHAIR = "chair", _("puheenjohtajan hyväksyminen")
        MINUTES = "minutes", _("muistion hyväksyminen")
        SEAT = "seat", _("paikan vastaanottaminen")

    kind = models.CharField(max_length=20, choices=Kind)
    version = models.PositiveIntegerField()
    language = models.CharField(max_length=2, choices=settings.LANGUAGES)
    body = models.JSONField(help_text="list of sentences in the order shown")
    made_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("kind", "version", "language"), name="wording_once"),
        )


class Will(Row):
    """Somebody expressed their will: in which words, how, and who wrote it down."""

    class How(models.TextChoices):
        """How the will was given."""

        OWN_DEVICE = "own_device", _("omalla laitteella")
        WORKER_DEVICE = "worker_device", _("työntekijän laitteella")
        PAPER = "paper", _("paperilla")
        ORAL = "oral", _("suullisesti, todistajan kuullen")

    text = models.ForeignKey(ConsentText, models.PROTECT, related_name="+")
    given_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    given_at = models.DateTimeField(default=clock.now)
    how = models.CharField(max_length=20, choices=How)
    recorded_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    witness = models.CharField(max_length=120, blank=True)

    class Meta:
        abstract = True
        constraints: ClassVar[Any] = (
            models.CheckConstraint(
                condition=~Q(how="oral") | ~Q(witness=""), name="%(class)s_oral_has_witness"
            ),
        )


class Consent(Will):
    """The client lets one person see chosen topics until a day (CDL § 6)."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="consents")
    to_person = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    topics = models.JSONField(help_text="list of topic codes")
    from_at = models.DateTimeField()
    until_at = models.DateTimeField()
    covers_substitute = models.BooleanField(default=False)
    replaced_at = models.DateTimeField(null=True, blank=True)
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by"
    )

    class Meta(Will.Meta):
        constraints = (
            *Will.Meta.constraints,
            models.CheckConstraint(
                condition=Q(until_at__gt=F("from_at")), name="consent_has_a_span"
            ),
        )
        # Each grant asks whether its holder's consent in the case was taken back.
        indexes = (models.Index(fields=("case", "to_person"), name="consent_case_person"),)

    @property
    def until_on(self) -> Any:
        """Return the last day on which the consent holds."""
        return clock.day_of(self.until_at - clock.MOMENT)

    @property
    def topic_words(self) -> list[str]:
        return [str(Topic(code).label) for code in self.topics]


class Withdrawal(Row):
    """A consent was taken back; from that instant nothing is shown."""

    consent = models.OneToOneField(Consent, models.PROTECT, related_name="withdrawal")
    at = models.DateTimeField(default=clock.now)
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    how = models.CharField(max_length=20, choices=Will.How, default=Will.How.OWN_DEVICE)


class DisclosurePermit(Will):
    """Luovutuslupa between two providers' registers (CDL §§ 53–55, 58). Opens nothing here."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="permits")
    from_organisation = models.ForeignKey(ORGANISATION, models.PROTECT, related_name="+")
    to_organisation = models.ForeignKey(ORGANISATION, models.PROTECT, related_name="+")
    data = models.CharField(max_length=200)
    until_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta(Will.Meta):
        pass


class Prohibition(Will):
    """Kielto: what the client forbids to be handed over (CDL § 59). Shown to the client alone."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="prohibitions")
    organisation = models.ForeignKey(
        ORGANISATION, models.PROTECT, null=True, blank=True, related_name="+"
    )
    what = models.CharField(max_length=300)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta(Will.Meta):
        pass


class LegalBasis(Row):
    """On which law an organisation handles data for a purpose; stored per organisation."""

    class Purpose(models.TextChoices):
        """For what the data is handled."""

        SHARED_WORK = "shared_work", _("yhteinen työ")
        GUARDIAN = "guardian", _("huoltajan tiedonsaanti")
        INQUIRY = "inquiry", _("asian selvittäminen")

    organisation = models.ForeignKey(ORGANISATION, models.PROTECT, related_name="legal_bases")
    purpose = models.CharField(max_length=60, choices=Purpose)
    provision = models.CharField(max_length=200)
    is_consent = models.BooleanField(help_text="data is handled by the client's own yes alone")
    noted_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name_plural = "legal bases"
        constraints = (
            models.UniqueConstraint(
                fields=("organisation", "purpose", "provision"), name="basis_once"
            ),
        )


class Acceptance(Will):
    """A yes or a no. What it is about points down to it; it points nowhere but to its case."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="acceptances")
    is_yes = models.BooleanField()
    words = models.TextField(blank=True)

    class Meta(Will.Meta):
        pass


class Inquiry(Row):
    """Asian selvittäminen: a named matter that two persons open, with an end. The client is told."""

    class Matter(models.TextChoices):
        """What is looked into; nothing else opens a life without the client's own yes."""

        COMPLAINT = "complaint", _("muistutus tai kantelu")
        DATA_REQUEST = "data_request", _("tietopyyntö")
        DEATH = "death", _("kuolema")
        LEGAL_DUTY = "legal_duty", _("lakisääteinen velvollisuus")

    case = models.ForeignKey(Case, models.PROTECT, related_name="inquiries")
    matter = models.CharField(max_length=20, choices=Matter)
    reason = models.CharField(max_length=500)
    asked_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=clock.now)
    approved_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    until_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "inquiries"
        constraints = (
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("asked_by")),
                name="inquiry_takes_two",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True, approved_at__isnull=True)
                | Q(approved_by__isnull=False, approved_at__isnull=False),
                name="inquiry_approval_who_and_when",
            ),
        )


class Grant(Row):
    """The only fact that opens a life: who, which case, what, because of what, from, until."""

    class Basis(models.TextChoices):
        """Because of what the grant holds."""

        OWN = "own", _("oma asia")
        OPENING = "opening", _("työn avaaminen")
        CONSENT = "consent", _("asiakkaan lupa")
        ACCEPTANCE = "acceptance", _("asiakkaan hyväksyntä")
        INQUIRY = "inquiry", _("asian selvittäminen")
        LAW = "law", _("laki")

    case = models.ForeignKey(Case, models.PROTECT, related_name="grants")
    holder = models.ForeignKey(PERSON, models.PROTECT, related_name="grants")
    capacity = models.CharField(max_length=10, choices=Capacity)
    basis = models.CharField(max_length=12, choices=Basis)
    consent = models.ForeignKey(
        Consent, models.PROTECT, null=True, blank=True, related_name="grants"
    )
    acceptance = models.ForeignKey(
        Acceptance, models.PROTECT, null=True, blank=True, related_name="grants"
    )
    inquiry = models.ForeignKey(
        Inquiry, models.PROTECT, null=True, blank=True, related_name="grants"
    )
    legal_basis = models.ForeignKey(
        LegalBasis, models.PROTECT, null=True, blank=True, related_name="grants"
    )
    employment = models.ForeignKey(
        "people.Employment", models.PROTECT, null=True, blank=True, related_name="+"
    )
    occasion = models.UUIDField(null=True, blank=True, help_text="the one meeting that it opens")
    exception = models.ForeignKey(
        Acceptance, models.PROTECT, null=True, blank=True, related_name="excepted_grants"
    )
    circles_only = models.BooleanField(default=False)
    from_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True, blank=True)
    # Set by a job or the holder's next change so that the unique index frees; never read as validity.
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(until_at__isnull=True) | Q(until_at__gte=F("from_at")),
                name="grant_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(basis="consent", consent__isnull=False)
                | Q(basis="acceptance", acceptance__isnull=False)
                | Q(basis="inquiry", inquiry__isnull=False)
                | Q(basis="law", legal_basis__isnull=False)
                | Q(basis__in=("own", "opening")),
                name="grant_has_its_basis",
            ),
            models.CheckConstraint(
                condition=Q(capacity__in=("chair", "record", "attend"), occasion__isnull=False)
                | Q(capacity__in=("own", "close", "work"), occasion__isnull=True),
                name="grant_occasion_by_capacity",
            ),
            models.UniqueConstraint(
                fields=("case", "holder"),
                condition=Q(
                    closed_at__isnull=True, exception__isnull=True, capacity__in=("work", "record")
                ),
                name="work_and_record_exclude_each_other",
            ),
        )
        indexes = (models.Index(fields=("holder", "case"), name="grant_of_holder"),)


class GrantRight(models.Model):
    """One right that a grant carries."""

    grant = models.ForeignKey(Grant, models.CASCADE, related_name="rights")
    right = models.CharField(max_length=20, choices=[(right.value, right.value) for right in Right])

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("grant", "right"), name="right_once_in_a_grant"),
        )

    def __str__(self) -> str:
        return self.right


class Duty(Row):
    """A duty opens queues, counts and settings of an organisation or unit; never a case."""

    class Kind(models.TextChoices):
        """What the duty is."""

        GUIDE = "guide", _("asiakasohjaaja")
        COORDINATOR = "coordinator", _("koordinaattori")
        MANAGER = "manager", _("esihenkilö")
        TRAINER = "trainer", _("kouluttaja")
        ADMINISTRATOR = "administrator", _("pääkäyttäjä")
        DATA_PROTECTION = "data_protection", _("tietosuojavastaava")

    person = models.ForeignKey(PERSON, models.PROTECT, related_name="duties")
    kind = models.CharField(max_length=20, choices=Kind)
    organisation = models.ForeignKey(ORGANISATION, models.PROTECT, related_name="+")
    unit = models.ForeignKey(
        "directory.Unit", models.PROTECT, null=True, blank=True, related_name="+"
    )
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)
    given_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name_plural = "duties"


class Circle(Row):
    """The few who see an entry that is not for all: the one way to show something to some."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="circles")
    name = models.CharField(max_length=80, blank=True)
    follows_own_worker = models.BooleanField(default=False)


class CircleMember(Row):
    """A person in a circle, from when until when."""

    circle = models.ForeignKey(Circle, models.PROTECT, related_name="members")
    person = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    from_at = models.DateTimeField(default=clock.now)
    until_at = models.DateTimeField(null=True, blank=True)


class Recusal(Row):
    """Tunnen hänet: a professional knows the client in private life and steps aside."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="recusals")
    person = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("case", "person"), name="recusal_once"),)


class GuardianDecision(Row):
    """Whether a guardian may see a circle's entries; hidden until somebody decides (CDL §§ 34, 51)."""

    class Despite(models.TextChoices):
        """Why a minor's "no" does not hold in social care (CDL § 51)."""

        INTEREST = "interest", _("Kielto olisi selvästi vastoin lapsen etua")
        PARTY = "party", _("Huoltaja on itse asianosainen")

    circle = models.ForeignKey(Circle, models.PROTECT, related_name="guardian_decisions")
    guardian = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    is_shown = models.BooleanField()
    minor_could_decide = models.BooleanField()
    minor_forbids = models.BooleanField()
    despite = models.CharField(max_length=10, choices=Despite, blank=True)
    assessed_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=500)
    decided_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(default=clock.now)


class AddressProtection(Row):
    """Turvakielto: hides where a person is, for the household too (661/2009 §§ 36–37)."""

    person = models.ForeignKey(PERSON, models.PROTECT, related_name="address_protections")
    household: "models.ManyToManyField[Person, Any]" = models.ManyToManyField(
        PERSON, blank=True, related_name="+"
    )
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)
    noted_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    noted_at = models.DateTimeField(default=clock.now)
    # Noted by mistake: ended with a reason, never taken away.
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    end_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True, end_reason="")
                | (Q(ended_at__isnull=False, ended_by__isnull=False) & ~Q(end_reason="")),
                name="protection_ended_who_when_and_why",
            ),
        )


class CaseRecord(Row):
    """A row about a client. Every one inherits this, so that one rule shows or hides it."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="%(class)ss")
    owner = models.ForeignKey(ORGANISATION, models.PROTECT, related_name="+")
    service_task = models.CharField(max_length=60, blank=True)
    author = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    recorder = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField(default=clock.now)
    about_on = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    circle = models.ForeignKey(Circle, models.PROTECT, null=True, blank=True, related_name="+")
    # Whom the entry is shown to beside the others: guardians, each by a decision. It hides nothing.
    shown_also = models.ForeignKey(Circle, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        abstract = True

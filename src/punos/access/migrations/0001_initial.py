import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import punos.clock


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("directory", "0001_initial"),
        ("people", "0002_cache_table"),
        ("people", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="AddressProtection",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=punos.clock.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("from_on", models.DateField()),
                ("until_on", models.DateField(blank=True, null=True)),
                ("noted_at", models.DateTimeField(default=punos.clock.now)),
                (
                    "household",
                    models.ManyToManyField(
                        blank=True, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "noted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="address_protections",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Case",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=punos.clock.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("own", "yhteinen työ"), ("guest", "tilattu tapaaminen")],
                        default="own",
                        max_length=10,
                    ),
                ),
                ("service_task", models.CharField(blank=True, max_length=60)),
                ("opened_at", models.DateTimeField(default=punos.clock.now)),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cases",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "opened_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.organisation",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.unit",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Circle",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=punos.clock.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(blank=True, max_length=80)),
                ("follows_own_worker", models.BooleanField(default=False)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="circles",
                        to="access.case",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="CircleMember",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=punos.clock.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("from_at", models.DateTimeField(default=punos.clock.now)),
                ("until_at", models.DateTimeField(blank=True, null=True)),
                (
                    "circle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="members",
                        to="access.circle",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ConsentText",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=punos.clock.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("consent", "suostumus"),
                            ("permit", "luovutuslupa"),
                            ("prohibition", "kielto"),
                            ("promise", "läheisen lupaus"),
                            ("recorder", "kirjaajan hyväksyminen"),
                            ("chair", "puheenjohtajan hyväksyminen"),
                            ("minutes", "muistion hyväksyminen"),
                            ("seat", "paikan vastaanottaminen"),
                        ],
                        max_length=20,
                    ),
                ),
                ("version", models.PositiveIntegerField()),
                (
                    "language",
                    models.CharField(
                        choices=[("fi", "suomi"), ("sv", "svenska"), ("en", "English")],
                        max_length=2,
                    ),
                ),
                ("body", models.JSONField(help_text="list of sentences in the order shown")),
                ("made_at", models.DateTimeField(default=punos.clock.now)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("kind", "version", "language"), name="wording_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Consent",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=punos.clock.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("given_at", models.DateTimeField(default=punos.clock.now)),
                (
                    "how",
                    models.CharField(
                        choices=[
                            ("own_device", "omalla laitteella"),
                            ("worker_device", "työntekijän laitteella"),
                            ("paper", "paperilla"),
                            ("oral", "suullisesti, todistajan kuullen"),
                        ],
                        max_length=20,
                    ),
                ),
                ("witness", models.CharField(blank=True, max_length=120)),
                ("topics", models.JSONField(help_text="list of topic codes")),
                ("from_at", models.DateTimeField()),
                ("until_at", models.DateTimeField()),
                ("covers_substitute", models.BooleanField(default=False)),
                ("replaced_at", models.DateTimeField(blank=True, null=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="consents",
                        to="access.case",
                    ),
                ),
                (
                    "given_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "replaces",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaced_by",
                        to="access.consent",
                    ),
                ),
                (
                    "to_person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "text",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="access.consenttext",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("how", "oral"), _negated=True),
                            models.Q(("witness", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="consent_oral_has_witness",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("until_at__gt", models.F("from_at"))),
                        name="consent_has_a_span",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Acceptance",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=punos.clock.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("given_at", models.DateTimeField(default=punos.clock.now)),
                (
                    "how",
                    models.CharField(
                        choices=[
                            ("own_device", "omalla laitteella"),
                            ("worker_device", "työntekijän laitteella"),
                            ("paper", "paperilla"),
                            ("oral", "suullisesti, todistajan kuullen"),
                        ],
                        max_length=20,
                    ),
                ),
                ("witness", models.CharField(blank=True, max_length=120)),
                ("is_yes", models.BooleanField()),
                ("words", models.TextField(blank=True)),
                (
                    "given_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="acceptances",
                        to="access.case",
                    ),
                ),
                (
                    "text",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="access.consenttext",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("how", "oral"), _negated=True),
                            models.Q(("witness", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="acceptance_oral_has_witness",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="DisclosurePermit",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=punos.clock.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("given_at", models.DateTimeField(default=punos.clock.now)),
                (
                    "how",
                    models.CharField(
                        choices=[
                            ("own_device", "omalla laitteella"),
                            ("worker_device", "työntekijän laitteella"),
                            ("paper", "paperilla"),
                            ("oral", "suullisesti, todistajan kuullen"),
                        ],
                        max_length=20,
                    ),
                ),
                ("witness", models.CharField(blank=True, max_length=120)),
                ("data", models.CharField(max_length=200)),
                ("until_at", models.DateTimeField(blank=True, null=True)),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="permits",
                        to="access.case",
                    ),
                ),
                (
                    "from_organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.organisation",
                    ),
                ),
                (
                    "given_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "text",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="access.consenttext",
                    ),
                ),
                (
                    "to_organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.organisation",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("how", "oral"), _negated=True),
                            models.Q(("witness", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="disclosurepermit_oral_has_witness",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Duty",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=punos.clock.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("guide", "asiakasohjaaja"),
                            ("coordinator", "koordinaattori"),
                            ("manager", "esihenkilö"),
                            ("trainer", "kouluttaja"),
                            ("administrator", "pääkäyttäjä"),
                            ("data_protection", "tietosuojavastaava"),
                        ],
                        max_length=20,
                    ),
                ),
                ("from_on", models.DateField()),
                ("until_on", models.DateField(blank=True, null=True)),
                (
                    "given_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.organisation",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="duties",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.unit",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "duties",
            },
        ),
        migrations.CreateModel(
            name="Ending",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=punos.clock.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("at", models.DateTimeField(default=punos.clock.now)),
                (
                    "why",
                    models.CharField(
                        choices=[
                            ("agreed", "sovittiin yhdessä"),
                            ("client", "asiakas lopetti"),
                            ("no_consent", "suostumusta ei annettu 30 päivässä"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ending",
                        to="access.case",
                    ),
                ),
                (
                    "contact",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="LegalBasis",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=punos.clock.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "purpose",
                    models.CharField(
                        choices=[
                            ("shared_work", "yhteinen työ"),
                            ("guardian", "huoltajan tiedonsaanti"),
                            ("inquiry", "asian selvittäminen"),
                        ],
                        max_length=60,
                    ),
                ),
                ("provision", models.CharField(max_length=200)),
                (
                    "is_consent",
                    models.BooleanField(help_text="data is handled by the client's own yes alone"),
                ),
                ("noted_at", models.DateTimeField(default=punos.clock.now)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="legal_bases",
                        to="directory.organisation",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "legal bases",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation", "purpose", "provision"), name="basis_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Grant",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=punos.clock.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "capacity",
                    models.CharField(
                        choices=[
                            ("own", "oma asia"),
                            ("close", "läheinen"),
                            ("work", "työntekijä"),
                            ("chair", "puheenjohtaja"),
                            ("record", "kirjaaja"),
                            ("attend", "tapaamisessa mukana"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "basis",
                    models.CharField(
                        choices=[
                            ("own", "oma asia"),
                            ("opening", "työn avaaminen"),
                            ("consent", "asiakkaan lupa"),
                            ("acceptance", "asiakkaan hyväksyntä"),
                            ("inquiry", "asian selvittäminen"),
                            ("law", "laki"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "legal_basis",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="grants",
                        to="access.legalbasis",
                    ),
                ),
                (
                    "occasion",
                    models.UUIDField(
                        blank=True, help_text="the one meeting that it opens", null=True
                    ),
                ),
                ("circles_only", models.BooleanField(default=False)),
                ("from_at", models.DateTimeField()),
                ("until_at", models.DateTimeField(blank=True, null=True)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "acceptance",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="grants",
                        to="access.acceptance",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="grants",
                        to="access.case",
                    ),
                ),
                (
                    "consent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="grants",
                        to="access.consent",
                    ),
                ),
                (
                    "employment",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.employment",
                    ),
                ),
                (
                    "exception",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="excepted_grants",
                        to="access.acceptance",
                    ),
                ),
                (
                    "holder",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="grants",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["holder", "case"], name="grant_of_holder")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until_at__isnull", True),
                            ("until_at__gte", models.F("from_at")),
                            _connector="OR",
                        ),
                        name="grant_ends_after_it_begins",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("capacity__in", ("chair", "record", "attend")),
                                ("occasion__isnull", False),
                            ),
                            models.Q(
                                ("capacity__in", ("own", "close", "work")),
                                ("occasion__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="grant_occasion_by_capacity",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("capacity__in", ("work", "record")),
                            ("closed_at__isnull", True),
                            ("exception__isnull", True),
                        ),
                        fields=("case", "holder"),
                        name="work_and_record_exclude_each_other",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="GrantRight",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "right",
                    models.CharField(
                        choices=[
                            ("times.read", "times.read"),
                            ("plan.read", "plan.read"),
                            ("plan.write", "plan.write"),
                            ("minutes.read", "minutes.read"),
                            ("answers.read", "answers.read"),
                            ("map.read", "map.read"),
                            ("messages.read", "messages.read"),
                            ("messages.write", "messages.write"),
                            ("network.read", "network.read"),
                            ("network.write", "network.write"),
                            ("address.read", "address.read"),
                            ("meeting.call", "meeting.call"),
                            ("meeting.attend", "meeting.attend"),
                            ("meeting.chair", "meeting.chair"),
                            ("meeting.record", "meeting.record"),
                            ("consent.give", "consent.give"),
                            ("trace.read", "trace.read"),
                            ("case.end", "case.end"),
                            ("case.lead", "case.lead"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "grant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rights",
                        to="access.grant",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("grant", "right"), name="right_once_in_a_grant")
                ],
            },
        ),
        migrations.CreateModel(
            name="GuardianDecision",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=punos.clock.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("is_shown", models.BooleanField()),
                ("minor_could_decide", models.BooleanField()),
                ("minor_forbids", models.BooleanField()),
                (
                    "despite",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("interest", "Kielto olisi selvästi vastoin lapsen etua"),
                            ("party", "Huoltaja on itse asianosainen"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "assessed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("reason", models.CharField(max_length=500)),
                ("decided_at", models.DateTimeField(default=punos.clock.now)),
                (
                    "circle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="guardian_decisions",
                        to="access.circle",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "guardian",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Inquiry",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=punos.clock.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "matter",
                    models.CharField(
                        choices=[
                            ("complaint", "muistutus tai kantelu"),
                            ("data_request", "tietopyyntö"),
                            ("death", "kuolema"),
                            ("legal_duty", "lakisääteinen velvollisuus"),
                        ],
                        max_length=20,
                    ),
                ),
                ("reason", models.CharField(max_length=500)),
                ("asked_at", models.DateTimeField(default=punos.clock.now)),
                ("approved_at", models.DateTimeField(blank=True, null=True)),
                ("until_at", models.DateTimeField()),
                (
                    "approved_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="inquiries",
                        to="access.case",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "inquiries",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("approved_by__isnull", True),
                            models.Q(("approved_by", models.F("asked_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="inquiry_takes_two",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("approved_at__isnull", True), ("approved_by__isnull", True)),
                            models.Q(
                                ("approved_at__isnull", False), ("approved_by__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="inquiry_approval_who_and_when",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="grant",
            name="inquiry",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="grants",
                to="access.inquiry",
            ),
        ),
        migrations.CreateModel(
            name="Prohibition",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=punos.clock.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("given_at", models.DateTimeField(default=punos.clock.now)),
                (
                    "how",
                    models.CharField(
                        choices=[
                            ("own_device", "omalla laitteella"),
                            ("worker_device", "työntekijän laitteella"),
                            ("paper", "paperilla"),
                            ("oral", "suullisesti, todistajan kuullen"),
                        ],
                        max_length=20,
                    ),
                ),
                ("witness", models.CharField(blank=True, max_length=120)),
                ("what", models.CharField(max_length=300)),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="prohibitions",
                        to="access.case",
                    ),
                ),
                (
                    "given_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.organisation",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "text",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="access.consenttext",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("how", "oral"), _negated=True),
                            models.Q(("witness", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="prohibition_oral_has_witness",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Recusal",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=punos.clock.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("at", models.DateTimeField(default=punos.clock.now)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="recusals",
                        to="access.case",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("case", "person"), name="recusal_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Withdrawal",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=punos.clock.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("at", models.DateTimeField(default=punos.clock.now)),
                (
                    "how",
                    models.CharField(
                        choices=[
                            ("own_device", "omalla laitteella"),
                            ("worker_device", "työntekijän laitteella"),
                            ("paper", "paperilla"),
                            ("oral", "suullisesti, todistajan kuullen"),
                        ],
                        default="own_device",
                        max_length=20,
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "consent",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="withdrawal",
                        to="access.consent",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddConstraint(
            model_name="grant",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("basis", "consent"), ("consent__isnull", False)),
                    models.Q(("acceptance__isnull", False), ("basis", "acceptance")),
                    models.Q(("basis", "inquiry"), ("inquiry__isnull", False)),
                    models.Q(("basis", "law"), ("legal_basis__isnull", False)),
                    ("basis__in", ("own", "opening")),
                    _connector="OR",
                ),
                name="grant_has_its_basis",
            ),
        ),
    ]

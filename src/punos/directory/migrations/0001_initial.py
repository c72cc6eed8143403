import django.db.models.deletion
from django.db import migrations, models

import punos.clock


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Area",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=punos.clock.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("code", models.CharField(max_length=10)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("municipality", "kunta"),
                            ("wellbeing_county", "hyvinvointialue"),
                            ("country", "maa"),
                        ],
                        max_length=20,
                    ),
                ),
                ("name_fi", models.CharField(max_length=120)),
                ("name_sv", models.CharField(max_length=120)),
                ("name_en", models.CharField(max_length=120)),
                (
                    "languages",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("fi", "suomenkielinen"),
                            ("fi_sv", "kaksikielinen, enemmistö suomenkielisiä"),
                            ("sv", "ruotsinkielinen"),
                            ("sv_fi", "kaksikielinen, enemmistö ruotsinkielisiä"),
                        ],
                        max_length=5,
                    ),
                ),
                ("sort_key", models.CharField(db_index=True, editable=False, max_length=200)),
                (
                    "parent",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="parts",
                        to="directory.area",
                    ),
                ),
            ],
            options={
                "ordering": ("sort_key", "code"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("kind", "code"), name="area_code_once_in_its_kind"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ("municipality", "wellbeing_county", "country"))
                        ),
                        name="area_kind_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "country"), ("parent__isnull", True)),
                            models.Q(
                                ("kind__in", ("municipality", "wellbeing_county")),
                                ("parent__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="area_lies_in_another_unless_country",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "municipality"), _negated=True),
                            models.Q(
                                ("code__regex", "^[0-9]{3}$"),
                                ("languages__in", ("fi", "fi_sv", "sv", "sv_fi")),
                            ),
                            _connector="OR",
                        ),
                        name="municipality_has_three_digits_and_languages",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Organisation",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=punos.clock.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=200, unique=True, verbose_name="nimi")),
                (
                    "name_sv",
                    models.CharField(blank=True, max_length=200, verbose_name="nimi ruotsiksi"),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("wellbeing_county", "hyvinvointialue"),
                            ("municipality", "kunta"),
                            ("state", "valtio"),
                            ("ngo", "järjestö"),
                            ("parish", "seurakunta"),
                            ("company", "yritys"),
                            ("school", "oppilaitos"),
                            ("employment_area", "työllisyysalue"),
                            ("social_insurance", "Kela"),
                            ("project", "hanke"),
                        ],
                        max_length=20,
                        verbose_name="laji",
                    ),
                ),
                ("field", models.CharField(blank=True, max_length=120, verbose_name="toimiala")),
                ("touches_money", models.BooleanField(verbose_name="voi vaikuttaa rahoihin")),
                ("touches_decisions", models.BooleanField(verbose_name="voi vaikuttaa päätöksiin")),
                ("consequence_note", models.CharField(blank=True, max_length=200)),
                ("is_register_holder", models.BooleanField(verbose_name="rekisterinpitäjä")),
                ("sort_key", models.CharField(db_index=True, editable=False, max_length=200)),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="organisations",
                        to="directory.area",
                    ),
                ),
            ],
            options={
                "ordering": ("sort_key", "name"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True),
                        name="organisation_has_a_name",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                (
                                    "wellbeing_county",
                                    "municipality",
                                    "state",
                                    "ngo",
                                    "parish",
                                    "company",
                                    "school",
                                    "employment_area",
                                    "social_insurance",
                                    "project",
                                ),
                            )
                        ),
                        name="organisation_kind_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("consequence_note", ""),
                            ("touches_money", True),
                            ("touches_decisions", True),
                            _connector="OR",
                        ),
                        name="organisation_consequence_only_where_it_touches",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Unit",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=punos.clock.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="nimi")),
                (
                    "name_sv",
                    models.CharField(blank=True, max_length=200, verbose_name="nimi ruotsiksi"),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("guidance_centre", "Ohjaamo"),
                            ("health_social_centre", "sote-keskus"),
                            ("other", "muu yksikkö"),
                        ],
                        default="other",
                        max_length=30,
                        verbose_name="laji",
                    ),
                ),
                (
                    "street_address",
                    models.CharField(blank=True, max_length=200, verbose_name="käyntiosoite"),
                ),
                ("phone", models.CharField(blank=True, max_length=40, verbose_name="puhelin")),
                (
                    "opening_note",
                    models.CharField(blank=True, max_length=200, verbose_name="aukiolo"),
                ),
                (
                    "model_code",
                    models.CharField(blank=True, max_length=60, verbose_name="toimintamalli"),
                ),
                (
                    "capacity",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="montako yhteistä työtä mahtuu"
                    ),
                ),
                ("sort_key", models.CharField(db_index=True, editable=False, max_length=200)),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="units",
                        to="directory.area",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="units",
                        to="directory.organisation",
                    ),
                ),
            ],
            options={
                "ordering": ("sort_key", "name"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation", "name"), name="unit_name_once_in_its_organisation"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True), name="unit_has_a_name"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ("guidance_centre", "health_social_centre", "other"))
                        ),
                        name="unit_kind_is_known",
                    ),
                ],
            },
        ),
    ]

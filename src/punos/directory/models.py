"""Areas, organisations and units. Public facts only; nothing here tells of a person."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from punos import clock
from punos.language import sort_key


class Area(models.Model):
    """A municipality, a wellbeing services county or the country, by the code of the statistics."""

    class Kind(models.TextChoices):
        """What kind of area. Helsinki and Åland stand among the counties, as in the statistics."""

        MUNICIPALITY = "municipality", _("kunta")
        WELLBEING_COUNTY = "wellbeing_county", _("hyvinvointialue")
        COUNTRY = "country", _("maa")

    class Languages(models.TextChoices):
        """In which languages the municipality must serve; the language of more people first."""

        FI = "fi", _("suomenkielinen")
        FI_SV = "fi_sv", _("kaksikielinen, enemmistö suomenkielisiä")
        SV = "sv", _("ruotsinkielinen")
        SV_FI = "sv_fi", _("kaksikielinen, enemmistö ruotsinkielisiä")

    id = models.UUIDField(primary_key=True, default=clock.uuid7, editable=False)
    code = models.CharField(max_length=10)
    kind = models.CharField(max_length=20, choices=Kind)
    name_fi = models.CharField(max_length=120)
    name_sv = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    languages = models.CharField(max_length=5, choices=Languages, blank=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="parts")
    sort_key = models.CharField(max_length=200, editable=False, db_index=True)

    class Meta:
        ordering = ("sort_key", "code")
        constraints = (
            models.UniqueConstraint(fields=("kind", "code"), name="area_code_once_in_its_kind"),
            models.CheckConstraint(
                condition=Q(kind__in=("municipality", "wellbeing_county", "country")),
                name="area_kind_is_known",
            ),
            models.CheckConstraint(
                condition=Q(kind="country", parent__isnull=True)
                | Q(kind__in=("municipality", "wellbeing_county"), parent__isnull=False),
                name="area_lies_in_another_unless_country",
            ),
            models.CheckConstraint(
                condition=~Q(kind="municipality")
                | Q(code__regex=r"^[0-9]{3}$", languages__in=("fi", "fi_sv", "sv", "sv_fi")),
                name="municipality_has_three_digits_and_languages",
            ),
        )

    def __str__(self) -> str:
        return self.name_fi

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.sort_key = sort_key(self.name_fi)
        super().save(*args, **kwargs)

    def name(self, language: str) -> str:
        """Return the name in that language."""
        names = {"sv": self.name_sv, "en": self.name_en}
        return names.get(language, self.name_fi)


class Organisation(models.Model):
    """A body that takes part: who it is, and what its worker's knowing may touch."""

    class Kind(models.TextChoices):
        """The kind and sector of the body."""

        WELLBEING_COUNTY = "wellbeing_county", _("hyvinvointialue")
        MUNICIPALITY = "municipality", _("kunta")
        STATE = "state", _("valtio")
        NGO = "ngo", _("järjestö")
        PARISH = "parish", _("seurakunta")
        COMPANY = "company", _("yritys")
        SCHOOL = "school", _("oppilaitos")
        EMPLOYMENT_AREA = "employment_area", _("työllisyysalue")
        SOCIAL_INSURANCE = "social_insurance", _("Kela")
        PROJECT = "project", _("hanke")

    id = models.UUIDField(primary_key=True, default=clock.uuid7, editable=False)
    name = models.CharField(_("nimi"), max_length=200, unique=True)
    name_sv = models.CharField(_("nimi ruotsiksi"), max_length=200, blank=True)
    kind = models.CharField(_("laji"), max_length=20, choices=Kind)
    field = models.CharField(_("toimiala"), max_length=120, blank=True)
    area = models.ForeignKey(Area, models.PROTECT, related_name="organisations")
    touches_money = models.BooleanField(_("voi vaikuttaa rahoihin"))
    touches_decisions = models.BooleanField(_("voi vaikuttaa päätöksiin"))
    consequence_note = models.CharField(max_length=200, blank=True)
    is_register_holder = models.BooleanField(_("rekisterinpitäjä"))
    sort_key = models.CharField(max_length=200, editable=False, db_index=True)

    class Meta:
        ordering = ("sort_key", "name")
        constraints = (
            models.CheckConstraint(condition=~Q(name=""), name="organisation_has_a_name"),
            models.CheckConstraint(
                condition=Q(
                    kind__in=(
                        *("wellbeing_county", "municipality", "state", "ngo", "parish", "company"),
                        *("school", "employment_area", "social_insurance", "project"),
                    )
                ),
                name="organisation_kind_is_known",
            ),
            models.CheckConstraint(
                condition=Q(consequence_note="")
                | Q(touches_money=True)
                | Q(touches_decisions=True),
                name="organisation_consequence_only_where_it_touches",
            ),
        )

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.sort_key = sort_key(self.name)
        super().save(*args, **kwargs)

    def name_in(self, language: str) -> str:
        """Return the Swedish name where it is asked for and there is one; else the Finnish."""
        return (self.name_sv if language == "sv" else "") or self.name

    @property
    def consequence(self) -> str:
        """Return in a plain sentence whether it can touch the client's money or decisions."""
        sentence = {
            (True, True): _("Voi vaikuttaa rahoihisi ja sinua koskeviin päätöksiin."),
            (True, False): _("Voi vaikuttaa rahoihisi."),
            (False, True): _("Voi vaikuttaa sinua koskeviin päätöksiin."),
            (False, False): _("Ei vaikuta rahoihisi eikä sinua koskeviin päätöksiin."),
        }[self.touches_money, self.touches_decisions]
        return f"{sentence} {self.consequence_note}".strip()


class Unit(models.Model):
    """A place of work of an organisation: where it is, when it is open, how it works together."""

    class Kind(models.TextChoices):
        """What kind of place."""

        GUIDANCE_CENTRE = "guidance_centre", _("Ohjaamo")
        HEALTH_SOCIAL_CENTRE = "health_social_centre", _("sote-keskus")
        OTHER = "other", _("muu yksikkö")

    id = models.UUIDField(primary_key=True, default=clock.uuid7, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="units")
    name = models.CharField(_("nimi"), max_length=200)
    name_sv = models.CharField(_("nimi ruotsiksi"), max_length=200, blank=True)
    kind = models.CharField(_("laji"), max_length=30, choices=Kind, default=Kind.OTHER)
    area = models.ForeignKey(Area, models.PROTECT, related_name="units")
    street_address = models.CharField(_("käyntiosoite"), max_length=200, blank=True)
    phone = models.CharField(_("puhelin"), max_length=40, blank=True)
    opening_note = models.CharField(_("aukiolo"), max_length=200, blank=True)
    # The operating model that a new shared work here is opened with; a code of practice.
    model_code = models.CharField(_("toimintamalli"), max_length=60, blank=True)
    capacity = models.PositiveSmallIntegerField(
        _("montako yhteistä työtä mahtuu"), null=True, blank=True
    )
    sort_key = models.CharField(max_length=200, editable=False, db_index=True)

    class Meta:
        ordering = ("sort_key", "name")
        constraints = (
            models.UniqueConstraint(
                fields=("organisation", "name"), name="unit_name_once_in_its_organisation"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="unit_has_a_name"),
            models.CheckConstraint(
                condition=Q(kind__in=("guidance_centre", "health_social_centre", "other")),
                name="unit_kind_is_known",
            ),
        )

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.sort_key = sort_key(self.name)
        super().save(*args, **kwargs)

    def name_in(self, language: str) -> str:
        """Return the Swedish name where it is asked for and there is one; else the Finnish."""
        return (self.name_sv if language == "sv" else "") or self.name

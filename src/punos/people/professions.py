"""Professions as stable codes, with the field of each and the model role that it answers to.

The fields decide one legal question: the statutory own worker must be a social-care
professional, or a health professional with a reason (Social Welfare Act § 42).
"""

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _


class Profession(models.TextChoices):
    """What a person works as; the words are shown beside the name."""

    SOCIAL_WORKER = "social_worker", _("sosiaalityöntekijä")
    SOCIAL_COUNSELLOR = "social_counsellor", _("sosiaaliohjaaja")
    NURSE = "nurse", _("sairaanhoitaja")
    PUBLIC_HEALTH_NURSE = "public_health_nurse", _("terveydenhoitaja")
    DOCTOR = "doctor", _("lääkäri")
    PSYCHOLOGIST = "psychologist", _("psykologi")
    PHYSIOTHERAPIST = "physiotherapist", _("fysioterapeutti")
    OCCUPATIONAL_THERAPIST = "occupational_therapist", _("toimintaterapeutti")
    YOUTH_WORKER = "youth_worker", _("nuorisotyöntekijä")
    OUTREACH_YOUTH_WORKER = "outreach_youth_worker", _("etsivä nuorisotyöntekijä")
    EMPLOYMENT_COACH = "employment_coach", _("työllisyysvalmentaja")
    STUDY_COUNSELLOR = "study_counsellor", _("opinto-ohjaaja")
    BENEFITS_ADVISER = "benefits_adviser", _("etuusneuvoja")
    DEBT_ADVISER = "debt_adviser", _("talous- ja velkaneuvoja")
    NGO_WORKER = "ngo_worker", _("järjestön työntekijä")
    DEACONESS = "deaconess", _("diakoniatyöntekijä")
    GUIDE = "guide", _("asiakasohjaaja")
    COORDINATOR = "coordinator", _("koordinaattori")
    MANAGER = "manager", _("esihenkilö")
    EXPERT_BY_EXPERIENCE = "expert_by_experience", _("kokemusasiantuntija")
    OTHER = "other", _("työntekijä")


class Field(models.TextChoices):
    """Which law the profession works under, as far as the program must know."""

    SOCIAL = "social", _("sosiaalihuolto")
    HEALTH = "health", _("terveydenhuolto")
    OTHER = "other", _("muu")


@dataclass(frozen=True, slots=True)
class Kind:
    """The field of a profession and the role of the operating models it fills."""

    field: Field
    role: str


_SOCIAL = Kind(Field.SOCIAL, "social")
_REHAB = Kind(Field.HEALTH, "rehab")
_MEMBER = Kind(Field.OTHER, "member")
KINDS: dict[str, Kind] = {
    Profession.SOCIAL_WORKER: _SOCIAL,
    Profession.SOCIAL_COUNSELLOR: _SOCIAL,
    Profession.NURSE: Kind(Field.HEALTH, "nurse"),
    Profession.PUBLIC_HEALTH_NURSE: Kind(Field.HEALTH, "nurse"),
    Profession.DOCTOR: Kind(Field.HEALTH, "doctor"),
    Profession.PSYCHOLOGIST: _REHAB,
    Profession.PHYSIOTHERAPIST: _REHAB,
    Profession.OCCUPATIONAL_THERAPIST: _REHAB,
    Profession.NGO_WORKER: Kind(Field.OTHER, "ngo"),
    Profession.DEACONESS: Kind(Field.OTHER, "ngo"),
    Profession.GUIDE: Kind(Field.SOCIAL, "guide"),
    Profession.EXPERT_BY_EXPERIENCE: Kind(Field.OTHER, "expert_by_experience"),
}


def kind_of(profession: str) -> Kind:
    """Return the field and role of the profession; an unlisted one is a member of no field."""
    return KINDS.get(profession, _MEMBER)

"""Reads operating models. They tell of no person, so nobody is asked who reads."""

from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from django.db.models import Exists, OuterRef

from punos.language import sort_key
from punos.practice.models import OperatingModel
from punos.practice.rules import Model, read


@dataclass(frozen=True, slots=True)
class Choice:
    """A model that a new shared work can be opened with."""

    code: str
    name: str


def newest(code: str) -> OperatingModel:
    """Return the newest version of the model; a code that is not loaded raises DoesNotExist."""
    return OperatingModel.objects.filter(code=code).order_by("-version")[:1].get()


def choices(language: str = "fi") -> list[Choice]:
    """Return the models a shared work can be opened with, in Finnish order of their names."""
    newer = OperatingModel.objects.filter(code=OuterRef("code"), version__gt=OuterRef("version"))
    found = OperatingModel.objects.filter(~Exists(newer))
    named = [Choice(row.code, row.name(language)) for row in found]
    return sorted(named, key=lambda choice: sort_key(choice.name))


@lru_cache(maxsize=64)
def model_of(operating_model_id: UUID) -> Model:
    """Return the model of this version as the rules read it; a version never changes."""
    return read(OperatingModel.objects.get(pk=operating_model_id).content)

"""Choosing areas, organisations and units by name. Public facts, so anybody may ask."""

from django.db.models import Q, QuerySet

from punos.directory.models import Area, Organisation, Unit
from punos.language import sort_key

_SPACE = sort_key("a a")[2:4]


def _begins(words: str, column: str = "sort_key") -> Q:
    """Match names of which some word begins as `words` do; case and accents do not count."""
    key = sort_key(words)
    return Q(**{f"{column}__startswith": key}) | Q(**{f"{column}__contains": _SPACE + key})


def municipalities(words: str = "") -> QuerySet[Area]:
    """Return the municipalities whose Finnish name has a word beginning so, in Finnish order."""
    found = Area.objects.filter(_begins(words), kind=Area.Kind.MUNICIPALITY)
    return found.select_related("parent")


def counties() -> QuerySet[Area]:
    """Return the wellbeing services counties with Helsinki and Åland, in Finnish order."""
    return Area.objects.filter(kind=Area.Kind.WELLBEING_COUNTY)


def organisations(words: str = "", *, kind: str = "") -> QuerySet[Organisation]:
    """Return the organisations whose name has a word beginning so, in Finnish order."""
    found = Organisation.objects.filter(_begins(words)).select_related("area")
    return found.filter(kind=kind) if kind else found


def units(words: str = "", *, kind: str = "") -> QuerySet[Unit]:
    """Return the units that have such a word in their own or their organisation's name."""
    names = _begins(words) | _begins(words, "organisation__sort_key")
    found = Unit.objects.filter(names).select_related("organisation", "area")
    return found.filter(kind=kind) if kind else found

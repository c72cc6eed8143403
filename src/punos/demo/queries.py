"""Reads of the demo area: whom one can be."""

from dataclasses import dataclass, field

from django.conf import settings
from django.http import Http404

from punos.demo.models import DemoArea, DemoFace

FIRST = 100
"""Faces with a smaller order are the main cast; they stand open at the top."""


@dataclass(frozen=True, slots=True)
class Group:
    """Faces under one heading."""

    name: str
    faces: list[DemoFace] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Cast:
    """The page of the demo sign-in."""

    main: list[DemoFace]
    groups: list[Group]


def cast() -> Cast:
    """Return whom one can be; outside demo mode there is no such page."""
    if not settings.DEMO:
        raise Http404
    main: list[DemoFace] = []
    groups: dict[str, Group] = {}
    for face in DemoFace.objects.filter(person__is_active=True).select_related("person"):
        if face.order < FIRST:
            main.append(face)
        else:
            groups.setdefault(face.group, Group(face.group)).faces.append(face)
    return Cast(main, list(groups.values()))


def area() -> DemoArea | None:
    """Return the area of this database, if it has one."""
    return DemoArea.objects.order_by("-made_at").first()

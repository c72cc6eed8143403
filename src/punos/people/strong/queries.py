"""What pages show of doors: which stand open, one's own identities, an invitation."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language

from punos import clock
from punos.people.actor import Actor, Level
from punos.people.identities import DoorInvitation, Identity
from punos.people.models import Employment, StaffInvitation
from punos.people.queries import day_words
from punos.people.strong.coming import link_token
from punos.people.strong.door import Door
from punos.people.tokens import token_hash


@dataclass(frozen=True, slots=True)
class DoorLine:
    """A door to go through: its name and where it leads."""

    name: str
    href: str


@dataclass(frozen=True, slots=True)
class IdentityLine:
    """One of the actor's own identities."""

    id: UUID
    name: str
    joined_on: str
    seen_on: str

    @property
    def card_id(self) -> str:
        return f"tunnistus-{self.id}"


@dataclass(frozen=True, slots=True)
class IdentitiesPage:
    """The actor's identities, and the doors that could be joined to them."""

    identities: list[IdentityLine]
    doors: list[DoorLine]


@dataclass(frozen=True, slots=True)
class InvitationPage:
    """Whom the link invites: a first name and a door; nothing when it is over."""

    first_name: str
    door: DoorLine


def every_door() -> dict[str, Door]:
    """Return the doors of the environment."""
    found: dict[str, Door] = settings.STRONG_DOORS
    return found


def name_of(door: Door) -> str:
    return door.name((get_language() or "fi")[:2])


def doors_of_others(page: str) -> dict[str, list[DoorLine]]:
    """Return the doors of the sign-in page, leading on to the page that was wanted."""
    every = every_door().values()
    return {
        "doors": [_line(each, next=page) for each in every if not each.is_for_staff],
        "staff_doors": [_line(each, next=page) for each in every if each.is_for_staff],
    }


def _line(door: Door, **asked: str) -> DoorLine:
    address = reverse("door", args=[door.code])
    return DoorLine(name_of(door), f"{address}?{urlencode(asked)}")


def again(door: Door, page: str) -> str:
    """Return the address that tries the door once more, for the page that was wanted."""
    return _line(door, **({"next": page} if page else {})).href


def identities_page(actor: Actor) -> IdentitiesPage:
    """Return the actor's own identities, and what this session is sure enough to join."""
    mine = Identity.objects.filter(person=actor.person, ended_at=None).order_by("linked_at")
    held = list(mine)
    known = {each.door for each in held}
    free = [each for each in _joinable(actor) if each.code not in known]
    here = reverse("identities")
    return IdentitiesPage(
        [
            IdentityLine(
                each.pk,
                name_of(every_door()[each.door]) if each.door in every_door() else each.door,
                day_words(each.linked_at),
                day_words(each.seen_at) if each.seen_at else "",
            )
            for each in held
        ],
        [_line(each, next=here, yhdista=link_token(actor, each)) for each in free],
    )


def _joinable(actor: Actor) -> Iterator[Door]:
    """Yield the doors that this session may join: the same that `actions` asks again."""
    jobs = Employment.objects.on(clock.today()).filter(person=actor.person)
    works_at = set(jobs.values_list("organisation__name", flat=True))
    for door in every_door().values():
        if door.is_for_staff and actor.level >= Level.STRONG and door.organisation in works_at:
            yield door
        if not door.is_for_staff and actor.level >= Level.DEVICE:
            yield door


def doors_of_invitation(token: str) -> list[DoorLine]:
    """Return the doors by which an invitation to work may be answered."""
    living = StaffInvitation.objects.filter(spent_at=None, until_at__gt=clock.now())
    asked = living.filter(token_hash=token_hash(token)).select_related("organisation").first()
    name = asked.organisation.name if asked else ""
    return [
        _line(each, kutsu=token)
        for each in every_door().values()
        if each.organisation == name != ""
    ]


def invitation_page(token: str) -> InvitationPage | None:
    """Return whom the link invites, if it still does."""
    living = DoorInvitation.objects.filter(spent_at=None, until_at__gt=clock.now())
    found = living.filter(token_hash=token_hash(token)).select_related("person").first()
    if found is None or found.door not in every_door():
        return None
    return InvitationPage(found.person.first_name, _line(every_door()[found.door], kutsu=token))

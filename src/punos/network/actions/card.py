"""What a worker who leads does about the client's name, identity code and lost phone."""

from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from punos import clock
from punos.network.actions.meanwhile import ChangedMeanwhile
from punos.network.queries import card
from punos.notices import actions as notices
from punos.people import actions as people
from punos.people.actor import Actor
from punos.people.models import Person
from punos.trace import actions as trace
from punos.trace.refusal import Refused


@transaction.atomic
def name_genitive(*, by: Actor, case_id: UUID, genitive: str, seen: str | None = None) -> Person:
    """Write the genitive of the client's first name; the program bends no name (DESIGN.md 10)."""
    client = card.client_card(by, case_id).case.client
    stands = Person.objects.select_for_update().get(pk=client.pk)
    wanted = genitive.strip()
    if stands.first_name_genitive == wanted:
        return stands
    if seen is not None and seen != stands.first_name_genitive:
        raise ChangedMeanwhile
    trace.record(by, "network.genitive.named", case_id, client)
    return people.name_genitive(by=by, person=stands, genitive=wanted)


def note_identity(*, by: Actor, case_id: UUID, code: str) -> Person:
    """Keep the keyed hash of the client's identity code, where the worker's law allows.

    That a code is another's is never told: it would tell who is here. The try leaves a row, and a
    few tries a day are all.
    """
    page = card.client_card(by, case_id)
    if not page.may_note_identity:
        raise Refused(by, "network.identity", case_id)
    if not card.tries_left(by):
        raise ValidationError(_("Liian monta yritystä. Yritä huomenna uudelleen."), code="rate")
    client = page.case.client
    try:
        with transaction.atomic():
            trace.record(by, "network.identity.noted", case_id, client)
            return people.note_identity(by=by, person=client, code=code)
    except ValidationError as refusal:
        if refusal.code != "identity_held":
            raise
    trace.record(by, "network.identity.refused", case_id, client)
    raise ValidationError(
        _("Tunnusta ei voitu merkitä. Tarkista se, tai kysy tietosuojavastaavalta."),
        code="identity",
    )


@transaction.atomic
def end_client_devices(*, by: Actor, case_id: UUID) -> int:
    """End all phones and other devices of the client at once: one was lost. The client is told."""
    case = card.client_card(by, case_id).case
    ended = people.end_devices(by=by, person=case.client)
    if ended:
        trace.record(by, "network.devices.ended", case.pk, case.client, count=ended)
        notices.tell(
            to=case.client,
            kind="devices_ended",
            case=case,
            subject_id=case.pk,
            key=str(clock.uuid7()),
            link=reverse("devices"),
        )
    return ended

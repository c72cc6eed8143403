"""Views of the network, by whose page it is."""

from punos.network.views.card import client_card, end_devices, name_genitive, note_identity
from punos.network.views.client import (
    about,
    consents,
    decline,
    give_consent,
    invite_close_one,
    log,
    new_link,
    withdraw,
)
from punos.network.views.invitee import invitation, recuse, seat
from punos.network.views.safeguards import (
    approve_inquiry,
    inquiries,
    left_out,
    lift,
    protection,
    stand_in,
)
from punos.network.views.team import (
    client_device,
    close_one_device,
    leave,
    name_own_worker,
    network,
    propose,
    record_consent,
    set_responsibility,
    start,
)

__all__ = [
    "about",
    "approve_inquiry",
    "client_card",
    "client_device",
    "close_one_device",
    "consents",
    "decline",
    "end_devices",
    "give_consent",
    "inquiries",
    "invitation",
    "invite_close_one",
    "leave",
    "left_out",
    "lift",
    "log",
    "name_genitive",
    "name_own_worker",
    "network",
    "new_link",
    "note_identity",
    "propose",
    "protection",
    "record_consent",
    "recuse",
    "seat",
    "set_responsibility",
    "stand_in",
    "start",
    "withdraw",
]

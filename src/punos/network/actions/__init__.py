"""The only writers of the network. No seat opens anything before both have said yes."""

from punos.network.actions.alarms import raise_alarm
from punos.network.actions.answering import accept_seat, answer_seat, decline_seat, record_consent
from punos.network.actions.card import end_client_devices, name_genitive, note_identity
from punos.network.actions.ending import tell_of_ending
from punos.network.actions.guardians import end_guardian, make_guardian_link, propose_guardian
from punos.network.actions.leaving import end_work, leave, recuse, withdraw_seat
from punos.network.actions.naming import approve_inquiry, name_own_worker, set_responsibility
from punos.network.actions.permits import record_permit
from punos.network.actions.proposing import (
    Link,
    invite_close_one,
    make_link,
    propose_seat,
    spend_invitation,
)
from punos.network.actions.protecting import end_protection
from punos.network.actions.standing_in import end_standing_in, name_substitute
from punos.network.actions.starting import Shown, raise_level, show_code, start_work

__all__ = [
    "Link",
    "Shown",
    "accept_seat",
    "answer_seat",
    "approve_inquiry",
    "decline_seat",
    "end_client_devices",
    "end_guardian",
    "end_protection",
    "end_standing_in",
    "end_work",
    "invite_close_one",
    "leave",
    "make_guardian_link",
    "make_link",
    "name_genitive",
    "name_own_worker",
    "name_substitute",
    "note_identity",
    "propose_guardian",
    "propose_seat",
    "raise_alarm",
    "raise_level",
    "record_consent",
    "record_permit",
    "recuse",
    "set_responsibility",
    "show_code",
    "spend_invitation",
    "start_work",
    "tell_of_ending",
    "withdraw_seat",
]

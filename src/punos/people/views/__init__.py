"""Pages of the room, by what is done on them: coming in, and one's own."""

from punos.people.views.own import (
    device_end,
    devices,
    is_healthy,
    keep_alive,
    own_settings,
    password,
    reach_add,
    reach_remove,
    set_language,
)
from punos.people.views.signing import (
    Enrol,
    SecondFactor,
    SignIn,
    device,
    device_link,
    device_return,
    sign_out,
    sign_out_everywhere,
)

__all__ = [
    "Enrol",
    "SecondFactor",
    "SignIn",
    "device",
    "device_end",
    "device_link",
    "device_return",
    "devices",
    "is_healthy",
    "keep_alive",
    "own_settings",
    "password",
    "reach_add",
    "reach_remove",
    "set_language",
    "sign_out",
    "sign_out_everywhere",
]

"""What the rooms promise to `live`: five functions, and the values that go between."""

from collections.abc import Callable, Collection, Hashable, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

Scope = MutableMapping[str, Any]


@dataclass(frozen=True, slots=True)
class Listener:
    """Who listens. `asker` is whatever the room wants back when it is asked again."""

    person: str
    session: str
    asker: Hashable = field(compare=False, repr=False, default=None)


@dataclass(frozen=True, slots=True)
class Hearing:
    """As whom somebody hears (one rendering for each audience), and when that ends by itself.

    A right ends at `ends_at`, which is told before; a sign-in is over at `over_at`, unless the
    person does something meanwhile.
    """

    audience: str
    ends_at: datetime | None = None
    over_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """One piece of news as one audience reads it. The id is unique and grows in its channel."""

    id: str
    kind: str
    html: str


@dataclass(frozen=True, slots=True)
class Wiring:
    """The functions of the rooms. Each runs in a thread; its database connections are closed.

    channel(path)                    -> channel of an address under /virta/, None if there is none
    admit(scope, channel)            -> who asks and as whom they hear, None if nothing is shown
    audience(channel, listeners)     -> the hearing of each one who still hears; absent is cut
    render(channel, id, audiences)   -> the HTML of one message for each of these audiences that
                                        gets it at all
    since(channel, id, audience)     -> what this audience missed after that id, oldest first;
                                        id is "" when the page says nothing
    now()                            -> this instant
    """

    channel: Callable[[str], str | None]
    admit: Callable[[Scope, str], tuple[Listener, Hearing] | None]
    audience: Callable[[str, Collection[Listener]], Mapping[Listener, Hearing]]
    render: Callable[[str, str, Collection[str]], Mapping[str, str]]
    since: Callable[[str, str, str], Sequence[Message]]
    now: Callable[[], datetime]

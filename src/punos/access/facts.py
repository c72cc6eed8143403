"""What a room reports about a case: that something happened, when, and at which occasion."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact with a code of models/shared.yaml."""

    code: str
    at: datetime
    occasion: UUID | None = None

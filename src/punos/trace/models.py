"""Audit events, use log and disclosure log, linked into hash chains.

There is one chain per case and one for what has no case. Rows hold ids as text and no foreign
key, so that a log outlives what it tells of for its 12 legal years (CDL annex).
"""

import hashlib
import json
from collections.abc import Callable
from functools import cache
from json.encoder import encode_basestring
from typing import Any, ClassVar, Self

from django.db import models

NO_CASE = "none"
# In the use log: the client's name stood on a list, such as somebody's desk; nothing was opened.
LISTED = "listed"
quoted: Callable[[str], str] = encode_basestring
canonical = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode


class ChainHead(models.Model):
    """The newest number and hash of one chain; locked while a link is added."""

    chain = models.CharField(max_length=40, primary_key=True)
    number = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, blank=True)

    def __str__(self) -> str:
        return f"{self.chain} {self.number}"


class Link(models.Model):
    """One row of a chain: its hash covers its own content and the hash before it."""

    chain = models.CharField(max_length=40)
    number = models.BigIntegerField()
    at = models.DateTimeField()
    actor_id = models.CharField(
        max_length=40, help_text="uuid of a person, or a code of the system"
    )
    actor_name = models.CharField(max_length=200, blank=True)
    level = models.CharField(max_length=10, blank=True, help_text="level of the sign-in")
    hash = models.CharField(max_length=64)

    hashed: ClassVar[tuple[str, ...]] = ()
    objects: ClassVar[models.Manager[Self]] = models.Manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.chain} {self.number}"

    @classmethod
    @cache
    def covered(cls) -> tuple[str, ...]:
        """Return the columns that the hash covers: every one but the hash itself."""
        return tuple(
            sorted(("chain", "number", "at", "actor_id", "actor_name", "level", *cls.hashed))
        )

    @classmethod
    @cache
    def form(cls) -> str:
        """Return the text that is hashed, with a place for each covered column."""
        parts = [f'"{name}":%s' for name in cls.covered()]
        return ",".join(sorted([*parts, f'"kind":"{cls.__name__.lower()}"'])).join("{}")

    def hash_after(self, previous: str) -> str:
        """Return the SHA-256 of this row's content after the previous hash."""
        values = [getattr(self, name) for name in self.covered()]
        return hash_of(previous, self.form() % tuple(map(_written, values)))


def hash_of(previous: str, body: str) -> str:
    """Return the hash of a link: it covers the one before it."""
    return hashlib.sha256(f"{previous}\n{body}".encode()).hexdigest()


def _written(value: Any) -> str:
    """Return the value as JSON has it; an instant in the words of ISO 8601."""
    if isinstance(value, str):
        return quoted(value)
    return canonical(value if isinstance(value, int | dict) else value.isoformat())


class AuditEvent(Link):
    """Something was done or refused: who, what, to which thing."""

    event = models.CharField(max_length=60)
    case_id = models.CharField(max_length=40, blank=True)
    subject_kind = models.CharField(max_length=40, blank=True)
    subject_id = models.CharField(max_length=40, blank=True)
    facts = models.JSONField(default=dict)

    hashed = ("event", "case_id", "subject_kind", "subject_id", "facts")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("chain", "number"), name="audit_event_once"),
        )
        indexes = (models.Index(fields=("case_id", "-at"), name="audit_event_of_case"),)


class UseLog(Link):
    """Client data were used: CDL § 10 and the columns of its annex."""

    case_id = models.CharField(max_length=40)
    what = models.CharField(max_length=60, help_text="which data, as a right's code")
    page = models.CharField(max_length=60, blank=True, help_text="name of the page, never its path")
    provider_id = models.CharField(max_length=40)
    provider_name = models.CharField(max_length=200)
    purpose = models.CharField(max_length=60)
    preview_of = models.CharField(max_length=200, blank=True)

    hashed = ("case_id", "what", "page", "provider_id", "provider_name", "purpose", "preview_of")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("chain", "number"), name="use_log_once"),)
        indexes = (models.Index(fields=("case_id", "-at"), name="use_log_of_case"),)


class DisclosureLog(Link):
    """Client data went to another register holder or person: CDL § 10 and its annex."""

    case_id = models.CharField(max_length=40)
    description = models.CharField(max_length=60, help_text="which data, as a right's code")
    provider_id = models.CharField(max_length=40)
    provider_name = models.CharField(max_length=200)
    discloser_id = models.CharField(max_length=40)
    discloser_name = models.CharField(max_length=200)
    recipient_id = models.CharField(max_length=40)
    recipient_name = models.CharField(max_length=200)
    recipient_body = models.CharField(max_length=200, blank=True)
    purpose = models.CharField(max_length=60)
    basis = models.CharField(max_length=120, help_text="the consent's id or the legal provision")

    hashed = (
        "case_id",
        "description",
        "provider_id",
        "provider_name",
        "discloser_id",
        "discloser_name",
        "recipient_id",
        "recipient_name",
        "recipient_body",
        "purpose",
        "basis",
    )

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("chain", "number"), name="disclosure_log_once"),
        )
        indexes = (models.Index(fields=("case_id", "-at"), name="disclosure_log_of_case"),)

"""Loads the wordings that people accept; the same sentences stay the same version."""

from pathlib import Path

import yaml
from django.db import transaction

from punos.access.models import ConsentText

CONTENT = Path(__file__).parent / "content" / "wording.yaml"


@transaction.atomic
def load_wordings() -> None:
    """Keep each wording as a new version where it differs from the newest one."""
    content = yaml.load(CONTENT.read_text(encoding="utf-8"), yaml.CSafeLoader)
    for kind, languages in content.items():
        for language, body in languages.items():
            _keep(kind, language, body)


def _keep(kind: str, language: str, body: list[str]) -> None:
    newest = ConsentText.objects.filter(kind=kind, language=language).order_by("-version").first()
    if newest and newest.body == body:
        return
    version = newest.version + 1 if newest else 1
    ConsentText.objects.create(kind=kind, language=language, body=body, version=version)

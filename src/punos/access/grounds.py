"""Notes on which law an organisation handles data, and for what, where the handling begins.

Consent lifts secrecy; the ground of handling is another thing, and the client is told both
(LAW.md 1.9, 3). The grounds are content: a site's data protection officer may change them.
"""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from punos.access.models import LegalBasis
from punos.directory.models import Organisation

CONTENT = Path(__file__).parent / "content" / "grounds.yaml"
Purpose = LegalBasis.Purpose


@cache
def _content() -> dict[str, Any]:
    content: dict[str, Any] = yaml.load(CONTENT.read_text(encoding="utf-8"), yaml.CSafeLoader)
    return content


def ground(organisation: Organisation, purpose: str) -> LegalBasis:
    """Return the ground as it is now, noted once an organisation, purpose and provision."""
    content = _content()
    provision, is_consent = content["by_purpose"].get(purpose), False
    if provision is None:
        [own] = [each for each in content["by_kind"].values() if organisation.kind in each["kinds"]]
        provision, is_consent = own[purpose], own["is_consent"]
    found, _is_new = LegalBasis.objects.get_or_create(
        organisation=organisation,
        purpose=purpose,
        provision=provision,
        defaults={"is_consent": is_consent},
    )
    return found

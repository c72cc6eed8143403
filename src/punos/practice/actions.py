"""Loads operating models. The same content is the same version; a changed one is the next."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction
from django.utils.translation import gettext as _

from punos.practice.models import OperatingModel
from punos.practice.rules import faults

CONTENT = Path(__file__).parent / "content"
_SHARED, _HELP = "shared", "chair_help"


class FaultyModelError(Exception):
    """An operating model cannot be used; says why, a sentence each."""

    def __init__(self, sentences: list[str]) -> None:
        super().__init__("\n".join(sentences))
        self.sentences = sentences


@transaction.atomic
def load_models(folder: Path = CONTENT) -> list[OperatingModel]:
    """Load every model of the folder, or none of them when one has a fault.

    Returns the versions that now are the newest. Loading again changes nothing.
    """
    parts = {file.stem: _read(file) for file in sorted(folder.glob("*.yaml"))}
    missing = [f"{name}.yaml" for name in (_SHARED, _HELP) if name not in parts]
    if missing:
        raise FaultyModelError([_("Kansiosta puuttuu %s.") % name for name in missing])
    shared, helps = parts.pop(_SHARED), parts.pop(_HELP)
    contents = {
        name: {"model": model, "shared": shared, "help": helps} for name, model in parts.items()
    }
    sentences = [
        f"{name}.yaml: {sentence}"
        for name, content in contents.items()
        for sentence in faults(content)
    ]
    if sentences:
        raise FaultyModelError(sentences)
    return [_keep(content) for content in contents.values()]


def _read(file: Path) -> Any:
    try:
        content = yaml.load(file.read_text(encoding="utf-8"), yaml.CSafeLoader)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        told = _("%(file)s ei ole YAML-muotoa. Katso riviä %(line)s.") % {
            "file": file.name,
            "line": mark.line + 1 if mark else 1,
        }
        raise FaultyModelError([told]) from error
    # What YAML reads as a day or a number in a name becomes text, as it will be in the database.
    return json.loads(json.dumps(content, default=str))


def _keep(content: Mapping[str, Any]) -> OperatingModel:
    code, content_hash = content["model"]["id"], _hash(content)
    newest = OperatingModel.objects.filter(code=code).order_by("-version").first()
    if newest and newest.content_hash == content_hash:
        return newest
    return OperatingModel.objects.create(
        code=code,
        version=newest.version + 1 if newest else 1,
        content=content,
        content_hash=content_hash,
    )


def _hash(content: Mapping[str, Any]) -> str:
    body = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(body.encode()).hexdigest()

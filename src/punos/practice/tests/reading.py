"""The four models as the rules read them, for tests that need no database."""

from functools import cache
from typing import Any

import yaml

from punos.practice.actions import CONTENT
from punos.practice.rules import Model, read


@cache
def _file(name: str) -> Any:
    return yaml.safe_load((CONTENT / f"{name}.yaml").read_text(encoding="utf-8"))


def content_of(name: str) -> dict[str, Any]:
    return {"model": _file(name), "shared": _file("shared"), "help": _file("chair_help")}


@cache
def model_named(name: str) -> Model:
    return read(content_of(name))

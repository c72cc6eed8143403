"""Where the collected files of styles, scripts and pictures are found."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """The collected files under names with their hash; they do not change while a process runs."""

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(*args, **options)
        self._addresses: dict[str, str] = {}

    def url(self, name: str | None, force: bool = False) -> str:  # noqa: FBT001, FBT002 - Django's
        """Return the file's address; it is worked out once, as a page names forty files."""
        key = name or ""
        if key not in self._addresses:
            self._addresses[key] = super().url(key, force)
        return self._addresses[key]

    def post_process(self, *args: Any, **options: Any) -> Iterator[Any]:
        """Hash and pack what was collected, and note at the end what it was made from."""
        yield from super().post_process(*args, **options)
        _note().write_text(_made_from(), encoding="utf-8")


def are_collected() -> bool:
    """Return whether the collected files are those of this program, and not of one before it."""
    return _note().exists() and _note().read_text(encoding="utf-8") == _made_from()


def _note() -> Path:
    return Path(settings.STATIC_ROOT) / ".made-from"


def _made_from() -> str:
    """Return a digest of the name, size and time of every file that is to be collected."""
    found = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            facts = Path(storage.path(name)).stat()
            found.update(f"{name} {facts.st_size} {facts.st_mtime_ns}\n".encode())
    return found.hexdigest()

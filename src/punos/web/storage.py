"""Where the collected files of styles, scripts and pictures are found."""

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

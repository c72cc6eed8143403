"""S4.1 · The files of the looks are those of the program that serves, also after a new version."""

from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles.finders import get_finder
from django.contrib.staticfiles.storage import staticfiles_storage

from punos.config.readiness import prepare
from punos.web import storage
from punos.web.storage import StaticFiles
from tests.world import World

SHEET = "vendor/punos.css"


@pytest.fixture
def sheet(settings: Any, tmp_path: Path) -> Path:
    """The one file that this program has, collected into a folder of its own."""
    source = tmp_path / "source"
    (source / "vendor").mkdir(parents=True)
    (source / SHEET).write_text("p { color: red }")
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.STATICFILES_DIRS = [source]
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "punos.web.storage.StaticFiles"},
    }
    get_finder.cache_clear()
    return source / SHEET


def collected() -> str:
    """Return what a page would get now, from a program that has just been started."""
    name = StaticFiles().url(SHEET).removeprefix("/static/")
    return Path(staticfiles_storage.path(name)).read_text()


def test_they_are_collected_at_the_first_start_and_after_a_change(
    world: World, sheet: Path
) -> None:
    assert not storage.are_collected()
    prepare()
    assert storage.are_collected()
    assert "red" in collected()
    sheet.write_text("p { color: green }")
    assert not storage.are_collected()
    prepare()
    assert "green" in collected()


def test_nothing_is_done_where_nothing_changed(world: World, sheet: Path) -> None:
    prepare()
    (manifest,) = sheet.parents[2].glob("static/staticfiles.json")
    before = manifest.stat().st_mtime_ns
    prepare()
    assert manifest.stat().st_mtime_ns == before


def test_what_was_lost_of_them_is_made_again(world: World, sheet: Path, settings: Any) -> None:
    prepare()
    (manifest,) = sheet.parents[2].glob("static/staticfiles.json")
    manifest.unlink()
    settings.STORAGES = dict(settings.STORAGES)  # as a start does, it forgets what it has read
    prepare()
    assert manifest.exists()

"""Room on the disk that is kept for signing in, for reading (a look is a row) and for taking back.

A file of zeros holds the room. When the disk is nearly full the file goes: what is then free is
not for new texts. They are refused in plain words until there is room again.
"""

import logging
import os
import shutil
from pathlib import Path

from django.conf import settings

logger = logging.getLogger(__name__)
MEGABYTE = 1024 * 1024


def keep() -> None:
    """Take the room, if the disk has at least as much over. Called at the start and by a job."""
    size = settings.RESERVE_MB * MEGABYTE
    if not size or _file().exists() or _free() < 2 * size:
        return
    part = _file().with_suffix(".kesken")
    try:
        with part.open("wb") as file:
            os.posix_fallocate(file.fileno(), 0, size)
        part.replace(_file())
    except OSError:
        part.unlink(missing_ok=True)
        logger.warning("No room could be kept on the disk.")


def is_short() -> bool:
    """Return whether new texts are refused; lets the kept room go when the disk is nearly full."""
    if not settings.RESERVE_MB:
        return False
    if not _file().exists():
        keep()
        return not _file().exists()
    if _free() >= settings.RESERVE_MB * MEGABYTE // 4:
        return False
    _file().unlink(missing_ok=True)
    logger.critical("The disk is nearly full. New texts are refused until there is room.")
    return True


def _file() -> Path:
    return Path(settings.VAR) / "varatila"


def _free() -> int:
    return shutil.disk_usage(settings.VAR).free

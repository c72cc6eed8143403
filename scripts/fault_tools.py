"""Has Debian's tools of two faults installed for `make prove`; else says how to get them.

fiu-run lets writes fail (faults 4 and 5), libfaketime turns a program's clock (fault 7). Without
them those tests try nothing and say so aloud, so this never ends in an error.
"""

import shutil
from pathlib import Path

from scripts import debian


def missing() -> list[str]:
    """Return the packages whose tools are not there."""
    libraries = Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1")
    there = {"fiu-utils": shutil.which("fiu-run"), "faketime": next(libraries, None)}
    return [package for package, tool in there.items() if not tool]


def main() -> None:
    """Install what is missing; tell in one line if it cannot be had."""
    if packages := missing():
        debian.install("Vikojen välineet", *packages)
    if packages := missing():
        print(f"Osaa vioista ei voi kokeilla. Asenna ensin: apt-get install {' '.join(packages)}")


if __name__ == "__main__":
    main()

"""The parent of the program that is killed again and again (reborn.py): loads it once and forks."""

import os
import sys

from django.db import connections

from punos.config import cli


def bear() -> None:
    """At each line that comes in, bear a program, tell its number, and tell when it has ended."""
    cli.set_up()
    from punos.config import asgi, urls  # noqa: F401, PLC0415 -- to have them loaded

    connections.close_all()
    # What the program prints belongs to the log; only the parent speaks to the test.
    told = os.dup(1)
    os.dup2(2, 1)
    for _ in sys.stdin:
        pid = os.fork()
        if pid == 0:
            os.setsid()
            os._exit(cli.main(["serve"]))
        os.write(told, b"%d\n" % pid)
        os.waitpid(pid, 0)
        os.write(told, b"over\n")


if __name__ == "__main__":
    bear()

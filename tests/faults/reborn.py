"""The program that is killed again and again: born by a fork of a parent that has loaded it.

What runs after the fork is `punos serve` from its first line to its last; only the loading of
modules, four fifths of a start, is not repeated a thousand times.
"""

import os
import signal
import subprocess
import sys
from dataclasses import dataclass

from tests.faults.program import ROOT, Program, free_port


@dataclass
class Reborn(Program):
    """`punos serve` whose every start after the first takes a moment."""

    parent: subprocess.Popen[bytes] | None = None
    pid: int = 0

    def run(self, *prefix: object, **environ: str) -> None:
        """Let the parent bear the program once more, without waiting until it serves."""
        assert not prefix, "nothing stands before a program that is forked"
        self.port = self.port or free_port()
        if self.parent is None:
            with (self.home / "log").open("ab") as log:
                self.parent = subprocess.Popen(
                    [sys.executable, "-m", "tests.faults.parent"],
                    cwd=ROOT,
                    env=self.settings(**environ),
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=log,
                )
        assert self.parent.stdin
        self.parent.stdin.write(b"start\n")
        self.parent.stdin.flush()
        self.pid = int(self._told())

    def _told(self) -> bytes:
        assert self.parent
        assert self.parent.stdout
        return self.parent.stdout.readline()

    def is_over(self) -> bool:
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return True
        return False

    def kill(self, number: int = signal.SIGKILL) -> None:
        """Kill the program, if it lives, and wait for its end."""
        if self.pid:
            if not self.is_over():
                os.killpg(self.pid, number)
            assert self._told() == b"over\n"
            self.pid = 0

    def end(self) -> None:
        """End the parent too."""
        self.kill()
        if self.parent:
            self.parent.kill()
            self.parent.communicate()

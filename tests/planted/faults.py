"""Faults that somebody might make by a slip of the hand, and the tests that must find each.

Each is one exact change in one file. `python -m tests.planted` plants them one by one in a copy
of the tree. A fault that no test finds is a hole in the specification, not in the program.
"""

from tests.planted.doors import DOORS
from tests.planted.rights import RIGHTS
from tests.planted.together import TOGETHER

FAULTS = (*RIGHTS, *DOORS, *TOGETHER)
